"""A role that was given is ended: who, when, and nothing of what was done in it."""

import pytest
from sqlalchemy import select

from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.models import Appointment, Guideline, Role
from consult.drafts.people import actions
from consult.drafts.people.queries import seats_taken
from consult.drafts.queries import membership_of
from tests.accounts.mails import last_mail
from tests.browser import Browser
from tests.make import drafts as make
from tests.people import People

BECAUSE = {"because": "They left the organisation."}


@pytest.fixture
def guideline(browser: Browser) -> Guideline:
    guideline = make.guideline()
    browser.people.appoint_all(guideline)
    return guideline


def held_by(name: str, guideline: Guideline, role: Role) -> Appointment:
    query = select(Appointment).join(Appointment.person).where(Appointment.person.has(name=name))
    return db.session.scalars(query.where(Appointment.role == role, Appointment.guideline_id == guideline.id)).one()


def test_the_secretariat_ends_a_role_and_its_rights_are_gone(browser: Browser, guideline: Guideline) -> None:
    sara, dana = browser.as_(browser.people.sara), browser.as_(browser.people.dana)
    assert dana.get("drafts.import_outline", slug=guideline.slug).status == 200
    role = held_by("Dana Novak", guideline, Role.DRAFTER)
    page = sara.post("drafts.end_role", BECAUSE, slug=guideline.slug, appointment_id=role.id)
    assert "does not have the role any more" in page
    assert "Roles that ended" in page
    dana.get("drafts.import_outline", slug=guideline.slug, status=403)


def test_the_record_says_who_ended_it(browser: Browser, guideline: Guideline) -> None:
    role = held_by("Dana Novak", guideline, Role.DRAFTER)
    browser.as_(browser.people.sara).post("drafts.end_role", BECAUSE, slug=guideline.slug, appointment_id=role.id)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "role.taken")).one()
    assert (entry.actor_id, entry.subject_id) == (browser.people.sara.id, role.id)
    assert db.session.get(Appointment, role.id).ended_at <= entry.at
    assert "was taken back: Drafting team." in browser.get("tracing.journal", slug=guideline.slug)


def test_it_is_ended_once_and_can_be_given_again(browser: Browser, guideline: Guideline) -> None:
    sara = browser.as_(browser.people.sara)
    role = held_by("Dana Novak", guideline, Role.DRAFTER)
    sara.post("drafts.end_role", BECAUSE, slug=guideline.slug, appointment_id=role.id)
    assert sara.post("drafts.end_role", BECAUSE, slug=guideline.slug, appointment_id=role.id).status == 404
    form = {"email": "dana@example.org", "role": "drafter"}
    assert "has the role now" in sara.post("drafts.people", form, slug=guideline.slug)
    assert membership_of(browser.people.dana, guideline).team


def test_the_last_secretariat_does_not_end_itself_but_an_administrator_may(
    browser: Browser, guideline: Guideline
) -> None:
    role = held_by("Sara Lind", guideline, Role.SECRETARIAT)
    refused = browser.as_(browser.people.sara).post(
        "drafts.end_role", BECAUSE, slug=guideline.slug, appointment_id=role.id
    )
    assert "the last secretariat" in refused
    browser.as_(browser.people.olga).post("drafts.end_role", BECAUSE, slug=guideline.slug, appointment_id=role.id)
    assert not membership_of(browser.people.sara, guideline).secretariat


def test_an_expert_who_left_makes_room_for_another_of_the_state(people: People) -> None:
    guideline = make.guideline()
    people.appoint_all(guideline)
    appointments = select(Appointment).where(Appointment.person_id == people.ines.id)
    seat = db.session.scalars(appointments).one()
    assert seats_taken(guideline, "PT") == 1
    actions.end_role(seat, by=people.sara)
    db.session.commit()
    assert seats_taken(guideline, "PT") == 0


def test_nobody_else_ends_roles(people: People) -> None:
    guideline = make.guideline()
    people.appoint_all(guideline)
    seat = db.session.scalars(select(Appointment).where(Appointment.person_id == people.ines.id)).one()
    for person in (people.dana, people.chen, people.moses, people.ines, people.amina):
        with pytest.raises(Refused):
            actions.end_role(seat, by=person)


def test_it_is_asked_first_and_whose_role_it_was_reads_the_reason_in_a_mail(
    browser: Browser, guideline: Guideline
) -> None:
    sara = browser.as_(browser.people.sara)
    role = held_by("Dana Novak", guideline, Role.DRAFTER)
    place = {"slug": guideline.slug, "appointment_id": role.id}
    assert "They are told by mail" in sara.get("drafts.end_role", **place)
    assert role.ended_at is None
    assert sara.post("drafts.end_role", **place).status == 422
    assert db.session.get(Appointment, role.id).ended_at is None
    sara.post("drafts.end_role", BECAUSE, **place)
    assert last_mail().recipient == "dana@example.org"
    assert BECAUSE["because"] in last_mail().body


def test_ones_own_role_is_ended_with_a_warning_and_leads_to_a_page_that_is_still_readable(
    browser: Browser, guideline: Guideline
) -> None:
    actions.appoint(guideline, browser.people.olga, Role.SECRETARIAT)
    db.session.commit()
    sara = browser.as_(browser.people.sara)
    place = {"slug": guideline.slug, "appointment_id": held_by("Sara Lind", guideline, Role.SECRETARIAT).id}
    assert "This is your own role." in sara.get("drafts.end_role", **place)
    page = sara.post("drafts.end_role", **place)
    assert page.status == 200
    assert "does not have the role any more" in page


def test_the_last_secretariat_reads_why_it_stays_before_any_button(browser: Browser, guideline: Guideline) -> None:
    role = held_by("Sara Lind", guideline, Role.SECRETARIAT)
    page = browser.as_(browser.people.sara).get("drafts.end_role", slug=guideline.slug, appointment_id=role.id)
    assert "the last secretariat" in page
    assert "Leave it as it is" not in page
