"""The publication pack of a draft: a zip with everything that is published with it, the same for the same state.

Long tables are written row by row: memory does not grow with the number of comments.
"""

import hashlib
import tempfile
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from flask_babel import gettext as _

from consult.comments.register.workbook import writing as workbook_writing
from consult.core.csv_files.safety import csv_lines
from consult.core.streaming import stream_pieces
from consult.core.urls import absolute_url
from consult.drafts.models import Draft
from consult.tracing.papers.catalogue import catalogue_of
from consult.tracing.papers.contents import PackContents
from consult.tracing.papers.open_data.open_tables import OpenTable, PackedFile, WrittenPack
from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.queries import last_entry
from consult.tracing.papers.rules import can_be_packed

FIXED = (1980, 1, 1, 0, 0, 0)
Tell = Callable[[str, float], None]


@dataclass
class PackZip:
    """A zip that is written file after file, each hashed and counted as it goes."""

    zip: zipfile.ZipFile
    files: list[PackedFile] = field(default_factory=list)

    def add(self, name: str, says: str, pieces: Iterator[bytes], *, rows: int | None = None) -> None:
        info = zipfile.ZipInfo(name, FIXED)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self.zip.open(info, "w", force_zip64=True) as file:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
        self.files.append(PackedFile(name, says, size, digest.hexdigest(), rows))

    def add_table(self, table: OpenTable) -> None:
        """As CSV for a spreadsheet; as a workbook beside it where the table wants one. Its rows are read once."""
        with tempfile.TemporaryFile() as lines, tempfile.TemporaryFile() as book:
            rows = WrittenRows(table, lines)
            if table.workbook:
                workbook_writing.write_to(book, {table.name: (table.names, rows)})
            else:
                deque(rows, maxlen=0)
            self.add(f"data/{table.name}.csv", f"{table.title} (CSV)", stream_pieces(lines), rows=rows.count)
            if table.workbook:
                self.add(f"data/{table.name}.xlsx", f"{table.title} (Excel)", stream_pieces(book), rows=rows.count)

    def add_text(self, name: str, says: str, text: str) -> None:
        self.add(name, says, iter([text.encode()]))


@dataclass
class WrittenRows:
    """The rows of a table; each is written as a line of CSV and counted as it goes by."""

    table: OpenTable
    file: IO[bytes]
    count: int = 0

    def __iter__(self) -> Iterator[Sequence[str]]:
        self.file.write("".join(csv_lines([self.table.names])).encode())
        for row in self.table.rows:
            self.file.write("".join(csv_lines([row], goes_on=True)).encode())
            self.count += 1
            yield row


def write_publication_pack(
    draft: Draft, to: IO[bytes], now: datetime, *, tell: Tell = lambda _step, _share: None, with_pdf: bool = True
) -> WrittenPack:
    """In the language that is in force. Raises Refused for a draft in work."""
    can_be_packed(draft).enforce()
    _last, at = last_entry(draft.guideline)
    data = PublicData(draft, now)
    contents = PackContents(data, at or now, with_pdf=with_pdf)
    files, tables = list(contents.files()), list(data.tables())
    steps = len(files) + len(tables)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        pack = PackZip(archive)
        for done, file in enumerate(files):
            tell(file.name, done / steps)
            if (content := file.write()) is not None:
                pack.add(file.name, file.says, iter([content]))
        schemas = {}
        for done, table in enumerate(tables, start=len(files)):
            tell(f"data/{table.name}.csv", done / steps)
            pack.add_table(table)
            schemas[f"data/{table.name}.csv"] = table
        for name, says, text in catalogue_of(draft, pack.files, schemas):
            pack.add_text(name, says, text)
        left_out = contents.left_out()
        pack.add_text("README.txt", _("This list"), _read_me(contents, pack.files, left_out))
    return WrittenPack(pack.files, left_out)


def _read_me(contents: PackContents, files: Sequence[PackedFile], left_out: Sequence[str]) -> str:
    draft = contents.draft
    title = f"{contents.title}\n{contents.subtitle}"
    address = absolute_url("comments.read", slug=draft.guideline.slug, number=draft.number)
    told = [
        _("Everything that anyone may read of this draft, in files. No name stands here that the site does not show."),
        _("In tables, a text that a spreadsheet would run as a formula has an apostrophe in front. Times are in UTC."),
        *left_out,
    ]
    rows = []
    for file in files:
        counted = "" if file.rows is None else f" [{file.rows}]"
        rows.append(f"{file.name}\n    {file.says}{counted}\n    SHA-256 {file.digest}")
    return "\n\n".join([title, address, *told, *rows]) + "\n"
