"""Accepted means accepted: how far the words of an answer have come, what may be claimed, what stands in the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.ruling import Refused
from consult.publishing.blockers import blockers_of
from consult.responses.models import Disposition
from consult.revisions.models import RevisionState
from consult.revisions.uptake import queries
from consult.revisions.uptake.actions import link_points
from consult.revisions.uptake.labels import SENTENCES, UPTAKE_NAMES, WHAT_TO_DO, claim_of
from consult.revisions.uptake.stages import ACCEPTING, LOST, SETTLED, UNSETTLED, UPTAKE_OF, Uptake, uptake_of
from tests.make import responses as make
from tests.make import revisions as make_revision
from tests.make.responses import Consulted
from tests.people import People

S = RevisionState
CASES = [
    ([], Uptake.NONE),
    ([S.DRAFT], Uptake.WRITTEN),
    ([S.PROPOSED], Uptake.PROPOSED),
    ([S.BALLOTED], Uptake.UNDER_BALLOT),
    ([S.CARRIED], Uptake.CARRIED),
    ([S.PUBLISHED], Uptake.PUBLISHED),
    ([S.NOT_CARRIED], Uptake.NOT_CARRIED),
    ([S.WITHDRAWN], Uptake.WITHDRAWN),
    ([S.NOT_CARRIED, S.CARRIED], Uptake.CARRIED),
    ([S.NOT_CARRIED, S.PROPOSED], Uptake.PROPOSED),
    ([S.WITHDRAWN, S.NOT_CARRIED], Uptake.NOT_CARRIED),
    ([S.DRAFT, S.BALLOTED, S.NOT_CARRIED], Uptake.UNDER_BALLOT),
]


@pytest.fixture
def consulted(people: People) -> Consulted:
    return make.consulted(people)


@pytest.mark.parametrize(("states", "stage"), CASES)
def test_the_best_that_a_revision_came_to_is_what_counts(states: list[RevisionState], stage: Uptake) -> None:
    assert uptake_of(states) == stage


def test_every_state_of_a_revision_has_its_stage() -> None:
    assert set(UPTAKE_OF) == set(RevisionState)
    assert set(UPTAKE_OF.values()) | {Uptake.NONE} == set(Uptake) == set(SENTENCES) == set(UPTAKE_NAMES)
    assert set(WHAT_TO_DO) == set(UNSETTLED)


@given(st.lists(st.sampled_from(list(RevisionState))), st.lists(st.sampled_from(list(RevisionState))))
def test_one_revision_more_never_breaks_a_promise(some: list[RevisionState], more: list[RevisionState]) -> None:
    assert list(Uptake).index(uptake_of([*some, *more])) <= list(Uptake).index(uptake_of(some))


@pytest.mark.parametrize("disposition", sorted(ACCEPTING))
@pytest.mark.parametrize("stage", list(Uptake))
def test_only_what_was_carried_is_called_accepted_and_green(disposition: Disposition, stage: Uptake) -> None:
    claim = claim_of(disposition, stage)
    assert (claim.tone == "good") == (stage in SETTLED)
    assert ("drafting team" in str(claim.name)) == (stage not in SETTLED)
    assert (claim.tone == "bad") == (stage in LOST)
    assert claim.sentence


@pytest.mark.parametrize("disposition", sorted(set(Disposition) - ACCEPTING))
def test_what_promises_no_words_is_said_as_it_is(disposition: Disposition) -> None:
    assert claim_of(disposition, Uptake.NOT_CARRIED) == claim_of(disposition)
    assert not claim_of(disposition, Uptake.NONE).sentence


def test_before_the_ballot_a_reader_learns_nothing_of_what_is_being_written() -> None:
    stages = (Uptake.NONE, Uptake.WRITTEN, Uptake.PROPOSED)
    assert len({claim_of(Disposition.ACCEPTED, stage) for stage in stages}) == 1


def obstacles(consulted: Consulted) -> dict[str, int]:
    return {found.kind: found.count for found in blockers_of(consulted.guideline, None)}


@pytest.mark.parametrize(
    ("state", "stands_in_the_way"), [(state, UPTAKE_OF[state] not in SETTLED) for state in RevisionState]
)
def test_an_answer_that_promises_words_is_an_obstacle_until_they_are_carried(
    people: People, consulted: Consulted, state: RevisionState, stands_in_the_way: bool
) -> None:
    make.answer(consulted.cost, people.dana, Disposition.ACCEPTED_IN_PART)
    make_revision.revision(
        consulted.draft, people.dana, "Other words.", number="HR-L2", points=[consulted.cost], state=state
    )
    found = {each.kind: each for each in blockers_of(consulted.guideline, None)}
    assert ("accepted_not_carried" in found) == stands_in_the_way
    if stands_in_the_way:
        assert found["accepted_not_carried"].passable
        assert queries.promised_by_stage(consulted.guideline) == {UPTAKE_OF[state]: 1}
        assert list(db.session.scalars(queries.promised_at(consulted.guideline, UPTAKE_OF[state]))) == [consulted.cost]


def test_points_that_inherit_the_answer_of_their_theme_are_promised_too(people: People, consulted: Consulted) -> None:
    make.answer(consulted.theme, people.dana)
    assert obstacles(consulted)["accepted_not_carried"] == 2
    make.answer(consulted.updates, people.dana, Disposition.NOTED, "Noted.")
    assert obstacles(consulted)["accepted_not_carried"] == 1


def test_in_principle_promises_no_words(people: People, consulted: Consulted) -> None:
    make.answer(consulted.theme, people.dana, Disposition.ACCEPTED_IN_PRINCIPLE)
    assert "accepted_not_carried" not in obstacles(consulted)


def test_a_point_linked_to_what_was_carried_is_settled_and_the_record_says_so(
    people: People, consulted: Consulted
) -> None:
    make.answer(consulted.cost, people.dana)
    carried = make_revision.revision(consulted.draft, people.dana, state=S.CARRIED)
    assert link_points(carried, [consulted.cost], by=people.dana) == 1
    assert link_points(carried, [consulted.cost], by=people.dana) == 0
    db.session.commit()
    assert "accepted_not_carried" not in obstacles(consulted)
    entries = db.session.scalars(select(AuditEntry.facts).where(AuditEntry.verb == "revision.points_linked")).all()
    assert entries == [{"points": [consulted.cost.id]}]


@pytest.mark.parametrize(
    ("state", "because"),
    [(S.BALLOTED, "vote on this revision now"), (S.NOT_CARRIED, "came to nothing"), (S.WITHDRAWN, "came to nothing")],
)
def test_no_point_is_linked_under_a_vote_or_to_what_came_to_nothing(
    people: People, consulted: Consulted, state: RevisionState, because: str
) -> None:
    revision = make_revision.revision(consulted.draft, people.dana, state=state)
    with pytest.raises(Refused, match=because):
        link_points(revision, [consulted.cost], by=people.dana)


def test_an_expert_links_no_point(people: People, consulted: Consulted) -> None:
    revision = make_revision.revision(consulted.draft, people.dana, state=S.PROPOSED)
    with pytest.raises(Refused, match="drafting team"):
        link_points(revision, [consulted.cost], by=people.ines)
