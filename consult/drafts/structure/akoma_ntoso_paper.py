"""Akoma Ntoso (OASIS LegalDocML) as blocks: an act, a bill or a document, of any version, by the names of its elements.

What has a heading is a heading of its depth, what is within it is a clause each, and what is within a clause goes on
with it. Pure.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from lxml import etree

from consult.core.text import cleaned
from consult.core.word.file_kinds import kind_of_file, says_other_kind
from consult.drafts.structure.blocks import (
    BESIDE,
    CELL,
    FOOTNOTE,
    LETTERED,
    PARAGRAPH,
    TITLE,
    Block,
    Paper,
    UnreadablePaper,
    bounded,
)

# The hierarchical elements of the standard (5.2.2): those that only hold others, and those that may say something.
HOLDING = {"book", "chapter", "division", "part", "subchapter", "subdivision", "subpart", "subtitle", "title", "tome"}
SAYING = {"alinea", "article", "clause", "hcontainer", "indent", "level", "list", "paragraph", "point", "proviso"}
SAYING |= {"rule", "section", "subclause", "sublist", "subparagraph", "subrule", "subsection", "tblock", "transitional"}
HIERARCHY = HOLDING | SAYING
GOING_ON = {"alinea", "indent", "list", "subparagraph"}
BODIES = {"body", "mainBody", "portionBody"}
ITEMS = {"item", "li", "listIntroduction", "listWrapUp"}
CLAUSE = "numbered 1"
DEEPEST = 100


@dataclass(frozen=True)
class _Read:
    """A block and the number printed over it, of what it is a paragraph of."""

    block: Block
    over: str = ""


def akoma_ntoso_paper(content: bytes) -> Paper:
    """Raises UnreadablePaper."""
    if not content.strip():
        raise UnreadablePaper(_("There is no text in this file. A scan needs to be turned into text first."))
    if kind := kind_of_file(content):
        raise UnreadablePaper(says_other_kind(kind))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadablePaper(_("This is not XML that can be read: %(says)s", says=str(error)[:200])) from error
    if _local(root) != "akomaNtoso":
        raise UnreadablePaper(_("This XML is not Akoma Ntoso. Save the text as Akoma Ntoso, Word or HTML."))
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _entity in declared.iterentities()):
        raise UnreadablePaper(_("This XML declares entities, which are not read. Save it with their words instead."))
    text, others = _documents(root)
    read = [*_document(text), *(_Read(block) for other in others for block in _beside(other))]
    notes = [Block(FOOTNOTE, _words(note, notes=True)) for note in text.iter() if _local(note) == "authorialNote"]
    blocks = [*_with_their_numbers(read), *notes]
    return Paper(bounded([block for block in blocks if block.text]))


def _documents(root: Any) -> tuple[Any, Sequence[Any]]:
    """The text, and what is in the file beside it: an act or a bill goes before the memorandum that explains it."""
    found = [one for one in root.iter() if any(_local(child) in BODIES for child in one)]
    if not found:
        raise UnreadablePaper(_("There is no text in clauses in this Akoma Ntoso file: it is a debate or a judgment."))
    text = next((one for one in found if _local(one) in {"act", "bill"}), found[0])
    around = {*text.iter(), *text.iterancestors()}
    return text, [one for one in found if one not in around]


def _beside(document: Any) -> Iterator[Block]:
    for part in document:
        if _local(part) != "meta":
            yield from (Block(BESIDE, block.text) for block in _plain(part))


def _document(document: Any) -> Iterator[_Read]:
    for part in document:
        if _local(part) in BODIES:
            for child in part:
                yield from _any(child, 1, "")
        elif _local(part) != "meta":
            yield from _around(part)


def _around(part: Any) -> Iterator[_Read]:
    """What stands before and after the body: the title of the text, and paragraphs, each under the part's name."""
    titles = [one for one in part.iter() if _local(one) == "docTitle"]
    yield from (_Read(Block(TITLE, _words(title))) for title in titles)
    paragraphs = [one for one in part.iter() if _local(one) in {"p", "block", "heading"}]
    for one in paragraphs or [part]:
        words = _words(one)
        if words and words not in [_words(title) for title in titles]:
            yield _Read(Block(_local(part), words))


def _any(element: Any, depth: int, over: str) -> Iterator[_Read]:
    if depth > DEEPEST:
        raise UnreadablePaper(_("The parts of this text lie too deeply in one another."))
    if _local(element) not in HIERARCHY:
        yield from (_Read(block) for block in _plain(element))
        return
    number, heading = _child_words(element, "num"), _child_words(element, "heading")
    inner = [child for child in element if _local(child) in HIERARCHY]
    holds = _local(element) in HOLDING or any(_headed(child) for child in inner)
    if not heading and not (holds and inner):
        yield from _clause(element, number, over)
        return
    title = " – ".join(filter(None, [heading, _child_words(element, "subheading")]))
    yield _Read(Block(f"heading {min(depth, 9)}", title or number, _bare(number) if title else ""))
    for child in element:
        if _goes_on(child) and child is not inner[0]:
            yield from (_Read(block) for block in _within(child, 0))
        elif _local(child) in HIERARCHY:
            yield from _any(child, depth + 1, "" if holds else _bare(number))
        elif _local(child) not in {"num", "heading", "subheading"}:
            yield from (_Read(block) for block in _plain(child))


def _goes_on(element: Any) -> bool:
    """A further paragraph without a number of its own is of the clause before it."""
    return _local(element) in GOING_ON and not _child_words(element, "num") and not _child_words(element, "heading")


def _headed(element: Any) -> bool:
    return any(_local(one) in HIERARCHY and bool(_child_words(one, "heading")) for one in element.iter())


def _clause(element: Any, number: str, over: str) -> Iterator[_Read]:
    """The first words are the clause, with its number; all that is within goes on with it."""
    first, *rest = [*_within(element, 0)] or [Block(PARAGRAPH, "")]
    yield _Read(Block(CLAUSE, first.text, _bare(number)), over)
    yield from (_Read(block) for block in rest)


def _within(element: Any, depth: int) -> Iterator[Block]:
    if depth > DEEPEST:
        raise UnreadablePaper(_("The parts of this text lie too deeply in one another."))
    for child in element:
        if _local(child) in HIERARCHY:
            number = " ".join(filter(None, [_child_words(child, "num"), _child_words(child, "heading")]))
            first, *rest = [*_within(child, depth + 1)] or [Block(PARAGRAPH, "")]
            yield Block(LETTERED, f"{number} {first.text}".strip())
            yield from rest
        elif _local(child) not in {"num", "heading", "subheading"}:
            yield from _plain(child)


def _plain(element: Any) -> Iterator[Block]:
    """Paragraphs, items of lists, rows of tables: whatever holds words."""
    name = _local(element)
    if not name or name == "authorialNote":
        return
    if name == "table":
        for row in (one for one in element.iter() if _local(one) == "tr"):
            yield Block(CELL, " · ".join(filter(None, (_words(cell) for cell in row))))
    elif name in ITEMS and not any(_local(child) in {"blockList", "ul", "ol"} for child in element):
        yield Block(LETTERED if name in {"item", "li"} else PARAGRAPH, _item_words(element))
    elif name != "p" and any(_local(one) in {"p", "block", "table", *ITEMS} for one in element.iterdescendants()):
        yield from _below_number(element)
    elif words := _words(element):
        yield Block(PARAGRAPH, words)


def _below_number(element: Any) -> Iterator[Block]:
    """The blocks of its children, the first with its number."""
    number = _child_words(element, "num")
    for block in (block for child in element if _local(child) != "num" for block in _plain(child)):
        yield Block(LETTERED, f"{number} {block.text}") if number else block
        number = ""


def _item_words(item: Any) -> str:
    parts = [_words(child) for child in item if _local(child)]
    return " ".join(filter(None, parts)) if any(_local(child) in {"num", "p"} for child in item) else _words(item)


def _with_their_numbers(read: Sequence[_Read]) -> list[Block]:
    """As printed where each stands once; where paragraphs are counted anew in each article, after the article's."""
    printed = Counter(one.block.number for one in read if one.block.style == CLAUSE and one.block.number)
    if not any(times > 1 for times in printed.values()):
        return [one.block for one in read]
    return [replace(one.block, number=_after(one.over, one.block.number)) for one in read]


def _after(over: str, number: str) -> str:
    if not over or not number:
        return number
    return f"{over}{number}" if number.startswith("(") else f"{over}.{number}"


def _bare(number: str) -> str:
    """ "1." and "5 —" without what ends them."""
    return re.sub(r"\s*[.:–—-]+$", "", number).strip()


def _child_words(element: Any, name: str) -> str:
    return next((_words(child) for child in element if _local(child) == name), "")


def _words(element: Any, *, notes: bool = False) -> str:
    """All its words but those of its notes, which stand apart; a line break stays, an end of a printed line is none."""
    found: list[str] = []

    def one_line(text: str | None) -> str:
        return re.sub(r"\s+", " ", text or "")

    def gather(one: Any) -> None:
        if _local(one) == "authorialNote" and not notes:
            return
        found.append({"br": "\n", "eol": " "}.get(_local(one)) or one_line(one.text))
        for child in one:
            gather(child)
            found.append(one_line(child.tail))

    gather(element)
    return cleaned("\n".join(" ".join(line.split()) for line in "".join(found).split("\n")).strip())


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
