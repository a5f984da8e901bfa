"""Passkeys: made, shown, removed; by a device in software that signs as the standard says."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from consult.accounts.passkeys.ceremony import relying_party
from consult.accounts.passkeys.models import Passkey
from consult.core import clock
from consult.core.database import db
from tests.accounts.mails import last_mail
from tests.browser import Browser, Page
from tests.passkey_device import Device

SITE = "https://consult.example.org"


@pytest.fixture
def site(browser: Browser) -> Iterator[Browser]:
    """Passkeys need a name and TLS: so the setting says."""
    settings = browser.app.extensions["consult_settings"]
    browser.app.extensions["consult_settings"] = replace(settings, base_url=SITE)
    yield browser
    browser.app.extensions["consult_settings"] = settings


def options_on(page: Page) -> dict[str, Any]:
    found = re.search(r'data-options="([^"]+)"', page.html)
    assert found
    options: dict[str, Any] = json.loads(unescape(found[1]))
    return options


def added(browser: Browser, device: Device) -> Page:
    options = options_on(browser.get("accounts.passkeys"))
    return browser.post("accounts.passkeys", {"credential": device.make(options)})


def signed_in(browser: Browser, device: Device, **fields: str) -> Page:
    options = options_on(browser.get("accounts.sign_in"))
    return browser.post("accounts.passkey_sign_in", {"credential": device.show(options), **fields})


@pytest.fixture
def device(site: Browser) -> Device:
    made = Device(SITE)
    assert "The passkey is added" in added(site.as_(site.people.amina), made)
    return made


def test_it_signs_in_its_owner_who_was_told_by_mail(site: Browser, device: Device) -> None:
    assert "a passkey was added to your account" in last_mail().body
    visitor = site.as_(None)
    page = signed_in(visitor, device, next="/mine")
    assert "amina@example.org" in page
    row = db.session.scalars(select(Passkey)).one()
    assert (row.sign_count, row.used_at is not None) == (1, True)


@pytest.mark.parametrize("wrong", ["origin", "locked", "another key", "copied", "nobody's"])
def test_whatever_is_not_right_signs_nobody_in(site: Browser, device: Device, wrong: str) -> None:
    assert "Sign out" in signed_in(site.as_(None), device)
    if wrong == "origin":
        device.origin = "https://consult.example.org.evil.example"  # where the person was led to
    elif wrong == "locked":
        device.unlocks = False
    elif wrong == "another key":
        device.key = Device(SITE).key
    elif wrong == "copied":
        device.count = 0  # the counter of a copy goes back
    else:
        device.id = b"0123456789abcdef"
    visitor = site.as_(None)
    page = signed_in(visitor, device)
    assert page.status == 403
    assert "sign in with your password" in page
    assert "Sign out" not in visitor.get("tracing.home")


def test_an_answer_is_good_once_and_not_for_long(site: Browser, device: Device) -> None:
    visitor = site.as_(None)
    options = options_on(visitor.get("accounts.sign_in"))
    with visitor.client.session_transaction() as session:
        copied = dict(session)
    answer = device.show(options)
    assert "Sign out" in visitor.post("accounts.passkey_sign_in", {"credential": answer})
    thief = site.as_(None)
    with thief.client.session_transaction() as session:
        session.update(copied)
    device.count += 1
    assert thief.post("accounts.passkey_sign_in", {"credential": device.show(options)}).status == 403
    late = site.as_(None)
    options = options_on(late.get("accounts.sign_in"))
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert late.post("accounts.passkey_sign_in", {"credential": device.show(options)}).status == 403


@pytest.mark.parametrize("sent", ["", "{}", "[]", '{"id": 7}', '{"id": "x"}', "\x00", "9" * 5000])
def test_what_is_no_answer_is_a_sentence(site: Browser, sent: str) -> None:
    page = site.as_(None).post("accounts.passkey_sign_in", {"credential": sent})
    assert page.status == 403
    amina = site.as_(site.people.amina)
    amina.get("accounts.passkeys")
    assert "No passkey was added" in amina.post("accounts.passkeys", {"credential": sent})


def test_one_key_is_of_one_person(site: Browser, device: Device) -> None:
    assert "No passkey was added" in added(site.as_(site.people.bruno), device)
    assert db.session.scalars(select(Passkey.person_id)).one() == site.people.amina.id


def test_it_is_removed_by_its_owner_alone_and_opens_nothing_after(site: Browser, device: Device) -> None:
    number = db.session.scalars(select(Passkey.id)).one()
    assert site.as_(site.people.bruno).post("accounts.remove_passkey", passkey_id=number).status == 404
    site.as_(site.people.amina).post("accounts.remove_passkey", passkey_id=number)
    assert signed_in(site.as_(None), device).status == 403


def test_who_is_suspended_stays_outside(site: Browser, device: Device) -> None:
    site.people.amina.suspended_at = clock.now()
    db.session.commit()
    assert "This account is suspended" in signed_in(site.as_(None), device)


def test_none_is_offered_where_browsers_make_none(browser: Browser) -> None:
    assert "passkey" not in browser.get("accounts.sign_in").html
    for address in ("http://consult.example.org", "https://192.0.2.7", "https://[2001:db8::1]", ""):
        assert relying_party(address) is None
    assert relying_party("http://localhost:8000") is not None
    party = relying_party("https://consult.example.org:8443/here")
    assert party is not None
    assert (party.host, party.origin) == ("consult.example.org", "https://consult.example.org:8443")
