"""Tables as a workbook (XLSX), row by row, in little memory."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any

from xlsxwriter import Workbook

from consult.core.csv_safety import defused

Table = tuple[Sequence[str], Iterable[Sequence[str]]]


def write(tables: Mapping[str, Table]) -> bytes:
    """A workbook with a sheet for each table (names of columns, rows)."""
    out = io.BytesIO()
    write_to(out, tables)
    return out.getvalue()


def write_to(out: IO[bytes], tables: Mapping[str, Table]) -> None:
    """Row by row, in little memory; every cell is text, and none is run or followed."""
    with _written(out) as book:
        bold = book.add_format({"bold": True})
        for title, (names, rows) in tables.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            for number, cells in enumerate(_headed(names, rows)):
                for place, cell in enumerate(cells):
                    if cell:
                        sheet.write_string(number, place, defused(cell), bold if number == 0 else None)


def _headed(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield names
    yield from rows


@contextmanager
def _written(out: IO[bytes]) -> Iterator[Any]:
    texts_only = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, {"constant_memory": True, **texts_only})
    try:
        yield book
    finally:
        book.close()
