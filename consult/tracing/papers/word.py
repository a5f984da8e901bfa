"""Lines of a draft as a Word document (OOXML): real headings, real numbering, and tracked changes. Pure.

A printed number such as SP-P3 is a list number of Word with that form ("SP-P%1"), so that cross-references and
navigation work; one that follows no count is a list number of a single item. Where changes are tracked numbers are
words, since Word counts what is deleted, too.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from consult.core.i18n.languages import direction
from consult.core.text import one_line
from consult.drafts.text_diff import Segment
from consult.tracing.papers.margin.remarks import WHOLE_TEXT, MarginRemark, Remarks, place_of_line
from consult.tracing.papers.paper_lines import LineKind, LinePair, PaperLine

FIXED = (1980, 1, 1, 0, 0, 0)
HEADING = {LineKind.PILLAR: "Heading 1", LineKind.PART: "Heading 2"}
_COUNTED = re.compile(r"(.*?)(\d{1,4})")
# XML 1.0 has no form for these, and Word refuses a file with them.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class WordPaper:
    """A document that is being written. `author` and `at` stand with every tracked change."""

    title: str
    language: str
    at: datetime
    author: str = ""
    document: Any = field(default_factory=Document)
    changes: int = 0

    def __post_init__(self) -> None:
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = _clean(self.title), _clean(self.author), ""
        properties.created = properties.modified = self.at.astimezone(UTC).replace(tzinfo=None)
        properties.language, properties.last_modified_by, properties.revision = self.language, "", 1
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = "Liberation Sans", Pt(10.5)
        marks = normal.element.get_or_add_rPr()
        marks.append(_element("w:lang", val=self.language, eastAsia=self.language, bidi=self.language))
        self.paragraph("Title").text(self.title)

    @property
    def right_to_left(self) -> bool:
        return direction(self.language) == "rtl"

    def paragraph(self, style: str = "Normal", language: str = "") -> "PaperParagraph":
        """`language`: of its words, where that is not the paper's."""
        made = PaperParagraph(self, self.document.add_paragraph(style=style), language)
        properties = made.made._p.get_or_add_pPr()  # noqa: SLF001 - python-docx names its elements so
        if made.right_to_left:
            properties.append(_element("w:bidi"))
        return made

    def note(self, text: str) -> None:
        if text:
            self.paragraph().text(text)

    def table(self, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """With a header row that is repeated on each page."""
        every = [names, *rows]
        made = self.document.add_table(rows=len(every), cols=len(names), style="Table Grid")
        for row, cells in zip(made.rows, every, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                PaperParagraph(self, cell.paragraphs[0]).text(text, bold=cells is names)
        made.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))  # noqa: SLF001
        if self.right_to_left:
            made._tbl.tblPr.insert(1, _element("w:bidiVisual"))  # noqa: SLF001

    def lines(self, lines: Sequence[PaperLine], remarks: Remarks | None = None) -> None:
        """With what stands in the margin of each; what is about the whole text stands beside the title."""
        numbers = _numbering(self.document, lines)
        told = remarks or {}
        for remark in told.get(WHOLE_TEXT, ()):
            PaperParagraph(self, self.document.paragraphs[0]).remark(remark)
        for line in lines:
            made = self.paragraph(HEADING.get(line.kind, "Normal"), line.language)
            if line.kind == LineKind.CLAUSE:
                made.numbered(numbers[line.key])
            if line.heading:
                made.text(line.heading, bold=True)
                made.line_break()
            made.text(line.text)
            for remark in told.get(place_of_line(line), ()):
                made.remark(remark)
            if line.remark:
                self.paragraph("Caption").text(line.remark)

    def tracked_lines(self, pairs: Sequence[LinePair], remarks: Remarks | None = None) -> None:
        """`remarks`: what stands beside a line, by its key; taking or leaving the changes leaves it where it is."""
        for pair in pairs:
            made = self.paragraph(HEADING.get(pair.line.kind, "Normal"))
            if pair.change in {"added", "deleted"}:
                made.mark("ins" if pair.change == "added" else "del")
            was, now = (side.number if side is not None else "" for side in (pair.old, pair.new))
            if pair.line.kind == LineKind.CLAUSE:
                made.tracked(_one_changed(was, now), bold=True)
                made.tracked([Segment(_side(pair), "\t")])
                if pair.heading:
                    made.tracked(pair.heading, bold=True)
                    made.tracked(_one_changed(*(_break(side) for side in (pair.old, pair.new))))
            made.tracked(pair.segments)
            for remark in () if pair.stands_elsewhere else (remarks or {}).get(pair.line.key, ()):
                made.text("").remark(remark)

    def written(self) -> bytes:
        """The file, the same for the same content: the library writes the hour into each part."""
        made, out = io.BytesIO(), io.BytesIO()
        self.document.save(made)
        with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                info = zipfile.ZipInfo(name, FIXED)
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                new.writestr(info, old.read(name))
        return out.getvalue()


@dataclass
class PaperParagraph:
    """Runs of one paragraph."""

    paper: WordPaper
    made: Any
    language: str = ""  # of its words, where that is not the paper's

    @property
    def right_to_left(self) -> bool:
        return direction(self.language or self.paper.language) == "rtl"

    def text(self, text: str, *, bold: bool = False) -> "PaperParagraph":
        self.made._p.append(self._run(text, bold=bold, deleted=False))  # noqa: SLF001
        return self

    def field(self, name: str, shown: str) -> "PaperParagraph":
        """A merge field of Word that shows what it would be filled with here."""
        made = _element("w:fldSimple", instr=f" MERGEFIELD {name} \\* MERGEFORMAT ")
        made.append(self._run(shown, bold=False, deleted=False))
        self.made._p.append(made)  # noqa: SLF001
        return self

    def line_break(self) -> None:
        self.text("\n")

    def numbered(self, number: int) -> None:
        marks = _element("w:numPr")
        marks.append(_element("w:ilvl", val="0"))
        marks.append(_element("w:numId", val=str(number)))
        self.made._p.get_or_add_pPr()._insert_numPr(marks)  # noqa: SLF001

    def remark(self, remark: MarginRemark) -> None:
        """In the margin of all that is written so far, dated as the paper is and not by the clock."""
        author = _clean(remark.signed)
        made = self.paper.document.add_comment(
            self.made.runs, text=_clean(remark.text), author=author, initials=author[:3]
        )
        at = self.paper.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        made._comment_elm.set(qn("w:date"), at)  # noqa: SLF001 - the library dates it by the clock

    def mark(self, change: str) -> None:
        """The paragraph itself (its end) was added or taken out."""
        properties = self.made._p.get_or_add_pPr()  # noqa: SLF001
        marks = OxmlElement("w:rPr")
        marks.append(self._change(change))
        properties.append(marks)

    def tracked(self, segments: Iterable[Segment], *, bold: bool = False) -> None:
        for kind, text in segments:
            run = self._run(text, bold=bold, deleted=kind == "removed")
            if kind == "same":
                self.made._p.append(run)  # noqa: SLF001
                continue
            change = self._change("ins" if kind == "added" else "del")
            change.append(run)
            self.made._p.append(change)  # noqa: SLF001

    def _change(self, name: str) -> Any:
        self.paper.changes += 1
        at = self.paper.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return _element(f"w:{name}", id=str(self.paper.changes), author=_clean(self.paper.author), date=at)

    def _marks(self, *, bold: bool) -> list[Any]:
        found = [_element("w:b"), _element("w:bCs")] if bold else []
        if self.right_to_left:
            found.append(_element("w:rtl"))
        if self.language:
            found.append(_element("w:lang", val=self.language, bidi=self.language))
        return found

    def _run(self, text: str, *, bold: bool, deleted: bool) -> Any:
        run = OxmlElement("w:r")
        if marks := self._marks(bold=bold):
            properties = OxmlElement("w:rPr")
            properties.extend(marks)
            run.append(properties)
        for piece in re.split("([\n\t])", _clean(text)):
            if piece == "\n":
                run.append(OxmlElement("w:br"))
            elif piece == "\t":
                run.append(OxmlElement("w:tab"))
            elif piece:
                words = OxmlElement("w:delText" if deleted else "w:t")
                words.set(qn("xml:space"), "preserve")
                words.text = piece
                run.append(words)
        return run


def _element(name: str, **values: str) -> Any:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _side(pair: LinePair) -> Any:
    return {"added": "added", "deleted": "removed"}.get(pair.change, "same")


def _one_changed(was: str, now: str) -> list[Segment]:
    """As one change: a number is read whole."""
    if was == now:
        return [Segment("same", was)] if was else []
    return [Segment(kind, text) for kind, text in (("removed", was), ("added", now)) if text]  # type: ignore[arg-type]


def _break(line: PaperLine | None) -> str:
    return "\n" if line is not None and line.heading else ""


def _numbering(document: Any, lines: Sequence[PaperLine]) -> dict[str, int]:
    """By line the list that it is an item of; a list for each run of numbers that only count on."""
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    found: dict[str, int] = {}
    forms: list[tuple[str, int]] = []
    expected = ("", "", 0)
    for line in lines:
        if line.kind != LineKind.CLAUSE:
            continue
        form, begins, after = _form_of(line.number)
        if not forms or expected != (form, after, begins):
            forms.append((f"{form}%1{after}" if begins >= 0 else form, max(begins, 1)))
        expected = (form, after, begins + 1 if begins >= 0 else -2)
        found[line.key] = len(forms)
    for number, (form, begins) in enumerate(forms, start=1):
        root.append(_abstract_list(number, form, begins))
    for number in range(1, len(forms) + 1):
        instance = _element("w:num", numId=str(number))
        instance.append(_element("w:abstractNumId", val=str(number)))
        root.append(instance)
    return found


def _form_of(number: str) -> tuple[str, int, str]:
    """What stands before the count, the count, and what stands after it; -1 where it does not count."""
    clean = one_line(_clean(number)).replace("%", "\uff05")
    match = _COUNTED.fullmatch(clean)
    if match is None or match[2] != str(int(match[2])):
        return clean, -1, ""
    return match[1], int(match[2]), ""


def _abstract_list(number: int, form: str, begins: int) -> Any:
    made = _element("w:abstractNum", abstractNumId=str(number))
    made.append(_element("w:multiLevelType", val="singleLevel"))
    level = _element("w:lvl", ilvl="0")
    for name, value in (("start", str(begins)), ("numFmt", "decimal"), ("lvlText", form), ("lvlJc", "left")):
        level.append(_element(f"w:{name}", val=value))
    properties = OxmlElement("w:pPr")
    properties.append(_element("w:ind", left="1134", hanging="1134"))
    level.append(properties)
    bold = OxmlElement("w:rPr")
    bold.append(_element("w:b"))
    level.append(bold)
    made.append(level)
    return made
