"""Which translation of a text a reader is given, and what they are told about it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

from consult.drafts.models import Status
from consult.drafts.translations.models import TextKind, TextVersion


class TranslationState(StrEnum):
    """Where a text stands in one language, as readers and the desk are told."""

    ORIGINAL = "original"
    AUTHENTIC = "authentic"
    TRANSLATED = "translated"
    MACHINE_TRANSLATED = "machine_translated"
    BEHIND = "behind"  # made from earlier words
    MISSING = "missing"


class KeptTranslation(Protocol):
    """What is read of a row."""

    @property
    def of_digest(self) -> str: ...
    @property
    def made_on(self) -> int: ...
    @property
    def heading(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def status(self) -> Status: ...


K = TypeVar("K", bound=KeptTranslation)
Name = tuple[TextKind, str]
Kept = Mapping[Name, Sequence[KeptTranslation]]


@dataclass(frozen=True)
class ShownText:
    """Words with the language that they are in. `state` speaks of the language that was asked for."""

    heading: str
    text: str
    language: str
    state: TranslationState
    machine: bool = False  # also of one that is behind

    @property
    def original(self) -> bool:
        return self.state in {TranslationState.ORIGINAL, TranslationState.MISSING}


@dataclass(frozen=True)
class TextChoice:
    """A language, and a version of the text in it, that a reader may choose."""

    language: str
    version: TextVersion = TextVersion.FULL

    @property
    def code(self) -> str:
        return self.language if self.version == TextVersion.FULL else f"{self.language}.{self.version}"

    @classmethod
    def of(cls, code: str) -> "TextChoice | None":
        language, _dot, version = code.partition(".")
        known = (version or TextVersion.FULL) in set(TextVersion)
        return cls(language, TextVersion(version or TextVersion.FULL)) if language and known else None


class ReadWhere(NamedTuple):
    """In what it is read, and in which draft."""

    choice: TextChoice
    draft: int


def chosen_of(kept: Sequence[K], digest: str, draft: int) -> tuple[K | None, TranslationState]:
    """That of these very words, else the last one made on this draft or an earlier one: a later one is nobody's yet.

    `kept` is in the order in which they were made; `draft` is the number of the one that is read.
    """
    for one in kept:
        if one.of_digest == digest:
            return one, TranslationState(one.status)
    before = [one for one in kept if one.made_on <= draft]
    return (before[-1], TranslationState.BEHIND) if before else (None, TranslationState.MISSING)


def shown_of(kept: Sequence[KeptTranslation], digest: str, original: ShownText, where: ReadWhere) -> ShownText:
    choice, draft = where
    found, state = chosen_of(kept, digest, draft)
    if found is None:
        return ShownText(original.heading, original.text, original.language, state)
    machine = found.status == Status.MACHINE_TRANSLATED
    heading, words = found.heading or original.heading, found.text or original.text
    return ShownText(heading, words, choice.language, state, machine)


def count_states(states: Iterable[TranslationState]) -> dict[TranslationState, int]:
    every = list(states)
    return {state: every.count(state) for state in TranslationState}
