"""A comment cut into points, one ask each; every point is a span of the original text.

Pieces between the places where a text may be cut (nlp.text.boundaries) are grouped by what they do: ask, open a new
matter, or lean on the one before.
Proposed wording is never cut and stays with the ask that introduces it (nlp.text.quotations).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.text.boundaries import END, ITEM, ITEM_MARK, SOFT, TURN, boundaries_of, breaks_say_nothing, opens_line
from nlp.text.language_data import LanguageProfile, language_profile
from nlp.text.quotations import proposed_wording, quotations
from nlp.text.surroundings import without_surroundings
from nlp.text.word_count import count_words
from nlp.types import Span

__all__ = ["proposed_wording", "split"]

START, LINE = "start", "line"
_LONGEST = 110  # words in a point
_ENOUGH = 8  # words that can stand alone
_LEAST = 4  # words that can be an item
_TITLE = 30  # words of a heading, at most
_ALIKE = re.compile(r"[^\W_]")
_CLOSED = tuple(".!?…。！？؟۔")
_CLOSERS = "\"'»”“’)]」』）》 "


@dataclass(slots=True)
class _Piece:
    start: int
    end: int
    words: float
    item: bool  # opens a list item
    closed: bool  # ends with a full stop
    asks: bool
    adds: bool  # asks for something more
    leans: bool  # continues the one before
    opens: bool  # announces a new matter
    introduces: bool  # ends with a colon
    kind: str = START  # of the cut before it
    paragraph: bool = False  # follows a blank line, or a line that ended with a full stop


def split(text: str, language: str = "und") -> tuple[Span, ...]:
    """Points of a text, in order, without overlap and without surrounding space.

    Everything but white space and stray marks between sentences is covered: a salutation goes with the first point, a
    signature with the one before. A text with no letter or digit has no point.
    """
    groups: list[list[_Piece]] = []
    own = without_surroundings(text)
    for piece in _pieces(own, language_profile(language)):
        if groups and not _breaks(groups[-1], piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    spans = [Span(group[0].start, group[-1].end) for group in _without_scraps(groups)]
    return tuple(spans if own is text else _covering(text, spans))


def _covering(text: str, spans: list[Span]) -> list[Span]:
    """The spans with the words around them: those before the first, and after each those that are not in the next."""
    edges = [span.start for span in spans[1:]] + [len(text)]
    if not spans:
        return [_stripped(text, 0, len(text))] if _ALIKE.search(text) is not None else []
    if _ALIKE.search(text, 0, spans[0].start) is not None:
        spans[0] = Span(_stripped(text, 0, len(text)).start, spans[0].end)
    return [
        _stripped(text, span.start, edge) if _ALIKE.search(text, span.end, edge) is not None else span
        for span, edge in zip(spans, edges, strict=True)
    ]


def _stripped(text: str, start: int, end: int) -> Span:
    raw = text[start:end]
    return Span(start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip()))


def _pieces(text: str, of: LanguageProfile) -> Iterator[_Piece]:
    quoted = quotations(text)
    plain = _small(_without(text, quoted))
    loose = breaks_say_nothing(text)
    before: _Piece | None = None
    listing = ""
    start, kind = 0, START
    for place, next_kind in (*boundaries_of(text, of, quoted), (len(text), END)):
        if _ALIKE.search(text, start, place) is not None:
            piece = _piece(text, plain, start, place, of)
            lines = text.count("\n", before.end if before is not None else 0, piece.start)
            lines = 0 if loose and lines == 1 else lines
            _join(piece, before, kind, lines)
            if listing != (SOFT if kind == SOFT else LINE if lines == 1 else ""):
                listing = ""
            piece.item = piece.item or kind == ITEM or bool(listing)
            listing = listing or _begins_list(plain, piece, of)
            yield piece
            before, kind = piece, next_kind
        elif kind != START:
            kind = next_kind
        start = place


def _piece(text: str, plain: str, start: int, end: int, of: LanguageProfile) -> _Piece:
    raw = text[start:end]
    end = start + len(raw.rstrip())
    start += len(raw) - len(raw.lstrip())
    body = plain[start:end]
    marked = ITEM_MARK.match(body)
    bare = body[marked.end() :] if marked is not None else body
    asks = of.asks is not None and of.asks.search(body) is not None
    return _Piece(
        start=start,
        end=end,
        words=count_words(text[start:end]),
        item=marked is not None and opens_line(text, start),
        closed=body.rstrip(_CLOSERS).endswith(_CLOSED),
        asks=asks,
        adds=asks and of.also is not None and of.also.search(body) is not None,
        leans=_leans(bare, of, text[end - len(bare) : end]),
        opens=of.opens is not None and of.opens.match(bare) is not None,
        introduces=body.endswith((":", "：")),
    )


def _join(piece: _Piece, before: _Piece | None, kind: str, lines: int) -> None:
    """What a piece is, seen from the one before it."""
    piece.kind = kind
    if before is not None:
        piece.paragraph = lines > 1 or (lines == 1 and before.closed)
        piece.asks = piece.asks or (kind == TURN and before.asks)


def _begins_list(plain: str, piece: _Piece, of: LanguageProfile) -> str:
    """An ask that ends with a colon is followed by lines, or, with a colon inside, by parts between semicolons."""
    if piece.introduces:
        return LINE
    colon = max(plain.find(":", piece.start, piece.end), plain.find("：", piece.start, piece.end))
    return SOFT if colon > 0 and of.asks is not None and of.asks.search(plain, piece.start, colon) else ""


def _without(text: str, quoted: list[Span]) -> str:
    """The text with quotations blanked out: what stands in them is not asked here."""
    parts, place = [], 0
    for span in quoted:
        parts += [text[place : span.start + 1], "·" * (span.end - span.start - 2)]
        place = span.end - 1
    return "".join(parts) + text[place:] if parts else text


def _small(text: str) -> str:
    """In small letters, every one at its place."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _leans(bare: str, of: LanguageProfile, written: str) -> bool:
    """Carries on the sentence before: starts small or with "because", "this", … but not with an ask."""
    if of.asks is not None and of.asks.match(bare):
        return False
    return written[:1].islower() or (of.continues is not None and of.continues.match(bare) is not None)


def _breaks(group: list[_Piece], piece: _Piece) -> bool:
    words = sum(member.words for member in group)
    if words + piece.words > 3 * _LONGEST:
        return True
    if piece.kind == TURN:
        return group[-1].asks and words >= _LEAST and piece.words >= _LEAST
    if group[-1].introduces and not (group[-1].item and piece.item):
        return False
    if piece.item:
        return words >= 3 and piece.words >= (3 if piece.kind == ITEM else _LEAST)
    if words + piece.words > (2 if piece.leans else 1) * _LONGEST and words >= 3 * _ENOUGH:
        return True
    if _is_title(group, piece) or words < _LEAST + 1 or (piece.words < _LEAST and not piece.paragraph):
        return False
    return piece.opens or (piece.kind != SOFT and _new_matter(group, piece, words))


def _is_title(group: list[_Piece], piece: _Piece) -> bool:
    """The first line of a comment, without a full stop, over a text that has them."""
    first = group[0]
    alone = len(group) == 1 and first.kind == START and not first.item and first.words <= _TITLE
    return alone and piece.paragraph and not first.closed and (piece.closed or piece.introduces)


def _new_matter(group: list[_Piece], piece: _Piece, words: float) -> bool:
    if piece.leans:
        return False
    if piece.paragraph and words >= _ENOUGH and (piece.words >= _ENOUGH or piece.words < _LEAST):
        return True
    return piece.adds or (piece.asks and any(member.asks for member in group))


def _without_scraps(groups: list[list[_Piece]]) -> list[list[_Piece]]:
    """A heading or greeting of a few words joins what follows; a trailing one joins what went before."""
    kept: list[list[_Piece]] = []
    waiting: list[_Piece] = []
    for group in groups:
        whole = waiting + group
        waiting = []
        if sum(member.words for member in whole) < 4:
            waiting = whole
            continue
        kept.append(whole)
    if waiting and kept:
        kept[-1] = kept[-1] + waiting
    elif waiting:
        kept.append(waiting)
    return kept
