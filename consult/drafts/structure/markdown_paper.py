"""Markdown as blocks: CommonMark with tables, by markdown-it, read as the page that it makes. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt

from consult.core.text import cleaned
from consult.drafts.structure.blocks import FOOTNOTE, Block, Paper, bounded
from consult.drafts.structure.html_paper import html_paper

FOR_TOOLS = (
    re.compile(r"\A---\n.*?\n---\n", re.DOTALL),  # what a publishing tool is told
    re.compile(r"^[*+-][ \t]+\S[^\n]*\n[ \t]*\{:toc\}[ \t]*$", re.MULTILINE),  # where it puts the contents
    re.compile(r"[ \t]*\{[:#.][^{}\n]*\}[ \t]*$", re.MULTILINE),  # names and classes of what stands before
)
HARD_BLANK = re.compile(r"^(#{1,6})\u00a0+", re.MULTILINE)
NOTE = re.compile(r"^\[\^([^\]\n]+)\]:[ \t]*(.*(?:\n[ \t]+\S.*)*)\n?", re.MULTILINE)
REFERENCE = re.compile(r"\[\^([^\]\n]+)\]")


def markdown_paper(text: str) -> Paper:
    """HTML in it is read as of a page, so that its tags are no words; footnotes stand apart. Raises UnreadablePaper."""
    for meant in FOR_TOOLS:
        text = meant.sub("", text)
    text = HARD_BLANK.sub(r"\1 ", text)
    notes = {found[1]: note for found in NOTE.finditer(text) if (note := cleaned(" ".join(found[2].split())))}
    paper = html_paper(MarkdownIt("commonmark", {"html": True}).enable("table").render(NOTE.sub("", text)))
    return Paper(bounded(list(_with_notes(paper.blocks, notes))), paper.remarks) if notes else paper


def _with_notes(blocks: Sequence[Block], notes: dict[str, str]) -> Iterator[Block]:
    """Each note behind the block that cites it first, so that it belongs to no other clause."""
    left = dict(notes)
    for block in blocks:
        cited = [label for label in REFERENCE.findall(block.text) if label in notes]
        yield replace(block, text=cleaned(REFERENCE.sub("", block.text))) if cited else block
        yield from (Block(FOOTNOTE, left.pop(label)) for label in cited if label in left)
    yield from (Block(FOOTNOTE, note) for note in left.values())
