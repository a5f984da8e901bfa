"""Ballots, their seats and votes, found; and the votes counted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.core.derived.row_cache import is_read
from consult.core.request_memo import once_a_page, remember
from consult.drafts.membership import Membership
from consult.drafts.models import RUNNING, Appointment, Clause, Guideline, Role, in_force
from consult.drafts.queries import reached, voting_seats
from consult.drafts.row_cache.rows import guideline_by_key, guidelines_with_version, remember_guideline, rows_held
from consult.drafts.rules import gives_rights
from consult.revisions.models import Revision, RevisionState
from consult.revisions.queries import readable_revisions, takes_up
from consult.revisions.rules import LIVE
from consult.voting.models import (
    Ballot,
    BallotEvent,
    BallotEventKind,
    BallotPaper,
    BallotSeat,
    Choice,
    Counting,
    ObjectionQuestion,
    Vote,
)
from consult.voting.tally import LIFTABLE, Rule, Tally, count, restored, votes_of_states


def ballot_for(person: Person | None, ballot_id: int) -> tuple[Ballot, Membership] | None:
    """The ballot and the reader's membership; None when the guideline is not theirs to know of."""
    ballot = _with_its_revision(ballot_id) if is_read() else db.session.get(Ballot, ballot_id)
    guideline = guideline_by_key(ballot.revision.guideline_id) if ballot is not None else None
    found = reached(person, guideline) if guideline is not None else None
    return (ballot, found[1]) if ballot is not None and found is not None else None


def _with_its_revision(ballot_id: int) -> Ballot | None:
    """And the others on it, which its page names."""
    same = select(Ballot.revision_id).where(Ballot.id == ballot_id).scalar_subquery()
    query = guidelines_with_version().join(Revision, Revision.guideline_id == Guideline.id)
    query = query.join(Ballot, Ballot.revision_id == Revision.id).where(Ballot.revision_id == same)
    query = query.add_columns(Ballot).options(contains_eager(Ballot.revision)).order_by(Ballot.id)
    rows: Sequence[Any] = db.session.execute(query).all()
    every: list[Ballot] = [row[-1] for row in rows]
    if rows:
        remember_guideline(*rows[0][:2])
        remember(ballots_on, every, every[0].revision)
    return next((ballot for ballot in every if ballot.id == ballot_id), None)


def open_ballots(guideline: Guideline) -> int:
    """How many are open, or still to come, or wait to be counted."""
    query = select(func.count()).select_from(Ballot).join(Revision, Revision.id == Ballot.revision_id)
    return db.session.scalar(query.where(Revision.guideline_id == guideline.id, Ballot.closed_at.is_(None))) or 0


def voters(guideline_id: int) -> Select[Appointment]:
    """The experts who have a vote: seated ones, in their term and not suspended."""
    return voting_seats(guideline_id)


def electorate(ballot: Ballot) -> Select[BallotSeat]:
    """Its seats, as they were written down when it opened; none before."""
    return select(BallotSeat).where(BallotSeat.ballot_id == ballot.id)


def seats_of_ballot(ballot: Ballot) -> Sequence[BallotSeat]:
    return db.session.scalars(electorate(ballot).order_by(BallotSeat.name, BallotSeat.id)).all()


@dataclass(frozen=True)
class Seats:
    """Of one ballot: by the appointment that holds it, how many have voted, and whether a holder was replaced."""

    by_holder: Mapping[int, BallotSeat]
    voted: int
    replaced: bool


@once_a_page
def seats_at_once(ballot: Ballot) -> Seats:
    """What a page asks of a ballot's seats, in one query."""
    replacing = select(Appointment.id).where(Appointment.replaces_id == BallotSeat.holder_id).exists()
    rows = db.session.execute(electorate(ballot).add_columns(replacing, _has_voted(ballot))).all()
    by_holder = {seat.holder_id: seat for seat, *_facts in rows}
    return Seats(by_holder, sum(voted for *_seat, voted in rows), any(gone for _seat, gone, _voted in rows))


def _has_voted(ballot: Ballot) -> ColumnElement[bool]:
    by_name = select(Vote.seat_id).where(Vote.ballot_id == ballot.id, Vote.superseded_at.is_(None))
    return or_(BallotSeat.took_part, BallotSeat.id.in_(by_name))


def replaced_in(ballot: Ballot) -> bool:
    """Whether someone has replaced a member who holds a seat in it."""
    if is_read():
        return seats_at_once(ballot).replaced
    replaced = electorate(ballot).join(Appointment, Appointment.replaces_id == BallotSeat.holder_id)
    return db.session.scalar(select(replaced.exists())) or False


def seat_in(ballot: Ballot, appointment: Appointment | None) -> BallotSeat | None:
    """The seat that this member holds in a ballot: their own, or one they took over."""
    if appointment is None:
        return None
    if is_read():
        return seats_at_once(ballot).by_holder.get(appointment.id)
    return db.session.scalars(electorate(ballot).where(BallotSeat.holder_id == appointment.id)).one_or_none()


@once_a_page
def seats(guideline_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(voters(guideline_id).subquery())) or 0


@once_a_page
def seat_of(person: Person | None, guideline: Guideline) -> Appointment | None:
    """Their place in the expert group, with a vote or without: the one that gives rights today, or else the last that
    they held, so that a rule can tell them why it gives none."""
    if person is None or not person.is_authenticated:
        return None
    experts = select(Appointment).where(Appointment.guideline_id == guideline.id, Appointment.role == Role.EXPERT)
    if is_read():
        held = rows_held(guideline, "experts", experts.order_by(Appointment.id))
        return max((one for one in held if one.person_id == person.id), key=_rights_first, default=None)
    leading = (and_(*in_force(clock.now().date())).desc(), RUNNING.desc(), Appointment.id.desc())
    return db.session.scalars(experts.where(Appointment.person_id == person.id).order_by(*leading).limit(1)).first()


def _rights_first(seat: Appointment) -> tuple[bool, bool, int]:
    return gives_rights(seat, clock.now().date()), seat.ended_at is None, seat.id


def undecided(ballot: Ballot) -> Sequence[BallotSeat]:
    """Seats that have not voted and whose holder still can: nobody waits for a member who left."""
    voted = select(Vote.seat_id).where(Vote.ballot_id == ballot.id)
    waiting = electorate(ballot).where(BallotSeat.id.not_in(voted), BallotSeat.took_part.is_(False))
    waiting = waiting.join(Appointment, Appointment.id == BallotSeat.holder_id)
    waiting = waiting.where(*in_force(clock.now().date()))
    whose = joinedload(BallotSeat.holder).joinedload(Appointment.person)
    return db.session.scalars(waiting.options(whose).order_by(BallotSeat.holder_name, BallotSeat.id)).all()


def standing_votes(ballot: Ballot) -> Sequence[Vote]:
    """The vote that counts of each seat, by name. In a secret ballot, the recusals."""
    standing = (Vote.ballot_id == ballot.id, Vote.superseded_at.is_(None))
    query = select(Vote).join(Vote.seat).where(*standing).options(joinedload(Vote.seat))
    return db.session.scalars(query.order_by(BallotSeat.name, Vote.id)).all()


def standing_vote(seat: BallotSeat | None) -> Vote | None:
    if seat is None:
        return None
    if is_read():
        return next((vote for vote in votes_through(seat) if vote.superseded_at is None), None)
    query = select(Vote).where(Vote.seat_id == seat.id, Vote.superseded_at.is_(None))
    return db.session.scalars(query).one_or_none()


@once_a_page
def votes_through(seat: BallotSeat | None) -> Sequence[Vote]:
    """Every vote that was cast from the seat, the last one first."""
    if seat is None:
        return []
    return db.session.scalars(select(Vote).where(Vote.seat_id == seat.id).order_by(Vote.id.desc())).all()


def votes_cast(ballot: Ballot) -> int:
    """How many votes and papers there are, replaced ones too."""
    by_name = select(func.count()).select_from(Vote).where(Vote.ballot_id == ballot.id)
    papers = select(func.count()).select_from(BallotPaper).where(BallotPaper.ballot_id == ballot.id)
    return (db.session.scalar(by_name) or 0) + (db.session.scalar(papers) or 0)


def turnout(ballot: Ballot) -> tuple[int, int]:
    """How many seats have voted, whatever they chose; and how many there are, or would be if it opened now."""
    if ballot.seated_at is None:
        return 0, seats(ballot.revision.guideline_id)
    if is_read():
        at_once = seats_at_once(ballot)
        return at_once.voted, len(at_once.by_holder)
    figures = select(func.count().filter(_has_voted(ballot)), func.count()).where(BallotSeat.ballot_id == ballot.id)
    voted_already, every = db.session.execute(figures).one()
    return voted_already, every


def units_of(ballot: Ballot) -> int:
    """How many votes there can be: of seats, or of states."""
    if ballot.counting == Counting.PER_STATE and ballot.seated_at is not None:
        return len({seat.member_state or str(seat.id) for seat in seats_of_ballot(ballot)})
    return turnout(ballot)[1]


def lifted_objections(ballot: Ballot) -> frozenset[int]:
    """Votes whose objection was lifted, in a ballot where that is asked."""
    if ballot.majority not in LIFTABLE:
        return frozenset()
    lifted = select(ObjectionQuestion.vote_id).join(Vote, Vote.id == ObjectionQuestion.vote_id)
    return frozenset(db.session.scalars(lifted.where(Vote.ballot_id == ballot.id, ObjectionQuestion.lifted.is_(True))))


def papers_of(ballot: Ballot) -> Sequence[BallotPaper]:
    """What was chosen in secret, in the order of numbers drawn by chance."""
    return db.session.scalars(
        select(BallotPaper).where(BallotPaper.ballot_id == ballot.id).order_by(BallotPaper.id)
    ).all()


def tally_of(ballot: Ballot) -> Tally:
    """As it was counted at closing; before that, as it stands. Raises ValueError as `recount` does."""
    return restored(ballot.tally) if ballot.tally is not None else recount(ballot)


def tally_if_countable(ballot: Ballot) -> Tally | None:
    """None where it holds more votes than seats: such a ballot decides nothing and can only be declared void."""
    return restored(ballot.tally) if ballot.tally is not None else recount_if_countable(ballot)


def recount_if_countable(ballot: Ballot) -> Tally | None:
    """`recount`, or None where there are more votes than seats."""
    try:
        return recount(ballot)
    except ValueError:
        return None


def recount(ballot: Ballot) -> Tally:
    """The votes and papers that are kept, counted against the seats that were written down at the opening.

    Raises ValueError where there are more votes than seats.
    """
    rule, lifted = rule_of(ballot), lifted_objections(ballot)
    seats_of_it = seats_of_ballot(ballot)
    votes = {vote.seat_id: vote for vote in standing_votes(ballot)}
    if ballot.counting == Counting.PER_STATE and rule.decides:
        each = [(s.member_state or str(s.id), *_position(votes.get(s.id), lifted)) for s in seats_of_it]
        choices, lifted_by, states = votes_of_states(each)
        return count(choices, seated=states, rule=rule, lifted=lifted_by)
    said_by: Sequence[Vote | BallotPaper] = [*votes.values(), *papers_of(ballot)]
    stand = [said for said in said_by if isinstance(said, BallotPaper) or said.id not in lifted]
    gradients = [said.gradient for said in stand if said.gradient is not None]
    return count(
        [said.choice for said in stand],
        seated=len(seats_of_it),
        rule=rule,
        lifted=len(said_by) - len(stand),
        gradients=gradients,
    )


def _position(vote: Vote | None, lifted: frozenset[int]) -> tuple[Choice | None, bool]:
    return (vote.choice, vote.id in lifted) if vote is not None else (None, False)


def rule_of(ballot: Ballot) -> Rule:
    return Rule(ballot.majority, ballot.quorum, ballot.quorum_floor, ballot.counting)


@dataclass(frozen=True)
class Called:
    """One line of the roll call; `changes` counts the votes that this one replaced. A secret ballot tells no vote."""

    seat: BallotSeat
    vote: Vote | None
    changes: int
    lifted: bool
    successors: Sequence[tuple[str, datetime]]  # who took the seat over while it ran, one after the other, and when

    @property
    def took_part(self) -> bool:
        return self.vote is not None or self.seat.took_part


def roll_call(ballot: Ballot) -> list[Called]:
    """Every seat, by the name it had at the opening, and how it was used."""
    cast = {vote.seat_id: vote for vote in standing_votes(ballot)}
    times = select(Vote.seat_id, func.count()).where(Vote.ballot_id == ballot.id).group_by(Vote.seat_id)
    changes = dict(db.session.execute(times).all())
    lifted = lifted_objections(ballot)
    called, successors = seats_of_ballot(ballot), _successors_in(ballot)
    votes = [cast.get(seat.id) for seat in called]
    return [
        Called(seat, vote, changes.get(seat.id, 1) - 1, vote is not None and vote.id in lifted, successors(seat))
        for seat, vote in zip(called, votes, strict=True)
    ]


def _successors_in(ballot: Ballot) -> Callable[[BallotSeat], Sequence[tuple[str, datetime]]]:
    """The row of a seat keeps its last holder; the lines of the ballot's life keep each."""
    passed_on = [event for event in events_of(ballot) if event.kind == BallotEventKind.TAKEN_OVER]

    def successors(seat: BallotSeat) -> Sequence[tuple[str, datetime]]:
        through = [
            (str(e.facts.get("successor_name", "")), e.at) for e in passed_on if e.facts["seat"] == seat.appointment_id
        ]
        named = [(name, at) for name, at in through if name]
        if not named and seat.taken_over_at is not None:
            return [(seat.holder_name, seat.taken_over_at)]
        return named

    return successors


@once_a_page
def ballots_on(revision: Revision) -> Sequence[Ballot]:
    """All that there were, the first one first."""
    return db.session.scalars(select(Ballot).where(Ballot.revision_id == revision.id).order_by(Ballot.id)).all()


def earlier_ballots(ballot: Ballot) -> Sequence[Ballot]:
    """On the same revision before this one: what a reader of a second ballot should know."""
    return [other for other in ballots_on(ballot.revision) if other.id < ballot.id]


def later_ballot(ballot: Ballot) -> Ballot | None:
    """The one that followed on the same revision."""
    return next((other for other in ballots_on(ballot.revision) if other.id > ballot.id), None)


@once_a_page
def events_of(ballot: Ballot) -> Sequence[BallotEvent]:
    """Its life, the first thing first."""
    query = select(BallotEvent).where(BallotEvent.ballot_id == ballot.id).options(joinedload(BallotEvent.by))
    return db.session.scalars(query.order_by(BallotEvent.at, BallotEvent.id)).all()


def extensions_of(ballot: Ballot) -> int:
    return sum(event.kind == BallotEventKind.EXTENDED for event in events_of(ballot))


def questions_on(ballot: Ballot) -> dict[int, list[ObjectionQuestion]]:
    """What objectors were asked and said, by vote."""
    query = select(ObjectionQuestion).join(Vote, Vote.id == ObjectionQuestion.vote_id)
    found: dict[int, list[ObjectionQuestion]] = {}
    for question in db.session.scalars(query.where(Vote.ballot_id == ballot.id).order_by(ObjectionQuestion.id)):
        found.setdefault(question.vote_id, []).append(question)
    return found


def open_question_on(vote: Vote) -> ObjectionQuestion | None:
    unanswered = (ObjectionQuestion.vote_id == vote.id, ObjectionQuestion.answered_at.is_(None))
    return db.session.scalars(select(ObjectionQuestion).where(*unanswered)).one_or_none()


def waiting_decisions(guideline: Guideline) -> list[Ballot]:
    """Ballots whose revision was carried and stands in no draft yet, the one that waits longest first."""
    waits = (Revision.guideline_id == guideline.id, Revision.state == RevisionState.CARRIED, Ballot.carried.is_(True))
    query = select(Ballot).join(Ballot.revision).where(*waits)
    query = query.options(joinedload(Ballot.revision).joinedload(Revision.base))
    newest = {ballot.revision_id: ballot for ballot in db.session.scalars(query.order_by(Ballot.id))}
    return sorted(newest.values(), key=lambda ballot: ballot.closed_at or ballot.closes_at)


def under_way_on(clause: Clause, membership: Membership) -> Sequence[tuple[Revision, Ballot | None]]:
    """Revisions of a clause that may still come into the text and that they may read, each with its open ballot."""
    unclosed = and_(Ballot.revision_id == Revision.id, Ballot.closed_at.is_(None))
    query = readable_revisions(membership).where(takes_up([clause.id]), Revision.state.in_(LIVE))
    found = db.session.execute(query.outerjoin(Ballot, unclosed).add_columns(Ballot).order_by(Revision.id))
    return [(revision, ballot) for revision, ballot in found.unique()]


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


@dataclass(frozen=True)
class RunningBallot:
    """A line of the list, as whoever looks has a part in it."""

    ballot: Ballot
    turnout: tuple[int, int]
    seat: BallotSeat | None
    vote: Vote | None

    @property
    def waits(self) -> bool:
        """For their vote: they have a seat in it and have not used it."""
        return self.seat is not None and self.vote is None and not self.seat.took_part


def running_ballot(ballot: Ballot, member: Appointment | None) -> RunningBallot:
    seat = seat_in(ballot, member)
    return RunningBallot(ballot, turnout(ballot), seat, standing_vote(seat))


def last_ballot(guideline: Guideline) -> Ballot | None:
    """The one opened last: the next one is mostly led like it."""
    query = select(Ballot).join(Ballot.revision).where(Revision.guideline_id == guideline.id)
    return db.session.scalars(query.order_by(Ballot.opens_at.desc(), Ballot.id.desc()).limit(1)).one_or_none()


def open_ballots_for(person: Person, now: datetime) -> list[tuple[Ballot, bool]]:
    """Ballots in which they may vote now, and whether they have; the one that closes first leading."""
    theirs = (Appointment.person_id == person.id, *in_force(now.date()))
    stands = (Vote.seat_id == BallotSeat.id, Vote.superseded_at.is_(None))
    voted = or_(BallotSeat.took_part, select(Vote.id).where(*stands).exists())
    query = (
        select(Ballot, voted)
        .join(BallotSeat, BallotSeat.ballot_id == Ballot.id)
        .join(Appointment, Appointment.id == BallotSeat.holder_id)
        .where(*theirs, Ballot.closed_at.is_(None), Ballot.opens_at <= now, Ballot.closes_at > now)
    )
    found = db.session.execute(query.order_by(Ballot.closes_at, Ballot.id))
    return [(ballot, bool(has_voted)) for ballot, has_voted in found]


def ballots_to_open(now: datetime) -> Sequence[int]:
    """Planned ones whose time has come and whose seats are not written down yet; open ones where a member was
    replaced."""
    replaced = select(BallotSeat.id).join(Appointment, Appointment.replaces_id == BallotSeat.holder_id)
    waits = or_(Ballot.seated_at.is_(None), replaced.where(BallotSeat.ballot_id == Ballot.id).exists())
    due = (waits, Ballot.closed_at.is_(None), Ballot.opens_at <= now, Ballot.closes_at > now)
    return db.session.scalars(select(Ballot.id).where(*due).order_by(Ballot.opens_at, Ballot.id)).all()


def due_ballots(now: datetime) -> Sequence[int]:
    """Those whose time is over and that nobody counted yet."""
    due = select(Ballot.id).where(Ballot.closed_at.is_(None), Ballot.closes_at <= now)
    return db.session.scalars(due.order_by(Ballot.closes_at, Ballot.id)).all()


def ballots_open(now: datetime) -> Sequence[int]:
    running = (Ballot.closed_at.is_(None), Ballot.opens_at <= now, Ballot.closes_at > now)
    return db.session.scalars(select(Ballot.id).where(*running).order_by(Ballot.closes_at, Ballot.id)).all()
