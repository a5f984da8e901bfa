"""A Word document as blocks: paragraphs with their level and the changes in them, tables, comments. Pure.

Every paragraph has two texts: `before`, without what tracked changes insert and with what they delete, and `text`, as
if all changes were accepted. Places of changes and comments are counted in `before`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from consult.core.word.archive import OfficeArchive, number_in, opened

SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
WITHIN = {"hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo", "ins", "del"}
WITHIN |= {"moveFrom", "moveTo"}
MOST_HEADERS = 20
COLUMNS = 63  # that a table of Word can have
REMOVED, ADDED = {"del", "moveFrom"}, {"ins", "moveTo"}


@dataclass
class TrackedChange:
    """Words deleted at start:end of `before`, and words inserted there instead."""

    start: int
    end: int
    inserted: str
    author: str
    date: str


@dataclass
class CommentRange:
    comment: str
    start: int
    end: int


@dataclass
class WordParagraph:
    text: str = ""
    before: str = ""
    style: str = ""
    level: int = 0  # of a heading, from 1; 0 is no heading
    list_level: int | None = None  # of a numbered or bulleted paragraph, from 0
    list_id: str = ""
    list_format: str = ""  # as Word names it: decimal, bullet, lowerLetter …
    list_pattern: str = ""  # what is printed before it: "Article %1.", with %1 for the number of the first level
    changes: list[TrackedChange] = field(default_factory=list)
    ranges: list[CommentRange] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)  # footnotes, by their ids
    page_breaks: list[tuple[str, int]] = field(default_factory=list)  # "laid out" or "asked for", and where in `text`


@dataclass(frozen=True)
class WordTable:
    """Cells as text; `merged`: (row, column) from 0 that another cell covers."""

    rows: Sequence[Sequence[str]]
    merged: frozenset[tuple[int, int]]
    paragraphs: Sequence[WordParagraph]


@dataclass(frozen=True)
class WordComment:
    id: str
    author: str
    date: str
    text: str
    parent: str = ""  # the comment that it replies to


@dataclass(frozen=True)
class WordDocument:
    blocks: Sequence[WordParagraph | WordTable]
    comments: Mapping[str, WordComment]
    embedded: bool = False
    footnotes: Mapping[str, str] = field(default_factory=dict)  # by the ids that paragraphs cite
    in_headers: Sequence[WordTable] = ()  # tables in the headers of its pages, each once

    @property
    def paragraphs(self) -> Iterator[WordParagraph]:
        for block in self.blocks:
            if isinstance(block, WordTable):
                yield from block.paragraphs
            else:
                yield block

    @property
    def tables(self) -> list[WordTable]:
        return [block for block in self.blocks if isinstance(block, WordTable)]


def read_word(content: bytes, tick: Callable[[], None] = lambda: None) -> WordDocument:
    """Raises UnreadableForm."""
    with opened(content, tick) as archive:
        root = archive.tree("word/document.xml")
        body = root.find("body") if root is not None else None
        styles = archive.tree("word/styles.xml")
        reader = _WordReader(_headings(styles), _formats(archive.tree("word/numbering.xml")), _lists_of_styles(styles))
        blocks = list(reader.blocks(body)) if body is not None else []
        notes = archive.tree("word/footnotes.xml")
        return WordDocument(
            blocks,
            _comments(archive),
            any(name.startswith("word/embeddings/") for name in archive.names),
            {
                one.get("id", ""): text
                for one in (notes if notes is not None else [])
                if (text := words_of(one).strip())
            },
            _tables_of_headers(archive),
        )


def _tables_of_headers(archive: OfficeArchive) -> list[WordTable]:
    """Forms put the names of their columns there, so that they stand on each page."""
    found: dict[tuple[tuple[str, ...], ...], WordTable] = {}
    for part in sorted(name for name in archive.names if re.fullmatch(r"word/header\d*\.xml", name))[:MOST_HEADERS]:
        root = archive.tree(part)
        for block in _WordReader({}, {}, {}).blocks(root) if root is not None else ():
            if isinstance(block, WordTable) and any(map(any, block.rows)):
                found.setdefault(tuple(map(tuple, block.rows)), block)
    return list(found.values())


def words_of(element: Element) -> str:
    """The text of an element with a line for each paragraph, as it stands with its changes accepted."""
    return "\n".join(_WordReader({}, {}, {}).paragraph(paragraph).text for paragraph in element.iter("p"))


def _headings(styles: Element | None) -> dict[str, tuple[str, int]]:
    """Styles by id: their name, and the level of heading that they make, or that the style they rest on makes."""
    found: dict[str, tuple[str, int, str]] = {}
    for style in styles if styles is not None else ():
        if style.tag == "style":
            outline = style.find("pPr/outlineLvl")
            level = number_in(outline, "val", 9, most=9) + 1 if outline is not None else 0
            name, based = style.find("name"), style.find("basedOn")
            called = name.get("val", "") if name is not None else ""
            known = called.casefold().removeprefix("heading ")
            level = int(known) if called.casefold().startswith("heading ") and re.fullmatch("[1-9]", known) else level
            level = 1 if called.casefold() == "title" and not level else level
            parent = based.get("val", "") if based is not None else ""
            found[style.get("styleId", "")] = (called, level if level < 10 else 0, parent)
    return {style_id: (called, _level_of(style_id, found)) for style_id, (called, _level, _on) in found.items()}


def _level_of(style_id: str, found: Mapping[str, tuple[str, int, str]]) -> int:
    seen: set[str] = set()
    while style_id in found and style_id not in seen:
        seen.add(style_id)
        _called, level, parent = found[style_id]
        if level:
            return level
        style_id = parent
    return 0


def _lists_of_styles(styles: Element | None) -> dict[str, tuple[str, int]]:
    """List and level that a style gives its paragraphs, by itself or by the style that it rests on."""
    every = {one.get("styleId", ""): one for one in (styles if styles is not None else ()) if one.tag == "style"}
    found: dict[str, tuple[str, int]] = {}
    for name, style in every.items():
        seen: set[int] = set()
        one: Element | None = style
        while one is not None and id(one) not in seen:
            seen.add(id(one))
            number = one.find("pPr/numPr/numId")
            if number is not None:
                found[name] = number.get("val", ""), number_in(one.find("pPr/numPr/ilvl"), "val", 0, most=8)
                break
            based = one.find("basedOn")
            one = every.get(based.get("val", "")) if based is not None else None
    return found


def _formats(numbering: Element | None) -> dict[tuple[str, int], tuple[str, str]]:
    """How each level of each list is numbered, and what is printed there."""
    formats: dict[str, dict[int, tuple[str, str]]] = {}
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for one in numbering if numbering is not None else ():
        if one.tag == "abstractNum":
            levels = ((number_in(level, "ilvl", 0, most=8), level) for level in one.findall("lvl"))
            formats[one.get("abstractNumId", "")] = {
                number: (_said(level, "numFmt"), _said(level, "lvlText")) for number, level in levels
            }
        elif one.tag == "num" and (rests_on := one.find("abstractNumId")) is not None:
            for number, kind in formats.get(rests_on.get("val", ""), {}).items():
                found[one.get("numId", ""), number] = kind
    return found


def _said(level: Element, name: str) -> str:
    said = level.find(name)
    return said.get("val", "") if said is not None else ""


def _comments(archive: OfficeArchive) -> dict[str, WordComment]:
    root, extended = archive.tree("word/comments.xml"), archive.tree("word/commentsExtended.xml")
    if root is None:
        return {}
    parents = {one.get("paraId", ""): one.get("paraIdParent", "") for one in (extended if extended is not None else ())}
    by_paragraph = {p.get("paraId", ""): one.get("id", "") for one in root for p in one.iter("p")}
    found = {}
    for one in root:
        own = [parents.get(p.get("paraId", ""), "") for p in one.iter("p")]
        parent = next((by_paragraph.get(name, "") for name in own if name), "")
        number = one.get("id", "")
        author, date = one.get("author", ""), one.get("date", "")
        found[number] = WordComment(number, author, date, words_of(one).strip(), parent)
    return found


class _WordReader:
    def __init__(
        self,
        styles: Mapping[str, tuple[str, int]],
        formats: Mapping[tuple[str, int], tuple[str, str]],
        lists: Mapping[str, tuple[str, int]],
    ) -> None:
        self.styles, self.formats, self.lists = styles, formats, lists
        self.open: list[str] = []  # comments whose range goes on into the next paragraph
        self.placed: set[str] = set()

    def blocks(self, parent: Element) -> Iterator[WordParagraph | WordTable]:
        for child in parent:
            if child.tag == "p":
                yield self.paragraph(child)
            elif child.tag == "tbl":
                yield self.table(child)
            elif child.tag in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
                yield from self.blocks(child)
            elif child.tag == "commentRangeStart":
                self.open.append(child.get("id", ""))
            elif child.tag == "commentRangeEnd" and child.get("id") in self.open:
                self.open.remove(child.get("id", ""))

    def table(self, element: Element) -> WordTable:
        rows: list[list[str]] = []
        merged: set[tuple[int, int]] = set()
        inside: list[WordParagraph] = []
        for number, row in enumerate(element.iter("tr")):
            cells: list[str] = []
            for cell in row.iter("tc"):
                paragraphs = [self.paragraph(p) for p in cell.iter("p")]
                inside += paragraphs
                span, down = cell.find("tcPr/gridSpan"), cell.find("tcPr/vMerge")
                if down is not None and down.get("val", "continue") == "continue":
                    merged.add((number, len(cells)))
                cells.append("\n".join(p.text for p in paragraphs).strip())
                for _place in range(number_in(span, "val", 1, most=COLUMNS) - 1):
                    merged.add((number, len(cells)))
                    cells.append("")
            rows.append(cells)
        return WordTable(rows, frozenset(merged), inside)

    def paragraph(self, element: Element) -> WordParagraph:
        made = WordParagraph()
        style, outline = element.find("pPr/pStyle"), element.find("pPr/outlineLvl")
        listed, list_id = element.find("pPr/numPr/ilvl"), element.find("pPr/numPr/numId")
        if style is not None:
            made.style, made.level = self.styles.get(style.get("val", ""), (style.get("val", ""), 0))
        if (outlined := number_in(outline, "val", 9, most=9)) < 9:
            made.level = outlined + 1
        if element.find("pPr/pageBreakBefore") is not None:
            made.page_breaks.append(("asked for", 0))
        self._put_in_list(made, list_id, number_in(listed, "val", 0, most=8), style)
        for comment in self.open:
            if comment not in self.placed:
                made.ranges.append(CommentRange(comment, 0, -1))
        self._walk(element, made, None)
        for one in made.ranges:
            one.end = len(made.before) if one.end < 0 else one.end
            if one.end > one.start:
                self.placed.add(one.comment)
        return made

    def _put_in_list(self, made: WordParagraph, number: Element | None, level: int, style: Element | None) -> None:
        if number is not None:
            made.list_id, made.list_level = number.get("val", ""), level
        elif style is not None and style.get("val", "") in self.lists:
            made.list_id, made.list_level = self.lists[style.get("val", "")]
        if made.list_id in {"", "0"}:
            made.list_id, made.list_level = "", None
        made.list_format, made.list_pattern = self.formats.get((made.list_id, made.list_level or 0), ("", ""))

    def _walk(self, element: Element, made: WordParagraph, change: Element | None) -> None:
        for child in element:
            if child.tag == "r":
                self._run(child, made, change)
            elif child.tag in WITHIN:
                self._walk(child, made, child if child.tag in REMOVED | ADDED else change)
            elif child.tag == "commentRangeStart":
                self.open.append(child.get("id", ""))
                made.ranges.append(CommentRange(child.get("id", ""), len(made.before), -1))
            elif child.tag == "commentRangeEnd":
                self._end_of_range(child.get("id", ""), made)

    def _end_of_range(self, comment: str, made: WordParagraph) -> None:
        if comment in self.open:
            self.open.remove(comment)
        for one in made.ranges:
            if one.comment == comment and one.end < 0:
                one.end = len(made.before)

    def _run(self, run: Element, made: WordParagraph, change: Element | None) -> None:
        for child in run:
            if child.tag == "commentReference":
                number = child.get("id", "")
                if all(one.comment != number for one in made.ranges) and number not in self.placed:
                    made.ranges.append(CommentRange(number, len(made.before), len(made.before)))
                continue
            if child.tag == "lastRenderedPageBreak" or (child.tag == "br" and child.get("type") == "page"):
                made.page_breaks.append(("asked for" if child.tag == "br" else "laid out", len(made.text)))
            if child.tag == "footnoteReference":
                made.cited.append(child.get("id", ""))
            text = (child.text or "") if child.tag in {"t", "delText"} else SIGNS.get(child.tag, "")
            if text:
                _add(made, text, change)


def _add(made: WordParagraph, text: str, change: Element | None) -> None:
    at = len(made.before)
    if change is None:
        made.before += text
        made.text += text
        return
    removed = change.tag in REMOVED
    author, date = change.get("author", ""), change.get("date", "")
    last = made.changes[-1] if made.changes else None
    if last is None or last.end != at or last.author != author:
        last = TrackedChange(at, at, "", author, date)
        made.changes.append(last)
    if removed:
        made.before += text
        last.end = len(made.before)
    else:
        made.text += text
        last.inserted += text
