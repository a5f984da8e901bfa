"""Findings as a table: read from CSV with every fault by row, written as CSV. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.core.csv_files.reading import Record, Table, TableFault, read_csv
from consult.core.text import cleaned, one_line, whole_number
from consult.core.urls import is_web_address
from consult.drafts.evidence.citations import is_reference
from consult.drafts.evidence.models import FindingKind

COLUMNS = (
    "reference",
    "kind",
    "subject",
    "statement",
    "value",
    "unit",
    "population",
    "region",
    "year",
    "source",
    "link",
    "places",
)
ALIASES: Mapping[str, str] = {
    **{name: name for name in COLUMNS},
    **dict.fromkeys(("id", "ref"), "reference"),
    **dict.fromkeys(("area", "topic"), "subject"),
    **dict.fromkeys(("finding", "text"), "statement"),
    "figure": "value",
    "of": "population",
    "url": "link",
    **dict.fromkeys(("pillar", "pillars", "clause", "clauses", "attached_to"), "places"),
}
NO_SOURCE = _l("Name the source, here or once for the whole file.")
LONGEST = {"statement": 5000, "source": 1000, "link": 1000, "places": 2000}
USUAL_LENGTH = 200
MOST_FINDINGS = 2000
EARLIEST_YEAR, LATEST_YEAR = 1800, 2199


@dataclass(frozen=True, kw_only=True)
class FindingContent:
    """What a finding says, as plain values; its places by codes of pillars and numbers of clauses."""

    statement: str
    source: str
    reference: str = ""
    kind: FindingKind = FindingKind.FINDING
    subject: str = ""
    value: str = ""
    unit: str = ""
    population: str = ""
    region: str = ""
    year: int | None = None
    link: str = ""
    places: Sequence[str] = field(default=(), compare=False)


@dataclass(frozen=True)
class FindingRow:
    row: int
    line: int
    content: FindingContent


@dataclass(frozen=True)
class FindingsRead:
    """Faults refuse the whole file. `unread`: headings of columns that nothing is made of."""

    rows: Sequence[FindingRow] = ()
    faults: Sequence[TableFault] = ()
    unread: Sequence[str] = ()
    absent: frozenset[str] = frozenset()  # columns that the file does not have: of a finding that is there they stay


def read_findings(text: str, *, source: str = "") -> FindingsRead:
    """`source` is that of rows that name none."""
    table = read_csv(text, known=ALIASES)
    unread = [heading for heading, name in zip(table.headings, table.names, strict=True) if name not in ALIASES]
    if table.faults:
        return FindingsRead(faults=table.faults)
    if "statement" not in {ALIASES.get(name) for name in table.names}:
        says = _("No column is named “statement”. It says what was found; name it in the first row.")
        return FindingsRead(faults=[TableFault(table.row, table.row, "statement", says)])
    if len(table.records) > MOST_FINDINGS:
        says = _("There are more than %(most)s rows. Split the file.", most=MOST_FINDINGS)
        return FindingsRead(faults=[TableFault(table.records[MOST_FINDINGS].row, 0, "", says)])
    faults: list[TableFault] = []
    rows = [FindingRow(r.row, r.line, _content(table, r, source, faults)) for r in table.records]
    absent = frozenset(COLUMNS) - {ALIASES[name] for name in table.names if name in ALIASES} - {"reference", "places"}
    return FindingsRead(rows, [*faults, *_named_twice(rows)], unread, absent)


def _content(table: Table, record: Record, source: str, faults: list[TableFault]) -> FindingContent:
    cells, named = _by_column(table, record), {ALIASES.get(name) for name in table.names}
    told = {name: one_line(value) for name, value in cells.items() if name not in {"places", "year", "kind"}}
    told["statement"] = cleaned(cells["statement"])
    told["reference"] = told["reference"].upper()
    told["source"] = told["source"] or one_line(source)
    found = _faults_of({**cells, **told}, sourceless="source" not in named)
    faults += [TableFault(record.row, record.line, name, says) for name, says in found]
    year, kind = cells["year"].strip(), _kind(cells["kind"])
    return FindingContent(
        **told,
        kind=kind or FindingKind.FINDING,
        year=int(year) if _is_year(year) else None,
        places=split_places(cells["places"]),
    )


def _by_column(table: Table, record: Record) -> dict[str, str]:
    """By our names; a table may say pillar and clause in two columns."""
    cells = dict.fromkeys(COLUMNS, "")
    for name, cell in table.cells_of(record).items():
        if (ours := ALIASES.get(name)) is not None:
            cells[ours] = f"{cells[ours]}; {cell}" if cells[ours] and cell.strip() else cells[ours] or cell
    return cells


def split_places(text: str) -> list[str]:
    """Codes and numbers parted by commas, semicolons or lines."""
    parts = text.replace(";", ",").replace("\n", ",").replace("،", ",").replace("、", ",").split(",")
    return list(dict.fromkeys(part for part in map(one_line, parts) if part))


def _faults_of(cells: Mapping[str, str], *, sourceless: bool) -> Iterator[tuple[str, str]]:
    """Column and sentence of each fault of one row."""
    for name in COLUMNS:
        longest = LONGEST.get(name, USUAL_LENGTH)
        if len(cells[name]) > longest:
            yield name, _("This is longer than %(most)s characters.", most=longest)
    if not cells["statement"]:
        yield "statement", _("Say what was found.")
    if not cells["source"] and not (sourceless and cells["reference"]):  # its finding may be there, with its source
        yield "source", str(NO_SOURCE)
    yield from _misshapen(cells)


def _misshapen(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    reference, year = cells["reference"], cells["year"].strip()
    if reference and not is_reference(reference):
        yield (
            "reference",
            _("A reference is letters and then a number, for example F12: not “%(was)s”.", was=reference),
        )
    if year and not _is_year(year):
        yield "year", _("“%(was)s” is no year.", was=year)
    if cells["link"] and not is_web_address(cells["link"]):
        yield "link", _("Give the whole address, beginning with https://.")
    if _kind(cells["kind"]) is None:
        words = ", ".join(FindingKind)
        yield "kind", _("“%(was)s” is no kind. It is one of: %(words)s.", was=cells["kind"], words=words)


def _kind(text: str) -> FindingKind | None:
    name = text.strip().lower().replace(" ", "_").replace("-", "_")
    return FindingKind(name or "finding") if name in {"", *FindingKind} else None


def _is_year(text: str) -> bool:
    return text.isascii() and EARLIEST_YEAR <= (whole_number(text, digits=4) or 0) <= LATEST_YEAR


def _named_twice(rows: Sequence[FindingRow]) -> Iterator[TableFault]:
    first: dict[str, int] = {}
    for row in rows:
        reference = row.content.reference
        if reference and reference in first:
            says = _("%(reference)s stands in row %(row)s already.", reference=reference, row=first[reference])
            yield TableFault(row.row, row.line, "reference", says)
        first.setdefault(reference, row.row)


def doubts_of(content: FindingContent, this_year: int) -> list[str]:
    """What a row says that is likely a slip, and may be right."""
    doubts = []
    if content.kind == FindingKind.FINDING and not content.value:
        doubts.append(_("It gives no figure."))
    if content.unit.casefold() in {"percent", "%"} and content.value and not _is_share(content.value):
        doubts.append(_("“%(value)s” is not a percentage between 0 and 100.", value=content.value))
    if content.year is not None and content.year > this_year:
        doubts.append(_("The year %(year)s is still to come.", year=content.year))
    return doubts


def _is_share(value: str) -> bool:
    try:
        return 0 <= float(value.replace(",", ".")) <= 100
    except ValueError:
        return False


def row_of(content: Any, places: Sequence[str]) -> list[str]:
    """One line of the file, in the order of COLUMNS."""
    told = [str(getattr(content, name) if getattr(content, name) is not None else "") for name in COLUMNS[:-1]]
    return [*told, "; ".join(places)]
