"""A revision that is proposed, and a ballot on it."""

from datetime import datetime, timedelta

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Appointment, Draft, Role
from consult.drafts.queries import wordings_of
from consult.revisions.models import Revision, RevisionKind, RevisionState
from consult.voting import actions
from consult.voting.joint.models import JointBallot, JointItem, JointKind
from consult.voting.models import Ballot, BallotSeat, Choice, Counting, Majority
from consult.voting.queries import seat_in, seat_of
from consult.voting.tally import Rule


def revision(
    draft: Draft,
    *,
    by: Person,
    number: str = "HR-L1",
    text: str = "Local governments shall publish a register of the sensors they run.",
    title: str = "The register of sensors becomes a duty",
    kind: RevisionKind = RevisionKind.REWORD,
    state: RevisionState = RevisionState.PROPOSED,
) -> Revision:
    """A change to the clause of that number; for a new clause the number is the place wanted."""
    base = next((w for w in wordings_of(draft) if w.number == number), None) if kind != RevisionKind.ADD else None
    like = base or next(w for w in wordings_of(draft) if w.number.startswith(number[:4]))
    made = Revision(
        guideline=draft.guideline,
        draft=draft,
        kind=kind,
        clause=base.clause if base else None,
        base=base,
        pillar=like.pillar,
        part=like.part,
        number=number,
        title=title,
        proposed_text="" if kind == RevisionKind.DELETE else text,
        rationale="Many asked for it.",
        state=state,
        author=by,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    db.session.add(made)
    db.session.commit()
    return made


def ballot(
    on: Revision,
    *,
    by: Person,
    closes_at: datetime | None = None,
    majority: Majority = Majority.TWO_THIRDS,
    quorum: float = 0.5,
    results_hidden: bool = True,
    secret: bool = False,
    counting: Counting = Counting.PER_EXPERT,
) -> Ballot:
    """Open now, for two days unless it is said."""
    until = closes_at or clock.now() + timedelta(days=2)
    rule = Rule(majority, quorum, counting=counting)
    conduct = actions.Conduct(secret=secret, departs_because="Agreed at the last session.")
    made = actions.open_ballot(on, rule, closes_at=until, results_hidden=results_hidden, conduct=conduct, by=by)
    db.session.commit()
    return made


def vote(in_: Ballot, voter: Person, choice: Choice = Choice.APPROVE, reason: str = "", acceptable: str = "") -> None:
    seat = seat_of(voter, in_.revision.guideline)
    assert seat is not None
    actions.cast_vote(seat, in_, choice, reason=reason, acceptable_wording=acceptable)
    db.session.commit()


def closed(ballot_: Ballot) -> Ballot:
    """Counted when its time is over."""
    with clock.at(ballot_.closes_at + timedelta(minutes=1)):
        actions.close_ballot(ballot_)
        db.session.commit()
    return ballot_


def together(of: Ballot, *, by: Person) -> JointBallot:
    """A set that holds this open ballot alone."""
    made = JointBallot(guideline=of.revision.guideline, kind=JointKind.EN_BLOC, opened_by=by, opened_at=clock.now())
    db.session.add(JointItem(joint=made, ballot=of))
    db.session.commit()
    return made


def carried(draft: Draft, *voters: Person, by: Person, author: Person, **change: object) -> Ballot:
    """A revision that these people carried: proposed, voted on, closed."""
    made = ballot(revision(draft, by=author, **change), by=by)  # type: ignore[arg-type]
    for voter in voters:
        vote(made, voter)
    return closed(made)


def seat(person: Person, draft: Draft) -> Appointment:
    found = seat_of(person, draft.guideline)
    assert found is not None
    assert found.role == Role.EXPERT
    return found


def held_seat(person: Person, ballot_: Ballot) -> BallotSeat:
    """The seat that a person holds in a ballot."""
    found = seat_in(ballot_, seat_of(person, ballot_.revision.guideline))
    assert found is not None
    return found
