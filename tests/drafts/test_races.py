"""Roles given, offered, taken and ended at the same moment: real connections, both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import Person
from consult.core.database import db
from consult.drafts.models import RUNNING, Appointment, Guideline, Role
from consult.drafts.people.actions import appoint
from consult.drafts.people.models import RoleOffer
from consult.drafts.people.offers import offer_role
from consult.drafts.people.queries import seats_taken
from consult.drafts.people.terms import RoleTerms
from consult.drafts.queries import membership_of
from tests.make import drafts as make
from tests.people import People
from tests.races import at_once, posting, real_site

TRIES = 4  # who is first is left to chance


class Scene(NamedTuple):
    app: Flask
    people: People
    guideline: Guideline


@pytest.fixture(params=["sqlite", "postgres"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    for app in real_site(request, tmp_path):
        with app.app_context():
            people = People()
            guideline = make.guideline(by=people.sara)
            db.session.commit()
            yield Scene(app, people, guideline)
            db.session.remove()


def seat_of(guideline: Guideline, person: Person, role: Role) -> Appointment | None:
    same = (Appointment.guideline_id == guideline.id, Appointment.person_id == person.id, Appointment.role == role)
    return db.session.scalars(select(Appointment).where(*same, RUNNING)).one_or_none()


def test_of_two_secretariats_who_end_each_other_one_is_left(scene: Scene) -> None:
    app, people, guideline = scene
    pair = (people.sara, people.dana)
    for _turn in range(TRIES):
        seats = [
            seat_of(guideline, person, Role.SECRETARIAT) or appoint(guideline, person, Role.SECRETARIAT)
            for person in pair
        ]
        db.session.commit()
        ends = [
            posting(app, by, f"/guidelines/{guideline.slug}/people/{seat.id}/end", {"because": "The term is over."})
            for by, seat in zip(pair, reversed(seats), strict=True)
        ]
        db.session.rollback()
        answers = at_once(*ends)
        db.session.expire_all()
        assert sum(membership_of(person, guideline).secretariat for person in pair) == 1
        assert answers.count(302) == 1, answers


def test_a_state_never_gets_a_third_expert(scene: Scene) -> None:
    app, people, guideline = scene
    appoint(guideline, people.ines, Role.EXPERT, member_state="PT")
    appoint(guideline, people.dana, Role.SECRETARIAT)
    db.session.commit()
    address = f"/guidelines/{guideline.slug}/people"
    given = [
        posting(app, by, address, {"email": whose.email, "role": "expert", "member_state": "PT", "seated": "y"})
        for by, whose in ((people.sara, people.farid), (people.dana, people.chen))
    ]
    db.session.rollback()
    assert sorted(map(str, at_once(*given))) == ["302", "422"]
    db.session.expire_all()
    assert seats_taken(guideline, "PT") == 2


def test_an_offer_taken_while_it_is_withdrawn_is_one_or_the_other(scene: Scene) -> None:
    app, people, guideline = scene
    for _turn in range(TRIES):
        offer = offer_role(guideline, people.amina.email, RoleTerms(role=Role.DRAFTER), by=people.sara, language="en")
        db.session.commit()
        take = posting(app, people.amina, f"/offers/{offer.id}/take", {})
        withdraw = posting(app, people.sara, f"/guidelines/{guideline.slug}/people/offers/{offer.id}/withdraw", {})
        db.session.rollback()
        answers = at_once(take, withdraw)
        assert sorted(map(str, answers)) == ["302", "403"]
        now = db.session.get_one(RoleOffer, offer.id, populate_existing=True)
        assert (now.taken_at is None) != (now.withdrawn_at is None)
        if seat := seat_of(guideline, people.amina, Role.DRAFTER):
            seat.ended_at = seat.appointed_at
            db.session.commit()
