"""The electorate of a ballot: written down once, when it opens, and taken over where a member is replaced meanwhile."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.verbs import Verb
from consult.drafts.models import Appointment
from consult.voting.models import Ballot, BallotEvent, BallotEventKind, BallotSeat
from consult.voting.queries import electorate, voters


def freeze(ballot: Ballot, now: datetime) -> list[BallotSeat]:
    """The seats of those who have a vote now, with their names and states as they are: whoever comes later has none."""
    seats = [
        BallotSeat(
            ballot=ballot,
            appointment=member,
            name=member.person.name,
            member_state=member.member_state,
            holder=member,
            holder_name=member.person.name,
        )
        for member in db.session.scalars(voters(ballot.revision.guideline_id).order_by(Appointment.id)).unique()
    ]
    db.session.add_all(seats)
    ballot.seated_at = now
    db.session.flush()
    return seats


def follow_replacements(ballot: Ballot, now: datetime) -> list[BallotSeat]:
    """Seats whose member was replaced while the ballot runs go to the successor, who may vote or replace the vote.

    Whoever was replaced votes no more; a role that ended without a successor leaves its seat in the base, unused.
    """
    successor = aliased(Appointment)
    query = electorate(ballot).join(successor, successor.replaces_id == BallotSeat.holder_id).add_columns(successor)
    taken: list[BallotSeat] = []
    while found := db.session.execute(query).all():  # a successor may have been replaced, too
        for seat, member in found:
            was, was_name = seat.holder_id, seat.holder_name
            seat.holder, seat.holder_name, seat.taken_over_at = member, member.person.name, now
            holders = {"seat": seat.appointment_id, "was": was, "successor": member.id}
            names = {"was_name": was_name, "successor_name": seat.holder_name}
            note(ballot, BallotEventKind.TAKEN_OVER, now, by=None, **holders, **names)
            record(Verb.BALLOT_SEAT_TAKEN_OVER, ballot, guideline_id=ballot.revision.guideline_id, **holders)
        taken += [seat for seat, _member in found]
        db.session.flush()
    return taken


def seats_as_facts(seats: list[BallotSeat]) -> list[Any]:
    """What the journal keeps of an electorate: appointment and state of each seat.

    The journal is never changed, so it holds no name that someone may ask to have erased: names stand in the seats,
    each committed to in the log as it was when the ballot opened.
    """
    return [[seat.appointment_id, seat.member_state] for seat in seats]


def note(
    ballot: Ballot, kind: BallotEventKind, now: datetime, *, by: Person | None, reason: str = "", **facts: Any
) -> BallotEvent:
    """A line of its life."""
    event = BallotEvent(ballot=ballot, kind=kind, at=now, by=by, reason=reason, facts=facts)
    db.session.add(event)
    return event
