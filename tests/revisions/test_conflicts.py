"""Which proposals touch the same words, and what always holds of it."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consult.revisions.conflicts import BaseSpan, shared, touched, words_at

BASE = "Local governments should publish a register of the sensors they run."
SAID = ["shall", "should", "publish", "register", "数据", "حق", "rights", "each", ",", "."]
WORDS = st.lists(st.sampled_from(SAID), max_size=10).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (BASE.replace("should", "shall"), BASE.replace("should", "must"), ["should"]),
        (BASE.replace("should publish", "shall open"), BASE.replace("should", "must"), ["should"]),
        (BASE.replace("should", "shall"), BASE.replace("sensors", "cameras"), []),
        (BASE.replace("a register", "a full register"), BASE.replace("a register", "an open register"), [""]),
        (BASE.replace("a register", "a full register"), BASE.replace("a register", "a yearly register"), [""]),
        ("", BASE.replace("should", "shall"), ["should"]),
        (BASE, BASE.replace("should", "shall"), []),
    ],
)
def test_what_two_proposals_share(one: str, other: str, words: list[str]) -> None:
    assert [BASE[a:b] for a, b in shared(BASE, one, other)] == words


def test_a_seam_is_named_by_the_words_beside_it() -> None:
    [seam] = shared(BASE, BASE.replace("a register", "a full register"), BASE.replace("a register", "a new register"))
    assert words_at(BASE, seam) == "should publish a … register of the"
    assert words_at(BASE, BaseSpan(18, 24)) == "should"


@given(WORDS, WORDS, WORDS)
def test_it_makes_no_difference_who_came_first(base: str, one: str, other: str) -> None:
    assert shared(base, one, other) == shared(base, other, one)


@given(WORDS, WORDS)
def test_a_change_collides_with_itself_and_no_change_with_nothing(base: str, proposed: str) -> None:
    assert bool(shared(base, proposed, proposed)) == (base != proposed)
    assert shared(base, base, proposed) == []


@given(WORDS, WORDS)
def test_what_is_touched_lies_in_the_base_in_order(base: str, proposed: str) -> None:
    spans = touched(base, proposed)
    assert spans == sorted(spans)
    assert all(0 <= a <= b <= len(base) for a, b in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@given(WORDS, WORDS, WORDS, WORDS)
def test_changes_in_different_sentences_do_not_collide(head: str, new_head: str, tail: str, new_tail: str) -> None:
    middle = " MIDDLE of the text that both of them leave as it stands ENDS "
    assume(head and tail)
    base = head + middle + tail
    assert shared(base, new_head + middle + tail, head + middle + new_tail) == []
