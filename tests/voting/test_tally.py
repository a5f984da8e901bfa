"""The count: each rule at its edges, and what always holds."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.voting.models import Choice, Counting, Majority
from consult.voting.tally import (
    Condition,
    Figures,
    Rule,
    Tally,
    count,
    is_carried,
    no_show_paradox,
    restored,
    tally_record,
    votes_of_states,
)

FOR, COMMENT, AGAINST = Choice.APPROVE, Choice.APPROVE_WITH_COMMENT, Choice.CANNOT_ACCEPT
ABSTAIN, RECUSED = Choice.ABSTAIN, Choice.RECUSED

QUORUMS = st.sampled_from([0, 0.25, 1 / 3, 0.5, 2 / 3, 0.75, 1]) | st.floats(0, 1)
RULES = st.builds(Rule, st.sampled_from(list(Majority)), QUORUMS, st.integers(0, 33), st.sampled_from(list(Counting)))
VOTES = st.lists(st.sampled_from(list(Choice)), max_size=31)


def counted(majority: Majority, quorum: float, seated: int, **votes: int) -> Tally:
    choices = [Choice(choice) for choice, number in votes.items() for _vote in range(number)]
    return count(choices, seated=seated, rule=Rule(majority, quorum))


CASES = json.loads(Path(__file__).with_name("data").joinpath("rule_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}: {case['says']}")
def test_a_worked_case_of_each_rule_comes_out_as_its_source_says(case: dict[str, Any]) -> None:
    votes = dict(case["votes"])
    lifted = votes.pop("lifted", 0)
    choices = [Choice(choice) for choice, number in votes.items() for _vote in range(number)]
    tally = count(choices, seated=case["seats"], rule=Rule(Majority(case["rule"]), 0), lifted=lifted)
    assert tally.carried is case["carried"]


def test_every_rule_has_a_worked_case_and_every_case_a_source() -> None:
    assert {case["rule"] for case in CASES} == set(Majority)
    assert all(len(case["source"]) > 20 for case in CASES)


@pytest.mark.parametrize("majority", list(Majority))
def test_nobody_votes_and_nothing_is_carried_but_by_silence(majority: Majority) -> None:
    assert counted(majority, 0, 31).carried is (majority == Majority.SILENCE)
    assert counted(majority, 1, 31).carried is (majority == Majority.SILENCE)


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
    changed = list(votes) or [ABSTAIN]
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
    if majority == Majority.QUARTER_OF_CAST:  # the quarter is taken of all votes cast, so abstaining may help
        assert after.carried or not before.carried
    else:  # whoever abstains helps neither side
        assert before.carried is after.carried


@given(VOTES, RULES)
def test_what_is_carried_has_a_vote_for_it_or_silence_for_consent(votes: list[Choice], rule: Rule) -> None:
    tally = count(votes, seated=31, rule=rule)
    assert not tally.carried or tally.in_favour > 0 or rule.majority == Majority.SILENCE


STRICTER = [
    (Majority.ISO, Majority.TWO_THIRDS),
    (Majority.ISO, Majority.QUARTER_OF_CAST),
    (Majority.QUARTER_OF_CAST, Majority.TWO_THIRDS),
    (Majority.TWO_THIRDS, Majority.SIMPLE),
    (Majority.ABSOLUTE, Majority.SIMPLE),
    (Majority.CONSENSUS, Majority.ISO),
    (Majority.CONSENSUS, Majority.SILENCE),
]


@pytest.mark.parametrize(("strict", "mild"), STRICTER)
@given(VOTES, QUORUMS, st.integers(0, 33))
def test_what_the_stricter_rule_carries_the_milder_one_does(
    strict: Majority, mild: Majority, votes: list[Choice], quorum: float, floor: int
) -> None:
    carried = [count(votes, seated=31, rule=Rule(which, quorum, floor)).carried for which in (strict, mild)]
    assert carried != [True, False]


@given(VOTES, QUORUMS)
def test_an_indicative_ballot_carries_nothing(votes: list[Choice], quorum: float) -> None:
    assert not count(votes, seated=31, rule=Rule(Majority.INDICATIVE, quorum)).carried


@given(VOTES, RULES, st.integers(0, 33))
def test_a_higher_floor_never_carries_more(votes: list[Choice], rule: Rule, floor: int) -> None:
    higher = Rule(rule.majority, rule.quorum, max(rule.floor, floor), rule.counting)
    assert count(votes, seated=31, rule=rule).carried or not count(votes, seated=31, rule=higher).carried


def test_recusal_lowers_the_quorum_but_not_its_floor() -> None:
    choices = [FOR] * 6 + [RECUSED] * 20
    assert count(choices, seated=31, rule=Rule(Majority.SIMPLE, 0.5)).carried
    floored = count(choices, seated=31, rule=Rule(Majority.SIMPLE, 0.5, floor=10))
    assert (floored.findings[0].bound, floored.carried) == (10, False)


@given(st.sampled_from(list(Majority)), QUORUMS, st.integers(1, 20))
def test_the_paradox_that_a_ballot_states_is_one_and_none_is_left_out(
    majority: Majority, quorum: float, seated: int
) -> None:
    rule = Rule(majority, quorum)

    def helped(votes: Figures) -> bool:
        return not is_carried(rule, votes) and is_carried(rule, replace(votes, against=votes.against + 1))

    every = (Figures(f, a, n, seated) for f in range(seated) for a in range(seated - f) for n in (0, 1))
    short = no_show_paradox(rule, seated)
    assert helped(short) if short is not None else not any(helped(v) for v in every if v.took_part < seated)


StateVotes = list[tuple[str, Choice | None, bool]]
SPOKEN = st.none() | st.sampled_from([FOR, COMMENT, AGAINST, ABSTAIN, RECUSED])
STATES = st.lists(st.tuples(st.sampled_from("ABCDEF"), SPOKEN, st.just(value=False)), max_size=12)


@given(STATES, st.randoms())
def test_the_order_of_seats_and_the_names_of_states_do_not_matter(votes: StateVotes, chance: random.Random) -> None:
    names = dict(zip("ABCDEF", chance.sample("UVWXYZ", 6), strict=True))
    renamed = [(names[state], choice, lifted) for state, choice, lifted in votes]
    chance.shuffle(renamed)
    one, other = votes_of_states(votes), votes_of_states(renamed)
    assert (sorted(one[0]), one[1:]) == (sorted(other[0]), other[1:])


@given(STATES, RULES, st.integers(0, 11))
def test_an_approval_more_never_fails_by_states_either(votes: StateVotes, rule: Rule, place: int) -> None:
    def carried(those: StateVotes) -> bool:
        choices, lifted, states = votes_of_states(those)
        return count(choices, seated=states, rule=rule, lifted=lifted).carried

    if votes:
        more = list(votes)
        more[place % len(votes)] = (more[place % len(votes)][0], FOR, False)
        assert carried(more) or not carried(votes)


@pytest.mark.parametrize(
    ("two", "state"),
    [
        ((FOR, COMMENT), COMMENT),
        ((FOR, FOR), FOR),
        ((AGAINST, AGAINST), AGAINST),
        ((FOR, AGAINST), ABSTAIN),
        ((FOR, ABSTAIN), ABSTAIN),
        ((FOR, None), FOR),
        ((AGAINST, None), AGAINST),
        ((FOR, RECUSED), FOR),
        ((None, RECUSED), None),
        ((None, None), None),
        ((RECUSED, RECUSED), RECUSED),
    ],
)
def test_two_experts_of_one_state_agree_or_it_abstains(
    two: tuple[Choice | None, Choice | None], state: Choice | None
) -> None:
    choices, lifted, states = votes_of_states([("PT", choice, False) for choice in two])
    assert (choices, lifted, states) == ([state] if state else [], 0, 1)


@given(VOTES, RULES)
def test_a_stored_tally_comes_back_as_it_was(votes: list[Choice], rule: Rule) -> None:
    tally = count(votes, seated=31, rule=rule)
    assert restored(json.loads(json.dumps(tally_record(tally)))) == tally


def test_a_later_rule_does_not_change_what_was_decided() -> None:
    stored = tally_record(counted(Majority.TWO_THIRDS, 0.5, 3, approve=3))
    stored["findings"][0]["met"] = False
    assert not restored(stored).carried
    assert restored(stored).findings[0].condition == Condition.QUORUM


def test_a_tally_from_before_there_were_floors_and_states_is_read() -> None:
    stored = tally_record(counted(Majority.TWO_THIRDS, 0.5, 3, approve=3))
    old = {k: v for k, v in stored.items() if k not in {"floor", "counting", "indicated", "lifted", "gradients"}}
    assert restored(old) == restored(stored)
