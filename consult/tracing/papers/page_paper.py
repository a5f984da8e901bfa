"""The same paper as a page, to be printed as a PDF: written as `WordPaper` is, paragraph by paragraph. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol, Self

from markupsafe import Markup

from consult.drafts.text_diff import Segment
from consult.tracing.papers.html_paper import element, html_page, redlined

ELEMENTS = {"Heading 1": "h2", "Heading 2": "h3", "Heading 3": "h4", "List Bullet": "li", "Intense Quote": "blockquote"}


class WrittenParagraph(Protocol):
    def text(self, text: str, *, bold: bool = False) -> Self: ...
    def tracked(self, segments: Iterable[Segment], *, bold: bool = False) -> None: ...


class WrittenPaper(Protocol):
    """What a paper is written with, whichever file it becomes."""

    def paragraph(self, style: str = "Normal") -> WrittenParagraph: ...
    def note(self, text: str) -> None: ...
    def written(self) -> bytes: ...


@dataclass
class PageParagraph:
    """`marks` are read aloud around what was added and removed."""

    style: str
    marks: tuple[str, str, str]
    content: list[Markup] = field(default_factory=list)

    def text(self, text: str, *, bold: bool = False) -> Self:
        self.content.append(element("strong" if bold else "span", text))
        return self

    def tracked(self, segments: Iterable[Segment], *, bold: bool = False) -> None:
        written = redlined(list(segments), self.marks)
        self.content.append(element("strong", written) if bold else written)

    def element(self) -> Markup:
        return element(ELEMENTS.get(self.style, "p"), *self.content, class_="text")


@dataclass
class PagePaper:
    title: str
    language: str
    marks: tuple[str, str, str] = ("", "", "")
    paragraphs: list[PageParagraph] = field(default_factory=list)

    def paragraph(self, style: str = "Normal") -> PageParagraph:
        self.paragraphs.append(PageParagraph(style, self.marks))
        return self.paragraphs[-1]

    def note(self, text: str) -> None:
        if text:
            self.paragraph().text(text)

    def body(self) -> Iterator[Markup]:
        for style, some in groupby(self.paragraphs, key=lambda one: one.style):
            made = [one.element() for one in some]
            yield from [element("ul", *made)] if style == "List Bullet" else made

    def written(self) -> bytes:
        return html_page(self.title, self.language, self.body())
