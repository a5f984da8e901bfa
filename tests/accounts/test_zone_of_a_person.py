"""Times are shown in the reader's own zone, which their browser says; who chooses UTC keeps it."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app

from consult.accounts.actions import learn_zone
from consult.accounts.models import Person
from consult.core import clock
from consult.core.mail import outbox as mail
from tests.browser import Browser
from tests.make import consultations, drafts
from tests.people import People


@pytest.mark.parametrize(
    ("kept", "said", "then"),
    [
        ("UTC", "Pacific/Fiji", "Pacific/Fiji"),
        ("UTC", "Mars/Olympus", "UTC"),
        ("UTC", "", "UTC"),
        ("Asia/Shanghai", "Europe/Berlin", "Asia/Shanghai"),
        (clock.CHOSEN_UTC, "Europe/Berlin", clock.CHOSEN_UTC),
    ],
)
def test_the_browser_says_a_zone_where_nobody_has_said_one(kept: str, said: str, then: str) -> None:
    person = Person(timezone=kept)
    learn_zone(person, said)
    assert person.timezone == then


def test_a_deadline_elsewhere_has_the_reader_s_own_hour_with_it(browser: Browser) -> None:
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    closes = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=3)
    draft = drafts.draft(guideline, by=browser.people.sara)
    round_ = consultations.round_(draft, closes_at=closes, timezone="Africa/Nairobi")
    assert "(Nairobi), for you" not in browser.get("consultations.round", round_slug=round_.slug)
    browser.people.amina.timezone = "Pacific/Fiji"
    page = browser.as_(browser.people.amina).get("consultations.round", round_slug=round_.slug)
    assert "15:00 (Nairobi), for you" in page
    assert "00:00 (Fiji)" in page


def test_a_mail_says_the_hour_of_whom_it_is_written_to(browser: Browser) -> None:
    people: People = browser.people
    drawn = current_app.extensions["consult_mail_environment"].from_string("{{ at|when('Africa/Nairobi') }}")
    at = datetime(2026, 11, 29, 12, tzinfo=UTC)
    for zone, said in (("Asia/Shanghai", "for you Sun 29 Nov 2026, 20:00 (Shanghai)"), ("UTC", "15:00 (Nairobi)")):
        people.amina.timezone = zone
        assert said in _drawn(drawn, at, people.amina)


def _drawn(template: object, at: datetime, person: Person) -> str:
    kept, mail._drawn = mail._drawn, lambda _name, values: "Subject\n\n" + template.render(values)  # type: ignore[attr-defined]
    try:
        return mail.drawn_up("any", language="en", person=person, at=at)[1]
    finally:
        mail._drawn = kept


def test_signing_in_and_the_profile_say_it(browser: Browser) -> None:
    page = browser.get("accounts.sign_in")
    assert 'data-enhance="zone"' in page.html
    profile = browser.as_(browser.people.amina).get("accounts.profile")
    assert "As my browser says" in profile
    assert 'value="Etc/UTC">UTC' in profile.html
