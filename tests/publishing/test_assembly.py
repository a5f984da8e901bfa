"""The next draft from base and revisions: placing, numbering, faults, and what always holds."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.drafts.models import Change
from consult.publishing.assembly import (
    Amendment,
    CannotAssemble,
    ClauseText,
    FaultKind,
    assemble,
    faults,
    steps_between,
)
from consult.revisions.models import RevisionKind
from consult.revisions.structure.numbers import numbers_moved_up

REWORD, ADD, DELETE = RevisionKind.REWORD, RevisionKind.ADD, RevisionKind.DELETE
BASE = (
    ClauseText(1, "HR-P1", (1, 1), "Privacy."),
    ClauseText(2, "HR-L1", (1, 2), "Registers."),
    ClauseText(3, "HR-L2", (1, 2), "Counters."),
    ClauseText(4, "HR-L4", (1, 2), "Cameras."),
    ClauseText(5, "DI-L1", (2, 2), "Standards."),
)


def reword(revision: int, clause: int, text: str = "New words.") -> Amendment:
    words = next(w for w in BASE if w.clause == clause)
    return Amendment(revision, REWORD, clause, words.text, text, words.number, words.section)


def delete(revision: int, clause: int) -> Amendment:
    return replace(reword(revision, clause, ""), kind=DELETE)


def add(revision: int, number: str, section: tuple[int, int] = (1, 2), text: str = "Added.") -> Amendment:
    return Amendment(revision, ADD, None, "", text, number, section)


def numbers(made: list[ClauseText]) -> list[tuple[str, str]]:
    return [(words.number, words.text) for words in made]


def changes(made: list[ClauseText]) -> list[tuple[Change, int | None]]:
    return [(step.change, step.from_clause) for step in steps_between(BASE, made)]


def test_no_revision_no_change() -> None:
    assert assemble(BASE, []) == list(BASE)


def test_a_reworded_clause_keeps_identity_number_and_place() -> None:
    made = assemble(BASE, [reword(7, 3)])
    assert made[2] == ClauseText(3, "HR-L2", (1, 2), "New words.", revision=7)
    assert changes(made) == [(Change.REWORDED, 3)]


def test_a_deleted_clause_leaves_its_number_free() -> None:
    made = assemble(BASE, [delete(7, 3)])
    assert [number for number, _text in numbers(made)] == ["HR-P1", "HR-L1", "HR-L4", "DI-L1"]
    assert changes(made) == [(Change.DELETED, 3)]


def test_a_new_clause_with_a_free_number_moves_nobody() -> None:
    made = assemble(BASE, [add(7, "HR-L3")])
    assert [number for number, _text in numbers(made)] == ["HR-P1", "HR-L1", "HR-L2", "HR-L3", "HR-L4", "DI-L1"]
    assert changes(made) == [(Change.ADDED, None)]


def test_a_new_clause_on_a_taken_number_moves_up_those_behind_it_until_the_gap() -> None:
    made = assemble(BASE, [add(7, "HR-L1")])
    assert numbers(made)[1:5] == [
        ("HR-L1", "Added."),
        ("HR-L2", "Registers."),
        ("HR-L3", "Counters."),
        ("HR-L4", "Cameras."),
    ]
    assert changes(made) == [(Change.ADDED, None), (Change.MOVED, 2), (Change.MOVED, 3)]


def test_a_new_clause_takes_the_number_of_a_deleted_one() -> None:
    made = assemble(BASE, [delete(7, 2), add(8, "HR-L1")])
    assert numbers(made)[1] == ("HR-L1", "Added.")
    assert made[1].clause is None


def test_a_new_clause_without_a_number_is_the_last_of_its_section() -> None:
    assert numbers(assemble(BASE, [add(7, "")]))[4] == ("HR-L5", "Added.")


def test_a_new_clause_without_a_number_takes_none_that_was_just_deleted() -> None:
    made = assemble(BASE, [delete(6, 2), delete(7, 3), delete(8, 4), add(9, "")])
    assert numbers(made)[1] == ("HR-L5", "Added.")


def test_two_new_clauses_for_one_place_stand_one_after_the_other() -> None:
    made = assemble(BASE, [add(8, "HR-L3", text="Second."), add(7, "HR-L3", text="First.")])
    assert numbers(made)[3:6] == [("HR-L3", "First."), ("HR-L4", "Second."), ("HR-L5", "Cameras.")]


def test_a_new_clause_of_an_empty_section_stands_between_the_sections() -> None:
    assert [n for n, _text in numbers(assemble(BASE, [add(7, "DI-P1", (2, 1))]))][-2:] == ["DI-P1", "DI-L1"]
    assert numbers(assemble(BASE, [add(7, "AA-1", (0, 0))]))[0] == ("AA-1", "Added.")


def test_two_revisions_of_one_clause_collide() -> None:
    with pytest.raises(CannotAssemble) as cannot:
        assemble(BASE, [reword(7, 3), delete(8, 3)])
    assert [(f.kind, f.clause, f.revisions) for f in cannot.value.faults] == [(FaultKind.COLLISION, 3, (7, 8))]


def test_words_that_changed_since_the_vote_are_stale() -> None:
    found = faults(BASE, [replace(reword(7, 3), base="Other counters.")])
    assert [(f.kind, f.revisions) for f in found] == [(FaultKind.STALE, (7,))]


def test_a_clause_that_is_gone_cannot_be_reworded() -> None:
    found = faults(BASE, [replace(reword(7, 3), clause=99)])
    assert [(f.kind, f.clause) for f in found] == [(FaultKind.MISSING, 99)]


def test_a_number_that_cannot_move_up_is_a_fault() -> None:
    base = [*BASE, ClauseText(6, "Annex (a)", (3, 0), "Annex.")]
    assert [f.kind for f in faults(base, [add(7, "Annex (a)", (3, 0))])] == [FaultKind.UNPLACED]
    assert [f.kind for f in faults(BASE, [add(7, "", (9, 9))])] == [FaultKind.UNPLACED]


AMENDMENTS = st.lists(
    st.one_of(
        st.builds(reword, st.just(0), st.integers(1, 5), st.text(min_size=1, max_size=9)),
        st.builds(delete, st.just(0), st.integers(1, 5)),
        st.builds(add, st.just(0), st.sampled_from(["", "HR-L1", "HR-L2", "HR-L3", "HR-L9", "HR-L10"])),
    ),
    max_size=8,
).map(lambda found: [replace(amendment, revision=n) for n, amendment in enumerate(_once_each(found), start=1)])


def _once_each(amendments: list[Amendment]) -> list[Amendment]:
    """At most one for each clause: what has no collision."""
    seen: set[int] = set()
    kept = []
    for amendment in amendments:
        if amendment.clause not in seen:
            kept.append(amendment)
        if amendment.clause is not None:
            seen.add(amendment.clause)
    return kept


@given(AMENDMENTS)
def test_identities_are_kept_but_for_what_was_deleted(amendments: list[Amendment]) -> None:
    made = assemble(BASE, amendments)
    deleted = {a.clause for a in amendments if a.kind == DELETE}
    assert {w.clause for w in made if w.clause} == {w.clause for w in BASE} - deleted
    assert sum(w.clause is None for w in made) == sum(a.kind == ADD for a in amendments)


@given(AMENDMENTS)
def test_no_number_stands_twice_and_sections_stay_together(amendments: list[Amendment]) -> None:
    made = assemble(BASE, amendments)
    assert len({w.number for w in made}) == len(made)
    assert [w.section for w in made] == sorted(w.section for w in made)


@given(AMENDMENTS)
def test_every_word_comes_from_the_base_or_from_a_revision(amendments: list[Amendment]) -> None:
    before = {w.clause: w.text for w in BASE}
    carried = {a.revision: a.text for a in amendments}
    for words in assemble(BASE, amendments):
        assert words.text == (carried[words.revision] if words.revision else before[words.clause])


@given(AMENDMENTS, st.randoms())
def test_the_order_of_revisions_does_not_matter(amendments: list[Amendment], chance: object) -> None:
    shuffled = list(amendments)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert assemble(BASE, shuffled) == assemble(BASE, amendments)


@given(AMENDMENTS)
def test_the_clauses_that_stay_keep_their_order(amendments: list[Amendment]) -> None:
    stayed = [w.clause for w in assemble(BASE, amendments) if w.clause is not None]
    assert stayed == sorted(stayed)


@pytest.mark.parametrize(
    ("keeping", "stated", "become"),
    [
        (["A1", "A2", "A4"], {"A1"}, ["A2", "A3", "A4"]),
        (["A2", "A10", "B1"], {"A2"}, ["A3", "A10", "B1"]),
        (["A01", "A02"], {"A01"}, ["A2", "A3"]),
        (["Annex", "A1"], {"A2"}, ["Annex", "A1"]),
    ],
)
def test_clauses_that_keep_their_numbers_move_up_until_the_next_gap(
    keeping: list[str], stated: set[str], become: list[str]
) -> None:
    assert numbers_moved_up(keeping, stated) == become
