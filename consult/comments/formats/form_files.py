"""A written form as a file: a workbook, a Word document with its two tables, or CSV. Pure."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from itertools import chain
from xml.sax.saxutils import escape

from consult.comments.formats.protocol import WrittenTable
from consult.comments.register.workbook.writing import text_workbook
from consult.core.csv_files.safety import csv_lines, defused

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{TYPES}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{TYPES}/relationships"><Relationship Id="r1" Type="{RELATION}" '
    'Target="word/document.xml"/></Relationships>',
}
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
FIXED = (1980, 1, 1, 0, 0, 0)
WIDE = 15_000  # twentieths of a point: A4 lying, within its margins
NO_LETTER = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])  # what XML cannot hold


def form_as_file(table: WrittenTable, suffix: str) -> bytes:
    """`suffix` as a file's name ends: .docx, .csv; otherwise a workbook."""
    if suffix == ".docx":
        return as_word(table)
    if suffix == ".csv":
        return "".join(csv_lines(chain([table.headings], table.rows))).encode()
    return as_workbook(table)


def as_workbook(table: WrittenTable) -> bytes:
    """One sheet: the facts above, an empty row, the heading, the rows. Every cell is text; none is run."""
    out = io.BytesIO()
    lines: list[Sequence[str]] = [*table.above, *([()] if table.above else []), table.headings]
    with text_workbook(out) as book:
        sheet, bold, wrapped = book.add_worksheet("Comments"), book.add_format({"bold": True}), book.add_format()
        wrapped.set_text_wrap()
        sheet.set_column(0, len(table.headings) - 1, 22)
        sheet.freeze_panes(len(lines), 0)
        for number, cells in enumerate(chain(lines, table.rows)):
            for place, cell in enumerate(cells):
                if cell:
                    sheet.write_string(number, place, defused(cell), bold if number == len(lines) - 1 else wrapped)
    return out.getvalue()


def as_word(table: WrittenTable) -> bytes:
    """Two plain tables, without a merged cell, on a page that lies."""
    above = _table([[name, value] for name, value in table.above]) + "<w:p/>" if table.above else ""
    page = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="900" w:right="900" '
    page += 'w:bottom="900" w:left="900" w:header="400" w:footer="400" w:gutter="0"/></w:sectPr>'
    body = above + _table(chain([table.headings], table.rows), headed=True) + "<w:p/>" + page
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
        for name, content in [*PARTS.items(), ("word/document.xml", document)]:
            part = zipfile.ZipInfo(name, FIXED)  # the same rows make the same file
            archive.writestr(part, DECLARED + content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _table(rows: Iterable[Sequence[str]], *, headed: bool = False) -> str:
    made, width = [], 0
    for number, cells in enumerate(rows):
        width = width or len(cells)
        begins = "<w:trPr><w:tblHeader/></w:trPr>" if headed and number == 0 else ""
        made.append(f"<w:tr>{begins}{''.join(_cell(cell, WIDE // width, bold=bool(begins)) for cell in cells)}</w:tr>")
    grid = f'<w:gridCol w:w="{WIDE // max(width, 1)}"/>' * width
    settings = f'<w:tblPr><w:tblW w:w="{WIDE}" w:type="dxa"/><w:tblBorders>{EDGES}</w:tblBorders></w:tblPr>'
    return f"<w:tbl>{settings}<w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>"


def _cell(text: str, width: int, *, bold: bool) -> str:
    style = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = text.translate(NO_LETTER).split("\n")
    paragraphs = (
        f'<w:p><w:r>{style}<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' if line else "<w:p/>"
        for line in lines
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{"".join(paragraphs)}</w:tc>'
