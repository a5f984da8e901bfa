"""Where a quoted passage stands in a text, although the text was set again or changed a little. Pure.

Selectors and weights are those of the W3C Web Annotation model (TextQuoteSelector: exact, prefix, suffix) as
Hypothesis scores them: quote 50, words before 20, words after 20, position 2. All places are code points.
What copying changes never tells two passages apart: blanks and line ends, case, composition, quotation marks,
hyphens and dashes (also one at the end of a line), invisible signs, vowel signs of Arabic and points of Hebrew,
full-width stops; and an ellipsis stands for the words left out. A passage that scores below the bar, or as well in
two places, is *orphaned*: nothing is guessed.
"""

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

import regex
from rapidfuzz.distance import Levenshtein

QUOTE, BEFORE, AFTER, POSITION = 50, 20, 20, 2
CONTEXT = 32  # code points kept on either side of a quote
BAR = 0.72  # of the full score: an exact short word in quite other surroundings reaches about 0.64
QUOTE_BAR = 0.75  # however well its surroundings fit, the words themselves must be these
LONG = 24  # an exact quote of so many signs needs no surroundings to be sure of
TIE = 0.01
PIECE = 5  # signs in a piece by which a changed passage is looked for
COMMON = 50  # a piece that stands more often than this says nothing about the place
MOST_EDGES = 40  # beginnings and ends of words that are tried on either side

LEFT_OUT = regex.compile(r"\s*(?:\[\s*(?:…|\.{3,})\s*\]|\(\s*(?:…|\.{3,})\s*\)|…|\.{3,})\s*")
PARTS = 8  # stretches of a quote between ellipses that are looked for

_QUOTES = r"\p{Quotation_Mark}`´ʼ′″"
# What is passed over: blanks, quotation marks, hyphens and dashes, invisible signs, vowel signs, points, tatweel.
_PASSED_OVER = regex.compile(
    rf"[\s\p{{Cf}}\p{{Cc}}\p{{Dash}}\p{{Hyphen}}{_QUOTES}\u034f\u3164\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u0591-\u05c7]"
)
_QUOTE = regex.compile(rf"[{_QUOTES}]")
_STOPS = str.maketrans({"。": ".", "、": ",", "·": ".", "،": ",", "؛": ";", "؟": "?"})
_WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]")


class Anchor(NamedTuple):
    """What was said to stand there."""

    quote: str
    prefix: str = ""
    suffix: str = ""


class AnchorMatch(NamedTuple):
    """Where it stands: `text[start:end]`, and how sure that is (0 to 1)."""

    start: int
    end: int
    score: float
    exact: bool


class _Folded(NamedTuple):
    """A text without what is passed over and without case; `origin[i]` is where sign i stood."""

    text: str
    origin: list[int]


def find_passage(text: str, anchor: Anchor, *, position: int | None = None) -> AnchorMatch | None:
    """The one place where the passage stands, or None: it is orphaned."""
    found = places(text, anchor, position=position)
    if not found or (len(found) > 1 and found[0].score - found[1].score < TIE):
        return None
    return found[0] if _is_sure(found, anchor) else None


def places(text: str, anchor: Anchor, *, position: int | None = None) -> list[AnchorMatch]:
    """Every candidate, best first: all exact ones, or else the nearest passage."""
    folded, quote = _folded(text), _folded(anchor.quote).text
    if not quote or not folded.text:
        return []
    spans = _exact(folded.text, quote)
    if spans:
        found = [_scored(folded, span, anchor, position) for span in spans]
    elif spans := _with_words_left_out(folded.text, anchor.quote):
        found = [_scored(folded, span, anchor, position, whole=True) for span in spans]
    else:
        found = [_scored(folded, span, anchor, position) for span in _near(folded, quote, text)]
    found = [_with_quotation_marks(text, place, anchor.quote) for place in found]
    return sorted(found, key=lambda place: (-place.score, place.start))


def anchor_at(text: str, start: int, end: int) -> Anchor:
    """The passage with the signs around it, as it is kept with a comment."""
    return Anchor(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def _is_sure(found: list[AnchorMatch], anchor: Anchor) -> bool:
    best = found[0]
    if best.exact and len(found) == 1 and len(anchor.quote) >= LONG:
        return True
    return best.score >= BAR


@lru_cache(maxsize=64)
def _folded(text: str) -> _Folded:
    signs, origin = [], []
    for place, sign in enumerate(text):
        for small in _small(sign):
            signs.append(small)
            origin.append(place)
    return _Folded("".join(signs), origin)


@lru_cache(maxsize=8192)
def _small(sign: str) -> str:
    """What a sign comes to: nothing for one that is passed over."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
    return _PASSED_OVER.sub("", "" if _PASSED_OVER.match(sign) else plain.translate(_STOPS))


def _exact(text: str, quote: str) -> list[tuple[int, int]]:
    starts: list[int] = []
    at = text.find(quote)
    while at >= 0 and len(starts) < 100:
        starts.append(at)
        at = text.find(quote, at + 1)
    return [(start, start + len(quote)) for start in starts]


def _with_words_left_out(text: str, quote: str) -> list[tuple[int, int]]:
    """Stretches that begin with the words before the first ellipsis, end with those after the last, and hold all
    between in order; of those that begin at one place the shortest.
    """
    said = LEFT_OUT.split(quote.strip())
    parts = [part for words in said if (part := _folded(words).text)]
    if len(said) < 2 or not 0 < len(parts) <= PARTS:
        return []
    spans: dict[int, tuple[int, int]] = {}  # by end: the last that begins before it
    for start, at in _exact(text, parts[0]):
        end = at
        for part in parts[1:]:
            found = text.find(part, end)
            if found < 0:
                return list(spans.values())
            end = found + len(part)
        spans[end] = (start, end)
    return list(spans.values())


def _with_quotation_marks(text: str, place: AnchorMatch, quote: str) -> AnchorMatch:
    """Widened by the vowel signs of its last letter, and by marks beside it where the quote begins or ends with one."""
    start, end, said = place.start, place.end, quote.strip()
    while end < len(text) and unicodedata.category(text[end]) == "Mn":
        end += 1
    if start and _QUOTE.match(said[:1]) and _QUOTE.match(text[start - 1]):
        start -= 1
    if end < len(text) and _QUOTE.match(said[-1:]) and _QUOTE.match(text[end]):
        end += 1
    return place._replace(start=start, end=end)


def _near(folded: _Folded, quote: str, text: str) -> list[tuple[int, int]]:
    """The stretch of whole words that is most like the quote, near where most of its pieces stand."""
    start = _rough_start(folded.text, quote)
    if start is None:
        return []
    edges = _edges(folded, text)
    starts = _nearest([s for s, _end in edges], start)
    end = start + len(quote)
    ends = _nearest([e for _start, e in edges], end)
    for _turn in range(2):  # first the end for that start, then the start for that end; then both once more
        end = max((_alike(quote, folded.text[start:e]), e) for e in ends)[1]
        start = max((_alike(quote, folded.text[s:end]), -s, s) for s in starts)[2]
    return [(start, end)] if start < end and _alike(quote, folded.text[start:end]) >= QUOTE_BAR else []


def _rough_start(text: str, quote: str) -> int | None:
    """Where the quote would begin if most of its pieces of a few signs stood at their distance from there."""
    if len(quote) > 2 * len(text):
        return None
    size = max(2, min(PIECE, len(quote) // 3))
    stands: dict[str, list[int]] = {}
    for at in range(len(text) - size + 1):
        stands.setdefault(text[at : at + size], []).append(at)
    votes: Counter[int] = Counter()
    for at in range(len(quote) - size + 1):
        found = stands.get(quote[at : at + size], ())
        if len(found) <= COMMON:
            votes.update(place - at for place in found)
    if not votes:
        return None
    near = Counter({start: sum(votes[start + step] for step in range(-size, size + 1)) for start in votes})
    return max(0, max(near, key=lambda start: (near[start], votes[start], -start)))


def _nearest(edges: list[int], place: int) -> list[int]:
    return sorted(edges, key=lambda edge: abs(edge - place))[:MOST_EDGES]


def _alike(one: str, other: str) -> float:
    return Levenshtein.normalized_similarity(one, other)


def _edges(folded: _Folded, text: str) -> list[tuple[int, int]]:
    """Where words begin and end in the folded text."""
    index: dict[int, int] = {}
    for place, origin in enumerate(folded.origin):
        index.setdefault(origin, place)
    last = {origin: place + 1 for place, origin in enumerate(folded.origin)}
    words = ([at for at in range(m.start(), m.end()) if at in index] for m in _WORD.finditer(text))
    return [(index[kept[0]], last[kept[-1]]) for kept in words if kept]


def _scored(
    folded: _Folded, span: tuple[int, int], anchor: Anchor, position: int | None, *, whole: bool = False
) -> AnchorMatch:
    """`whole`: the span is what was quoted, although words of it were left out in the quote."""
    start, end = span
    said = [_folded(part).text for part in anchor]
    quote = 1.0 if whole else Levenshtein.normalized_similarity(said[0], folded.text[start:end])
    parts = [(QUOTE, quote)]
    if said[1]:
        before = folded.text[max(0, start - len(said[1])) : start]
        parts.append((BEFORE, Levenshtein.normalized_similarity(said[1], before)))
    if said[2]:
        parts.append((AFTER, Levenshtein.normalized_similarity(said[2], folded.text[end : end + len(said[2])])))
    first, last = folded.origin[start], folded.origin[end - 1] + 1
    if position is not None:
        parts.append((POSITION, 1 - min(1.0, abs(first - position) / max(1, folded.origin[-1]))))
    score = sum(weight * share for weight, share in parts) / sum(weight for weight, _share in parts)
    return AnchorMatch(first, last, score, quote == 1)
