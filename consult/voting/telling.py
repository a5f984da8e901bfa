"""Mail to those who vote: each in their language and with the times of their zone."""

from typing import Any

from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Appointment
from consult.voting.mailing import tell_of_ballot
from consult.voting.models import Ballot
from consult.voting.queries import seats_of_ballot, voters


def tell_all(template: str, ballot: Ballot, **said: Any) -> None:
    """Whoever holds a seat; before it opens, whoever would."""
    if ballot.seated_at is None:
        members = list(db.session.scalars(voters(ballot.revision.guideline_id)).unique())
    else:
        members = [seat.holder for seat in seats_of_ballot(ballot)]
    for member in members:
        if member.ended_at is None:
            tell_member(template, member, ballot, **said)


def tell_member(template: str, member: Appointment, ballot: Ballot, **said: Any) -> None:
    tell_of_ballot(template, member.person, ballot, **{"now": clock.now, **said})
