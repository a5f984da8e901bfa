"""Breadth, not volume: campaigns are one voice, one group cannot speak for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.evaluation.consensus import Stand, Voice, consensus, divide, measure_breadth, ranked_by_breadth

STANDS = st.builds(Stand, st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))


def voice(person, region="Africa", kind="city", campaign=None):
    return Voice(person, {"region": region, "type": kind}, campaign)


def test_a_person_who_speaks_twice_is_one_voice():
    assert measure_breadth([voice("a"), voice("a")]).voices == 1


def test_a_campaign_is_one_voice():
    assert measure_breadth([voice("a", campaign=1), voice("b", campaign=1), voice("c")]).voices == 2


def test_reach_counts_groups_and_evenness_tells_whether_one_says_it_all():
    found = measure_breadth([voice("a"), voice("b", "Asia"), voice("c", "Asia")])

    assert found.reach == {"region": 2, "type": 1}
    assert found.evenness["type"] == 0
    assert found.evenness["region"] == pytest.approx(0.918, abs=0.001)


def test_three_regions_rank_before_thirty_voices_of_one():
    loud = [voice(f"p{number}") for number in range(30)]
    wide = [voice("a"), voice("b", "Asia"), voice("c", "Europe")]

    assert ranked_by_breadth({0: loud, 1: wide}) == [1, 0]


def test_consensus_is_the_product_of_smoothed_agreement():
    assert consensus({"cities": Stand(8, 0), "states": Stand(0, 8)}) == pytest.approx(0.9 * 0.1)


def test_a_divide_names_who_agrees_and_who_does_not():
    first, second, gap = divide({"states": Stand(0, 8), "cities": Stand(8, 0), "academia": Stand(4, 4)})

    assert (first, second) == ("cities", "states")
    assert gap == pytest.approx(0.8)


def test_a_divide_needs_two_groups():
    with pytest.raises(ValueError, match="two groups"):
        divide({"states": Stand(1, 0)})


@given(st.dictionaries(st.text(max_size=3), STANDS, max_size=6))
def test_consensus_is_a_share_and_falls_with_every_group_added(groups):
    whole = consensus(groups)

    assert 0 < whole <= 1
    assert consensus({**groups, "one more": Stand(1, 1)}) <= whole


@given(st.dictionaries(st.text(max_size=3), STANDS, min_size=2, max_size=6))
def test_a_divide_is_between_two_groups_and_never_negative(groups):
    first, second, gap = divide(groups)

    assert first != second
    assert gap >= 0
