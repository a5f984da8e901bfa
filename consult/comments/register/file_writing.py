"""Comments as a file: columns by name, one comment a row, as CSV, XLSX or JSON Lines. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from consult.comments.register.columns import AUDIENCE, NAMES, WRITTEN
from consult.comments.register.workbook import writing as workbook_writing
from consult.core.csv_files.safety import csv_lines


def write_register(rows: Iterable[Mapping[str, str]], file_format: str) -> bytes:
    """The rows as "csv", "xlsx" or "jsonl", whole."""
    if file_format == "xlsx":
        return workbook_writing.write({"register": register_table(rows)})
    return "".join(register_lines(rows, file_format)).encode()


def register_lines(rows: Iterable[Mapping[str, str]], file_format: str) -> Iterator[str]:
    """The rows as lines of "csv" or "jsonl", one at a time."""
    if file_format == "csv":
        names, table = register_table(rows)
        return csv_lines(chain([names], table))
    return (json.dumps({n: row[n] for n in WRITTEN if row.get(n)}, ensure_ascii=False) + "\n" for row in rows)


def register_table(rows: Iterable[Mapping[str, str]]) -> workbook_writing.Table:
    """Names of columns, and cells. Who the rows are for is said where they are not for everyone."""
    rest = iter(rows)
    first = next(rest, None)
    names = WRITTEN if first is not None and AUDIENCE in first else NAMES
    begun = [] if first is None else [first]
    return names, ([row.get(name, "") for name in names] for row in chain(begun, rest))
