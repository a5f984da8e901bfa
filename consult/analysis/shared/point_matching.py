"""Which points of a new reading are points that we had: so that answers and revisions stay with them. Pure.

A point is the same if the same words stand at the same place; or the same words elsewhere in the comment
(something before them was edited); or, where the comment was not edited at all, if the two stretches share
more than half of their length (the text was only cut in another way).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from consult.analysis.models import Point
from consult.analysis.shared.records import FoundPoint


@dataclass
class Matched:
    """`same` gives the number that the found point at a place already has; `gone` are those not found again."""

    same: dict[int, int] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)


def match(found: Sequence[FoundPoint], known: Iterable[Point], texts: Mapping[int, str]) -> Matched:
    """`known` are rows of points, or what has their columns; `texts` are the comments as they read now."""
    matched = Matched()
    mine: dict[int, list[Point]] = {}
    for point in known:
        mine.setdefault(point.comment_id, []).append(point)
    places: dict[int, list[int]] = {}
    for place, fresh in enumerate(found):
        places.setdefault(fresh.comment_id, []).append(place)
    for comment, points in mine.items():
        _match_comment(found, places.get(comment, []), points, texts.get(comment, ""), matched)
    return matched


def claim_back(found: Sequence[FoundPoint], kept: Iterable[Point], matched: Matched) -> None:
    """Points without a place, kept for their answers, take their place again where their words are a point again."""
    waiting: dict[tuple[int, str], list[int]] = {}
    for point in kept:
        waiting.setdefault((point.comment_id, point.text), []).append(point.id)
    for place, fresh in enumerate(found) if waiting else ():
        ids = waiting.get((fresh.comment_id, fresh.text))
        if ids and place not in matched.same:
            matched.same[place] = ids.pop(0)


def _match_comment(
    found: Sequence[FoundPoint], places: list[int], points: list[Point], text: str, matched: Matched
) -> None:
    left = list(points)
    open_places = list(places)
    unedited = all(text[point.start : point.end] == point.text for point in points)
    tests = [_same_place, _same_words, *([_same_stretch] if unedited else [])]
    for same in tests:
        for place in list(open_places):
            again = next((point for point in left if same(found[place], point)), None)
            if again is not None:
                matched.same[place] = again.id
                left.remove(again)
                open_places.remove(place)
    matched.gone.extend(point.id for point in left)


def _same_place(fresh: FoundPoint, point: Point) -> bool:
    return (fresh.start, fresh.end, fresh.text) == (point.start, point.end, point.text)


def _same_words(fresh: FoundPoint, point: Point) -> bool:
    return fresh.text == point.text


def _same_stretch(fresh: FoundPoint, point: Point) -> bool:
    shared = min(fresh.end, point.end) - max(fresh.start, point.start)
    return 2 * shared > max(fresh.end, point.end) - min(fresh.start, point.start)
