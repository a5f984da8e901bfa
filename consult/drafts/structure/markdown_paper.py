"""Markdown as blocks: CommonMark with tables, by markdown-it, read as the page that it makes. Pure."""

import re

from markdown_it import MarkdownIt

from consult.drafts.structure.blocks import Paper
from consult.drafts.structure.html_paper import html_paper


def markdown_paper(text: str) -> Paper:
    """Raw HTML in it is read as it is typed. Raises UnreadablePaper."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)  # what a publishing tool is told
    return html_paper(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))
