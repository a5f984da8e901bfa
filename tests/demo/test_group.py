"""The expert group of the demo, built alone: its seats and states, the call of 2023, interests."""

from collections import Counter

from sqlalchemy import select

from consult.core import clock
from consult.core.database import db
from consult.demo import group
from consult.demo.texts import days, today
from consult.drafts.models import Appointment, Role
from consult.drafts.people.actions import appoint
from consult.drafts.queries import voting_seats
from consult.voting.interests.queries import register_of
from consult.voting.nominations.models import Nomination, NominationCall
from tests.make import drafts as make
from tests.people import People


def test_the_group_is_as_in_the_process(people: People) -> None:
    guideline = make.guideline()
    make.draft(guideline)
    with today(clock.now()), clock.at(days(-420)):
        appoint(guideline, people.sara, Role.SECRETARIAT)
        experts, chair = group.gather_group(guideline, people.sara)
    with clock.at(days(-300)):
        group.declare_interests(guideline, experts, people.sara)
    seats = db.session.scalars(voting_seats(guideline.id)).all()
    states = Counter(seat.member_state for seat in seats)
    assert (len(seats), len(states), max(states.values())) == (31, 25, 2)
    assert {seat.person for seat in seats} == set(experts)
    assert chair in experts
    everyone = db.session.scalars(select(Appointment).where(Appointment.role == Role.EXPERT)).all()
    assert sum(place.alternate_of_id is not None for place in everyone) == 1
    assert sum(place.replaces_id is not None for place in everyone) == 1
    assert db.session.scalars(select(NominationCall)).one().closes_at.date().isoformat() == "2023-10-12"
    assert Counter(db.session.scalars(select(Nomination.state))) == {"accepted": 4, "declined": 1}
    register = register_of(guideline)
    assert sum(not line.declared for line in register if line.place.seated) == 3
    handled = [d.handling.kind for line in register for d in line.declared if d.handling is not None]
    assert sorted(handled) == ["disclosed", "no_conflict", "recused"]
