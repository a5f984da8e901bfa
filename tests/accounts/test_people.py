"""Accounts, for administrators: suspended, let in again, made administrators, and none of it without one left."""

import pytest
from sqlalchemy import select

from consult.accounts import actions
from consult.accounts.models import Person
from consult.accounts.queries import person_with_email
from consult.comments.models import Comment, CommentState
from consult.core.database import db
from tests.accounts.mails import link_in_last_mail
from tests.browser import Browser
from tests.lookups import entries_about
from tests.make import consultations as make_round
from tests.make import drafts as make
from tests.people import PASSWORD


@pytest.fixture
def amina(browser: Browser) -> Person:
    person = browser.people.amina
    actions.set_password(person, PASSWORD)
    db.session.commit()
    return person


@pytest.fixture
def olga(browser: Browser) -> Browser:
    return browser.as_(browser.people.olga)


def sign_in(browser: Browser, person: Person) -> str:
    return browser.as_(None).post("accounts.sign_in", {"email": person.email, "password": PASSWORD}).text


def test_people_are_found_by_name_and_address(olga: Browser, amina: Person) -> None:
    for words in ("amina", "HASSAN", "amina@example.org"):
        assert "Amina Hassan" in olga.get("accounts.people", called=words)
    assert "Nobody is called so" in olga.get("accounts.people", called="zzz")
    assert "Olga Petrova" in olga.get("accounts.people")


def test_who_is_suspended_is_signed_out_and_not_let_in(browser: Browser, olga: Browser, amina: Person) -> None:
    device = browser.as_(amina)
    olga.post("accounts.person", {"do": "suspend"}, person_id=amina.id)
    assert "Sign out" not in device.get("tracing.home")
    assert "This account is suspended" in sign_in(browser, amina)
    assert "not right" in browser.as_(None).post("accounts.sign_in", {"email": amina.email, "password": "wrong"})


def test_nor_by_a_new_password(browser: Browser, olga: Browser, amina: Person) -> None:
    browser.post("accounts.forgot", {"email": amina.email})
    before = link_in_last_mail()
    olga.post("accounts.person", {"do": "suspend"}, person_id=amina.id)
    browser.as_(None).get(before, status=404)
    browser.post("accounts.forgot", {"email": amina.email})
    page = browser.as_(None).post(link_in_last_mail(), {"password": "quite another sentence"})
    assert "This account is suspended" in page
    assert "Sign out" not in page


def test_nor_as_a_guest_with_the_same_address(browser: Browser, olga: Browser, amina: Person) -> None:
    round_ = make_round.round_(make.draft(make.guideline(by=browser.people.sara), by=browser.people.sara))
    form = {"text": "Who pays?", "stance": "neutral", "language": "en", "name": "Amina", "email": amina.email}
    form |= {"country": "KE", "stakeholder_type": "individual"}
    browser.as_(None).post(f"/rounds/{round_.slug}/comment", form)
    link = link_in_last_mail()
    olga.post("accounts.person", {"do": "suspend"}, person_id=amina.id)
    assert browser.as_(None).post(link).status == 403
    assert db.session.scalars(select(Comment.state)).one() == CommentState.UNCONFIRMED


def test_who_is_let_in_again_signs_in_as_before(browser: Browser, olga: Browser, amina: Person) -> None:
    olga.post("accounts.person", {"do": "suspend"}, person_id=amina.id)
    olga.post("accounts.person", {"do": "restore"}, person_id=amina.id)
    assert "Sign out" in sign_in(browser, amina)
    assert [entry.verb for entry in entries_about(amina)][-2:] == ["person.suspended", "person.restored"]


def test_an_administrator_is_made_and_unmade(browser: Browser, olga: Browser, amina: Person) -> None:
    olga.post("accounts.person", {"do": "make_administrator"}, person_id=amina.id)
    assert browser.as_(amina).get("accounts.people").status == 200
    olga.post("accounts.person", {"do": "end_administration"}, person_id=amina.id)
    browser.as_(amina).get("accounts.people", status=403)
    last = entries_about(amina)[-1]
    assert (last.verb, last.actor_id) == ("person.administration_ended", browser.people.olga.id)


def test_the_last_administrator_stays(olga: Browser) -> None:
    me = olga.people.olga
    assert "the last administrator" in olga.get("accounts.person", person_id=me.id)
    assert olga.post("accounts.person", {"do": "end_administration"}, person_id=me.id).status == 403
    assert olga.post("accounts.person", {"do": "suspend"}, person_id=me.id).status == 403
    assert person_with_email(me.email).administrator


def test_only_someone_who_can_sign_in_administers(olga: Browser) -> None:
    bruno = olga.people.bruno
    assert olga.post("accounts.person", {"do": "make_administrator"}, person_id=bruno.id).status == 403
    assert olga.post("accounts.person", {"do": "fly"}, person_id=bruno.id).status == 400


def test_who_administers_signs_someone_out_everywhere(browser: Browser, olga: Browser, amina: Person) -> None:
    device = browser.as_(amina)
    olga.post("accounts.person", {"do": "end_sessions"}, person_id=amina.id)
    assert "Sign out" not in device.get("tracing.home")
    assert "Sign out" in sign_in(browser, amina)
