"""Each rule against a second writing of it from its source, over every outcome of 31 seats."""

import pytest

from benchmarks.ballot_rules import SECOND_WRITING, carried, outcomes
from consult.voting.models import Majority


def test_there_are_5984_outcomes_of_31_seats() -> None:
    assert len(set(outcomes())) == 5984


@pytest.mark.parametrize("majority", list(Majority))
@pytest.mark.parametrize("quorum", [0, 0.5])
def test_no_outcome_differs_from_what_the_source_says(majority: Majority, quorum: float) -> None:
    tallied, said = carried(majority, quorum=quorum)
    assert tallied == said


def test_the_rule_that_was_called_iso_carried_what_iso_rejects() -> None:
    before, now = (carried(which)[0] for which in (Majority.QUARTER_OF_CAST, Majority.ISO))
    assert now < before
    assert len(before - now) == 336
    assert set(SECOND_WRITING) == set(Majority)
