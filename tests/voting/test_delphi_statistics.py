"""Medians, quartiles, consensus, stability: cases worked by hand or published, and what holds for all ratings."""

import statistics as python

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.voting.delphi.statistics import (
    HIGH,
    LOW,
    MIDDLE,
    Agreement,
    StopRule,
    agreement_of,
    is_settled,
    is_stable,
    moved,
    net_change,
    quantile,
    summary_of,
)

RULE = StopRule(max_rounds=3, agreement=0.75, iqr_at_most=2, stable_below=0.15)
ratings = st.lists(st.integers(1, 9), min_size=1, max_size=40)
pairs = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("values", "median", "quartiles"),
    [
        ([5], 5, (5, 5)),
        ([1, 9], 5, (3, 7)),
        ([1, 2, 3, 4], 2.5, (1.75, 3.25)),
        ([7, 7, 8, 8, 9], 8, (7, 8)),
        ([1, 5, 6, 7, 7, 8, 9], 7, (5.5, 7.5)),
    ],
)
def test_the_median_and_the_quartiles_are_those_of_type_seven(
    values: list[int], median: float, quartiles: tuple[float, float]
) -> None:
    summary = summary_of(values)
    assert (summary.median, summary.quartiles) == (median, quartiles)
    assert summary.iqr == quartiles[1] - quartiles[0]


@given(ratings)
def test_they_are_what_the_standard_library_calls_inclusive(values: list[int]) -> None:
    summary = summary_of(values)
    assert summary.median == python.median(values)
    if len(values) > 1:
        low, _middle, high = python.quantiles(values, n=4, method="inclusive")
        assert summary.quartiles == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("values", "agreement"),
    [
        ([7] * 6 + [5] * 2, Agreement.FOR),  # three quarters to the dot
        ([7] * 5 + [5] * 3, Agreement.NONE),  # 62.5 %
        ([2] * 7 + [9], Agreement.AGAINST),
        ([7, 7, 7, 9, 9, 9, 1, 1], Agreement.NONE),  # three quarters, but spread from 5.5 to 9
        ([8] * 10, Agreement.FOR),
        ([5] * 10, Agreement.NONE),
        ([], Agreement.NONE),
    ],
)
def test_consensus_is_enough_of_one_outer_third_and_close_together(values: list[int], agreement: Agreement) -> None:
    assert agreement_of(summary_of(values), RULE) == agreement


@pytest.mark.parametrize(
    ("old", "new", "change", "persons"),
    [
        ([5, 5, 5, 5], [5, 5, 5, 5], 0, 0),
        ([5, 5, 5, 5], [6, 5, 5, 5], 0.25, 1),
        ([4, 6], [6, 4], 0, 2),  # both changed their minds, the distribution did not
        ([1, 2, 3, 4], [5, 6, 7, 8], 1, 4),
        ([3, 3, 3, 7, 7, 7, 8, 8, 9, 9], [3, 3, 7, 7, 7, 7, 8, 8, 9, 9], 0.1, 1),
    ],
)
def test_the_net_change_is_half_the_differences_of_the_counts_as_a_share_of_the_raters(
    old: list[int], new: list[int], change: float, persons: int
) -> None:
    both = list(zip(old, new, strict=True))
    assert net_change(both) == pytest.approx(change)
    assert moved(both) == persons
    assert is_stable(net_change(both), RULE) == (change < 0.15)


def test_where_nobody_rated_twice_nothing_is_stable() -> None:
    assert net_change([]) is None
    assert not is_stable(None, RULE)
    assert quantile([], 0.5) is None


def test_a_statement_is_settled_by_consensus_or_by_stability() -> None:
    assert is_settled(Agreement.FOR, None, RULE)
    assert is_settled(Agreement.NONE, 0.1, RULE)
    assert not is_settled(Agreement.NONE, 0.15, RULE)


@pytest.mark.parametrize(("agreement", "rounds"), [(0.5, 3), (1.1, 3), (0.75, 0)])
def test_a_rule_that_means_nothing_is_refused(agreement: float, rounds: int) -> None:
    with pytest.raises(ValueError, match="more than a half"):
        StopRule(max_rounds=rounds, agreement=agreement, iqr_at_most=2, stable_below=0.15)


@pytest.mark.parametrize("value", [0, 10])
def test_a_rating_off_the_scale_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 9"):
        summary_of([value])


@given(ratings)
def test_the_thirds_are_the_whole(values: list[int]) -> None:
    summary = summary_of(values)
    assert sum(summary.share_in(third) for third in (LOW, MIDDLE, HIGH)) == pytest.approx(1)
    assert summary.rated == len(values) == len(summary.values)


@given(ratings)
def test_a_group_that_agrees_for_something_does_not_agree_against_it_on_the_scale_turned_round(
    values: list[int],
) -> None:
    turned = {Agreement.FOR: Agreement.AGAINST, Agreement.AGAINST: Agreement.FOR, Agreement.NONE: Agreement.NONE}
    there = agreement_of(summary_of(values), RULE)
    assert agreement_of(summary_of(10 - value for value in values), RULE) == turned[there]


@given(pairs)
def test_the_net_change_is_a_share_and_never_more_than_those_who_changed(both: list[tuple[int, int]]) -> None:
    change = net_change(both)
    assert change is not None
    assert 0 <= change <= moved(both) / len(both) + 1e-9
    assert change == pytest.approx(net_change([(new, old) for old, new in both]))


@given(pairs, st.randoms())
def test_the_order_of_the_panel_makes_no_difference(both: list[tuple[int, int]], chance: object) -> None:
    mixed = list(both)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert net_change(mixed) == net_change(both)
    assert summary_of(new for _old, new in mixed) == summary_of(new for _old, new in both)
