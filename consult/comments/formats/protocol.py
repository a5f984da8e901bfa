"""What a form of comments does, and what it is given. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from consult.comments.register.rows import ParsedRegister, Tick
from consult.core.word.reading import WordDocument


@dataclass(frozen=True)
class SourceRow:
    """Cells of a row as they stand; `number` from 1 as a spreadsheet or editor counts, in Word within its tables."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True)
class SourceFile:
    """A file as rows of text, whatever it is. `faults`: (row, column from 0, what is wrong).

    Of a workbook: `sheet` that was read, and the names of the other visible ones.
    """

    rows: Sequence[SourceRow] = ()
    faults: Sequence[tuple[int, int, str]] = ()
    notices: Sequence[str] = ()
    word: WordDocument | None = None
    sheet: str = ""
    other_sheets: Sequence[str] = ()


@dataclass(frozen=True)
class FormatContext:
    """What rows are placed on: clauses of the round's draft by number with their texts, pillars by code."""

    clauses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    pillars: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, Any] | None = None
    tick: Tick = lambda: None


@dataclass(frozen=True)
class WrittenTable:
    """`above`: a small table of facts in front of the rows."""

    headings: Sequence[str]
    rows: Iterable[Sequence[str]]
    above: Sequence[tuple[str, str]] = ()


class CommentFormat(Protocol):
    """One form. `write` is None where the form is only read."""

    @property
    def name(self) -> str: ...

    @property
    def write(self) -> Callable[[Iterable[Mapping[str, str]], Mapping[str, str]], WrittenTable] | None: ...

    def recognise(self, source: SourceFile) -> bool: ...

    def read(self, source: SourceFile, context: FormatContext) -> ParsedRegister: ...
