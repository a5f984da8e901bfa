"""Invitations and extensions: all or none, faults by line, and a mail to each."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.queries import person_with_email
from consult.consultations import actions
from consult.consultations.invitations import read_addresses
from consult.consultations.models import Access, Participation, Round, RoundRole
from consult.consultations.queries import participation_of
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.mail.outbox import Message
from tests.browser import Browser, Page
from tests.make import consultations as make_round
from tests.make import drafts as make


@pytest.fixture
def round_(browser: Browser) -> Round:
    guideline = make.guideline(by=browser.people.sara)
    return make_round.round_(make.draft(guideline, by=browser.people.sara), access=Access.INVITED)


def test_nobody_is_greeted_by_the_first_half_of_their_address(browser: Browser, round_: Round) -> None:
    sara = browser.people.sara
    [place] = actions.invite(round_, ["lea.moreau@example.org"], by=sara)
    place.person.confirmed_at = clock.now()
    for name, greeting in (("lea.moreau", "Hello,"), ("Léa Moreau", "Hello Léa Moreau,")):
        place.person.name = name
        actions.extend(round_, place.person, round_.closes_at, by=sara)
        assert greeting in db.session.scalars(select(Message).order_by(Message.id.desc())).first().body.splitlines()


def test_addresses_are_read_as_people_paste_them() -> None:
    text = "Amina@Example.org\n\nBruno Costa <bruno@example.org>; chen@example.cn,\n  dana@example.si  "
    addresses, faults = read_addresses(text)
    assert list(addresses) == ["amina@example.org", "bruno@example.org", "chen@example.cn", "dana@example.si"]
    assert not faults


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Jane Doe <jane@example.org>", "Jane Doe"),
        ('"Doe, Jane" <jane@example.org>', "Doe, Jane"),
        ("'Jane  Doe' <Jane@Example.org>", "Jane Doe"),
        ("<jane@example.org>", ""),
        ("jane@example.org", ""),
    ],
)
def test_the_name_before_an_address_is_read(typed: str, name: str) -> None:
    assert read_addresses(typed) == ({"jane@example.org": name}, [])


def test_who_is_invited_by_name_is_greeted_by_it(browser: Browser, round_: Round) -> None:
    form = {"invite-emails": "Jane Doe <jane@example.org>", "invite-role": "invited"}
    browser.as_(browser.people.sara).post("consultations.people", form, round_slug=round_.slug)
    assert person_with_email("jane@example.org").name == "Jane Doe"
    assert "Hello Jane Doe," in db.session.scalars(select(Message.body)).one()


@pytest.mark.parametrize(
    "typed",
    [
        "amina",
        "amina@",
        "a@x.test",
        "ä@example.org",
        "@example.org",
        "a b@example.org",
        "amina@example",
        "<>",
    ],
)
def test_what_is_no_address_is_said_by_line(typed: str) -> None:
    addresses, faults = read_addresses(f"ok@example.org\n{typed}")
    assert list(addresses) == ["ok@example.org"]
    assert [(fault.line, fault.typed) for fault in faults] == [(2, typed)]


def test_an_address_that_stands_twice_is_said_with_its_first_line() -> None:
    _addresses, faults = read_addresses("a@example.org\nb@example.org\nA@example.org")
    assert [(fault.line, fault.says) for fault in faults] == [(3, "This address stands already in line 1.")]


def test_everyone_is_invited_and_told(browser: Browser, round_: Round) -> None:
    sara, amina = browser.as_(browser.people.sara), browser.people.amina
    sara.get("consultations.people", round_slug=round_.slug)
    form = {"invite-emails": "amina@example.org\nnew@example.org", "invite-role": "invited"}
    page = sara.post("consultations.people", form, round_slug=round_.slug)
    assert "2 people are invited" in page
    assert "not signed up yet" in page
    assert participation_of(amina, round_).roles == {RoundRole.INVITED}
    mails = {mail.recipient: mail.body for mail in db.session.scalars(select(Message))}
    assert "/rounds/open-round" in mails["amina@example.org"]
    assert "/sign-up" in mails["new@example.org"]
    assert "/sign-up" not in mails["amina@example.org"]
    assert person_with_email("new@example.org").confirmed_at is None


def test_one_wrong_line_and_nobody_is_invited(browser: Browser, round_: Round) -> None:
    form = {"invite-emails": "amina@example.org\nnot an address", "invite-role": "invited"}
    page = browser.as_(browser.people.sara).post("consultations.people", form, round_slug=round_.slug)
    assert "Nobody was invited yet" in page
    assert "Line 2" in page
    assert "not an address</textarea>" in page.html
    assert db.session.scalars(select(Participation)).first() is None


def test_a_second_invitation_changes_nothing(browser: Browser, round_: Round) -> None:
    browser.people.amina  # noqa: B018 - makes the account
    form = {"invite-emails": "amina@example.org", "invite-role": "invited"}
    sara = browser.as_(browser.people.sara)
    sara.post("consultations.people", form, round_slug=round_.slug)
    assert "had that place already" in sara.post("consultations.people", form, round_slug=round_.slug)
    assert len(db.session.scalars(select(Message)).all()) == 1


def test_only_the_secretariat_says_who_hosts(browser: Browser, round_: Round) -> None:
    make_round.place(round_, browser.people.bruno, RoundRole.HOST)
    form = {"invite-emails": "amina@example.org", "invite-role": "host"}
    bruno = browser.as_(browser.people.bruno)
    assert "This was not sent yet" in bruno.post("consultations.people", form, round_slug=round_.slug)
    browser.as_(browser.people.sara).post("consultations.people", form, round_slug=round_.slug)
    assert participation_of(person_with_email("amina@example.org"), round_).host
    form["invite-role"] = "rapporteur"
    assert "is invited" in bruno.post("consultations.people", form, round_slug=round_.slug)


def test_one_person_gets_more_time(browser: Browser, round_: Round) -> None:
    amina, sara = browser.people.amina, browser.as_(browser.people.sara)
    until = round_.closes_at + timedelta(days=3)
    form = {"extend-email": "amina@example.org", "extend-until": f"{until:%Y-%m-%dT%H:%M}"}
    assert "has more time now" in sara.post("consultations.extend", form, round_slug=round_.slug)
    assert participation_of(amina, round_).until == until.replace(second=0, microsecond=0)
    with clock.at(round_.closes_at + timedelta(hours=1)):
        page = browser.as_(amina).get("consultations.round", round_slug=round_.slug)
    assert "You have more time" in page


@pytest.mark.parametrize(
    ("email", "days", "says"),
    [("who@example.org", 3, "Nobody has this address"), ("amina@example.org", -3, "after the round closes")],
)
def test_what_is_wrong_with_an_extension_is_said(
    browser: Browser, round_: Round, email: str, days: int, says: str
) -> None:
    browser.people.amina  # noqa: B018 - makes the account
    until = round_.closes_at + timedelta(days=days)
    form = {"extend-email": email, "extend-until": f"{until:%Y-%m-%dT%H:%M}"}
    assert says in browser.as_(browser.people.sara).post("consultations.extend", form, round_slug=round_.slug)


def ended(browser: Browser, place: Participation) -> Page:
    return browser.post("consultations.end_place", round_slug="open-round", participation_id=place.id)


def test_a_place_is_taken_away_with_what_it_allowed(browser: Browser, round_: Round) -> None:
    place = make_round.place(round_, browser.people.moses, RoundRole.MODERATOR)
    page = ended(browser.as_(browser.people.sara), place)
    assert "does not have that place any more" in page
    assert participation_of(browser.people.moses, round_).roles == set()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "round.place_ended")).one()
    assert entry.actor_id == browser.people.sara.id
    assert entry.facts == {"role": "moderator", "person": browser.people.moses.id}


def test_a_host_takes_away_what_they_gave_and_no_host(browser: Browser, round_: Round) -> None:
    host = make_round.place(round_, browser.people.bruno, RoundRole.HOST)
    guest = make_round.place(round_, browser.people.amina)
    bruno = browser.as_(browser.people.bruno)
    page = bruno.get("consultations.people", round_slug=round_.slug)
    assert page.text.count("Take the place away") == 1
    assert ended(bruno, host).status == 403
    assert "any more" in ended(bruno, guest)
    assert ended(bruno, guest).status == 404
    assert "any more" in ended(browser.as_(browser.people.sara), host)


def test_a_place_in_another_round_is_not_taken_away_here(browser: Browser, round_: Round) -> None:
    other = make_round.round_(round_.draft, "other", access=Access.INVITED)
    place = make_round.place(other, browser.people.amina)
    assert ended(browser.as_(browser.people.sara), place).status == 404
