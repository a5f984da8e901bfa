"""Who is left unheard where few are chosen out of many, and a choice that leaves nobody with a fair claim."""

from collections.abc import Collection
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.evaluation.representation import largest_unheard, proportional_choice

Approvals = dict[int, frozenset[str]]


def profile(*groups: tuple[int, str]) -> Approvals:
    """So many voters each who approve of these letters."""
    ballots = [frozenset(items) for times, items in groups for _ in range(times)]
    return dict(enumerate(ballots))


def thiele_score(approvals: Approvals, chosen: Collection[str]) -> float:
    """What PAV maximises: a voter with j of the chosen counts 1 + 1/2 + … + 1/j."""
    taken = set(chosen)
    return sum(1 / nth for approved in approvals.values() for nth in range(1, len(taken & set(approved)) + 1))


def extended_justified_representation(approvals: Approvals, chosen: frozenset[str], seats: int) -> bool:
    """EJR by its definition, group by group; for small instances."""
    voters = [items for items in approvals.values() if items]
    for size in range(1, len(voters) + 1):
        deserved = size * seats // len(voters)
        for group in combinations(voters, size) if deserved else ():
            common = frozenset.intersection(*group)
            if any(
                len(common) >= level and all(len(chosen & items) < level for items in group)
                for level in range(1, deserved + 1)
            ):
                return False
    return True


def test_approval_voting_leaves_the_one_of_three_with_an_own_ask_unheard() -> None:
    """Aziz et al. 2017: k voters, k places, all but one share k items."""
    approvals = profile((1, "a"), (2, "bcd"))
    left = largest_unheard(approvals, "bcd")
    assert (left.ask, left.group, left.figure, left.justified) == ("a", (0,), 1.0, False)
    assert largest_unheard(approvals, proportional_choice(approvals, 3)).group == ()


# Aziz et al. 2017: choosing one after the other by PAV's weights, with ten places, leaves 120 of 1,199 without c11 (k).
SEQUENTIAL_FAILS = profile(
    (81, "ab"), (81, "ac"), (80, "b"), (80, "c"),
    (81, "de"), (81, "df"), (80, "e"), (80, "f"),
    (49, "gh"), (49, "gi"), (49, "gj"), (96, "h"), (96, "i"), (96, "j"),
    (120, "k"),
)  # fmt: skip


def test_choosing_one_after_the_other_is_not_enough_and_the_exchange_mends_it() -> None:
    without = largest_unheard(SEQUENTIAL_FAILS, "abcdefghij")
    assert (without.ask, len(without.group)) == ("k", 120)
    assert without.figure > 1
    chosen = proportional_choice(SEQUENTIAL_FAILS, 10)
    assert "k" in chosen
    assert largest_unheard(SEQUENTIAL_FAILS, chosen).justified


def test_proportional_approval_takes_the_item_that_four_share_and_leaves_one_without() -> None:
    """Sánchez-Fernández et al. 2017: PAV gives up perfect representation, and keeps EJR."""
    approvals = profile((1, "a"), (1, "b"), (1, "c"), (1, "d"), (1, "ae"), (1, "be"), (1, "ce"), (1, "de"))
    chosen = frozenset(proportional_choice(approvals, 4))
    assert "e" in chosen
    assert thiele_score(approvals, chosen) == 8.5 > thiele_score(approvals, "abcd") == 8
    assert len(largest_unheard(approvals, chosen).group) == 1
    assert extended_justified_representation(approvals, chosen, 4)


def test_the_figure_is_the_group_against_the_share_that_deserves_a_place() -> None:
    left = largest_unheard(profile((6, "a"), (2, "b"), (4, "c"), (3, "")), "ab")
    assert (left.voters, left.fair_share, left.ask, left.figure) == (12, 6.0, "c", pytest.approx(2 / 3))
    assert left.justified


def test_who_was_shown_nothing_of_what_was_chosen_is_counted_apart() -> None:
    approvals = profile((2, "a"), (3, "b"))
    left = largest_unheard(approvals, "a", shown={0: "ab", 1: "a", 2: "ab", 3: "b", 4: "b"})
    assert (len(left.group), left.shown_none) == (3, 2)


def test_where_nothing_is_chosen_there_is_no_figure() -> None:
    with pytest.raises(ValueError, match="Nothing was chosen"):
        largest_unheard(profile((2, "a")), "")
    with pytest.raises(ValueError, match="place"):
        proportional_choice(profile((2, "a")), 0)


def test_where_nobody_approves_all_are_heard_and_nothing_is_proposed() -> None:
    left = largest_unheard(profile((4, "")), "a")
    assert (left.voters, left.figure, left.justified) == (0, 0.0, True)
    assert proportional_choice(profile((4, "")), 2) == []


def test_equals_go_by_the_order_given() -> None:
    assert proportional_choice(profile((1, "a"), (1, "b"), (1, "c")), 2, order="cba") == ["c", "b"]


ballots = st.frozensets(st.sampled_from("abcde"), max_size=4)
elections = st.lists(ballots, min_size=1, max_size=8).map(lambda cast: dict(enumerate(cast)))


@given(elections, st.integers(1, 4))
def test_the_proportional_choice_keeps_extended_justified_representation(approvals: Approvals, seats: int) -> None:
    chosen = frozenset(proportional_choice(approvals, seats))
    assert extended_justified_representation(approvals, chosen, seats)
    assert len(chosen) == min(seats, len(frozenset().union(*approvals.values())))


@given(elections, st.frozensets(st.sampled_from("abcde"), min_size=1, max_size=4))
def test_no_group_with_a_common_ask_is_larger_than_the_one_named(approvals: Approvals, chosen: frozenset[str]) -> None:
    left = largest_unheard(approvals, chosen)
    empty_handed = [items for items in approvals.values() if items and not items & chosen]
    assert len(left.group) == max((sum(item in items for items in empty_handed) for item in "abcde"), default=0)
    assert all(left.ask in approvals[voter] and not approvals[voter] & chosen for voter in left.group)
    assert left.justified == (not left.group or left.figure < 1)


@given(elections, st.integers(1, 4), st.randoms())
def test_the_order_in_which_people_are_counted_changes_nothing(
    approvals: Approvals, seats: int, chance: object
) -> None:
    shuffled = list(approvals.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert proportional_choice(dict(shuffled), seats, order="abcde") == proportional_choice(
        approvals, seats, order="abcde"
    )
