"""The count: each rule at its edges, and what always holds."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.voting.models import Choice, Majority
from consult.voting.tally import Condition, Rule, Tally, count, restored, tally_record

FOR, COMMENT, AGAINST = Choice.APPROVE, Choice.APPROVE_WITH_COMMENT, Choice.CANNOT_ACCEPT
ABSTAIN, RECUSED = Choice.ABSTAIN, Choice.RECUSED

RULES = st.builds(
    Rule, st.sampled_from(list(Majority)), st.sampled_from([0, 0.25, 1 / 3, 0.5, 2 / 3, 0.75, 1]) | st.floats(0, 1)
)
VOTES = st.lists(st.sampled_from(list(Choice)), max_size=31)


def counted(majority: Majority, quorum: float, seated: int, **votes: int) -> Tally:
    choices = [Choice(choice) for choice, number in votes.items() for _vote in range(number)]
    return count(choices, seated=seated, rule=Rule(majority, quorum))


@pytest.mark.parametrize(
    ("majority", "votes", "carried"),
    [
        (Majority.SIMPLE, {"approve": 2, "cannot_accept": 1}, True),
        (Majority.SIMPLE, {"approve": 2, "cannot_accept": 2}, False),
        (Majority.SIMPLE, {"approve": 1, "abstain": 9}, True),
        (Majority.TWO_THIRDS, {"approve": 20, "cannot_accept": 10}, True),
        (Majority.TWO_THIRDS, {"approve": 19, "cannot_accept": 10}, False),
        (Majority.TWO_THIRDS, {"approve": 18, "approve_with_comment": 2, "cannot_accept": 10, "abstain": 1}, True),
        (Majority.ISO, {"approve": 21, "cannot_accept": 7}, True),
        (Majority.ISO, {"approve": 20, "cannot_accept": 7}, False),
        (Majority.ISO, {"approve": 20, "cannot_accept": 7, "abstain": 1}, True),  # 7 of 28 votes cast
        (Majority.ISO, {"approve": 15, "approve_with_comment": 3, "cannot_accept": 8, "abstain": 4}, False),  # 8 of 30
        (Majority.ISO, {"approve": 17, "approve_with_comment": 4, "cannot_accept": 5, "abstain": 3}, True),
        (Majority.ISO, {"approve": 10, "cannot_accept": 6, "abstain": 10}, False),  # no two thirds; 6 of 26 against
        (Majority.CONSENSUS, {"approve": 1, "abstain": 30}, True),
        (Majority.CONSENSUS, {"approve": 30, "cannot_accept": 1}, False),
        (Majority.CONSENSUS, {"abstain": 31}, False),
    ],
)
def test_each_majority_at_its_edge(majority: Majority, votes: dict[str, int], carried: bool) -> None:
    assert counted(majority, 0, 31, **votes).carried is carried


@pytest.mark.parametrize("majority", list(Majority))
def test_nobody_votes_and_nothing_is_carried(majority: Majority) -> None:
    assert not counted(majority, 0, 31).carried
    assert not counted(majority, 1, 31).carried


@pytest.mark.parametrize("majority", list(Majority))
def test_all_are_recused_and_nothing_is_carried(majority: Majority) -> None:
    tally = counted(majority, 0.5, 3, recused=3)
    assert (tally.base, tally.took_part, tally.carried) == (0, 0, False)


def test_a_recused_expert_is_out_of_the_base() -> None:
    assert not counted(Majority.SIMPLE, 0.5, 10, approve=4).carried
    tally = counted(Majority.SIMPLE, 0.5, 10, approve=4, recused=2)
    assert (tally.base, tally.findings[0].bound, tally.carried) == (8, 4, True)


@pytest.mark.parametrize(
    ("quorum", "base", "needed"),
    [(0.5, 31, 16), (2 / 3, 30, 20), (0.6667, 30, 20), (0.1, 30, 3), (0, 31, 0), (1, 31, 31), (1 / 3, 31, 11)],
)
def test_a_quorum_is_a_whole_number_of_experts(quorum: float, base: int, needed: int) -> None:
    assert Rule(Majority.SIMPLE, quorum).quorum_of(base) == needed


def test_a_quorum_of_all_misses_one() -> None:
    assert counted(Majority.SIMPLE, 1, 3, approve=2, abstain=1).carried
    assert not counted(Majority.SIMPLE, 1, 3, approve=2).carried


def test_more_votes_than_experts_is_an_error() -> None:
    with pytest.raises(ValueError, match="more votes"):
        counted(Majority.SIMPLE, 0, 1, approve=2)


def test_a_quorum_beyond_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Rule(Majority.SIMPLE, 1.5)


@given(VOTES, RULES, st.randoms())
def test_the_order_of_votes_does_not_matter(votes: list[Choice], rule: Rule, chance: random.Random) -> None:
    shuffled = list(votes)
    chance.shuffle(shuffled)
    assert count(votes, seated=31, rule=rule) == count(shuffled, seated=31, rule=rule)


@given(VOTES, RULES)
def test_every_figure_adds_up(votes: list[Choice], rule: Rule) -> None:
    tally = count(votes, seated=31, rule=rule)
    assert tally.took_part + tally.recused + tally.silent == tally.seated
    assert tally.in_favour + tally.cannot_accept == tally.decided <= tally.took_part <= tally.base


@given(VOTES, RULES, st.integers(0, 30))
def test_an_approval_more_never_makes_a_carried_revision_fail(votes: list[Choice], rule: Rule, place: int) -> None:
    if not count(votes, seated=31, rule=rule).carried:
        return
    silent_expert_approves = [*votes, FOR]
    if len(silent_expert_approves) <= 31:
        assert count(silent_expert_approves, seated=31, rule=rule).carried
    changed = list(votes)
    changed[place % len(changed)] = COMMENT
    assert count(changed, seated=31, rule=rule).carried


@given(VOTES, RULES, st.integers(0, 30))
def test_an_approval_turned_into_an_objection_never_carries(votes: list[Choice], rule: Rule, place: int) -> None:
    if not votes or votes[place % len(votes)] not in {FOR, COMMENT} or count(votes, seated=31, rule=rule).carried:
        return
    changed = list(votes)
    changed[place % len(changed)] = AGAINST
    assert not count(changed, seated=31, rule=rule).carried


@given(VOTES, st.sampled_from(list(Majority)))
def test_an_abstention_decides_nothing_once_there_is_a_quorum(votes: list[Choice], majority: Majority) -> None:
    rule = Rule(majority, 0)
    before, after = (count(cast, seated=32, rule=rule) for cast in (votes, [*votes, ABSTAIN]))
    if majority == Majority.ISO:  # the quarter is taken of all votes cast, so abstaining may help the revision
        assert after.carried or not before.carried
        assert before.findings[1] == after.findings[1]
    else:  # whoever abstains helps neither side
        assert before.carried is after.carried


@given(VOTES, RULES)
def test_what_is_carried_has_a_vote_for_it(votes: list[Choice], rule: Rule) -> None:
    tally = count(votes, seated=31, rule=rule)
    assert not tally.carried or tally.in_favour > 0


@given(VOTES, RULES)
def test_a_stored_tally_comes_back_as_it_was(votes: list[Choice], rule: Rule) -> None:
    tally = count(votes, seated=31, rule=rule)
    assert restored(tally_record(tally)) == tally


def test_a_later_rule_does_not_change_what_was_decided() -> None:
    stored = tally_record(counted(Majority.TWO_THIRDS, 0.5, 3, approve=3))
    stored["findings"][0]["met"] = False
    assert not restored(stored).carried
    assert restored(stored).findings[0].condition == Condition.QUORUM
