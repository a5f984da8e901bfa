"""All texts of a draft and of the rounds on it, where each stands in a language, and files of a language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from consult.accounts.models import Person
from consult.consultations.models import Round, Session
from consult.core.csv_files.reading import TableFault, UnreadableText, decoded
from consult.core.database import db
from consult.core.i18n.languages import CODES
from consult.core.ruling import Refused
from consult.drafts.models import Draft, Status
from consult.drafts.queries import milestones_of, wordings_with_clause
from consult.drafts.translations.actions import GivenTranslation, keep_translations
from consult.drafts.translations.checking import TranslationsRead, checked, comes_back_untouched
from consult.drafts.translations.csv_file import csv_of, units_of_csv
from consult.drafts.translations.exchanged import lines_of
from consult.drafts.translations.models import TextKind, TextTranslation
from consult.drafts.translations.queries import by_name, standing_translations
from consult.drafts.translations.sources import TextSource, sources_of
from consult.drafts.translations.standing import TextChoice, TranslationState, chosen_of, count_states
from consult.drafts.translations.xliff import units_of_xliff, xliff_of

FORMATS = ("xliff", "csv")
ROUNDS = "rounds"  # the group of texts of rounds; that of names and headings is empty


TextsOfRounds = Callable[[Sequence[Round]], Iterable[TextSource]]
_MORE: list[TextsOfRounds] = []


def also_translated(listed: TextsOfRounds) -> TextsOfRounds:
    """Registers what a stage further down has to translate of rounds."""
    _MORE.append(listed)
    return listed


def texts_of(draft: Draft) -> list[TextSource]:
    query = select(Round).where(Round.draft_id == draft.id).order_by(Round.opens_at, Round.id)
    rounds = db.session.scalars(query).all()
    sessions = select(Session).where(Session.round_id.in_([round_.id for round_ in rounds]))
    return [
        *sources_of(draft, wordings_with_clause(draft)),
        *(_source(TextKind.MILESTONE, one.id, one.title, one.detail) for one in milestones_of(draft.guideline)),
        *(_source(TextKind.ROUND, one.slug, one.title, one.purpose, ROUNDS) for one in rounds),
        *(
            _source(TextKind.SESSION, one.id, one.title, "", ROUNDS)
            for one in db.session.scalars(sessions.order_by(Session.starts_at, Session.id))
        ),
        *(source for listed in _MORE for source in listed(rounds)),
    ]


def _source(kind: TextKind, key: object, title: str, text: str, group: str = "") -> TextSource:
    return TextSource(kind, str(key), title, title, text, group)


def choice_named(code: str, draft: Draft) -> TextChoice | None:
    """A language and version that the text may be kept in; its own language only in another version than in full."""
    choice = TextChoice.of(code)
    known = choice is not None and choice.language in CODES and choice != TextChoice(draft.guideline.language)
    return choice if known else None


class TextStanding(NamedTuple):
    """A text with what there is of it in a language."""

    source: TextSource
    kept: TextTranslation | None
    state: TranslationState


def with_translations(draft: Draft, choice: TextChoice) -> list[TextStanding]:
    kept = by_name(standing_translations(draft.guideline, choice))
    return [TextStanding(one, *chosen_of(kept.get(one.name, ()), one.digest, draft.number)) for one in texts_of(draft)]


Standing = Mapping[TranslationState, int]


def standing_of(draft: Draft, texts: Sequence[TextSource]) -> dict[TextChoice, dict[str, Standing]]:
    """By language and version, by group of texts: how many stand how. Two statements, whatever there is."""
    every: dict[TextChoice, list[TextTranslation]] = {}
    for row in standing_translations(draft.guideline):
        every.setdefault(TextChoice(row.language, row.version), []).append(row)
    for code in CODES:
        if code != draft.guideline.language:
            every.setdefault(TextChoice(code), [])
    return {choice: _by_group(texts, rows, draft.number) for choice, rows in every.items()}


def _by_group(texts: Sequence[TextSource], rows: Iterable[TextTranslation], number: int) -> dict[str, Standing]:
    kept, states = by_name(rows), dict[str, list[TranslationState]]()
    for source in texts:
        states.setdefault(source.group, []).append(chosen_of(kept.get(source.name, ()), source.digest, number)[1])
    return {group: count_states(every) for group, every in states.items()}


@dataclass(frozen=True)
class TranslationsFile:
    content: bytes
    mimetype: str
    name: str


def file_of(draft: Draft, choice: TextChoice, form: str) -> TranslationsFile:
    guideline = draft.guideline
    kept = by_name(standing_translations(guideline, choice))
    lines = lines_of(texts_of(draft), kept, draft.number)
    name = f"{guideline.slug}-{draft.number}-{choice.code}.{'xlf' if form == 'xliff' else form}"
    if form == "csv":
        return TranslationsFile("".join(csv_of(lines, choice)).encode(), "text/csv", name)
    about = f"{guideline.slug}/draft-{draft.number}"
    return TranslationsFile(xliff_of(lines, about, guideline.language, choice), "application/xliff+xml", name)


def read_translations_file(draft: Draft, choice: TextChoice, form: str, content: bytes) -> TranslationsRead:
    """Every fault by its row."""
    original = draft.guideline.language
    if form == "xliff":
        units, faults = units_of_xliff(content, original, choice)
    else:
        try:
            units, faults = units_of_csv(decoded(content), choice)
        except UnreadableText as unreadable:
            units, faults = [], [TableFault(unreadable.line, unreadable.line, "", str(unreadable))]
    read = checked(units, {source.name: source for source in texts_of(draft)}, choice, original)
    if not units and not faults:
        faults = [TableFault(1, 1, "", _("There is no text in this file."))]
    return TranslationsRead(read.texts, [*faults, *read.faults], read.empty)


class TakenIn(NamedTuple):
    """How many texts had no translation before, had another one, and came back as they had gone out."""

    new: int = 0
    changed: int = 0
    untouched: int = 0


def take_in_translations(
    draft: Draft,
    choice: TextChoice,
    read: TranslationsRead,
    *,
    machine: bool,
    by: Person | None,
    sound_only: bool = False,
) -> TakenIn:
    """All or nothing, unless only the rows without fault are asked for. What comes back untouched stays what it was:
    a translation that is behind stays behind, unless its row says that it was reviewed."""
    if read.faults and not sound_only:
        raise Refused(_("The file has faults. Nothing was imported."))
    kept = by_name(standing_translations(draft.guideline, choice))
    given, missing = list[GivenTranslation](), 0
    for one in read.texts:
        rows = kept.get(one.source.name, ())
        found, state = chosen_of(rows, one.source.digest, draft.number)
        status = Status.MACHINE_TRANSLATED if machine or one.machine else Status.TRANSLATED
        if comes_back_untouched(one, rows, state, status):
            continue
        given.append(GivenTranslation(one.source, one.heading, one.text, status))
        missing += found is None
    taken = keep_translations(draft.guideline, given, choice, by=by)
    return TakenIn(missing, taken - missing, len(read.texts) - taken)
