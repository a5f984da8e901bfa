"""Cells that a spreadsheet would run as a formula: defused on the way out, restored on the way in. Pure.

The one home of formula defence: every CSV leaves through `csv_lines`, every workbook through `defused`.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

UTF_8 = "\ufeff"  # without it Excel reads letters beyond ASCII as others
# What Excel, LibreOffice or a sheet in the browser takes for the beginning of a formula, the full-width signs of
# East Asian keyboards among them. Apostrophes in front are counted in, so that taking one away undoes it.
_RUNS = re.compile("'*(?:\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")


def defused(cell: str) -> str:
    """With an apostrophe in front where a spreadsheet would run it."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def armed(cell: str) -> str:
    """The cell before it was defused: `armed(defused(cell)) == cell` for every cell."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


def csv_lines(rows: Iterable[Iterable[str]], *, goes_on: bool = False) -> Iterator[str]:
    """Each row as one line of CSV, defused; a row at a time, so that a long table can be streamed.

    A file begins with the mark by which Excel knows UTF-8, unless it `goes_on` from lines that were written before.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("" if goes_on else UTF_8)
    for row in rows:
        writer.writerow([defused(cell) for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
