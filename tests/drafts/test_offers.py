"""A role for someone without an account: offered by mail, theirs once they have shown the address to be theirs."""

import re

import pytest
from sqlalchemy import select

from consult.accounts.actions import confirm, open_account
from consult.accounts.models import Person
from consult.accounts.queries import person_with_email
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.drafts.models import Appointment, Guideline, Role
from consult.drafts.people.models import RoleOffer
from consult.drafts.people.offers import decline, offer_role, take_up, withdraw_offer
from consult.drafts.people.queries import offers_to, open_offers
from consult.drafts.people.terms import RoleTerms
from consult.drafts.queries import membership_of
from consult.tracing.own_data.data_export import held_on
from consult.tracing.own_data.erasure import erase_person
from tests.accounts.mails import link_in_last_mail
from tests.browser import Browser
from tests.make import drafts as make
from tests.people import PASSWORD, People

EXPERT = RoleTerms(role=Role.EXPERT, member_state="PE")
SLUG = {"slug": "smart-cities"}


@pytest.fixture
def guideline(people: People) -> Guideline:
    return make.guideline(by=people.sara)


def offered(
    guideline: Guideline, people: People, email: str = "petra@example.org", seat: RoleTerms = EXPERT
) -> RoleOffer:
    made = offer_role(guideline, email, seat, by=people.sara, language="en")
    db.session.commit()
    return made


def petra(email: str = "petra@example.org") -> Person:
    person = open_account(email, "Petra Quispe", PASSWORD, language="en")
    db.session.commit()
    return person


def test_it_becomes_an_appointment_when_its_owner_takes_it_up(people: People, guideline: Guideline) -> None:
    offer = offered(guideline, people)
    assert not membership_of(person_with_email("petra@example.org"), guideline).inside
    person = petra()
    assert offers_to(person) == [offer]
    assert not membership_of(person, guideline).inside, "an account alone is no role"
    made = take_up(offer, by=person)
    assert made is not None
    assert (made.role, made.member_state, made.seated) == (Role.EXPERT, "PE", True)
    assert open_offers(guideline) == []
    with pytest.raises(Refused, match="no longer open"):
        take_up(offer, by=person)


def test_it_is_for_that_address_alone_and_only_once_it_is_confirmed(people: People, guideline: Guideline) -> None:
    offer = offered(guideline, people, "amina2@example.org")
    with pytest.raises(Refused):
        take_up(offer, by=people.amina)
    claimed = Person(email="amina2@example.org", name="Someone", created_at=offer.at, session_key="x")
    db.session.add(claimed)
    db.session.flush()
    assert offers_to(claimed) == []
    with pytest.raises(Refused):
        take_up(offer, by=claimed)
    confirm(claimed)
    assert offers_to(claimed) == [offer]


def test_offering_it_again_mails_again_and_is_one_offer(people: People, guideline: Guideline) -> None:
    offered(guideline, people)
    again = offered(guideline, people, seat=RoleTerms(role=Role.EXPERT, member_state="CL", seated=False))
    assert open_offers(guideline) == [again]
    assert (again.member_state, again.seated) == ("CL", False)
    mails = db.session.scalars(select(Message).where(Message.recipient == "petra@example.org")).all()
    assert len(mails) == 2


def test_a_withdrawn_or_declined_offer_gives_nothing(people: People, guideline: Guideline) -> None:
    first, person = offered(guideline, people), petra()
    withdraw_offer(first, by=people.sara)
    with pytest.raises(Refused):
        take_up(first, by=person)
    second = offered(guideline, people)
    decline(second, by=person)
    assert offers_to(person) == []
    assert db.session.scalars(select(Appointment).where(Appointment.person_id == person.id)).all() == []


def test_only_the_secretariat_offers_and_withdraws(people: People, guideline: Guideline) -> None:
    with pytest.raises(Refused, match="Only the secretariat"):
        offer_role(guideline, "petra@example.org", EXPERT, by=people.dana, language="en")
    offer = offered(guideline, people)
    with pytest.raises(Refused, match="Only the secretariat"):
        withdraw_offer(offer, by=people.dana)


def test_erasing_takes_the_offer_along_and_it_is_in_ones_data(people: People, guideline: Guideline) -> None:
    offered(guideline, people)
    person = petra()
    assert [row["role"] for row in held_on(person)["offers"]] == [Role.EXPERT]
    erase_person(person)
    assert db.session.scalars(select(RoleOffer)).all() == []


# Pages


def test_from_the_form_through_the_mail_to_the_role(browser: Browser) -> None:
    make.guideline(by=browser.people.sara)
    sara = browser.as_(browser.people.sara)
    form = {"email": "Petra@Example.org", "role": "expert", "member_state": "PE", "seated": "y", "title": ""}
    page = sara.post("drafts.people", form, **SLUG)
    assert "has no account yet" in page
    assert "Offered, not taken up yet" in page
    mail = db.session.scalars(select(Message).where(Message.recipient == "petra@example.org")).one()
    assert "Expert" in mail.body
    found = re.search(r"/confirm/\S+", mail.body)
    assert found
    newcomer = browser.as_(None)
    page = newcomer.post(found[0], {"name": "Petra Quispe", "password": PASSWORD})
    assert "you are signed in" in page
    assert "You are offered a role" in newcomer.get("tracing.home")
    assert "With a vote" in newcomer.get("drafts.offers")
    offer = db.session.scalars(select(RoleOffer)).one()
    assert "The role is yours now" in newcomer.post("drafts.answer_offer", offer_id=offer.id, answer="take")
    assert "Petra Quispe" in sara.get("drafts.people", **SLUG)


def test_who_is_offered_a_role_in_a_private_guideline_finds_it_on_the_first_page(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    guideline.public = False
    offered(guideline, browser.people)
    page = browser.as_(petra()).get("tracing.home")
    assert "There is no guideline here yet" in page
    assert "You are offered a role" in page


def test_two_seats_of_a_state_count_what_is_offered(browser: Browser) -> None:
    make.guideline(by=browser.people.sara)
    sara = browser.as_(browser.people.sara)
    for name in ("one", "two"):
        form = {"email": f"{name}@example.org", "role": "expert", "member_state": "PE", "seated": "y"}
        assert "has no account yet" in sara.post("drafts.people", form, **SLUG)
    third = sara.post("drafts.people", {**form, "email": "three@example.org"}, **SLUG)
    assert "already has two experts" in third
    assert 'value="three@example.org"' in third.html


def test_who_has_an_account_has_the_role_at_once_and_is_told(browser: Browser) -> None:
    make.guideline(by=browser.people.sara)
    sara = browser.as_(browser.people.sara)
    form = {"email": browser.people.dana.email, "role": "drafter"}
    assert "was told by mail" in sara.post("drafts.people", form, **SLUG)
    mail = db.session.scalars(select(Message).where(Message.recipient == browser.people.dana.email)).one()
    assert "Drafting team" in mail.body
    assert "has that role already" in sara.post("drafts.people", form, **SLUG)


def test_an_offer_of_another_guideline_is_not_there(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    make.guideline("other", by=browser.people.sara)
    offer = offered(guideline, browser.people)
    sara = browser.as_(browser.people.sara)
    assert sara.post("drafts.withdraw_offer", slug="other", offer_id=offer.id).status == 404
    assert "is withdrawn" in sara.post("drafts.withdraw_offer", offer_id=offer.id, **SLUG)
    assert sara.post("drafts.answer_offer", offer_id=offer.id, answer="take").status == 404


def test_the_mailed_link_leads_to_the_offer_once_name_and_password_are_given(browser: Browser) -> None:
    offered(make.guideline(by=browser.people.sara), browser.people)
    page = browser.as_(None).post(link_in_last_mail(), {"name": "Petra Quispe", "password": PASSWORD})
    assert "Roles offered to you" in page
    assert "Take up the role" in page


def test_where_nobody_holds_a_role_the_page_says_so(browser: Browser) -> None:
    make.guideline()
    page = browser.as_(browser.people.olga).get("drafts.people", **SLUG)
    assert "Nobody holds a role yet." in page
    assert 'aria-label="Roles"' not in page.html
