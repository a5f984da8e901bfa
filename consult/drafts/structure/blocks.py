"""A paper as a list of blocks: paragraphs, headings, list items, cells, each with the style that it bears. Pure."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from flask_babel import gettext as _

PARAGRAPH, LETTERED, CELL, FOOTNOTE, TITLE = "paragraph", "lettered", "table row", "footnote", "title"
# Of Akoma Ntoso: what stands before and after the body, and other documents in the same file.
AROUND = ("coverPage", "preface", "preamble", "conclusions", "attachments", "components")
BESIDE = "another document"
MOST = 20_000
LONGEST = 200_000
_WORDS = r"article|art\.|section|sect\.|clause|chapter|chapitre|capítulo|artículo|sección"
_WORDS += "|action|principle|practice|requirement|recommendation|guideline|principe|recommandation|acción|principio"
_WORDS += "|статья|раздел|глава|§|المادة"
_NUMBER = re.compile(
    rf"(?P<number>(?:(?:{_WORDS})\s*)?(?:[A-Z]{{1,5}}[-.]?){{0,2}}\d+(?:[.-]\d+)*(?:\s?(?:bis|ter|er))?)"
    r"(?P<ends>\s*[.):–—-]|\s)\s*(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_MEANT = re.compile(rf"\d[.-]\d|[A-Z]+[-.]\d|^(?:{_WORDS})\s", re.IGNORECASE)  # "212 clauses" begins a sentence
_LONE = re.compile(rf"(?:(?:{_WORDS})\s*)?(?:[A-Z]{{1,5}}[-.]?){{0,2}}\d+(?:[.-]\d+)*[.)]?", re.IGNORECASE)
_LETTER = re.compile(r"(?:\(?[a-zа-яivx]{1,4}\)|[a-z]\.)\s+\S", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """`style` is what a person is asked about, once for all blocks that bear it; `number` as it is printed."""

    style: str
    text: str
    number: str = ""


@dataclass(frozen=True)
class Paper:
    """`remarks`: what is in the file and was not read, as sentences."""

    blocks: Sequence[Block]
    remarks: Sequence[str] = ()


class UnreadablePaper(ValueError):
    """No paper that can be read; the message says what to do."""


def split_number(text: str) -> tuple[str, str]:
    """A number that is typed before a text ("3.2", "Article 5", "SC-1"), and the rest; "" where there is none."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None or (found["ends"].isspace() and not _MEANT.search(found["number"])):
        return "", text
    return re.sub(r"\s+", " ", found["number"]).strip(), found["rest"]


def typed_block(text: str, style: str = PARAGRAPH) -> Block:
    """A paragraph without a style that says what it is: known by the number or letter typed before it."""
    number, rest = split_number(text)
    if number:
        depth = len(re.findall(r"\d+", number))
        return Block(f"numbered {min(depth, 9)}" if style == PARAGRAPH else style, rest, number)
    return Block(LETTERED if style == PARAGRAPH and _LETTER.match(text) else style, text)


def joined_to_numbers(blocks: Iterable[Block]) -> list[Block]:
    """A number that stands on a line of its own is the number of the paragraph below it."""
    found = list[Block]()
    lone: Block | None = None
    for block in blocks:
        if lone is not None and block.style == PARAGRAPH:
            depth = len(re.findall(r"\d+", lone.text))
            found.append(Block(f"numbered {min(depth, 9)}", block.text, lone.text))
            lone = None
            continue
        found += [lone] if lone is not None else []
        lone = block if block.style == PARAGRAPH and _LONE.fullmatch(block.text) else None
        found += [block] if lone is None else []
    return found + ([lone] if lone is not None else [])


def titled_block(text: str, level: int) -> Block:
    """A heading, with the number that is typed before it."""
    number, rest = split_number(text)
    return Block(f"heading {level}", rest, number)


def bounded(blocks: Sequence[Block]) -> Sequence[Block]:
    if len(blocks) > MOST or any(len(block.text) > LONGEST for block in blocks):
        raise UnreadablePaper(_("This document has more than %(most)s paragraphs. Split it.", most=MOST))
    return blocks


def blocks_to_json(blocks: Sequence[Block]) -> str:
    return json.dumps([list(asdict(block).values()) for block in blocks], ensure_ascii=False)


def blocks_from_json(carried: str) -> Sequence[Block]:
    """As `blocks_to_json` wrote them; raises UnreadablePaper for what it did not write."""
    try:
        rows = json.loads(carried)
        blocks = [Block(str(style), str(text), str(number)) for style, text, number in rows]
    except (ValueError, TypeError, RecursionError) as error:
        raise UnreadablePaper(_("What was read of the file did not come back whole. Choose the file again.")) from error
    return bounded(blocks)
