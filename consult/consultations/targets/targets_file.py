"""Targets as a table, a row for each region and type: read with every fault by row, written as CSV. Pure."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from consult.accounts.countries import REGION_NAMES, Region
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.accounts.models import StakeholderType
from consult.consultations.targets.values import EVERY_CELL, MOST_PEOPLE, Cell, Cells
from consult.core.csv_files.reading import Record, Table, TableFault, plain_name, read_csv

COLUMNS = ("region", "stakeholder_type", "number")


def read_targets(text: str) -> tuple[dict[Cell, int], Sequence[TableFault]]:
    """What each cell is to be; faults refuse the whole file."""
    table = read_csv(text, known=COLUMNS)
    if table.faults:
        return {}, table.faults
    if absent := [name for name in COLUMNS if name not in table.names]:
        says = _("No column is named “%(column)s”. Name it in the first row.", column=absent[0])
        return {}, [TableFault(table.row, table.row, absent[0], says)]
    cells: dict[Cell, int] = {}
    places: dict[Cell, int] = {}
    faults: list[TableFault] = []
    for record in table.records:
        cell, number = _read(table, record, faults)
        if cell is None or number is None:
            continue
        if cell in places:
            says = _("This region and type stand in row %(row)s already.", row=places[cell])
            faults.append(TableFault(record.row, record.line, "", says))
            continue
        places[cell], cells[cell] = record.row, number
    return cells, faults


def _read(table: Table, record: Record, faults: list[TableFault]) -> tuple[Cell | None, int | None]:
    said = dict.fromkeys(COLUMNS, "") | table.cells_of(record)
    region, kind = region_meant(said["region"]), type_meant(said["stakeholder_type"])
    number = _number(said["number"])
    if region is None:
        faults.append(_unknown(record, "region", said["region"], Region))
    if kind is None:
        faults.append(_unknown(record, "stakeholder_type", said["stakeholder_type"], StakeholderType))
    if number is None:
        says = _("Give a whole number between 0 and a million.")
        faults.append(TableFault(record.row, record.line, "number", says))
    return ((region, kind) if region is not None and kind is not None else None), number


def _unknown(record: Record, column: str, was: str, words: type[Region] | type[StakeholderType]) -> TableFault:
    says = _("“%(was)s” is not known here. Write one of: %(words)s.", was=was, words=", ".join(words))
    return TableFault(record.row, record.line, column, says)


def region_meant(typed: str) -> Region | None:
    """By its code, or its name in the language of the page."""
    names = {plain_name(str(name)): Region(code) for code, name in REGION_NAMES.items()}
    names |= {region.value: region for region in Region}
    return names.get(plain_name(typed))


def type_meant(typed: str) -> StakeholderType | None:
    names = {plain_name(str(name)): StakeholderType(code) for code, name in STAKEHOLDER_TYPE_NAMES.items()}
    names |= {kind.value: kind for kind in StakeholderType}
    return names.get(plain_name(typed))


def _number(typed: str) -> int | None:
    typed = typed.strip() or "0"
    return int(typed) if typed.isdecimal() and len(typed) < 8 and int(typed) <= MOST_PEOPLE else None


def target_rows(cells: Cells) -> Iterator[list[str]]:
    """Every cell there is, so that a file that was downloaded is the form to fill in."""
    yield [*COLUMNS]
    for region, kind in EVERY_CELL:
        number = cells.get((region, kind))
        yield [region.value, kind.value, str(number) if number else ""]
