"""The stretch of a text that answers a search, with what was looked for marked. Pure; never markup."""

from collections.abc import Collection
from dataclasses import dataclass

from consult.core.search.tokens import Token, tokens_of

AROUND = 140  # characters before and after the place with most hits
_NEAR = 220


@dataclass(frozen=True)
class ExcerptPart:
    text: str
    hit: bool = False


def excerpt(
    text: str, language: str | None, looked_for: Collection[str], beginnings: tuple[str, ...] = ()
) -> list[ExcerptPart]:
    """The part with most of what was looked for, cut at blanks; `…` where something was left out."""
    hits = _hits(tokens_of(text, language), looked_for, beginnings)
    first, last = _window(text, hits)
    start, end = _at_blank(text, max(0, first - AROUND), -1), _at_blank(text, min(len(text), last + AROUND), 1)
    shown = [hit for hit in hits if start <= hit[0] and hit[1] <= end]
    found: list[ExcerptPart] = []
    place = start
    for begin, stop in shown:
        found += [ExcerptPart(text[place:begin]), ExcerptPart(text[begin:stop], hit=True)]
        place = stop
    found.append(ExcerptPart(text[place:end]))
    around = [ExcerptPart("… ")] if start > 0 else [], [ExcerptPart(" …")] if end < len(text) else []
    return [part for part in (*around[0], *found, *around[1]) if part.text]


def _hits(tokens: list[Token], looked_for: Collection[str], beginnings: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where they stand, in order, what touches or overlaps as one."""
    found: list[tuple[int, int]] = []
    for token in tokens:
        if token.text not in looked_for and not (beginnings and token.text.startswith(beginnings)):
            continue
        end = token.start + 1 if token.text not in looked_for and token.dense else token.end
        if found and token.start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((token.start, end))
    return found


def _window(text: str, hits: list[tuple[int, int]]) -> tuple[int, int]:
    """Around the hits that stand closest together; the beginning of the text where there is none."""
    if not hits:
        return 0, min(len(text), AROUND)
    count, first = max(
        (sum(1 for hit in hits[place:] if hit[1] <= start + _NEAR), -place)
        for place, (start, _end) in enumerate(hits[:50])
    )
    return hits[-first][0], hits[-first + count - 1][1] if count else hits[-first][1]


def _at_blank(text: str, place: int, step: int) -> int:
    """The nearest blank outward, within a word's length."""
    if place in (0, len(text)):
        return place
    for further in range(place, max(-1, place - 25) if step < 0 else min(len(text), place + 25), step):
        if text[further].isspace():
            return further + 1 if step < 0 else further
    return place
