"""Two who take an item out, two alternatives that close, two who press for one refusal: on real connections."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.revisions.models import Revision, RevisionState
from consult.voting import actions
from consult.voting.joint import queries
from consult.voting.joint.models import JointBallot, JointKind
from consult.voting.models import Ballot, Choice
from tests.make import drafts as make_drafts
from tests.make import joint as make_joint
from tests.make import voting as make
from tests.people import People
from tests.races import at_once, posting, real_site


@pytest.fixture(params=["sqlite", "postgres"])
def real_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    yield from real_site(request, tmp_path)


def test_an_item_taken_out_by_two_at_once_is_taken_out_once_and_told_once(real_app: Flask) -> None:
    with real_app.app_context():
        people = People()
        guideline = make_drafts.guideline()
        people.appoint_all(guideline)
        draft = make_drafts.draft(guideline, by=people.sara)
        those = [make.revision(draft, by=people.dana, number=number) for number in ("HR-L1", "DI-L1")]
        joint = make_joint.together(JointKind.EN_BLOC, *those, by=people.chen)
        address = f"/ballots/together/{joint.id}/take-out/{queries.joint_items(joint)[0].ballot_id}"
        presses = [posting(real_app, person, address, {}) for person in (people.ines, people.farid)]
    assert set(at_once(*presses)) == {302}
    with real_app.app_context():
        taken = select(func.count(AuditEntry.id)).where(AuditEntry.verb == "joint.item_taken_out")
        told = select(func.count(Message.id)).where(Message.subject.contains("Taken out"))
        assert (db.session.scalar(taken), db.session.scalar(told)) == (1, 3)


def test_alternatives_that_close_at_once_are_settled_once(real_app: Flask) -> None:
    with real_app.app_context():
        people = People()
        guideline = make_drafts.guideline()
        people.appoint_all(guideline)
        draft = make_drafts.draft(guideline, by=people.sara)
        words = "Local governments shall keep a register of the sensors that they run."
        those = [make.revision(draft, by=people.dana), make.revision(draft, by=people.dana, text=words)]
        joint = make_joint.together(JointKind.ALTERNATIVES, *those, by=people.chen)
        ballots = [item.ballot for item in queries.joint_items(joint)]
        for person in (people.ines, people.farid):
            make.vote(ballots[0], person)
        numbers, late = [ballot.id for ballot in ballots], ballots[0].closes_at + timedelta(minutes=1)

    def close(number: int) -> None:
        with real_app.app_context(), clock.at(late):
            actions.close_ballot(db.session.get_one(Ballot, number))
            db.session.commit()

    at_once(*(lambda number=number: close(number) for number in numbers))
    with real_app.app_context():
        assert db.session.scalar(select(JointBallot.settled_at)) is not None
        states = sorted(db.session.scalars(select(Revision.state)))
        assert states == [RevisionState.CARRIED, RevisionState.NOT_CARRIED]


def test_a_refusal_pressed_by_two_at_once_is_one_alternative(real_app: Flask) -> None:
    with real_app.app_context():
        people = People()
        guideline = make_drafts.guideline()
        people.appoint_all(guideline)
        ballot = make.ballot(
            make.revision(make_drafts.draft(guideline, by=people.sara), by=people.dana), by=people.chen
        )
        make.vote(ballot, people.farid, Choice.CANNOT_ACCEPT, "Too weak.", "Local governments shall keep a register.")
        make.closed(ballot)
        [words] = queries.acceptable_words(guideline)
        address, form = f"/ballots/{ballot.id}/alternative", {"vote": str(words.vote_id)}
        presses = [posting(real_app, person, address, form) for person in (people.dana, people.sara)]
    assert set(at_once(*presses)) == {302}
    with real_app.app_context():
        assert db.session.scalar(select(func.count(Revision.id))) == 2
