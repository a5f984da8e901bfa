"""Texts and their translations as a table: written for a translator, read when it comes back. Pure."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext as _

from consult.core.csv_files.reading import TableFault, read_csv
from consult.core.csv_files.safety import csv_lines
from consult.drafts.translations.checking import SHORT, FileUnit
from consult.drafts.translations.exchanged import TextLine
from consult.drafts.translations.standing import TextChoice, TranslationState

NEEDED = ("kind", "key", "digest", "language", "text")
REVIEWED = {TranslationState.TRANSLATED, TranslationState.AUTHENTIC}
COLUMNS = ("kind", "key", "name", "digest", "original_heading", "original", "language", "heading", "text", "state")


def csv_of(lines: Iterable[TextLine], choice: TextChoice) -> Iterator[str]:
    yield from csv_lines([COLUMNS, *(_row(line, choice) for line in lines)])


def _row(line: TextLine, choice: TextChoice) -> tuple[str, ...]:
    source = line.source
    name = (source.kind.value, source.key, source.label, source.digest[:SHORT])
    return (*name, source.heading, source.text, choice.code, line.heading, line.text, line.state.value)


def units_of_csv(text: str, choice: TextChoice) -> tuple[list[FileUnit], list[TableFault]]:
    table = read_csv(text, known=COLUMNS)
    faults, units = list(table.faults), list[FileUnit]()
    missing = [name for name in NEEDED if name not in table.names]
    if not faults and missing:
        says = _("No column is named “%(name)s”. Take the file from here, and fill it in.", name=missing[0])
        faults.append(TableFault(table.row, table.row, missing[0], says))
    if faults:
        return [], faults
    for record in table.records:
        cells = {name: cell.strip() for name, cell in table.cells_of(record).items()}
        if cells.get("language", "") != choice.code:
            found = cells.get("language", "")
            says = _("This row is in “%(found)s”, and not in “%(wanted)s”.", found=found, wanted=choice.code)
            faults.append(TableFault(record.row, record.line, "language", says))
            continue
        words: dict[str, Any] = {name: cells.get(name, "") for name in ("kind", "key", "digest", "heading", "text")}
        state = cells.get("state", "")
        machine, reviewed = state == TranslationState.MACHINE_TRANSLATED, state in REVIEWED
        units.append(FileUnit(record.row, record.line, **words)._replace(machine=machine, reviewed=reviewed))
    return units, faults
