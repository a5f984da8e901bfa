"""Quotations, and the wording that a comment proposes: "should read: …", "replace X with …", « … », “…”, 改为：“…”.

A quotation is never cut in its midst, and wording that is proposed stays with the ask that introduces it.
"""

import re
from collections.abc import Iterator

from nlp.text.language_data import LanguageProfile, language_profile
from nlp.types import Span

_CLOSED_BY = {"“": "”", "«": "»", "„": "“”", "「": "」", "『": "』", '"': '"', "〈": "〉"}
_QUOTE = re.compile('[“«„「『〈"]')
_NEXT_QUOTE = re.compile(r"[\s.,;،；、]*(?:(?:or|ou|oder|o|или|أو)\s+|或者?)?(?=[“«„「『\"])")
_BEFORE = 140  # characters before a quotation in which to look for what introduces it
_LONGEST = 8_000  # characters of a quotation
_MOST = 500  # quotations of one text that are looked at
_MARKS = {opening: re.compile(f"[{opening}{closing}]") for opening, closing in _CLOSED_BY.items()}


def quotations(text: str) -> list[Span]:
    """Stretches in quotation marks, marks included, in order, without overlap. A mark never closed opens none."""
    found: list[Span] = []
    barren: dict[str, int] = {}  # up to where no mark of this kind is closed
    place = 0
    while len(found) < _MOST and (opened := _QUOTE.search(text, place)) is not None:
        mark, start = opened.group(), opened.start()
        place = opened.end()
        if start < barren.get(mark, 0):
            continue
        end = _end_of_quotation(text, start)
        if end:
            found.append(Span(start, end))
            place = end
        elif mark != '"':
            barren[mark] = start + _LONGEST
    return found


def proposed_wording(text: str, span: Span, language: str = "und") -> Span | None:
    """The wording that the point at `span` asks for, marks included, in code points of `text`; the longest if several.

    In quotation marks after words such as "replace … with", or, after "should read:" and its like, the rest of the
    paragraph.
    """
    point = text[span.start : span.end]
    found = max(proposals(point, language_profile(language)), key=lambda one: one.end - one.start, default=None)
    return Span(found.start + span.start, found.end + span.start) if found is not None else None


def proposals(text: str, of: LanguageProfile, quoted: list[Span] | None = None) -> list[Span]:
    """All wordings proposed in a text, in order; `quoted` are its quotations, if they are known."""
    if of.wording is None and of.reads is None:
        return []
    quoted = quotations(text) if quoted is None else quoted
    found = list(_in_marks(text, of, quoted)) if quoted else []
    if of.reads is not None and (":" in text or "：" in text):
        found += [span for span in _without_marks(text, of.reads) if not any(_meet(span, other) for other in found)]
    return sorted(found, key=lambda span: span.start)


def _in_marks(text: str, of: LanguageProfile, quoted: list[Span]) -> Iterator[Span]:
    place = 0
    while place < len(quoted):
        first = last = quoted[place]
        place += 1
        if of.wording is None or not of.wording.search(text[max(0, first.start - _BEFORE) : first.start]):
            continue
        while place < len(quoted) and _follows(text, last, quoted[place]):
            last = quoted[place]
            place += 1
        yield Span(first.start, last.end)


def _follows(text: str, last: Span, other: Span) -> bool:
    """Nothing but marks, or an "or", stands between the two."""
    between = _NEXT_QUOTE.match(text, last.end)
    return between is not None and between.end() == other.start


def _without_marks(text: str, reads: re.Pattern[str]) -> Iterator[Span]:
    """After "should read:" and its like: to the end of the paragraph."""
    end = 0
    for opened in reads.finditer(text):
        start = opened.end()
        if start < end or start >= len(text) or _QUOTE.match(text, start):
            continue
        end = text.find("\n\n", start)
        end = len(text) if end < 0 else end
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            yield Span(start, end)


def _end_of_quotation(text: str, start: int) -> int:
    """Where the quotation that opens at `start` ends; 0 if it does not. Paragraphs may each open it again."""
    opening = text[start]
    if opening == '"':
        return _end_between_straight_marks(text, start)
    depth, last = 0, 0
    for mark in _MARKS[opening].finditer(text, start, start + _LONGEST):
        depth += 1 if mark.group() == opening else -1
        if mark.group() != opening:
            last = mark.end()
        if depth == 0:
            return last
    return last


def _end_between_straight_marks(text: str, start: int) -> int:
    before, after = text[start - 1 : start], text[start + 1 : start + 2]
    if before.isalnum() or not after or after.isspace():
        return 0
    end = text.find('"', start + 1, start + _LONGEST)
    while end > 0 and text[end - 1].isspace():
        end = text.find('"', end + 1, start + _LONGEST)
    return 0 if end < 0 or "\n\n" in text[start:end] else end + 1


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
