"""A Word document as blocks: headings by their level, lists by their depth, tables by their cells. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.core.text import cleaned
from consult.core.word.archive import UnreadableForm
from consult.core.word.reading import WordDocument, WordParagraph, WordTable, read_word
from consult.drafts.structure.blocks import (
    CELL,
    FOOTNOTE,
    PARAGRAPH,
    TITLE,
    Block,
    Paper,
    UnreadablePaper,
    bounded,
    joined_to_numbers,
    titled_block,
    typed_block,
)
from consult.drafts.structure.clause_tables import clause_rows

PLAIN = {"", "normal", "body text", "standard", "text body", "default", "list paragraph", "no spacing"}
BULLETS = {"bullet", "none"}
DECIMAL = "decimal"


def word_paper(content: bytes) -> Paper:
    """Raises UnreadablePaper."""
    try:
        document = read_word(content)
    except UnreadableForm as error:
        raise UnreadablePaper(str(error)) from error
    counter = _Counter()
    notes, found = dict(document.footnotes), list[Block]()
    for one in document.blocks:
        found += [block for block in _blocks(one, counter) if block.text]
        cited = [number for paragraph in _paragraphs(one) for number in paragraph.cited]
        found += [Block(FOOTNOTE, cleaned(notes.pop(number))) for number in cited if number in notes]
    found += [Block(FOOTNOTE, cleaned(note)) for note in notes.values()]  # that nothing cites
    return Paper(bounded(joined_to_numbers(found)), _remarks(document))


def _paragraphs(one: WordParagraph | WordTable) -> Sequence[WordParagraph]:
    return one.paragraphs if isinstance(one, WordTable) else [one]


def _blocks(one: WordParagraph | WordTable, counter: "_Counter") -> Iterator[Block]:
    if isinstance(one, WordTable):
        yield from clause_rows(one.rows) or [Block(CELL, cleaned(" · ".join(filter(None, row)))) for row in one.rows]
        return
    text = cleaned(one.text)
    if one.style.casefold() == TITLE:
        yield Block(TITLE, text)
    elif one.level:
        yield _with(titled_block(text, one.level), counter.number(one))
    elif one.list_level is not None:
        kind = "bullet" if one.list_format in BULLETS else "numbered"
        typed = typed_block(text)
        number = typed.number or counter.number(one)
        yield Block(f"{kind} {one.list_level + 1}", typed.text if typed.number else text, number)
    else:
        yield typed_block(text, PARAGRAPH if one.style.casefold() in PLAIN else one.style.casefold())


def _with(block: Block, number: str) -> Block:
    return Block(block.style, block.text, block.number or number)


class _Counter:
    """Numbers that a word processor would print, level by level: 1, 1.1, 1.2, 2."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = defaultdict(list)

    def number(self, paragraph: WordParagraph) -> str:
        if paragraph.list_level is None or paragraph.list_format in BULLETS:
            return ""
        level, counts = paragraph.list_level, self.counts[paragraph.list_id]
        counts += [0] * (level + 1 - len(counts))
        del counts[level + 1 :]
        counts[level] += 1
        plain = ".".join(str(max(count, 1)) for count in counts)
        if paragraph.list_format != DECIMAL or "%" not in paragraph.list_pattern:
            return plain
        printed = re.sub(r"%([1-9])", lambda found: _count(counts, int(found[1])), paragraph.list_pattern)
        return printed.strip(" .):–—-\t") or plain


def _count(counts: Sequence[int], level: int) -> str:
    return str(max(counts[level - 1], 1)) if level <= len(counts) else "1"


def _remarks(document: WordDocument) -> list[str]:
    changes = sum(len(paragraph.changes) for paragraph in document.paragraphs)
    told = []
    if document.embedded:
        told.append(_("Other files that lie in this one were not read."))
    if changes:
        told.append(_("Changes that are tracked in the file were read as if they were accepted."))
    if number := len(document.comments):
        told.append(
            ngettext(
                "%(num)s comment in the margin was not read: import comments on the page of the register.",
                "%(num)s comments in the margin were not read: import comments on the page of the register.",
                number,
            )
        )
    return told
