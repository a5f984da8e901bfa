"""Who reads which revision, and which of them collide."""

import pytest

from consult.consultations.models import Visibility
from consult.core import clock
from consult.core.database import db
from consult.drafts.queries import membership_of
from consult.revisions.models import RevisionState
from consult.revisions.queries import (
    collisions_in,
    collisions_of,
    numbers_of_points,
    points_answered,
    revision_for,
    revisions_answering,
    revisions_of,
    revisions_on,
)
from tests.make import responses as consulted
from tests.make import revisions as make
from tests.people import People

S = RevisionState
BASE = "Local governments should publish a register of the sensors they run."


@pytest.mark.parametrize("state", list(S))
def test_before_the_vote_it_is_for_the_team_and_the_experts(people: People, state: RevisionState) -> None:
    it = consulted.consulted(people)
    revision = make.revision(it.draft, people.dana, state=state)
    for person in (people.dana, people.sara, people.ines, people.chen, people.adele):
        assert revision_for(person, revision.id) is not None
    public = state in {S.BALLOTED, S.CARRIED, S.NOT_CARRIED, S.PUBLISHED}
    for stranger in (None, people.amina):
        assert (revision_for(stranger, revision.id) is not None) == public
        listed = revisions_of(it.guideline, membership_of(stranger, it.guideline))
        assert (revision in listed) == public


def test_two_revisions_of_the_same_words_collide_while_both_live(people: People) -> None:
    it = consulted.consulted(people)
    one = make.revision(it.draft, people.dana, BASE.replace("should", "shall"))
    other = make.revision(it.draft, people.sara, BASE.replace("should", "must"))
    make.revision(it.draft, people.sara, BASE.replace("sensors", "cameras"))
    [collision] = collisions_of(one)
    assert collision.other(one) == other
    assert collision.words == ("should",)
    other.state = S.WITHDRAWN
    db.session.commit()
    assert collisions_of(one) == []


def test_a_deletion_collides_with_every_change_and_new_clauses_over_a_number(people: People) -> None:
    it = consulted.consulted(people)
    make.deletion(it.draft, people.dana)
    make.revision(it.draft, people.sara, BASE.replace("sensors", "cameras"))
    make.addition(it.draft, people.dana)
    make.addition(it.draft, people.sara, "Another.")
    make.addition(it.draft, people.sara, "A third.", number="HR-L4")
    assert [c.words for c in collisions_in(it.guideline)] == [("sensors",), ("HR-L3",)]
    assert collisions_in(it.guideline, [S.CARRIED]) == []


def test_points_lead_to_revisions_and_back(people: People) -> None:
    it = consulted.consulted(people)
    first = make.revision(it.draft, people.dana, points=[it.sensors, it.updates])
    second = make.revision(it.draft, people.dana, "Other.", points=[it.sensors], state=S.CARRIED)
    assert numbers_of_points([first, second]) == {first.id: 2, second.id: 1}
    team, public = membership_of(people.dana, it.guideline), membership_of(None, it.guideline)
    assert revisions_answering(it.points, team) == {it.sensors.id: [first, second], it.updates.id: [first]}
    assert revisions_answering(it.points, public) == {it.sensors.id: [second]}
    assert revisions_on(it.clause("HR-L1"), public) == [second]


def test_what_a_reader_may_not_read_is_counted_not_shown(people: People) -> None:
    it = consulted.consulted(people)
    revision = make.revision(it.draft, people.dana, points=[it.sensors, it.cost], state=S.BALLOTED)
    it.round.visibility = Visibility.EXPERTS_ONLY
    db.session.commit()
    now = clock.now()
    assert points_answered(revision, membership_of(None, it.guideline), now) == ([], 2)
    assert points_answered(revision, membership_of(people.ines, it.guideline), now) == ([it.sensors, it.cost], 2)
