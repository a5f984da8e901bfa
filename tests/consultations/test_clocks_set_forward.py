"""Hours that summer time passes over, and hours that it shows twice: each date-time field of the site says so."""

from datetime import datetime

import pytest

from consult.consultations.models import Round, Session
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Draft
from consult.revisions.models import RevisionState
from tests.browser import Browser
from tests.make import consultations
from tests.make import drafts as make
from tests.make import revisions as make_revision

NEVER = "Clocks in Europe/Berlin are set forward then and never show 02:30."
TWICE = "clocks in Europe/Berlin are set back then, and show 02:30 twice. The first is meant."
BERLIN = "Europe/Berlin"
at = datetime.fromisoformat
FIELDS = {
    "title": "By night",
    "kind": "open_online",
    "draft": "1",
    "slug": "by-night",
    "timezone": BERLIN,
    "access": "open",
    "visibility": "at_once",
    "purpose": "Kept as typed.",
}


@pytest.fixture
def draft(browser: Browser) -> Draft:
    guideline = make.guideline()
    browser.people.appoint_all(guideline)
    return make.draft(guideline, by=browser.people.sara)


def test_an_hour_is_skipped_or_doubled_only_where_clocks_are_set() -> None:
    assert clock.is_skipped(at("2027-03-28T02:30"), BERLIN)
    assert not clock.is_skipped(at("2027-03-28T03:00"), BERLIN)
    assert not clock.is_skipped(at("2027-03-28T02:30"), "Africa/Nairobi")
    assert clock.is_doubled(at("2027-10-31T02:30"), BERLIN)
    assert not clock.is_doubled(at("2027-10-31T03:00"), BERLIN)
    assert not clock.is_doubled(at("2027-03-28T02:30"), BERLIN)


def test_a_round_in_the_skipped_hour_is_refused_with_a_sentence_and_the_form_kept(
    browser: Browser, draft: Draft
) -> None:
    """After decidim#14010."""
    form = FIELDS | {"opens_at": "2027-03-28T02:30", "closes_at": "2027-03-28T03:10"}
    page = browser.as_(browser.people.sara).post("consultations.plan", form, slug="smart-cities")
    assert page.status == 422
    assert NEVER in page
    assert "Kept as typed." in page.html
    assert "2027-03-28T02:30" in page.html
    assert db.session.query(Round).count() == 0


def test_an_hour_that_comes_twice_is_said_to_be_the_first(browser: Browser, draft: Draft) -> None:
    form = FIELDS | {"opens_at": "2027-10-31T02:30", "closes_at": "2027-11-30T18:00"}
    assert TWICE in browser.as_(browser.people.sara).post("consultations.plan", form, slug="smart-cities")
    assert db.session.query(Round).one().opens_at.isoformat() == "2027-10-31T00:30:00+00:00"


def test_a_session_an_extension_and_a_change_of_a_round_are_checked_alike(browser: Browser, draft: Draft) -> None:
    round_ = consultations.round_(draft, timezone=BERLIN)
    sara, where = browser.as_(browser.people.sara), {"round_slug": round_.slug}
    hours = {"timezone": BERLIN, "starts_at": "2027-03-28T02:30", "ends_at": "2027-03-28T04:00"}
    change = FIELDS | {"opens_at": "2026-01-01T00:00", "closes_at": "2027-03-28T02:30"}
    late = {"extend-email": browser.people.amina.email, "extend-until": "2027-03-28T02:30"}
    for endpoint, form in (
        ("consultations.add_session", {"title": "Night", **hours}),
        ("consultations.change", change),
        ("consultations.extend", late),
    ):
        page = sara.post(endpoint, form, **where)
        assert page.status == 422, endpoint
        assert NEVER in page, endpoint
    assert db.session.query(Session).count() == 0


def test_a_ballot_does_not_close_in_an_hour_that_there_is_not(browser: Browser, draft: Draft) -> None:
    revision = make_revision.revision(draft, browser.people.sara, state=RevisionState.PROPOSED)
    form = {"majority": "simple", "quorum": "1/2", "timezone": BERLIN, "closes_at": "2027-03-28T02:30"}
    page = browser.as_(browser.people.chen).post("voting.open", form, revision_id=revision.id)
    assert page.status == 422
    assert NEVER in page


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_year_that_cannot_be_right_is_refused(browser: Browser, draft: Draft, year: str) -> None:
    form = FIELDS | {"opens_at": "2027-01-01T00:00", "closes_at": f"{year}-12-31T23:59"}
    page = browser.as_(browser.people.sara).post("consultations.plan", form, slug="smart-cities")
    assert page.status == 422
