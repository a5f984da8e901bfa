"""Which points of a new reading are those that we had."""

from consult.analysis.models import Point
from consult.analysis.shared.point_matching import match
from consult.analysis.shared.records import FoundPoint

TEXT = "Publish the data. Keep the counters. Say who pays."


def found(text: str, *spans: tuple[int, int], comment: int = 1) -> list[FoundPoint]:
    return [FoundPoint(comment, start, end, text[start:end], "en", (), None, None, 0.0) for start, end in spans]


def known(text: str, *spans: tuple[int, int], comment: int = 1) -> list[Point]:
    return [
        Point(id=10 + place, comment_id=comment, start=s, end=e, text=text[s:e]) for place, (s, e) in enumerate(spans)
    ]


def test_the_same_words_at_the_same_place_are_the_same_point() -> None:
    matched = match(found(TEXT, (0, 17), (18, 36)), known(TEXT, (0, 17), (18, 36)), {1: TEXT})
    assert (matched.same, matched.gone) == ({0: 10, 1: 11}, [])


def test_words_that_moved_are_the_same_point() -> None:
    edited = "To begin with: thanks. " + TEXT
    matched = match(found(edited, (0, 22), (23, 40)), known(TEXT, (0, 17)), {1: edited})
    assert (matched.same, matched.gone) == ({1: 10}, [])


def test_words_that_were_edited_away_are_gone() -> None:
    edited = "Publish no data. Keep the counters."
    matched = match(found(edited, (0, 16), (17, 35)), known(TEXT, (0, 17), (18, 36)), {1: edited})
    assert (matched.same, matched.gone) == ({1: 11}, [10])


def test_a_text_cut_in_another_way_keeps_the_points_that_share_more_than_half() -> None:
    matched = match(found(TEXT, (0, 50)), known(TEXT, (0, 36), (37, 50)), {1: TEXT})
    assert (matched.same, matched.gone) == ({0: 10}, [11])
    halves = match(found(TEXT, (0, 17), (18, 50)), known(TEXT, (0, 36), (37, 50)), {1: TEXT})
    assert (halves.same, halves.gone) == ({}, [10, 11])


def test_words_said_twice_in_one_comment_are_two_points() -> None:
    twice = "Ban it. Ban it."
    matched = match(found(twice, (0, 7), (8, 15)), known(twice, (0, 7), (8, 15)), {1: twice})
    assert matched.same == {0: 10, 1: 11}


def test_a_comment_without_a_point_any_more_loses_all_of_them() -> None:
    assert match([], known(TEXT, (0, 17)), {1: "…"}).gone == [10]
