"""Forms that are a table: its heading found wherever it stands, rows read by it, faults named as the file names them.

Pure. A form gives its fields (patterns of headings, compared in small letters with one kind of blank) and two
functions: the cells of a row to those of our register, and back.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.comments.formats.placing import RowPlace
from consult.comments.formats.protocol import FormatContext, SourceFile, SourceRow, WrittenTable
from consult.comments.register.rows import CellFault, ParsedRegister, RegisterRow

SAYS_NOTHING = frozenset({"clause", "pillar", "type", "capacity", "title"})  # what a form holds before anybody fills it
LOOKED_AT = 60  # rows in which the heading may stand


class FaultyCell(ValueError):
    """A cell that the form does not allow: (field, what is wrong)."""

    def __init__(self, name: str, says: str) -> None:
        super().__init__(says)
        self.name = name


@dataclass(frozen=True)
class FormRow:
    """A row as our register has it; `cells` without its place, which is apart."""

    cells: Mapping[str, str]
    place: RowPlace


Cells = Mapping[str, str]
ReadRow = Callable[[Cells, FormatContext], FormRow | None]
WriteRows = Callable[[Iterable[Cells], Cells], WrittenTable]


@dataclass(frozen=True)
class TableFormat:
    """`needed`: fields without which it is another form. `ours`: where a fault of our column stands in theirs."""

    name: str
    fields: Mapping[str, str]
    needed: frozenset[str]
    ours: Mapping[str, str]
    read_row: ReadRow
    write: WriteRows | None = None
    worth: int = 3  # fields that must be there to recognise it
    others: frozenset[str] = field(default_factory=frozenset)  # fields of which one must be there

    def recognise(self, source: SourceFile) -> bool:
        found = self.heading(source)
        return found is not None and len(found[1]) >= self.worth

    def heading(self, source: SourceFile) -> tuple[int, dict[str, int]] | None:
        """Where in the rows the heading stands, and the column of each field."""
        best: tuple[int, dict[str, int]] | None = None
        for place, row in enumerate(source.rows[:LOOKED_AT]):
            named = self.named(row.cells)
            fits = self.needed <= named.keys() and (not self.others or self.others & named.keys())
            if fits and (best is None or len(named) > len(best[1])):
                best = place, named
        return best

    def named(self, cells: Sequence[str]) -> dict[str, int]:
        named: dict[str, int] = {}
        for column, cell in enumerate(cells):
            plain = _plain(cell)
            for name, pattern in self.fields.items():
                if name not in named and plain and re.match(pattern, plain):
                    named[name] = column
                    break
        return named

    def read(self, source: SourceFile, context: FormatContext) -> ParsedRegister:
        found = self.heading(source)
        if found is None:
            wanted = ", ".join(sorted(self.needed))
            says = _("This is not that form: no row names its columns (%(wanted)s).", wanted=wanted)
            return ParsedRegister(faults=[CellFault(1, "", says)], file_format=self.name)
        place, named = found
        titles = {name: " ".join(source.rows[place].cells[column].split())[:60] for name, column in named.items()}
        left, rows, faults = 0, list[RegisterRow](), self._faults_of_cells(source, place, named, titles)
        for row in source.rows[place + 1 :]:
            context.tick()
            try:
                if (one := self._row(row, named, context)) is None:
                    continue
                if one.cells.keys() <= SAYS_NOTHING:
                    left += 1
                else:
                    rows.append(one)
            except FaultyCell as wrong:
                faults.append(CellFault(row.number, titles.get(wrong.name, wrong.name), str(wrong)))
        if not rows and not faults:
            faults.append(CellFault(source.rows[place].number + 1, "", _("There is no comment in the file.")))
        of_ours = {column: titles[name] for column, name in self.ours.items() if name in titles}
        heads = source.rows[place].cells
        outside = words_outside(heads, source.rows[place + 1 :])
        notices = [*source.notices, *_not_read(heads, named), *outside, *_left_out(left)]
        return ParsedRegister(rows, faults, notices, [*titles.values()], of_ours, self.name)

    def _row(self, row: SourceRow, named: Mapping[str, int], context: FormatContext) -> RegisterRow | None:
        cells = {name: row.cells[column].strip() for name, column in named.items() if column < len(row.cells)}
        if (
            not any(cells.values())
            or len(self.named(row.cells)) >= max(self.worth, len(named) - 2)
            or _only_counts(row.cells)
            or _only_explains(row.cells)
        ):
            return None  # empty, a heading repeated on each page, or what numbers or explains the columns
        one = self.read_row(cells, context)
        if one is None:
            return None
        there = {**one.cells, "clause": one.place.clause, "pillar": one.place.pillar}
        filled = {name: cell for name, cell in there.items() if cell}
        return RegisterRow(row.number, filled, one.place.doubt, one.place.candidates)

    @staticmethod
    def _faults_of_cells(
        source: SourceFile, place: int, named: Mapping[str, int], titles: Mapping[str, str]
    ) -> list[CellFault]:
        first = source.rows[place].number
        by_column = {column: titles[name] for name, column in named.items()}
        return [
            CellFault(row, by_column[column], says)
            for row, column, says in source.faults
            if row > first and column in by_column
        ]


def _plain(heading: str) -> str:
    return re.sub(r"[\s_/-]+", " ", heading).strip(" *:?#").casefold() or ("#" if "#" in heading else "")


def _only_counts(cells: Sequence[str]) -> bool:
    """Templates number their columns below or above the heading: 1, 2, (3) …"""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) > 3 and all(re.fullmatch(r"\(?\d\)?", cell) for cell in filled)


def _only_explains(cells: Sequence[str]) -> bool:
    """“(Please enter …)” below each heading."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) > 2 and all(cell.startswith("(") and cell.endswith(")") for cell in filled)


def _not_read(headings: Sequence[str], named: Mapping[str, int]) -> list[str]:
    unread = [cell.strip() for column, cell in enumerate(headings) if column not in named.values() and cell.strip()]
    listed = ", ".join(f"“{' '.join(heading.split())[:40]}”" for heading in unread[:20])
    return (
        [str(_("Columns that are not part of this form were not read: %(listed)s.", listed=listed))] if unread else []
    )


def words_outside(headings: Sequence[str], rows: Sequence[SourceRow]) -> list[str]:
    """Words under no heading: a column was moved, or a cell was parted."""
    named = {column for column, heading in enumerate(headings) if heading.strip()}
    outside = {
        row.number: {at for at, cell in enumerate(row.cells) if cell.strip() and at not in named} for row in rows
    }
    times = Counter(at for columns in outside.values() for at in columns)
    whole = {at for at, n in times.items() if n * 2 > len(rows) > 1}  # a column of its own, as programs number rows
    said = [str(_("A column without a name was not read."))] if whole else []
    odd = [row for row, columns in outside.items() if columns - whole]
    if not odd:
        return said
    listed = ", ".join(map(str, odd[:20])) + (", …" if len(odd) > 20 else "")
    told = ngettext(
        "%(num)s row holds words in a column without a name, which were not read: row %(rows)s.",
        "%(num)s rows hold words in columns without a name, which were not read: rows %(rows)s.",
        len(odd),
        rows=listed,
    )
    return [*said, str(told)]


def _left_out(rows: int) -> list[str]:
    if not rows:
        return []
    told = ngettext(
        "%(num)s row names a clause and says nothing of it; it was left out.",
        "%(num)s rows name a clause and say nothing of it; they were left out.",
        rows,
    )
    return [str(told)]


def lines_from(cell: str) -> tuple[str, str] | None:
    """The first and last line in a cell such as 17, 17-19 or “lines 3 to 5”; None where it names none."""
    found = re.fullmatch(r"\D{0,12}?(\d{1,8})(?:\s*(?:-|–|to|…)\s*(\d{1,8}))?\D{0,3}", cell.strip())
    return (found[1], found[2] or "") if found else None


def lines_as(row: Mapping[str, str]) -> str:
    first, last = row.get("line_from", ""), row.get("line_to", "")
    return first if not last or last == first else f"{first}–{last}"


TITLES = {
    "accepted": "Accepted",
    "accepted_in_principle": "Accepted in principle",
    "accepted_in_part": "Partially accepted",
    "not_accepted": "Not accepted",
    "noted": "Noted",
}


def observation(row: Mapping[str, str]) -> str:
    """Disposition and response as the secretariats of standards bodies write them, in one cell."""
    disposition = row.get("disposition", "")
    said = TITLES.get(disposition, disposition.replace("_", " ").capitalize())
    return ". ".join(filter(None, (said, row.get("response", ""))))


def observed(cell: str) -> dict[str, str]:
    """Back from such a cell."""
    for name, said in sorted(TITLES.items(), key=lambda one: -len(one[1])):
        if cell.casefold().startswith(said.casefold()):
            return {"disposition": name, "response": cell[len(said) :].lstrip(" .:;,–-\n")}
    return {"response": cell} if cell else {}
