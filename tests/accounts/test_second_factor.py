"""The second factor: asked for however one signs in, each code once, reset by an administrator for all to see."""

import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.actions import set_password
from consult.accounts.models import Person, UserSession
from consult.accounts.second_factor import actions, codes
from consult.accounts.second_factor.models import RecoveryCode, SecondFactor
from consult.app import create_app
from consult.core import clock
from consult.core.database import db
from consult.core.security.encryption import CannotUnseal, seal, unseal
from consult.drafts.people.required_factor import owes_second_factor, set_up_required_factor
from consult.settings import SettingError, Settings
from tests.accounts.mails import last_mail, link_in_last_mail
from tests.browser import Browser, Page
from tests.lookups import entries_about
from tests.make import drafts as make
from tests.people import PASSWORD, People


def enrolled(person: Person) -> tuple[pyotp.TOTP, list[str]]:
    """Their app, and their recovery codes. The code of this half minute is used up."""
    set_password(person, PASSWORD)
    actions.begin_second_factor(person)
    db.session.flush()
    app = pyotp.TOTP(actions.app_secret_of(person) or "")
    shown = actions.confirm_second_factor(person, app.at(clock.now()))
    db.session.commit()
    return app, shown


def later(app: pyotp.TOTP) -> str:
    """A code that has not been used: of the half minute to come, which a phone whose clock is fast shows already."""
    return app.at(clock.now() + timedelta(seconds=30))


def first_step(browser: Browser, person: Person) -> tuple[Browser, Page]:
    device = browser.as_(None)
    return device, device.post("accounts.sign_in", {"email": person.email, "password": PASSWORD})


def test_it_is_set_up_with_a_picture_and_its_first_code(browser: Browser) -> None:
    device, other = browser.as_(browser.people.amina), browser.as_(browser.people.amina)
    page = device.post("accounts.second_factor", {"do": "begin"})
    key = re.search(r'<code dir="ltr">([A-Z2-7-]+)</code>', page.html)
    assert key
    assert 'src="data:image/svg+xml' in page.html
    wrong = device.post("accounts.second_factor", {"do": "confirm", "code": "000000x"})
    assert "not the code that your app shows" in wrong
    app = pyotp.TOTP(key[1].replace("-", ""))
    shown = device.post("accounts.second_factor", {"do": "confirm", "code": app.at(clock.now())})
    assert len(re.findall(r"<code dir", shown.html)) == codes.RECOVERY_CODES
    assert shown.response.headers["Cache-Control"] == "no-store"
    assert "Sign out" in device.get("tracing.home")
    assert "Sign out" not in other.get("tracing.home")
    assert "a second factor was set up" in last_mail().body
    assert "10 recovery codes are left" in device.get("accounts.second_factor")


def test_a_password_alone_signs_nobody_in(browser: Browser) -> None:
    app, _shown = enrolled(browser.people.amina)
    device, page = first_step(browser, browser.people.amina)
    assert "Give your code" in page
    assert "Sign out" not in device.get("tracing.home")
    assert not db.session.scalars(select(UserSession)).all()
    assert "not right" in device.post("accounts.second_step", {"code": "123"})
    assert "Sign out" in device.post("accounts.second_step", {"code": later(app)})


def test_neither_does_a_new_password_by_mail(browser: Browser) -> None:
    app, _shown = enrolled(browser.people.amina)
    browser.post("accounts.forgot", {"email": "amina@example.org"})
    page = browser.post(link_in_last_mail(), {"password": "quite another sentence"})
    assert "Your code is asked for as well" in page
    assert "Sign out" not in page
    assert "Sign out" in browser.post("accounts.second_step", {"code": later(app)})


def test_a_code_is_right_once_and_an_older_one_never_after(app: Flask, people: People) -> None:
    phone, _shown = enrolled(people.amina)
    now = clock.now()
    assert not actions.accept_code(people.amina, phone.at(now))  # it was used when it was set up
    assert actions.accept_code(people.amina, later(phone))
    assert not actions.accept_code(people.amina, later(phone))
    with clock.at(now + timedelta(seconds=60)):
        assert not actions.accept_code(people.amina, phone.at(now + timedelta(seconds=30)))
        assert actions.accept_code(people.amina, phone.at(now + timedelta(seconds=60)))
    with clock.at(now + timedelta(minutes=10)):
        assert not actions.accept_code(people.amina, phone.at(now + timedelta(minutes=8)))


def test_a_recovery_code_works_once_and_is_kept_as_a_digest(app: Flask, people: People) -> None:
    _phone, shown = enrolled(people.amina)
    kept = "".join(db.session.scalars(select(RecoveryCode.digest)))
    assert not [code for code in shown if codes.plain_code(code) in kept]
    assert not actions.accept_code(people.bruno, shown[0])
    assert actions.accept_code(people.amina, shown[0].upper().replace("-", " "))
    assert "a recovery code of your account was used" in last_mail().body
    assert not actions.accept_code(people.amina, shown[0])
    renewed = actions.renew_recovery_codes(people.amina)
    assert not actions.accept_code(people.amina, shown[1])
    assert actions.accept_code(people.amina, renewed[1])


def test_whoever_reads_the_database_does_not_read_the_secret(app: Flask, people: People) -> None:
    phone, _shown = enrolled(people.amina)
    row = db.session.scalars(select(SecondFactor)).one()
    assert phone.secret not in row.sealed_secret
    with pytest.raises(CannotUnseal):
        unseal(row.sealed_secret, about=f"second_factor:{people.bruno.id}")
    app.secret_key, before = "another key of the site", app.secret_key
    try:
        assert not actions.accept_code(people.amina, later(phone))
        assert unseal(seal("word", about="x"), about="x") == "word"
    finally:
        app.secret_key = before


def test_tries_are_counted_for_the_account_wherever_they_come_from(browser: Browser) -> None:
    app, _shown = enrolled(browser.people.amina)
    for number in range(10):
        device, _page = first_step(browser, browser.people.amina)
        device.client.environ_base["REMOTE_ADDR"] = f"203.0.{number}.7"
        device.post("accounts.second_step", {"code": "123456"})
    device, _page = first_step(browser, browser.people.amina)
    assert device.post("accounts.second_step", {"code": later(app)}).status == 429


def test_the_code_must_come_soon_and_before_the_password_changes(browser: Browser) -> None:
    app, _shown = enrolled(browser.people.amina)
    device, _page = first_step(browser, browser.people.amina)
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert "Sign out" not in device.post("accounts.second_step", {"code": app.at(clock.now())})
    device, _page = first_step(browser, browser.people.amina)
    set_password(browser.people.amina, "quite another sentence")
    db.session.commit()
    assert "Sign out" not in device.post("accounts.second_step", {"code": later(app)})


def test_it_is_removed_with_a_code_alone(browser: Browser) -> None:
    app, _shown = enrolled(browser.people.amina)
    device = browser.as_(browser.people.amina)
    assert "not right" in device.post("accounts.second_factor", {"do": "remove", "code": "123456"})
    device.post("accounts.second_factor", {"do": "remove", "code": later(app)})
    assert "Sign out" in first_step(browser, browser.people.amina)[1]


def test_an_administrator_resets_it_and_it_is_in_the_record(browser: Browser) -> None:
    enrolled(browser.people.amina)
    olga = browser.as_(browser.people.olga)
    olga.post("accounts.person", {"do": "reset_second_factor"}, person_id=browser.people.amina.id)
    entry = entries_about(browser.people.amina)[-1]
    assert (entry.verb, entry.actor_id) == ("person.second_factor_reset", browser.people.olga.id)
    assert "an administrator reset the second factor" in last_mail().body
    assert "Sign out" in first_step(browser, browser.people.amina)[1]


def test_where_a_role_asks_for_one_nothing_else_is_done_before(browser: Browser) -> None:
    """The guard of a site whose operator says so; set up here on a site of its own, and asked about its people."""
    guideline = make.guideline()
    browser.people.appoint_all(guideline)
    asked = {"administrator", "secretariat", "chair"}
    owing = [who for who in ("olga", "sara", "chen", "dana", "amina") if owes(browser.people, who, asked)]
    assert owing == ["olga", "sara", "chen"]
    enrolled(browser.people.sara)
    assert not owes(browser.people, "sara", asked)


def owes(people: People, name: str, asked: set[str]) -> bool:
    return owes_second_factor(getattr(people, name), asked)


def test_and_the_guard_stands_before_every_page(browser: Browser) -> None:
    before = list(browser.app.before_request_funcs.get(None, []))
    browser.app._got_first_request, was = False, browser.app._got_first_request
    set_up_required_factor(browser.app, Settings(second_factor_for="administrator, chair"))
    browser.app._got_first_request = was
    try:
        olga, amina = browser.as_(browser.people.olga), browser.as_(browser.people.amina)
        assert "/profile/second-factor?next=" in olga.get("accounts.people", status=302).location
        page = olga.post("drafts.found", {"title": "Clean air"})
        assert page.status == 403
        assert "Nothing was done" in page
        assert "Clean air" in page.html
        olga.get("accounts.second_factor")
        amina.get("tracing.home")
        enrolled(browser.people.olga)
        browser.as_(browser.people.olga).get("accounts.people")
    finally:
        browser.app.before_request_funcs[None] = before


def test_a_role_that_there_is_none_of_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="no role"):
        create_app(Settings(home=tmp_path, secret_key="for tests", second_factor_for="boss"))


def test_a_session_says_from_which_network_it_was_begun(browser: Browser) -> None:
    set_password(browser.people.amina, PASSWORD)
    db.session.commit()
    device = browser.as_(None)
    device.client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    device.post("accounts.sign_in", {"email": "amina@example.org", "password": PASSWORD})
    page = device.get("accounts.sessions")
    assert "203.0.113.0/24" in page
    assert "203.0.113.77" not in page.html
