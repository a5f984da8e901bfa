"""The security log: each event is one line in one place, with numbers and words of ours alone."""

import logging
import re

import pytest
from flask import request
from sqlalchemy import select, text

from consult.accounts.actions import set_password
from consult.accounts.models import Person, UserSession
from consult.core.database import db
from consult.core.security.event_log import VERBS, SecurityEvent, SecurityOutcome, security_event
from consult.core.verbs import Verb
from consult.drafts.models import Appointment, Guideline
from consult.drafts.people.actions import end_role
from tests.accounts.mails import link_in_last_mail
from tests.browser import Browser
from tests.make import consultations as make_round
from tests.make import drafts as make
from tests.people import PASSWORD

LINE = re.compile(
    r"event=[a-z_]+ outcome=(done|failed|refused) account=(\d+|-) request=([0-9a-f]{16}|-) about=[a-z0-9_.:-]+"
)
ASKED_FROM = "203.0.113.77"

BECAUSE = {"because": "They left the organisation."}


@pytest.fixture
def amina(browser: Browser) -> Person:
    person = browser.people.amina
    set_password(person, PASSWORD)
    db.session.commit()
    return person


@pytest.fixture
def guideline(browser: Browser) -> Guideline:
    guideline = make.guideline()
    browser.people.appoint_all(guideline)
    return guideline


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged since the last time, without the number of the request."""
    lines = [record.getMessage() for record in caplog.records if record.name == "consult.security"]
    caplog.clear()
    return [re.sub(r" request=\S+", "", line) for line in lines]


@pytest.fixture(autouse=True)
def _heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def test_signing_in_and_out_is_told(browser: Browser, amina: Person, caplog: pytest.LogCaptureFixture) -> None:
    caplog.clear()
    browser.post("accounts.sign_in", {"email": amina.email, "password": PASSWORD})
    assert told(caplog) == [f"event=sign_in outcome=done account={amina.id} about=accounts.sign_in"]
    browser.post("accounts.sign_out")
    assert told(caplog) == [f"event=sign_out outcome=done account={amina.id} about=accounts.sign_out"]


def test_a_wrong_password_names_the_account_only_if_there_is_one(
    browser: Browser, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    for email in (amina.email, "nobody@example.org"):
        browser.post("accounts.sign_in", {"email": email, "password": "wrong"})
    failed = "event=sign_in outcome=failed account={} about=accounts.sign_in"
    assert told(caplog) == [failed.format(amina.id), failed.format("-")]


def test_a_suspended_account_and_too_many_tries_are_refused(
    browser: Browser, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    form = {"email": amina.email, "password": PASSWORD}
    browser.as_(browser.people.olga).post("accounts.person", {"do": "suspend"}, person_id=amina.id)
    assert f"about=person.suspended:person:{amina.id}" in told(caplog)[-1]
    browser.post("accounts.sign_in", form)
    assert told(caplog) == [f"event=sign_in outcome=refused account={amina.id} about=accounts.sign_in"]
    for _try in range(11):
        browser.post("accounts.sign_in", {**form, "email": "who@example.org"})
    assert told(caplog)[-1] == "event=limit outcome=refused account=- about=accounts.sign_in"


def test_what_someone_may_not_do_is_told(
    browser: Browser, guideline: Guideline, caplog: pytest.LogCaptureFixture
) -> None:
    amina = browser.as_(browser.people.amina)
    caplog.clear()
    amina.get("drafts.people", slug=guideline.slug, status=403)
    number = browser.people.amina.id
    assert told(caplog) == [f"event=access outcome=refused account={number} about=drafts.people"]


def test_roles_are_told_when_they_are_given_and_ended(
    browser: Browser, guideline: Guideline, caplog: pytest.LogCaptureFixture
) -> None:
    people, sara = browser.people, browser.as_(browser.people.sara)
    people.amina  # noqa: B018 - makes the account
    caplog.clear()
    sara.post("drafts.people", {"email": "amina@example.org", "role": "drafter"}, slug=guideline.slug)
    role = db.session.scalars(select(Appointment).where(Appointment.person_id == people.amina.id)).one().id
    sara.post("drafts.end_role", BECAUSE, slug=guideline.slug, appointment_id=role)
    given = f"event=role outcome=done account={people.sara.id} about=role.given:appointment:{role}"
    assert told(caplog) == [given, given.replace("given", "taken")]


def test_a_change_that_was_not_kept_is_not_told(
    browser: Browser, guideline: Guideline, caplog: pytest.LogCaptureFixture
) -> None:
    role = db.session.scalars(select(Appointment)).first()
    caplog.clear()
    end_role(role, by=browser.people.olga)
    db.session.flush()
    assert not [line for line in told(caplog) if "role.taken" in line]
    db.session.rollback()
    db.session.commit()
    assert not told(caplog)


def test_taking_data_away_is_told(browser: Browser, guideline: Guideline, caplog: pytest.LogCaptureFixture) -> None:
    dana = browser.as_(browser.people.dana)
    make_round.round_(make.draft(guideline, by=browser.people.dana))
    caplog.clear()
    dana.get("tracing.take_away")
    dana.get("comments.take_register", slug=guideline.slug, file_format="csv")
    exported = f"event=export_of_personal_data outcome=done account={browser.people.dana.id} about="
    assert told(caplog) == [f"{exported}tracing.take_away", f"{exported}comments.take_register"]


def test_ended_sessions_and_passwords_given_again_are_told(
    browser: Browser, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    browser.post("accounts.sign_in", {"email": amina.email, "password": PASSWORD})
    caplog.clear()
    browser.post("accounts.prove", {"password": "wrong"})
    browser.post("accounts.prove", {"password": PASSWORD})
    session = db.session.scalars(select(UserSession.id)).one()
    browser.post("accounts.end_session", session_id=session)
    again = f"event=password_again outcome={{}} account={amina.id} about=accounts.prove"
    ended = f"event=session_ended outcome=done account={amina.id} about=accounts.end_session"
    assert told(caplog) == [again.format("failed"), again.format("done"), ended]


def test_no_line_of_any_log_holds_personal_data(
    browser: Browser, guideline: Guideline, caplog: pytest.LogCaptureFixture
) -> None:
    """A whole life of an account: what anybody logs of it is numbers."""
    browser.client.environ_base["REMOTE_ADDR"] = ASKED_FROM
    browser.post("accounts.sign_up", {"email": "lea.kos@example.org", "website": ""})
    link = link_in_last_mail()
    browser.post(link, {"name": "Lea Kos", "password": "a sentence of mine"})
    browser.post("accounts.sign_out")
    browser.post("accounts.sign_in", {"email": "lea.kos@example.org", "password": "a wrong sentence"})
    browser.post("accounts.sign_in", {"email": "lea.kos@example.org", "password": "a sentence of mine"})
    browser.get("tracing.take_away")
    browser.get("drafts.people", slug=guideline.slug, status=403)
    sara = browser.as_(browser.people.sara)
    sara.post("drafts.people", {"email": "lea.kos@example.org", "role": "moderator"}, slug=guideline.slug)
    everything = "\n".join(record.getMessage() for record in caplog.records)
    lines = [record.getMessage() for record in caplog.records if record.name == "consult.security"]
    assert len(lines) >= 8
    assert not [line for line in lines if not LINE.fullmatch(line)]
    secrets = ("lea", "kos", "example.org", "203.0.113", "sentence", link.rpartition("/")[2], "sara", "lind")
    assert not [word for word in secrets if word in everything.lower()]


def test_a_page_that_breaks_is_logged_without_what_was_typed(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(browser.app.view_functions, "accounts.reset", _breaks)
    page = browser.post("/reset/a-live-token", {"email": "lea.kos@example.org"})
    assert page.status == 500
    assert "lea.kos" not in caplog.text
    assert "a-live-token" not in caplog.text
    assert page.response.headers["X-Request-Id"] in caplog.text


def _breaks(token: str) -> str:
    db.session.execute(text("SELECT :typed FROM nowhere"), {"typed": request.form["email"]})
    return ""


@pytest.mark.parametrize("typed", ["lea@example.org", "Lea", "two words", "line\nbreak", "ä"])
def test_what_somebody_typed_cannot_be_written(typed: str) -> None:
    with pytest.raises(ValueError, match="words of our own"):
        security_event(SecurityEvent.ACCESS, SecurityOutcome.REFUSED, account=None, about=typed)


def test_every_verb_about_accounts_and_roles_is_watched() -> None:
    of_people = {verb for verb in Verb if verb.startswith(("person.", "role."))}
    assert of_people - set(VERBS) == {Verb.PERSON_PROFILE_CHANGED}
