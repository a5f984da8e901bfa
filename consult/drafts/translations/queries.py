"""Translations of the texts on a page: which languages there are, and the words in the one read; one statement each."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import has_request_context, request, session
from sqlalchemy import literal, select, union, union_all

from consult.core.database import db
from consult.core.i18n.languages import NAMES, language_now
from consult.core.request_memo import once_a_page
from consult.drafts.models import Clause, Draft, Guideline, Status, Wording
from consult.drafts.row_cache.rows import value_of
from consult.drafts.translations.models import STANDING_TRANSLATION, TextKind, TextTranslation, TextVersion
from consult.drafts.translations.naming import FRAME, names_kept, read_names_in
from consult.drafts.translations.sources import TextSource, digest_of_words
from consult.drafts.translations.standing import (
    Kept,
    Name,
    ReadWhere,
    ShownText,
    TextChoice,
    TranslationState,
    shown_of,
)

CHOSEN = "text_language"  # in the session: the reader's choices, as they stand in addresses
READ = (
    TextTranslation.made_on,
    TextTranslation.of_digest,
    TextTranslation.heading,
    TextTranslation.text,
    TextTranslation.status,
)


@dataclass(frozen=True)
class Reading:
    """A page's text in the language that its reader chose, and perhaps in a second one beside it."""

    draft: Draft
    choices: Sequence[TextChoice]
    choice: TextChoice
    beside: TextChoice | None = None
    kept: dict[TextChoice, Kept] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.choice.language

    @property
    def translated(self) -> bool:
        return self.choice != self.original

    @property
    def original(self) -> TextChoice:
        return TextChoice(self.draft.guideline.language)

    def of(self, kind: str, key: object, heading: str, text: str = "", *, beside: bool = False) -> ShownText:
        """A text as it is shown; where it is missing in that language, the original."""
        choice = self.beside if beside and self.beside is not None else self.choice
        own = self.draft.guideline.language
        original = ShownText(heading, text, own, TranslationState.ORIGINAL)
        if choice == self.original:
            return original
        kept = self.kept.get(choice, {}).get((TextKind(kind), str(key)), ())
        return shown_of(kept, digest_of_words(heading, text), original, ReadWhere(choice, self.draft.number))

    def there(self, clauses: Iterable[Any]) -> bool:
        """Whether any of these clauses is read in the language chosen; wordings, or rows with a uid."""
        shown = (self.of("clause", getattr(one, "uid", "") or one.clause.uid, one.heading, one.text) for one in clauses)
        return any(one.state != TranslationState.MISSING for one in shown)


def reading_in(draft: Draft, *, clauses: Collection[str] = (), rounds: Collection[str] = ()) -> Reading:
    """What this request asks for, else what was chosen before, else the language of the interface if it is there."""
    choices = choices_in(draft)
    original = TextChoice(draft.guideline.language)
    choice = _asked("text", choices) or _of_interface(choices) or original
    read_names_in(choice.language)
    beside = _asked("beside", choices)
    reading = Reading(draft, choices, choice, beside if beside != choice else None)
    names = {TextKind.CLAUSE: clauses, TextKind.ROUND: rounds}
    for wanted in {choice, reading.beside or choice} - {original}:
        reading.kept[wanted] = kept_in(draft, wanted, names)
    return reading


def _asked(name: str, choices: Sequence[TextChoice]) -> TextChoice | None:
    """An address that names one is obeyed, and remembered for the pages after it."""
    if not has_request_context():
        return None
    remembered = dict(session.get(CHOSEN, {}))
    code = request.args.get(name, remembered.get(name, ""))
    if name in request.args and request.args[name] != remembered.get(name, ""):
        session[CHOSEN] = {**remembered, name: code[:40]}
    return next((choice for choice in choices if choice.code == code), None)


def _of_interface(choices: Sequence[TextChoice]) -> TextChoice | None:
    return next((choice for choice in choices if choice == TextChoice(language_now())), None)


def choices_in(draft: Draft) -> Sequence[TextChoice]:
    """The original first, then every language and version in which any text of the guideline can be read."""
    original = TextChoice(draft.guideline.language)
    versions, languages = list(TextVersion), list(NAMES)
    found = [one for one in _there_in(draft) if one != original and one.version != TextVersion.SIGN_LANGUAGE]
    found.sort(key=lambda one: (versions.index(one.version), one.language not in languages, one.language))
    return [original, *found]


@once_a_page
def _there_in(draft: Draft) -> frozenset[TextChoice]:
    return value_of(draft.guideline, ("translations", draft.id), lambda: _read_there_in(draft))


def _read_there_in(draft: Draft) -> frozenset[TextChoice]:
    kept = select(TextTranslation.language, TextTranslation.version)
    kept = kept.where(TextTranslation.guideline_id == draft.guideline_id, STANDING_TRANSLATION)
    printed = select(Wording.language, literal(TextVersion.FULL.value)).where(Wording.draft_id == draft.id)
    rows: Any = db.session.execute(union(kept, printed))
    return frozenset(TextChoice(language, TextVersion(version)) for language, version in rows)


def kept_in(draft: Draft, choice: TextChoice, names: dict[TextKind, Collection[str]]) -> Kept:
    """Of the frame, and of the clauses and rounds named: in the order in which they were made, printed ones last.

    The frame is read with the names that a page shows around its text.
    """
    same = (
        TextTranslation.guideline_id == draft.guideline_id,
        TextTranslation.language == choice.language,
        TextTranslation.version == choice.version,
        STANDING_TRANSLATION,
    )
    columns: Any = (TextTranslation.kind, TextTranslation.key, *READ, TextTranslation.id)
    parts = [
        select(*columns).where(*same, TextTranslation.kind == kind, TextTranslation.key.in_(keys))
        for kind, keys in names.items()
        if keys
    ]
    found: dict[Name, list[Any]] = {}
    if choice.version == TextVersion.FULL:
        kept = names_kept(draft.guideline_id, choice.language)
        found = {name: list(rows) for name, rows in kept.items() if name[0] in FRAME}
    else:
        parts.append(select(*columns).where(*same, TextTranslation.kind.in_(FRAME)))
    rows = db.session.execute(union_all(*parts) if len(parts) > 1 else parts[0]).all() if parts else []
    for row in sorted(rows, key=lambda row: row.id):
        found.setdefault((TextKind(row.kind), row.key), []).append(row)
    uids = names.get(TextKind.CLAUSE, ())
    if uids and choice.version == TextVersion.FULL and choice.language in _printed_in(draft):
        for uid, one in _printed(draft, choice.language, uids).items():
            found[TextKind.CLAUSE, uid] = [one]
    return found


@once_a_page
def _printed_in(draft: Draft) -> frozenset[str]:
    """Languages besides its own in which the draft itself is printed, and sealed."""
    query = select(Wording.language).where(Wording.draft_id == draft.id, Wording.language != draft.guideline.language)
    return frozenset(db.session.scalars(query.distinct()))


@dataclass(frozen=True)
class PrintedWording:
    """A wording that the draft holds in another language: it is of this draft, whatever the digest."""

    made_on: int
    of_digest: str
    heading: str
    text: str
    status: Status


def _printed(draft: Draft, language: str, uids: Collection[str]) -> dict[str, PrintedWording]:
    query = select(Clause.uid, Wording.language, Wording.heading, Wording.text, Wording.status)
    query = query.join(Clause, Clause.id == Wording.clause_id).where(Wording.draft_id == draft.id, Clause.uid.in_(uids))
    rows = db.session.execute(query.where(Wording.language.in_((language, draft.guideline.language)))).all()
    own = {row.uid: digest_of_words(row.heading, row.text) for row in rows if row.language == draft.guideline.language}
    return {
        row.uid: PrintedWording(draft.number, own[row.uid], row.heading, row.text, row.status)
        for row in rows
        if row.language == language and row.uid in own
    }


def standing_translations(guideline: Guideline, choice: TextChoice | None = None) -> Sequence[TextTranslation]:
    """All that stand, in the order in which they were made."""
    query = select(TextTranslation).where(TextTranslation.guideline_id == guideline.id, STANDING_TRANSLATION)
    if choice is not None:
        same = (TextTranslation.language == choice.language, TextTranslation.version == choice.version)
        query = query.where(*same)
    return db.session.scalars(query.order_by(TextTranslation.id)).all()


def by_name(rows: Iterable[TextTranslation]) -> dict[Name, list[TextTranslation]]:
    found: dict[Name, list[TextTranslation]] = {}
    for row in rows:
        found.setdefault((row.kind, row.key), []).append(row)
    return found


def films_of(draft: Draft, uid: str) -> Sequence[TextTranslation]:
    """The clause in sign languages."""
    if all(choice.version != TextVersion.SIGN_LANGUAGE for choice in _there_in(draft)):
        return ()
    query = select(TextTranslation).where(
        TextTranslation.guideline_id == draft.guideline_id,
        TextTranslation.version == TextVersion.SIGN_LANGUAGE,
        TextTranslation.kind == TextKind.CLAUSE,
        TextTranslation.key == uid,
        STANDING_TRANSLATION,
    )
    return db.session.scalars(query.order_by(TextTranslation.id)).all()


def translation_of_text(guideline: Guideline, source: TextSource, choice: TextChoice) -> Sequence[TextTranslation]:
    """Those of one text that stand, in the order in which they were made."""
    query = select(TextTranslation).where(
        TextTranslation.guideline_id == guideline.id,
        TextTranslation.kind == source.kind,
        TextTranslation.key == source.key,
        TextTranslation.language == choice.language,
        TextTranslation.version == choice.version,
        STANDING_TRANSLATION,
    )
    return db.session.scalars(query.order_by(TextTranslation.id)).all()


def clause_as_read(draft: Draft, wording: Wording, code: str) -> ShownText | None:
    """The clause as someone reads it in a language that is not its own; None where it is not there in that one."""
    choice = TextChoice.of(code)
    if choice is None or choice == TextChoice(draft.guideline.language):
        return None
    uid = wording.clause.uid
    kept = kept_in(draft, choice, {TextKind.CLAUSE: (uid,)}).get((TextKind.CLAUSE, uid), ())
    original = ShownText(wording.heading, wording.text, wording.language, TranslationState.ORIGINAL)
    shown = shown_of(kept, digest_of_words(wording.heading, wording.text), original, ReadWhere(choice, draft.number))
    return None if shown.original else shown


def clauses_read(clause_ids: Collection[int], codes: Iterable[str]) -> dict[tuple[int, str], list[Any]]:
    """Standing translations of clauses by clause and code of the language, in the order in which they were made."""
    choices = {choice for code in codes if (choice := TextChoice.of(code)) is not None}
    query = select(Clause.id, TextTranslation.language, TextTranslation.version, *READ).join(
        TextTranslation, (TextTranslation.guideline_id == Clause.guideline_id) & (TextTranslation.key == Clause.uid)
    )
    query = query.where(Clause.id.in_(clause_ids), TextTranslation.kind == TextKind.CLAUSE, STANDING_TRANSLATION)
    query = query.where(TextTranslation.language.in_({choice.language for choice in choices}))
    found: dict[tuple[int, str], list[Any]] = {}
    for row in db.session.execute(query.order_by(TextTranslation.id)):
        found.setdefault((row.id, TextChoice(row.language, row.version).code), []).append(row)
    return found
