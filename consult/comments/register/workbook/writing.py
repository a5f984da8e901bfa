"""Tables as a workbook (XLSX), row by row, in little memory."""

import io
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from typing import IO, Any

from xlsxwriter import Workbook

from consult.core.csv_files.safety import defused
from consult.core.streaming import stream_pieces

Table = tuple[Sequence[str], Iterable[Sequence[str]]]
BREATH = 200  # rows written in one go


def write(tables: Mapping[str, Table]) -> bytes:
    """A workbook with a sheet for each table (names of columns, rows)."""
    out = io.BytesIO()
    write_to(out, tables)
    return out.getvalue()


def write_to(out: IO[bytes], tables: Mapping[str, Table]) -> None:
    for _row in _write_rows(out, tables):
        pass


def pieces(tables: Mapping[str, Table]) -> Iterator[bytes]:
    """The same in pieces, from a file on disk. They are empty while it is written: between two of them the work
    can be given up by whoever hands it out."""
    with tempfile.TemporaryFile() as made:
        with closing(_write_rows(made, tables)) as rows:
            yield from (b"" for row in rows if row % BREATH == 0)
        yield from stream_pieces(made)


def _write_rows(out: IO[bytes], tables: Mapping[str, Table]) -> Generator[int]:
    """Row by row, in little memory; every cell is text, and none is run or followed."""
    with text_workbook(out) as book:
        bold = book.add_format({"bold": True})
        for title, (names, rows) in tables.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            for number, cells in enumerate(_headed(names, rows)):
                for place, cell in enumerate(cells):
                    if cell:
                        sheet.write_string(number, place, defused(cell), bold if number == 0 else None)
                yield number


def _headed(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield names
    yield from rows


@contextmanager
def text_workbook(out: IO[bytes]) -> Iterator[Any]:
    """Row by row; every cell is text, none is run or followed; the same rows give the same file."""
    texts_only = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, {"constant_memory": True, **texts_only})
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - else the hour
    try:
        yield book
    finally:
        book.close()
