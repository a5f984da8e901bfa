"""Which step brought each word, and which took out those that are gone: what it shows, and what always holds."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.text import as_seen
from consult.drafts.text_diff import diff_tokens
from consult.publishing.words.attribution import (
    AttributedRun,
    RemovedRun,
    attribution,
    effect_of_vote,
    words_by_origin,
    words_in,
)

WORDINGS = st.lists(st.text(st.sampled_from("shall should cities 城市应当 المدن \n.,"), max_size=40), max_size=5)
WORD = st.sampled_from(["shall", "should", "the", "of", "cities", "publish", "data", "المدن", "don’t", "नगर"])
WORDS = st.lists(WORD, min_size=1, max_size=30)
BASE, VOTED, HAND = 0, 1, 2


def spelled(runs: Sequence[AttributedRun]) -> str:
    return "".join(run.text for run in runs)


def tokens(text: str) -> list[str]:
    return [token for token in diff_tokens(as_seen(text)) if not token.isspace()]


@given(WORDINGS)
def test_the_runs_spell_the_text(chain: list[str]) -> None:
    assert spelled(attribution(chain).runs) == (as_seen(chain[-1]) if chain else "")


@given(WORDINGS)
def test_every_run_is_someones_and_neighbours_differ(chain: list[str]) -> None:
    runs = attribution(chain).runs
    assert all(0 <= run.origin < len(chain) and run.text for run in runs)
    assert all(one.origin != next_.origin for one, next_ in pairwise(runs))


@given(WORDINGS)
def test_every_word_has_exactly_one_source(chain: list[str]) -> None:
    words = sum(words_by_origin(attribution(chain).runs).values())
    assert words == (words_in(as_seen(chain[-1])) if chain else 0)


@given(WORDINGS)
def test_the_words_of_a_run_stood_in_the_text_that_brought_them(chain: list[str]) -> None:
    for run in attribution(chain).runs:
        source = iter(tokens(chain[run.origin]))
        assert all(word in source for word in tokens(run.text)), "a word that its origin does not hold, in that order"


@given(WORDINGS)
def test_every_word_that_ever_stood_is_there_or_was_taken_out_once(chain: list[str]) -> None:
    found = attribution(chain)
    put = sum(len(tokens(run.text)) for run in found.runs) + sum(len(tokens(run.text)) for run in found.removed)
    texts = [tokens(text) for text in chain]
    new = [attribution(chain[: place + 1]) for place in range(len(chain))]
    came = sum(
        len(tokens(run.text)) for place, step in enumerate(new) for run in step.runs if run.origin == place and texts
    )
    assert put == came
    assert all(run.origin < run.removed_by < len(chain) for run in found.removed)


@given(WORDINGS.filter(bool))
def test_a_step_that_changes_nothing_brings_nothing(chain: list[str]) -> None:
    assert attribution([*chain, chain[-1]]) == attribution(chain)


@given(WORDINGS.filter(bool))
def test_a_text_written_from_nothing_is_all_its_own(chain: list[str]) -> None:
    assert {run.origin for run in attribution([*chain, "zzz"]).runs} == {len(chain)}


@given(WORDS, WORDS, st.data())
def test_an_edit_of_k_words_takes_at_most_k_words_from_the_vote(
    base: list[str], voted: list[str], data: st.DataObject
) -> None:
    """Other words in their place, words more, words fewer: all the others keep the base or the vote."""
    hit = data.draw(st.lists(st.integers(0, len(voted) - 1), unique=True, max_size=5))
    edited = [f"other{place}" if place in hit else word for place, word in enumerate(voted)]
    chain = [" ".join(text) for text in (base, voted, edited)]
    by_hand = words_by_origin(attribution(chain).runs).get(HAND, 0)
    assert by_hand == len(hit)
    shorter = [word for place, word in enumerate(voted) if place not in hit]
    assert HAND not in words_by_origin(attribution([*chain[:2], " ".join(shorter)]).runs)


def test_five_words_edited_by_hand_leave_the_other_forty_seven_with_the_vote() -> None:
    voted = [f"word{n}" for n in range(52)]
    now = ["edited" if n in {3, 11, 12, 30, 51} else word for n, word in enumerate(voted)]
    counted = words_by_origin(attribution(["Old.", " ".join(voted), " ".join(now)]).runs)
    assert counted == {VOTED: 47, HAND: 5}


def test_each_word_goes_back_to_the_step_that_put_it() -> None:
    chain = ["Cities should publish data.", "Cities shall publish data.", "Cities shall publish open data each year."]
    found = attribution(chain)
    assert found.runs == (
        AttributedRun("Cities ", 0),
        AttributedRun("shall", 1),
        AttributedRun(" publish ", 0),
        AttributedRun("open", 2),
        AttributedRun(" data ", 0),
        AttributedRun("each year", 2),
        AttributedRun(".", 0),
    )
    assert found.removed == (RemovedRun("should", 0, 1),)


def test_a_word_that_was_struck_and_put_again_belongs_to_who_put_it_again() -> None:
    found = attribution(["Cities shall act.", "Cities should act.", "Cities shall act."])
    assert [run for run in found.runs if run.origin == HAND] == [AttributedRun("shall", HAND)]
    assert found.removed == (RemovedRun("shall", BASE, VOTED), RemovedRun("should", VOTED, HAND))


def test_words_taken_out_say_who_had_put_them_and_who_took_them_out() -> None:
    chain = ["Cities act.", "Cities act without delay where appropriate.", "Cities act where appropriate."]
    assert attribution(chain).removed == (RemovedRun("without delay", VOTED, HAND),)


@pytest.mark.parametrize(
    ("base", "voted", "now", "by_hand"),
    [
        ("城市应公布数据。", "城市必须公布数据。", "城市必须每年公布数据。", "每年"),
        ("ينبغي للمدن أن تنشر", "يجب على المدن أن تنشر", "يجب على المدن أن تنشر سنويًا", "سنويًا"),
        ("เมืองควรเผยแพร่", "เมืองต้องเผยแพร่", "เมืองต้องเผยแพร่ปี", "ปี"),
        ("L'État publie.", "L'État doit publier.", "L'État doit toujours publier.", "toujours"),
    ],
)
def test_every_script_by_its_own_words(base: str, voted: str, now: str, by_hand: str) -> None:
    runs = attribution([base, voted, now]).runs
    assert "".join(run.text for run in runs if run.origin == HAND).strip() == by_hand


@pytest.mark.parametrize(
    ("base", "voted", "now", "changed", "standing"),
    [
        ("Cities should act.", "Cities shall act.", "Cities shall act.", 2, 2),
        ("Cities should act.", "Cities shall act.", "Cities might act.", 2, 1),  # gone stays gone, put does not stand
        ("Cities should act.", "Cities shall act.", "Cities should act.", 2, 0),
        ("Cities should act where appropriate.", "Cities should act.", "Big cities should act.", 2, 2),
        ("", "Keep a counter open.", "Keep one counter open.", 4, 3),
        ("One, two.", "One; two.", "One; two.", 2, 2),  # signs count where no word changed
    ],
)
def test_what_of_a_vote_stands(base: str, voted: str, now: str, changed: int, standing: int) -> None:
    assert effect_of_vote(base, voted, now) == (changed, standing)


def test_a_vote_stands_while_most_of_it_does() -> None:
    assert effect_of_vote("", "Keep a counter open.", "Keep one counter open.").stands
    assert not effect_of_vote("Cities should act.", "Cities shall act.", "Cities might act.").stands
    assert effect_of_vote("Same.", "Same.", "Same.").stands


@given(WORDS, WORDS, WORDS)
def test_no_more_stands_than_was_changed(base: list[str], voted: list[str], now: list[str]) -> None:
    effect = effect_of_vote(*(" ".join(text) for text in (base, voted, now)))
    assert 0 <= effect.standing <= effect.changed
    assert effect_of_vote(" ".join(base), " ".join(voted), " ".join(voted)).stands


def test_words_are_counted_without_blanks_and_signs() -> None:
    assert words_by_origin([AttributedRun("Cities shall, ", 0), AttributedRun("act.", 1)]) == {0: 2, 1: 1}
