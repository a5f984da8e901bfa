"""Splits, merges and moves that were carried, in the next draft: identities, numbers, order, origins of words."""

import pytest
from flask import Flask

from consult.comments.models import Comment
from consult.drafts.actions import edit_wording
from consult.drafts.models import Change, Draft, Guideline
from consult.drafts.queries import wordings_of
from consult.publishing import actions, queries
from consult.publishing.blockers import blockers_of
from consult.publishing.changelog import changes_into
from consult.publishing.models import Fate
from consult.publishing.words.history import words_of_clauses
from consult.revisions.models import Revision, RevisionKind, RevisionState
from consult.tracing.ledger import deletion_of
from consult.tracing.record.text_checks import seals, wordings
from tests.lookups import carries_of, lineage_of
from tests.make import comments as make_comments
from tests.make import consultations as make_rounds
from tests.make import drafts as make_drafts
from tests.make import publishing as make
from tests.make import structure as make_structure
from tests.make import voting as make_votes
from tests.make.revisions import wording
from tests.people import People

REGISTER, SENSORS = make_structure.REGISTER, make_structure.SENSORS
COUNTER = "Local governments should keep a counter with staff for every digital service."


@pytest.fixture
def people(page_app: Flask) -> People:
    return People()


@pytest.fixture
def base(people: People) -> Draft:
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    return make_drafts.draft(guideline, by=people.sara)


@pytest.fixture
def guideline(base: Draft) -> Guideline:
    return base.guideline


def carry(people: People, revision: Revision) -> Revision:
    make_structure.carried(revision, people.ines, people.farid, by=people.chen, author=people.dana)
    return revision


def texts(draft: Draft) -> list[tuple[str, str]]:
    return [(w.number, w.text) for w in wordings_of(draft)]


def numbers(draft: Draft) -> list[str]:
    return [w.number for w in wordings_of(draft)]


def lineage(draft: Draft) -> list[tuple[Change, int | None, int | None]]:
    return [(row.change, row.from_clause_id, row.to_clause_id) for row in lineage_of(draft)]


def test_a_split_that_was_carried_makes_two_clauses_each_traced_to_the_one_they_came_from(
    people: People, base: Draft, guideline: Guideline
) -> None:
    revision = carry(people, make_structure.split(base, people.dana))
    assert blockers_of(guideline, make.prepared(guideline, by=people.dana)) == []
    draft = make.published(guideline, by=people.dana)
    assert texts(draft)[1:4] == [("HR-L1", REGISTER), ("HR-L3", SENSORS), ("HR-L2", COUNTER)]
    was, first, second = wording(base), wording(draft), wording(draft, "HR-L3")
    assert first.clause is was.clause
    assert {(Change.SPLIT, was.clause_id, now.clause_id) for now in (first, second)} <= set(lineage(draft))
    assert revision.state == RevisionState.PUBLISHED
    words = words_of_clauses(guideline)[second.clause_id]
    assert [(text.strip(), source.draft.number, source.voted) for text, source in words.runs][-1] == (
        "the sensors they run.",
        1,
        False,
    ), "words that were there keep the source that they had"
    assert [source.revision for _text, source in words.runs if source.voted] == [revision]
    assert [each.pair.change for each in changes_into(draft, base).changed] == ["reworded", "split"]
    assert all(each.source is not None for each in changes_into(draft, base).changed)


def test_the_record_holds_for_a_text_that_was_split_merged_and_moved(
    people: People, base: Draft, guideline: Guideline
) -> None:
    carry(people, make_structure.split(base, people.dana))
    carry(people, make_structure.merge(base, people.dana, "Open standards and shared centres.", "DI-L1", "DI-L2"))
    carry(people, make_structure.move(base, people.dana, "HR-L2", before="HR-L1"))
    make.published(guideline, by=people.dana)
    assert (wordings(guideline).faults, wordings(guideline).notes, seals(guideline).faults) == ([], [], [])


def test_a_merge_that_was_carried_leaves_one_clause_and_both_are_its_origins(
    people: People, base: Draft, guideline: Guideline
) -> None:
    text = "Local governments shall use open standards in every contract and could share data centres."
    revision = carry(people, make_structure.merge(base, people.dana, text, "DI-L1", "DI-L2"))
    draft = make.published(guideline, by=people.dana)
    assert numbers(draft) == ["HR-P1", "HR-L1", "HR-L2", "DI-P1", "DI-L1"]
    first, second = wording(base, "DI-L1"), wording(base, "DI-L2")
    assert {(Change.MERGED, w.clause_id, first.clause_id) for w in (first, second)} <= set(lineage(draft))
    assert Change.DELETED not in {change for change, _was, _now in lineage(draft)}
    words = words_of_clauses(guideline)[first.clause_id]
    assert {source.revision for _text, source in words.runs} == {None, revision}
    assert [text.strip() for text, source in words.runs if source.voted] == ["and"]
    changed = {each.pair.change: each.source for each in changes_into(draft, base).changed}
    assert {change: source.revision for change, source in changed.items() if source} == {
        "reworded": revision,
        "merged": revision,
    }


def test_a_move_gives_another_place_number_part_and_heading_and_keeps_the_words(
    people: People, base: Draft, guideline: Guideline
) -> None:
    before = wording(base, "HR-P1")
    home = {"pillar_id": before.pillar_id, "part_id": before.part_id}
    revision = make_structure.move(
        base, people.dana, "HR-L2", after="HR-P1", number="HR-P2", heading="Counters", **home
    )
    carry(people, revision)
    draft = make.published(guideline, by=people.dana)
    assert numbers(draft) == ["HR-P1", "HR-P2", "HR-L1", "DI-P1", "DI-L1", "DI-L2"]
    moved = wording(draft, "HR-P2")
    assert (moved.heading, moved.text, moved.part) == ("Counters", COUNTER, before.part)
    assert moved.clause is wording(base, "HR-L2").clause
    assert (Change.MOVED, moved.clause_id, moved.clause_id) in lineage(draft)
    assert revision.state == RevisionState.PUBLISHED
    (changed,) = changes_into(draft, base).changed
    assert (changed.pair.change, changed.source.revision if changed.source else None) == ("retitled", revision)


def test_one_vote_moves_a_clause_and_another_changes_its_words_and_the_draft_has_both(
    people: People, base: Draft, guideline: Guideline
) -> None:
    moved = carry(people, make_structure.move(base, people.dana, "HR-L1", after="HR-L2"))
    reworded = make_votes.carried(base, people.ines, people.farid, by=people.chen, author=people.dana).revision
    draft = make.published(guideline, by=people.dana)
    assert [text for _number, text in texts(draft)][1:3] == [COUNTER, reworded.proposed_text]
    assert {moved.state, reworded.state} == {RevisionState.PUBLISHED}
    words = words_of_clauses(guideline)[wording(draft, "HR-L1").clause_id]
    assert [s.revision for s in words.sources if s.voted] == [reworded]


def test_a_list_of_changes_is_one_decision(people: People, base: Draft, guideline: Guideline) -> None:
    changes = (
        make_structure.split_of(base, REGISTER, SENSORS, second="HR-L2"),
        make_structure.deletion_of(base, "DI-L2"),
        make_structure.addition_of(base, "Data are open.", "DI-P2", like="DI-P1"),
        make_structure.move_of(base, "HR-L2", number="HR-L5"),
    )
    revision = make_structure.proposed(base, RevisionKind.SEVERAL, *changes, by=people.dana, meant=True)
    carry(people, revision)
    draft = make.published(guideline, by=people.dana)
    assert numbers(draft) == ["HR-P1", "HR-L1", "HR-L2", "HR-L5", "DI-P1", "DI-P2", "DI-L1"]
    gone = deletion_of(wording(base, "DI-L2").clause)
    assert gone is not None
    assert gone.by is not None
    assert gone.by.revision is revision
    assert wordings(guideline).faults == []


def test_preparing_again_gives_the_parts_of_a_split_the_identities_that_they_had(
    people: People, base: Draft, guideline: Guideline
) -> None:
    carry(people, make_structure.split(base, people.dana))
    first = {w.number: w.clause_id for w in wordings_of(make.prepared(guideline, by=people.dana))}
    assert {w.number: w.clause_id for w in wordings_of(make.prepared(guideline, by=people.dana))} == first


def test_a_comment_on_a_split_clause_follows_its_words_into_the_part_that_has_them(
    people: People, base: Draft, guideline: Guideline
) -> None:
    round_ = make_rounds.round_(base)
    comment: Comment = make_comments.comment(
        round_, people.amina, "All of them.", number="HR-L1", quote="sensors they run"
    )
    carry(people, make_structure.split(base, people.dana))
    draft = make.published(guideline, by=people.dana)
    (fate,) = carries_of(comment)
    assert (fate.wording, fate.fate) == (wording(draft, "HR-L3"), Fate.MOVED)
    assert not fate.settled, "a person says whether it belongs there"


def test_a_part_that_a_hand_took_out_leaves_the_revision_carried(
    people: People, base: Draft, guideline: Guideline
) -> None:
    revision = carry(people, make_structure.split(base, people.dana))
    draft = make.prepared(guideline, by=people.dana)
    for number, words in (("HR-L1", "Sensors."), ("HR-L3", "Cameras, nothing else.")):
        edit_wording(wording(draft, number), words, reason="A slip of the pen.", by=people.dana)
    make.overridden(draft, by=people.dana)
    publication = actions.publish(draft, by=people.dana)
    assert revision.state == RevisionState.CARRIED
    assert [omitted.revision for omitted in queries.omitted_from(publication)] == [revision]
