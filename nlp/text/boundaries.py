"""Where a text may be cut into points: sentence ends, line breaks, list items, and turns within a sentence.

Sentence ends come from punctuation, held back by spaCy's abbreviations of the language. Nothing is cut inside a
quotation, nor between proposed wording and the words that introduce it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from nlp.text.language_data import LanguageProfile
from nlp.text.quotations import proposals
from nlp.types import Span

END, SOFT, ITEM, TURN = "end", "soft", "item", "turn"
_MARK = re.compile(  # begins with one set of characters, so that the search runs to the next of them at once
    r"[.!?…。！？；;؛؟۔\n](?:(?<=\n)\n*|(?<=[.!?…])[.!?…]*[\"'»”“’)\]]*(?=\s|$)"
    r"|(?<=[。！？])[。！？]*[”」』）》]*|(?<=；)|(?<=[;؛])[;؛]*(?=\s|$)|(?<=[؟۔])[؟۔]*(?=\s|$))"
)
ITEM_MARK = re.compile(
    r"\s*(?:\.?[-–—•*·▪◦●‣►]+\s+|\(?(?:\d{1,2}|[a-zA-Zа-яА-Я]|[ivxIVX]{1,4})[.)°]\s+|[①-⑳]|[（(][一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十]、|#+\s)"
)
_NUMBERED = re.compile(r"(?:(?<=[\s;:,،؛])|(?<=[；：，。]))[(（]?(\d{1,2}|[a-hа-е])[)）]\s*(?=\w)")
_LETTERS = {letter: number for letters in ("abcdefgh", "абвгде") for number, letter in enumerate(letters, 1)}
_SENTENCE_END = re.compile(r"(?:[.!?…؟۔][\"'»”’)\]]*(?=\s)|[。！？][”」』）》]*)([ \t]*\n?)(?=\s*\S)")
_LISTED = re.compile(rf"^{ITEM_MARK.pattern}|[:：][ \t]*\n", re.MULTILINE)
_ON_LINES, _MOSTLY = 2, 0.5  # sentence ends with a break from which, and the share of them
_QUOTED = 1_200  # characters of a quotation that is kept whole where it proposes nothing


class Cut(NamedTuple):
    """A place before which a text may be cut, and what is there."""

    place: int
    kind: str


def boundaries_of(text: str, of: LanguageProfile, quoted: list[Span]) -> list[Cut]:
    """All places, in order, each once; `quoted` are the quotations of the text."""
    cuts = [
        Cut(mark.end(), SOFT if text[mark.start()] in ";；؛" else END)
        for mark in _MARK.finditer(text)
        if _ends_here(text, mark, of)
    ]
    inner = [Cut(place, kind) for place, kind in _inside_sentences(text, of)]
    if inner:
        kinds = dict(cuts) | dict(inner)
        cuts = [Cut(place, kinds[place]) for place in sorted(kinds)]
    return _kept_whole(text, of, cuts, quoted) if quoted or (of.reads is not None and ":" in text) else cuts


def breaks_say_nothing(text: str) -> bool:
    """Every sentence stands on a line of its own, and nothing is a list: line breaks part no matters.

    So where most sentence ends carry a single break, and none a blank line.
    """
    if "\n" not in text or "\n\n" in text or _LISTED.search(text) is not None:
        return False
    ends = [mark[1] for mark in _SENTENCE_END.finditer(text)]
    broken = sum("\n" in end for end in ends)
    return broken >= _ON_LINES and broken > _MOSTLY * len(ends)


def opens_line(text: str, start: int) -> bool:
    before = text[max(0, start - 40) : start].rstrip(" \t")
    return not before or before.endswith("\n")


def _ends_here(text: str, match: re.Match[str], of: LanguageProfile) -> bool:
    mark = match.group()
    if mark[0] == "\n":
        return len(mark) > 1 or _line_ends(text, match)
    if mark[0] != "." or len(mark.rstrip("\"'»”“’)]")) > 1:
        return True
    following = text[match.end() : match.end() + 3].lstrip()
    if following[:1].islower():
        return False
    before = text[max(0, match.start() - 20) : match.start()].split()
    last = before[-1].casefold().lstrip("(«“\"'") if before and not text[match.start() - 1].isspace() else ""
    abbreviated = f"{last}." in of.abbreviations or (len(last) == 1 and last.isalpha())
    numbered = last.isdigit() and len(last) < 3 and opens_line(text, match.start() - len(last))
    return not (abbreviated or numbered)


def _line_ends(text: str, match: re.Match[str]) -> bool:
    """A single line break ends a sentence unless it only wraps a line."""
    after = text[match.end() : match.end() + 60]
    if ITEM_MARK.match(after):
        return True
    before = text[max(0, match.start() - 1) : match.start()]
    return not after[:1].islower() and before not in {",", "，", "،"}


def _inside_sentences(text: str, of: LanguageProfile) -> Iterator[tuple[int, str]]:
    if of.turns is not None:
        yield from ((mark.end(), TURN) for mark in of.turns.finditer(text))
    if of.ordinals is not None:
        yield from ((mark.end(), ITEM) for mark in of.ordinals.finditer(text))
    if ")" in text or "）" in text:
        yield from ((place, ITEM) for place in _numbered(text))


def _numbered(text: str) -> Iterator[int]:
    """Where the second and later items of "1) … 2) …", "(a) … (b) …" begin."""
    awaited = 1
    for mark in _NUMBERED.finditer(text):
        number = int(mark[1]) if mark[1].isdigit() else _LETTERS[mark[1]]
        if number == awaited > 1:
            yield mark.start()
        awaited = number + 1 if number in {1, awaited} else awaited


def _kept_whole(text: str, of: LanguageProfile, cuts: list[Cut], quoted: list[Span]) -> list[Cut]:
    proposed = proposals(text, of, quoted)
    whole = [span for span in quoted if span.end - span.start <= _QUOTED] + proposed
    leads = [Span(_lead(text, span) - 1, span.start + 1) for span in proposed]
    kept = _outside(cuts, whole + leads)
    there = {cut.place for cut in kept}
    after = [Cut(span.end, END) for span in whole if span.end not in there and _is_sentence(text, span)]
    return sorted({*kept, *after}) if after else kept


def _outside(cuts: list[Cut], spans: list[Span]) -> list[Cut]:
    """The cuts that stand in none of the spans."""
    spans = sorted(spans, key=lambda span: span.start)
    starts = [span.start for span in spans]
    reach = list(accumulate((span.end for span in spans), max))
    return [cut for cut in cuts if not (before := bisect_left(starts, cut.place)) or cut.place >= reach[before - 1]]


def _lead(text: str, span: Span) -> int:
    """Where the space before the wording begins: what stands before that introduces it."""
    return len(text[max(0, span.start - 20) : span.start].rstrip()) + max(0, span.start - 20)


def _is_sentence(text: str, span: Span) -> bool:
    """The quotation ends with a full stop, and the text goes on with another sentence."""
    inside = text[span.start : span.end - 1].rstrip()
    after = text[span.end : span.end + 3].lstrip()
    return (
        inside[-1:] in {".", "!", "?", "。", "！", "？"}
        and bool(after)
        and after[0].isalpha()
        and not after[0].islower()
    )
