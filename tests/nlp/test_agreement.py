"""Agreement of two codings: known values, honest intervals, samples that forget no group."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from nlp.evaluation.agreement import kappa, macro_f1, stratified_sample


def test_kappa_as_in_the_textbook():
    one = ["yes"] * 25 + ["no"] * 25
    other = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15

    assert kappa(one, other).value == pytest.approx(0.4)


def test_the_interval_holds_the_value_and_narrows_with_more_items():
    few, many = kappa("aabb" * 5, "abbb" * 5), kappa("aabb" * 50, "abbb" * 50)

    assert few.low <= few.value <= few.high
    assert many.high - many.low < few.high - few.low


def test_one_code_throughout_is_full_agreement():
    assert kappa("aaaa", "aaaa").value == 1


def test_f1_of_one_code_missed():
    assert macro_f1("aabb", "aaaa").value == pytest.approx((2 * 2 / 6 + 0) / 2)


@pytest.mark.parametrize(("one", "other", "told"), [("ab", "a", "same items"), ("", "", "nothing")])
def test_what_cannot_be_compared_is_said(one, other, told):
    with pytest.raises(ValueError, match=told):
        kappa(one, other)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=12))
def test_agreement_with_oneself_is_full(codes):
    assert kappa(codes, codes).value == 1
    assert macro_f1(codes, codes).value == 1


@given(st.lists(st.sampled_from("aaaaaabc"), max_size=80), st.integers(1, 40))
def test_a_sample_has_the_size_asked_for_and_every_stratum_that_fits(strata, size):
    drawn = stratified_sample(strata, size)

    assert len(drawn) == min(size, len(strata)) == len(set(drawn))
    if size >= 3:
        assert {strata[place] for place in drawn} == set(strata)


CODINGS = st.integers(2, 60).flatmap(
    lambda size: st.tuples(*[st.lists(st.sampled_from("abcd"), min_size=size, max_size=size)] * 2)
)


@given(CODINGS)
def test_the_figures_are_scikit_learns(codings):
    """Our own are kept for the pages, which run without scikit-learn, and for two thousand draws at once."""
    one, other = codings
    if len({*one, *other}) > 1:  # of a single code scikit-learn says "not a number"
        assert kappa(one, other).value == pytest.approx(cohen_kappa_score(one, other))
    expected = f1_score(one, other, labels=sorted(set(one)), average="macro", zero_division=0)
    assert macro_f1(one, other).value == pytest.approx(expected)
