"""Markdown as blocks: CommonMark with tables, by markdown-it, read as the page that it makes. Pure."""

import re

from markdown_it import MarkdownIt

from consult.drafts.structure.blocks import Paper
from consult.drafts.structure.html_paper import html_paper


def markdown_paper(text: str) -> Paper:
    """HTML in it is read as of a page, so that its tags are no words. Raises UnreadablePaper."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)  # what a publishing tool is told
    return html_paper(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
