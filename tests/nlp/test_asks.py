"""Points of a theme that want the same thing are one ask, in whatever order they come."""

import numpy as np
from numpy.typing import NDArray

from nlp.topics.asks import AskGroup, AskingPoint, ask_groups

ASKS, REASON = 0.9, 0.1


def vectors(*angles: float) -> NDArray[np.float32]:
    """Rows of unit length; ten degrees apart are near, ninety are far."""
    turned = np.radians(angles)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def said(*words: str, **more: str) -> list[AskingPoint]:
    return [AskingPoint(text, **more) for text in words]


def grouped(
    rows: NDArray[np.float32], points: list[AskingPoint], asking: list[float]
) -> list[tuple[list[str], bool, str]]:
    groups = ask_groups(rows, points, np.array(asking, dtype=np.float32))
    return [(sorted(points[row].text for row in g.members), g.asks, points[g.quote].text) for g in groups]


def test_as_many_groups_as_there_are_the_largest_first() -> None:
    rows = vectors(0, 5, 10, 90, 95, 180)
    texts = said("List every sensor", "List the sensors", "A list of sensors", "Pay towns", "Pay small towns", "Train")
    groups = ask_groups(rows, texts, np.full(6, ASKS, np.float32))
    assert [group.members for group in groups] == [(0, 1, 2), (3, 4), (5,)]


def test_the_order_of_the_points_changes_nothing() -> None:
    rows, points = vectors(0, 20, 40, 60, 80, 100, 120), said(*"gfedcba")
    asking = [ASKS, REASON, ASKS, ASKS, REASON, ASKS, REASON]
    turned = list(reversed(range(7)))
    again = grouped(rows[turned], [points[n] for n in turned], [asking[n] for n in turned])
    assert again == grouped(rows, points, asking)


def test_who_is_against_does_not_ask_with_who_is_for() -> None:
    rows = vectors(0, 60)
    one, other = AskingPoint("Keep the ban", side="for"), AskingPoint("Drop the ban", side="against")
    assert len(grouped(rows, [one, AskingPoint("Drop the ban", side="for")], [ASKS, ASKS])) == 1
    assert len(grouped(rows, [one, other], [ASKS, ASKS])) == 2


def test_the_same_new_words_for_a_clause_bring_points_together() -> None:
    rows, added = vectors(0, 72), frozenset({"independent", "audit"})
    bare = [AskingPoint("Strengthen it", clause="7"), AskingPoint("More oversight", clause="7")]
    wording = [AskingPoint(point.text, point.clause, added=added) for point in bare]
    assert (len(grouped(rows, bare, [ASKS, ASKS])), len(grouped(rows, wording, [ASKS, ASKS]))) == (2, 1)


def test_a_reason_joins_the_ask_it_lies_at_and_remarks_are_told_apart() -> None:
    rows = vectors(0, 5, 10, 90, 95)
    points = said(
        "We ask for a list of every sensor in town", "List them", "Nobody knows them", "Well said", "Well put"
    )
    first, second = grouped(rows, points, [ASKS, ASKS, REASON, REASON, REASON])
    assert first == (
        ["List them", "Nobody knows them", "We ask for a list of every sensor in town"],
        True,
        "We ask for a list of every sensor in town",
    )
    assert second[:2] == (["Well put", "Well said"], False)


def test_very_many_points_are_grouped_by_some_and_the_others_join() -> None:
    turned = [0.0, 90.0] * 1800
    points = [AskingPoint(f"{'List' if angle else 'Pay'} {number}") for number, angle in enumerate(turned)]
    groups = ask_groups(vectors(*turned), points, np.full(3600, ASKS, np.float32))
    assert [len(group.members) for group in groups] == [1800, 1800]


def test_nothing_is_grouped_of_nothing() -> None:
    assert ask_groups(vectors(), [], np.empty(0, np.float32)) == ()


def test_a_point_alone_is_a_group_of_its_own() -> None:
    found = ask_groups(vectors(0), said("Train the staff"), np.array([ASKS], np.float32))
    assert found == (AskGroup((0,), 0, True),)
