"""Markdown as blocks: CommonMark with tables, by markdown-it, read as the page that it makes. Pure."""

import re

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
REFERENCE = re.compile(r"\[\^[^\]\n]+\]")


def markdown_paper(text: str) -> Paper:
    """HTML in it is read as of a page, so that its tags are no words; footnotes stand apart. Raises UnreadablePaper."""
    for meant in FOR_TOOLS:
        text = meant.sub("", text)
    text = HARD_BLANK.sub(r"\1 ", text)
    notes = [cleaned(" ".join(found[2].split())) for found in NOTE.finditer(text)]
    if notes:
        text = REFERENCE.sub("", NOTE.sub("", text))
    paper = html_paper(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
    return Paper(bounded([*paper.blocks, *(Block(FOOTNOTE, note) for note in notes if note)]), paper.remarks)
