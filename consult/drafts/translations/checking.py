"""What a translator's file says of texts that we have: each fault by its row, each text that is still empty. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flask_babel import gettext as _

from consult.core.csv_files.reading import TableFault
from consult.core.text import cleaned, one_line
from consult.drafts.models import Status
from consult.drafts.translations.models import TextKind
from consult.drafts.translations.rules import is_sound_translation, is_whole
from consult.drafts.translations.sources import TextSource
from consult.drafts.translations.standing import KeptTranslation, Name, TextChoice, TranslationState

SHORT = 16  # signs of a digest that a file carries


class FileUnit(NamedTuple):
    """One text in a file, with the place where it stands there."""

    row: int
    line: int
    kind: str
    key: str
    digest: str
    heading: str = ""
    text: str = ""
    machine: bool = False
    reviewed: bool = False  # the row itself says that it is a translation of these words


class BroughtText(NamedTuple):
    source: TextSource
    heading: str
    text: str
    machine: bool
    reviewed: bool


@dataclass(frozen=True)
class TranslationsRead:
    """`faults` keep the file out, or their rows; `empty` are texts without a translation, which is no fault."""

    texts: Sequence[BroughtText] = ()
    faults: Sequence[TableFault] = ()
    empty: Sequence[TableFault] = ()
    damaged: bool = field(default=False)  # nothing in it can be trusted


def checked(
    units: Iterable[FileUnit], sources: Mapping[Name, TextSource], choice: TextChoice, original: str
) -> TranslationsRead:
    texts, faults, empty, seen = list[BroughtText](), list[TableFault](), list[TableFault](), set[tuple[str, str]]()
    for unit in units:
        source = sources.get((TextKind(unit.kind), unit.key)) if unit.kind in set(TextKind) else None
        says = _fault_of(unit, source, choice, original, seen)
        seen.add((unit.kind, unit.key))
        if says:
            faults.append(TableFault(unit.row, unit.line, unit.key, says))
        elif source is not None and not is_whole(source, unit.heading, unit.text):
            told = _("%(name)s has no translation in this file, or half of one.", name=source.label)
            empty.append(TableFault(unit.row, unit.line, unit.key, told))
        elif source is not None:
            texts.append(BroughtText(source, unit.heading, unit.text, unit.machine, unit.reviewed))
    return TranslationsRead(texts, faults, empty)


def _fault_of(
    unit: FileUnit, source: TextSource | None, choice: TextChoice, original: str, seen: set[tuple[str, str]]
) -> str:
    if source is None:
        return str(_("There is no text “%(name)s” here.", name=f"{unit.kind} {unit.key}"))
    if unit.digest != source.digest[:SHORT]:
        says = _("The words of %(name)s are others now. Export them once more, and translate those.", name=source.label)
        return str(says)
    if (unit.kind, unit.key) in seen:
        return str(_("%(name)s stands in an earlier row already.", name=source.label))
    whole = is_whole(source, unit.heading, unit.text)
    return is_sound_translation(source, choice, original, unit.heading, unit.text).refusal if whole else ""


def comes_back_untouched(
    brought: BroughtText, kept: Sequence[KeptTranslation], state: TranslationState, status: Status
) -> bool:
    """Whether it says nothing that we do not keep: the words of an earlier wording that nobody reviewed, or those that
    stand. An authentic translation stays authentic, whatever a file can say of it."""
    alike = [one for one in kept if _same_words(brought, one)]
    if state == TranslationState.BEHIND:
        return bool(alike) and not brought.reviewed
    standing = (one for one in alike if one.of_digest == brought.source.digest)
    return any(one.status in {status, Status.AUTHENTIC} for one in standing)


def _same_words(brought: BroughtText, kept: KeptTranslation) -> bool:
    """In the parts that the original has: a file carries no others."""
    heading = not brought.source.heading or one_line(brought.heading) == kept.heading
    return heading and (not brought.source.text or cleaned(brought.text) == kept.text)
