"""Which wording brought each word: what it shows, and what always holds."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from consult.core.text import as_seen
from consult.tracing.attribution import AttributedRun, attribution, words_by_origin

WORDINGS = st.lists(st.text(st.sampled_from("shall should cities 城市应当 المدن \n.,"), max_size=40), max_size=5)


def spelled(runs: list[AttributedRun]) -> str:
    return "".join(run.text for run in runs)


@given(WORDINGS)
def test_the_runs_spell_the_text(chain: list[str]) -> None:
    assert spelled(attribution(chain)) == (as_seen(chain[-1]) if chain else "")


@given(WORDINGS)
def test_every_run_is_someones_and_neighbours_differ(chain: list[str]) -> None:
    runs = attribution(chain)
    assert all(0 <= run.origin < len(chain) and run.text for run in runs)
    assert all(one.origin != next_.origin for one, next_ in pairwise(runs))


@given(WORDINGS)
def test_the_words_of_a_run_stood_in_the_wording_that_brought_them(chain: list[str]) -> None:
    for run in attribution(chain):
        source = iter(as_seen(chain[run.origin]))
        assert all(sign in source for sign in run.text), "a sign that its origin does not hold, in that order"


@given(WORDINGS.filter(bool))
def test_a_draft_that_changes_nothing_brings_nothing(chain: list[str]) -> None:
    assert attribution([*chain, chain[-1]]) == attribution(chain)


@given(WORDINGS.filter(bool))
def test_a_text_written_anew_is_all_its_own(chain: list[str]) -> None:
    assert {run.origin for run in attribution([*chain, "zzz"])} == {len(chain)}


def test_each_word_goes_back_to_the_draft_that_put_it() -> None:
    chain = ["Cities should publish data.", "Cities shall publish data.", "Cities shall publish open data each year."]
    assert attribution(chain) == [
        AttributedRun("Cities ", 0),
        AttributedRun("shall", 1),
        AttributedRun(" publish ", 0),
        AttributedRun("open ", 2),
        AttributedRun("data", 0),
        AttributedRun(" each year", 2),
        AttributedRun(".", 0),
    ]


def test_a_word_that_was_struck_and_put_again_belongs_to_who_put_it_again() -> None:
    runs = attribution(["Cities shall act.", "Cities should act.", "Cities shall act."])
    assert [run for run in runs if run.origin == 2] == [AttributedRun("shall", 2)]


def test_words_are_counted_without_blanks_and_signs() -> None:
    assert words_by_origin([AttributedRun("Cities shall, ", 0), AttributedRun("act.", 1)]) == {0: 2, 1: 1}
