"""Ballots and votes, found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment, Guideline, Role, in_force
from consult.drafts.queries import guideline_for, voting_seats
from consult.revisions.models import Revision, RevisionState
from consult.voting.models import Ballot, Vote
from consult.voting.tally import Rule, Tally, count, restored


def ballot_for(person: Person | None, ballot_id: int) -> tuple[Ballot, Membership] | None:
    """The ballot and her standing; None when the guideline is not hers to know of."""
    ballot = db.session.get(Ballot, ballot_id)
    found = guideline_for(person, ballot.revision.guideline.slug) if ballot is not None else None
    return (ballot, found[1]) if ballot is not None and found is not None else None


def open_ballots(guideline: Guideline) -> int:
    """How many are open, or still to come, or wait to be counted."""
    query = select(func.count()).select_from(Ballot).join(Revision, Revision.id == Ballot.revision_id)
    return db.session.scalar(query.where(Revision.guideline_id == guideline.id, Ballot.closed_at.is_(None))) or 0


def voters(guideline_id: int) -> Select[Appointment]:
    """The experts who have a vote: seated ones, in their term and not suspended."""
    return voting_seats(guideline_id)


def _seated(guideline_id: int) -> Select[Appointment]:
    seats = (Appointment.guideline_id == guideline_id, Appointment.role == Role.EXPERT, Appointment.seated)
    return select(Appointment).join(Appointment.person).where(*seats)


def electorate(ballot: Ballot) -> Select[Appointment]:
    """Who may vote in it; once it is closed, who could. A vote stands when the seat it was cast from has ended."""
    if ballot.tally is not None:
        return select(Appointment).join(Appointment.person).where(Appointment.id.in_(ballot.tally["electorate"]))
    voted = select(Vote.voter_id).where(Vote.ballot_id == ballot.id, Vote.superseded_at.is_(None))
    now_seated = and_(*in_force(clock.now().date()))
    return _seated(ballot.revision.guideline_id).where(or_(now_seated, Appointment.id.in_(voted)))


def seats(guideline_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(voters(guideline_id).subquery())) or 0


def seat_of(person: Person | None, guideline: Guideline) -> Appointment | None:
    """Her place in the expert group, with a vote or without."""
    if person is None or not person.is_authenticated:
        return None
    today = clock.now().date()
    held = (Appointment.guideline_id == guideline.id, Appointment.person_id == person.id, *in_force(today))
    return db.session.scalars(select(Appointment).where(*held, Appointment.role == Role.EXPERT)).one_or_none()


def undecided(ballot: Ballot) -> Sequence[Appointment]:
    """Experts with a vote who have not used it."""
    voted = select(Vote.voter_id).where(Vote.ballot_id == ballot.id)
    waiting = electorate(ballot).where(Appointment.id.not_in(voted)).options(joinedload(Appointment.person))
    return db.session.scalars(waiting.order_by(Person.name, Appointment.id)).all()


def standing_votes(ballot: Ballot) -> Sequence[Vote]:
    """The vote that counts of each expert, by name."""
    standing = (Vote.ballot_id == ballot.id, Vote.superseded_at.is_(None))
    query = select(Vote).join(Vote.voter).join(Appointment.person).where(*standing)
    whose = joinedload(Vote.voter).joinedload(Appointment.person)
    return db.session.scalars(query.options(whose).order_by(Person.name, Vote.id)).all()


def standing_vote(ballot: Ballot, seat: Appointment) -> Vote | None:
    hers = (Vote.ballot_id == ballot.id, Vote.voter_id == seat.id, Vote.superseded_at.is_(None))
    return db.session.scalars(select(Vote).where(*hers)).one_or_none()


def votes_through(ballot: Ballot, seat: Appointment) -> Sequence[Vote]:
    """Every vote that she cast in it, the last one first."""
    hers = (Vote.ballot_id == ballot.id, Vote.voter_id == seat.id)
    return db.session.scalars(select(Vote).where(*hers).order_by(Vote.id.desc())).all()


def votes_cast(ballot: Ballot) -> int:
    return db.session.scalar(select(func.count()).select_from(Vote).where(Vote.ballot_id == ballot.id)) or 0


def turnout(ballot: Ballot) -> tuple[int, int]:
    """How many of those with a vote have voted, whatever they chose; and how many there are."""
    voting = electorate(ballot).subquery()
    cast = (Vote.ballot_id == ballot.id, Vote.superseded_at.is_(None), Vote.voter_id.in_(select(voting.c.id)))
    voted = db.session.scalar(select(func.count()).select_from(Vote).where(*cast)) or 0
    return voted, db.session.scalar(select(func.count()).select_from(voting)) or 0


def tally_of(ballot: Ballot) -> Tally:
    """As it was counted at closing; before that, as it stands."""
    if ballot.tally is not None:
        return restored(ballot.tally)
    voting = set(db.session.scalars(electorate(ballot)))
    choices = [vote.choice for vote in standing_votes(ballot) if vote.voter in voting]
    return count(choices, seated=len(voting), rule=rule_of(ballot))


def rule_of(ballot: Ballot) -> Rule:
    return Rule(ballot.majority, ballot.quorum)


@dataclass(frozen=True)
class Called:
    """One line of the roll call; `changes` counts the votes that this one replaced."""

    seat: Appointment
    vote: Vote | None
    changes: int


def roll_call(ballot: Ballot) -> list[Called]:
    """Every expert who had a vote, by name, and how she used it."""
    cast = {vote.voter_id: vote for vote in standing_votes(ballot)}
    times = select(Vote.voter_id, func.count()).where(Vote.ballot_id == ballot.id).group_by(Vote.voter_id)
    changes = dict(db.session.execute(times).all())
    called = electorate(ballot).options(joinedload(Appointment.person)).order_by(Person.name, Appointment.id)
    return [Called(s, cast.get(s.id), changes.get(s.id, 1) - 1) for s in db.session.scalars(called)]


def ready_for_a_ballot(guideline: Guideline) -> Sequence[Revision]:
    """Proposed, and no ballot on them yet; the oldest first."""
    ready = (Revision.guideline_id == guideline.id, Revision.state == RevisionState.PROPOSED)
    query = select(Revision).where(*ready).options(joinedload(Revision.base))
    return db.session.scalars(query.order_by(Revision.id)).all()


def ballots_of(guideline: Guideline) -> Sequence[Ballot]:
    """Those not closed first, the one that closes first leading; then the closed ones, the last one leading."""
    query = select(Ballot).join(Ballot.revision).where(Revision.guideline_id == guideline.id)
    found = db.session.scalars(query.options(joinedload(Ballot.revision).joinedload(Revision.base))).all()
    running = sorted((b for b in found if b.closed_at is None), key=lambda b: (b.closes_at, b.id))
    closed = [b for b in found if b.closed_at is not None]
    return [*running, *sorted(closed, key=lambda b: (b.closed_at or b.closes_at, b.id), reverse=True)]


def last_ballot(guideline: Guideline) -> Ballot | None:
    """The one opened last: the next one is mostly led like it."""
    query = select(Ballot).join(Ballot.revision).where(Revision.guideline_id == guideline.id)
    return db.session.scalars(query.order_by(Ballot.opens_at.desc(), Ballot.id.desc()).limit(1)).one_or_none()


def open_ballots_for(person: Person, now: datetime) -> list[tuple[Ballot, Vote | None]]:
    """Ballots in which she may vote now, with her vote so far; the one that closes first leading."""
    hers = (Appointment.person_id == person.id, Appointment.role == Role.EXPERT, Appointment.seated)
    query = (
        select(Ballot, Vote)
        .join(Ballot.revision)
        .join(Appointment, Appointment.guideline_id == Revision.guideline_id)
        .outerjoin(
            Vote,
            (Vote.ballot_id == Ballot.id) & (Vote.voter_id == Appointment.id) & Vote.superseded_at.is_(None),
        )
        .where(*hers, *in_force(now.date()), Ballot.closed_at.is_(None), Ballot.opens_at <= now, Ballot.closes_at > now)
    )
    return [(ballot, vote) for ballot, vote in db.session.execute(query.order_by(Ballot.closes_at, Ballot.id))]


def due_ballots(now: datetime) -> Sequence[int]:
    """Those whose time is over and that nobody counted yet."""
    due = select(Ballot.id).where(Ballot.closed_at.is_(None), Ballot.closes_at <= now)
    return db.session.scalars(due.order_by(Ballot.closes_at, Ballot.id)).all()


def ballots_ending(now: datetime, before: datetime) -> Sequence[int]:
    """Those open now that close before a time."""
    ending = (Ballot.closed_at.is_(None), Ballot.opens_at <= now, Ballot.closes_at > now, Ballot.closes_at <= before)
    return db.session.scalars(select(Ballot.id).where(*ending).order_by(Ballot.closes_at, Ballot.id)).all()
