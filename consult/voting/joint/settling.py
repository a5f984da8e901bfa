"""Which of some alternatives carries: decided when the last of their ballots has closed."""

from sqlalchemy import select

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.verbs import Verb
from consult.revisions.models import RevisionState
from consult.voting.joint.models import JointBallot, JointItem, JointKind
from consult.voting.joint.queries import alternatives_with, joint_items, support_for
from consult.voting.joint.rules import carrying_alternative
from consult.voting.models import Ballot


def settle_alternatives(ballot: Ballot, *, by: Person | None = None) -> None:
    """After a ballot has closed. Row lock on the set: of two that close at once, the second sees the first."""
    joint = alternatives_with(ballot)
    if joint is not None:
        settle_joint(held(joint), by=by)


def settle_joint(joint: JointBallot, *, by: Person | None = None) -> None:
    ballots = [item.ballot for item in joint_items(joint)]
    for each in ballots:
        db.session.refresh(each)
    if joint.settled_at is not None or any(each.closed_at is None for each in ballots):
        return
    support = support_for(ballots)
    winner = carrying_alternative(support)
    joint.settled_at, joint.winner_id = clock.now(), winner
    for each in ballots:
        revision = held(each.revision)
        if revision.state == RevisionState.BALLOTED and each.voided_at is None:
            revision.state = RevisionState.CARRIED if revision.id == winner else RevisionState.NOT_CARRIED
    told = {str(each.revision): each.in_favour for each in support if each.meets_the_rule}
    record(Verb.JOINT_SETTLED, joint, by=by, guideline_id=joint.guideline_id, winner=winner, support=told)


def sets_to_settle() -> list[int]:
    """Alternatives all of whose ballots are closed or void, and that nobody settled."""
    running = select(JointItem.id).join(Ballot, Ballot.id == JointItem.ballot_id)
    running = running.where(JointItem.joint_id == JointBallot.id, Ballot.closed_at.is_(None))
    waiting = (JointBallot.kind == JointKind.ALTERNATIVES, JointBallot.settled_at.is_(None), ~running.exists())
    return list(db.session.scalars(select(JointBallot.id).where(*waiting).order_by(JointBallot.id)))
