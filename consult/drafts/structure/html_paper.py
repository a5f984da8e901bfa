"""A web page as blocks, by lxml's reader of HTML; scripts, styles and menus are left out. Pure."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from lxml import etree, html

from consult.core.text import cleaned
from consult.drafts.structure.blocks import (
    CELL,
    Block,
    Paper,
    UnreadablePaper,
    bounded,
    joined_to_numbers,
    titled_block,
    typed_block,
)
from consult.drafts.structure.clause_tables import clause_rows

LEFT_OUT = {"script", "style", "noscript", "template", "nav", "head", "iframe", "object", "svg", "form", "button"}
OF_BLOCKS = {"p", "div", "section", "article", "main", "body", "ul", "ol", "li", "blockquote", "table", "dl", "dd"}
OF_BLOCKS |= {"dt", "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "figure", "details", "pre", "html", "aside"}
DEEPEST = 200


def html_paper(text: str) -> Paper:
    """Raises UnreadablePaper."""
    if not text.strip():
        return Paper([])
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(no_network=True, remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadablePaper(_("This is not HTML that can be read. Save the page again from a browser.")) from error
    return Paper(bounded(joined_to_numbers(block for block in _blocks(root, 0) if block.text)))


def _blocks(element: Any, depth: int) -> Iterator[Block]:
    if depth > DEEPEST:
        raise UnreadablePaper(_("The parts of this page lie too deeply in one another."))
    if not isinstance(element.tag, str) or element.tag in LEFT_OUT:
        return
    if element.tag == "table":
        rows = [[_all_words(cell) for cell in row.iter("td", "th")] for row in element.iter("tr")]
        yield from clause_rows(rows) or [Block(CELL, " · ".join(filter(None, row))) for row in rows]
    elif len(element.tag) == 2 and element.tag[0] == "h" and element.tag[1].isdecimal():
        yield titled_block(_all_words(element), int(element.tag[1]))
    elif any(isinstance(child.tag, str) and child.tag in OF_BLOCKS for child in element):
        yield from _mixed(element, depth)
    elif words := _all_words(element):
        yield _item(element, words)


def _mixed(element: Any, depth: int) -> Iterator[Block]:
    """Blocks and loose words between them, in order."""
    loose = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag in OF_BLOCKS | LEFT_OUT:
            if words := cleaned(" ".join("".join(loose).split())):
                yield _item(element, words)
            loose = []
            yield from _blocks(child, depth + 1)
        elif isinstance(child.tag, str):
            loose.append(_all_words(child))
        loose.append(child.tail or "")
    if words := cleaned(" ".join("".join(loose).split())):
        yield _item(element, words)


def _item(element: Any, words: str) -> Block:
    parent = element.getparent()
    if element.tag == "p" and parent is not None and parent.tag == "li" and parent.index(element) == 0:
        element = parent
    if element.tag != "li":
        return typed_block(words)
    lists = [parent.tag for parent in element.iterancestors("ul", "ol")]
    typed = typed_block(words)
    kind = "numbered" if lists and lists[0] == "ol" else "bullet"
    number = typed.number or (_place(element) if kind == "numbered" else "")
    return Block(f"{kind} {max(len(lists), 1)}", typed.text if typed.number else words, number)


def _place(item: Any) -> str:
    """1, 2 … within its list, after the numbers of the lists around it."""
    places = []
    for one in [item, *item.iterancestors("li")]:
        parent = one.getparent()
        if parent is not None and parent.tag == "ol":
            start, before = parent.get("start", "1"), sum(1 for _item in one.itersiblings("li", preceding=True))
            places.append((int(start) if start.isdecimal() and len(start) < 7 else 1) + before)
    return ".".join(str(place) for place in reversed(places))


def _all_words(element: Any) -> str:
    for line in element.iter("br"):
        line.tail = "\n" + (line.tail or "")
    text = "".join(element.itertext())
    return cleaned("\n".join(" ".join(line.split()) for line in text.splitlines()).strip())
