"""The text with what was said of it and what was answered in its margin, as a page or a Word file."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from consult.core.urls import absolute_url
from consult.tracing.papers.html_paper import clause_element, element, language_attributes, text_of_lines
from consult.tracing.papers.margin.remarks import WHOLE_TEXT, MarginRemark, Remarks, place_of_line
from consult.tracing.papers.paper_lines import LineKind, PaperLine


def annotated_lines(lines: Sequence[PaperLine], remarks: Remarks) -> Iterator[Markup]:
    """Each line with its remarks after it, so that they are read aloud where they belong."""
    yield from _beside(Markup(""), remarks.get(WHOLE_TEXT, ()), _("On the text as a whole"))
    for line in lines:
        told = remarks.get(place_of_line(line), ())
        if line.kind == LineKind.CLAUSE and told:
            yield from _beside(_marked_clause(line, told), told, line.number)
        else:
            yield from text_of_lines([line])
            yield from _beside(Markup(""), told, line.text)


def _beside(written: Markup, told: Sequence[MarginRemark], about: str) -> Iterator[Markup]:
    if not told:
        return
    counted = ngettext("%(num)s comment", "%(num)s comments", len(told))
    head = element("p", element("bdi", about), " · ", counted, class_="by")
    margin = element("div", head, *(_remark(one) for one in told), class_="margin")
    yield element("div", written, margin, class_="beside") if written else margin


def _remark(one: MarginRemark) -> Markup:
    address = absolute_url("tracing.comment", reference=one.reference)
    link = element("a", element("bdi", one.reference), href=address)
    signed = (element("strong", element("bdi", one.author)), " · ", link) if one.author else (link,)
    said = {**language_attributes(one.language), "class_": "text"}
    parts = [element("p", *signed)]
    if one.quote:
        parts.append(element("blockquote", f"“{one.quote}”", dir="auto"))
    parts.append(element("p", one.comment, **said))
    if one.proposed:
        parts.append(element("p", _("Proposed: %(words)s", words=one.proposed), class_="text"))
    if one.answer:
        parts.append(element("p", _("Answer: %(words)s", words=one.answer), class_="text answer"))
    return element("div", *parts, class_="remark")


def _marked_clause(line: PaperLine, told: Sequence[MarginRemark]) -> Markup:
    head = [element("span", element("bdi", line.number), class_="number")]
    if line.heading:
        head.append(element("strong", line.heading))
    return clause_element(line, head, with_marks(line.text, [one.quote for one in told]))


def with_marks(text: str, quotes: Sequence[str]) -> Markup:
    """What is quoted is marked where it stands first; passages that touch are one mark."""
    spans = sorted((at, at + len(quote)) for quote in quotes if quote and (at := text.find(quote)) >= 0)
    out, done = Markup(""), 0
    while spans:
        begin, end = spans.pop(0)
        while spans and spans[0][0] <= end:
            end = max(end, spans.pop(0)[1])
        out += escape(text[done:begin]) + element("mark", text[begin:end])
        done = end
    return out + escape(text[done:])
