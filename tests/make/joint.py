"""Ballots held together: en bloc, or as alternatives for one clause."""

from datetime import timedelta

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.revisions.models import Revision
from consult.voting.joint import actions
from consult.voting.joint.models import JointBallot, JointKind
from consult.voting.models import Majority
from consult.voting.tally import Rule

RULE = Rule(Majority.TWO_THIRDS, 0.5)


def together(kind: JointKind, *revisions: Revision, by: Person) -> JointBallot:
    """Open now, for two days."""
    until = clock.now() + timedelta(days=2)
    made = actions.open_together(kind, revisions, RULE, closes_at=until, by=by)
    db.session.commit()
    return made
