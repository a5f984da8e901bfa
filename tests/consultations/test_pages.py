"""Rounds as people meet them: the list, one round, planning, sessions, invitations, targets."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from consult.consultations.models import Access, Kind, Round, RoundRole, Session, Visibility
from consult.consultations.queries import sessions_in, targets_of
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Draft, Pillar
from tests.browser import Browser
from tests.make import consultations as make_round
from tests.make import drafts as make

A_DAY = timedelta(days=1)
PLAN = {
    "draft": "1",
    "slug": "asia",
    "title": "Regional round: Asia",
    "kind": "regional",
    "timezone": "Asia/Almaty",
    "opens_at": "2030-03-01T09:00",
    "closes_at": "2030-03-31T18:00",
    "access": "registered",
    "visibility": "after_moderation",
    "endorsements": "y",
}
SESSION = {
    "title": "Opening",
    "timezone": "Asia/Almaty",
    "starts_at": "2030-03-02T10:00",
    "ends_at": "2030-03-02T12:00",
    "place": "Online",
    "link": "https://example.org/room",
    "agenda": "Welcome; the draft in brief",
}


@pytest.fixture
def draft(browser: Browser) -> Draft:
    guideline = make.guideline(by=browser.people.sara)
    return make.draft(guideline, by=browser.people.sara)


def test_the_list_begins_with_what_is_open(browser: Browser, draft: Draft) -> None:
    make_round.closed_round(draft, title="The closed one", kind=Kind.ADVOCACY)
    make_round.upcoming_round(draft, title="The coming one")
    make_round.round_(draft, title="The open one", timezone="Africa/Nairobi")
    page = browser.get("consultations.rounds", slug="smart-cities")
    places = [page.text.index(title) for title in ("The open one", "The coming one", "The closed one")]
    assert places == sorted(places)
    assert "(Nairobi), in 9 days" in page or "(Nairobi), in 10 days" in page
    assert "Advocacy event 1" in page
    only = browser.get("consultations.rounds", slug="smart-cities", kind="advocacy")
    assert "The closed one" in only
    assert "The open one" not in only


def test_an_empty_list_says_what_fills_it(browser: Browser, draft: Draft) -> None:
    assert "The secretariat plans the first one" in browser.get("consultations.rounds", slug="smart-cities")


def test_a_round_says_who_until_when_and_what_then(browser: Browser, draft: Draft) -> None:
    round_ = make_round.round_(draft, access=Access.REGISTERED, purpose="To hear cities.", audience="Cities")
    make_round.session(round_, place="Town hall", link="https://example.org/room")
    page = browser.get("consultations.round", round_slug="open-round")
    for said in (
        "Open. Closes",
        "Everyone who is signed in",
        "for registered people",
        "Town hall",
        "What happens then",
    ):
        assert said in page
    assert "https://example.org/room" not in page.html  # visitors are asked to sign in first
    amina = browser.as_(browser.people.amina).get("consultations.round", round_slug="open-round")
    assert "https://example.org/room" in amina.html
    assert "Change this round" not in amina


def test_a_closed_round_says_when_it_closed(browser: Browser, draft: Draft) -> None:
    make_round.closed_round(draft)
    assert "1 day ago" in browser.get("consultations.round", round_slug="closed-round")


def test_a_round_of_a_guideline_that_is_not_public_is_nobodys_to_know_of(browser: Browser, draft: Draft) -> None:
    make_round.round_(draft)
    draft.guideline.public = False
    db.session.commit()
    browser.get("consultations.round", round_slug="open-round", status=404)
    browser.as_(browser.people.sara).get("consultations.round", round_slug="open-round")


def test_the_secretariat_plans_a_round_in_its_own_zone(browser: Browser, draft: Draft) -> None:
    sara = browser.as_(browser.people.sara)
    sara.get("consultations.plan", slug="smart-cities")
    hr = draft.guideline.pillars[0]
    page = sara.post("consultations.plan", {**PLAN, "pillars": [str(hr.id)]}, slug="smart-cities")
    assert "opens and closes by itself" in page
    round_ = db.session.scalars(select(Round).where(Round.slug == "asia")).one()
    assert round_.opens_at == datetime(2030, 3, 1, 4, tzinfo=UTC)  # Almaty: five hours ahead
    assert [pillar.code for pillar in round_.pillars] == ["HR"]
    assert (round_.endorsements, round_.replies) == (True, False)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"closes_at": "2030-02-01T09:00"}, "closes after it opens"),
        ({"slug": "Asia 2030"}, "small letters"),
        ({"title": ""}, "This is needed"),
        ({"opens_at": "soon"}, "Opens"),
        ({"timezone": "Mars/Olympus"}, "Time zone"),
        ({"kind": "party"}, "Kind of round"),
        ({"title": "x" * 201}, "too long"),
        (
            {"practice": "y", "opens_at": "2020-03-01T09:00", "closes_at": "2020-03-20T09:00"},
            "Nobody can practise in days that are past.",
        ),
    ],
)
def test_faults_in_a_plan_are_said_and_nothing_is_lost(
    browser: Browser, draft: Draft, wrong: dict[str, str], says: str
) -> None:
    page = browser.as_(browser.people.sara).post("consultations.plan", {**PLAN, **wrong}, slug="smart-cities")
    assert "This was not sent yet" in page
    assert says in page
    assert db.session.scalars(select(Round)).first() is None
    if "title" not in wrong:
        assert 'value="Regional round: Asia"' in page.html


def test_a_practice_round_is_not_put_back_into_days_that_are_past(browser: Browser, draft: Draft) -> None:
    round_ = make_round.upcoming_round(draft, "trial")
    form = {**PLAN, "timezone": "UTC", "practice": "y", "opens_at": "2020-03-01T09:00", "closes_at": "2020-03-20T09:00"}
    page = browser.as_(browser.people.sara).post("consultations.change", form, round_slug="trial")
    assert (page.status, "Nobody can practise in days that are past." in page) == (422, True)
    db.session.refresh(round_)
    assert not round_.practice


def test_what_was_practised_long_ago_is_still_called_otherwise(browser: Browser, draft: Draft) -> None:
    round_ = make_round.round_(draft, practice=True)
    form = {**PLAN, "timezone": "UTC", "practice": "y", "title": "How it works"}
    form["opens_at"], form["closes_at"] = (
        f"{round_.opens_at:%Y-%m-%dT%H:%M}",
        f"{round_.closes_at:%Y-%m-%dT%H:%M}",
    )
    with clock.at(round_.closes_at + timedelta(days=9)):
        browser.as_(browser.people.sara).post("consultations.change", form, round_slug=round_.slug)
    db.session.refresh(round_)
    assert round_.title == "How it works"


def test_a_short_name_is_taken_once(browser: Browser, draft: Draft) -> None:
    make_round.round_(draft, slug="asia")
    page = browser.as_(browser.people.sara).post("consultations.plan", PLAN, slug="smart-cities")
    assert "Another round has this short name" in page


def test_a_stakeholder_is_told_why_they_cannot_plan(browser: Browser, draft: Draft) -> None:
    page = browser.as_(browser.people.amina).get("consultations.plan", slug="smart-cities", status=403)
    assert "Only the secretariat plans rounds" in page


def test_a_host_changes_their_own_round_and_no_other(browser: Browser, draft: Draft) -> None:
    theirs, other = make_round.round_(draft), make_round.round_(draft, slug="other")
    make_round.place(theirs, browser.people.bruno, RoundRole.HOST)
    bruno = browser.as_(browser.people.bruno)
    page = bruno.get("consultations.change", round_slug=theirs.slug)
    assert 'value="Open online round"' in page.html
    bruno.get("consultations.change", round_slug=other.slug, status=403)
    bruno.get("consultations.people", round_slug=other.slug, status=403)


def test_who_reads_the_comments_cannot_be_widened_once_a_round_is_open(browser: Browser, draft: Draft) -> None:
    round_ = make_round.round_(draft, visibility=Visibility.EXPERTS_ONLY)
    form = {**PLAN, "timezone": "UTC", "visibility": "at_once"}
    form["opens_at"], form["closes_at"] = f"{round_.opens_at:%Y-%m-%dT%H:%M:%S}", f"{round_.closes_at:%Y-%m-%dT%H:%M}"
    page = browser.as_(browser.people.sara).post("consultations.change", form, round_slug=round_.slug)
    assert "narrowed now, but not widened" in page
    assert round_.visibility == Visibility.EXPERTS_ONLY


def test_a_later_closing_opens_a_round_again(browser: Browser, draft: Draft) -> None:
    round_ = make_round.closed_round(draft)
    later = f"{clock.now() + 5 * A_DAY:%Y-%m-%dT%H:%M}"
    form = {**PLAN, "timezone": "UTC", "visibility": "at_once", "closes_at": later}
    form["opens_at"] = f"{round_.opens_at:%Y-%m-%dT%H:%M}"
    page = browser.as_(browser.people.sara).post("consultations.change", form, round_slug=round_.slug)
    assert "The round is changed" in page
    assert round_.closed_at is None


def test_a_session_is_added_changed_and_reported_on(browser: Browser, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    make_round.place(round_, browser.people.bruno, RoundRole.HOST)
    bruno = browser.as_(browser.people.bruno)
    assert "Sat 2 Mar 2030, 10:00–12:00 (Almaty)" in bruno.post(
        "consultations.add_session", SESSION, round_slug=round_.slug
    )
    session = sessions_in(round_)[0]
    changed = {**SESSION, "title": "Opening, moved", "starts_at": "2030-03-02T11:00"}
    bruno.get("consultations.change_session", round_slug=round_.slug, session_id=session.id)
    page = bruno.post("consultations.change_session", changed, round_slug=round_.slug, session_id=session.id)
    assert "Opening, moved" in page
    address = {"round_slug": round_.slug, "session_id": session.id}
    report = {"report": "All spoke.", "region_africa": "12", "stakeholder_type_academia": "7"}
    page = bruno.post("consultations.report", report, **address)
    assert "All spoke." in page
    assert "Who came" in page
    assert 'value="12"' in bruno.get("consultations.report", **address).html
    bruno.post("consultations.report", {"report": "All spoke.", "region_africa": "13"}, **address)
    assert [(row.value, row.number) for row in session.attendance] == [("africa", 13)]


def test_a_rapporteur_reports_but_does_not_change_the_session(browser: Browser, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    session = make_round.session(round_)
    make_round.place(round_, browser.people.bruno, RoundRole.RAPPORTEUR)
    address = {"round_slug": round_.slug, "session_id": session.id}
    browser.as_(browser.people.bruno).get("consultations.report", **address)
    browser.as_(browser.people.bruno).get("consultations.change_session", **address, status=403)
    browser.as_(browser.people.amina).get("consultations.report", **address, status=403)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"link": "javascript:alert(1)"}, "whole address"),
        ({"ends_at": "2030-03-02T09:00"}, "ends after it begins"),
        ({"starts_at": ""}, "This is needed"),
    ],
)
def test_faults_in_a_session_are_said(browser: Browser, draft: Draft, wrong: dict[str, str], says: str) -> None:
    round_ = make_round.round_(draft)
    form = {**SESSION, **wrong}
    assert says in browser.as_(browser.people.sara).post("consultations.add_session", form, round_slug=round_.slug)
    assert db.session.scalars(select(Session)).first() is None


def test_a_number_that_is_none_is_said(browser: Browser, draft: Draft) -> None:
    session = make_round.session(make_round.round_(draft))
    form = {"report": "x", "region_africa": "-3", "region_asia": "many"}
    sara = browser.as_(browser.people.sara)
    page = sara.post("consultations.report", form, round_slug="open-round", session_id=session.id)
    assert page.text.count("Give a whole number") >= 2
    assert 'value="many"' in page.html


def test_a_session_of_another_round_is_not_found_here(browser: Browser, draft: Draft) -> None:
    session = make_round.session(make_round.round_(draft))
    make_round.round_(draft, slug="other")
    sara = browser.as_(browser.people.sara)
    sara.get("consultations.change_session", round_slug="other", session_id=session.id, status=404)
    browser.get("consultations.session_calendar", round_slug="other", session_id=session.id, status=404)


def test_targets_are_set_and_taken_away(browser: Browser, draft: Draft) -> None:
    sara = browser.as_(browser.people.sara)
    sara.post(
        "consultations.targets", {"region_oceania": "80", "stakeholder_type_academia": "130"}, slug="smart-cities"
    )
    assert targets_of(draft.guideline) == {("region", "oceania"): 80, ("stakeholder_type", "academia"): 130}
    assert 'value="80"' in sara.get("consultations.targets", slug="smart-cities").html
    sara.post("consultations.targets", {"region_oceania": "90"}, slug="smart-cities")
    assert targets_of(draft.guideline) == {("region", "oceania"): 90}
    browser.as_(browser.people.dana).get("consultations.targets", slug="smart-cities", status=403)


def test_a_round_on_the_whole_text_names_the_pillars_of_its_own_draft(browser: Browser, draft: Draft) -> None:
    """A later draft may be ordered otherwise; what was commented on was not."""
    draft.guideline.pillars.append(Pillar(code="BF", title="Budgets", position=3))
    round_ = make_round.round_(draft)
    page = browser.get("consultations.round", round_slug=round_.slug)
    assert "Digital infrastructure" in page
    assert "Budgets" not in page


def test_a_round_without_a_short_name_has_one_made_from_its_title(browser: Browser, draft: Draft) -> None:
    make_round.round_(draft, slug="regional-round-asia")
    page = browser.as_(browser.people.sara).post("consultations.plan", {**PLAN, "slug": ""}, slug="smart-cities")
    assert "opens and closes by itself" in page
    assert db.session.scalars(select(Round).where(Round.slug == "regional-round-asia-2")).one()


def test_a_round_is_planned_like_one_that_was_held(browser: Browser, draft: Draft) -> None:
    held = make_round.closed_round(
        draft, title="Cities of Africa", kind=Kind.REGIONAL, audience="mayors", visibility=Visibility.AFTER_CLOSE
    )
    sara = browser.as_(browser.people.sara)
    assert "Plan another like it" in sara.get("consultations.round", round_slug=held.slug)
    page = sara.get("consultations.plan", slug="smart-cities", like=held.slug)
    assert 'value="mayors"' in page.html
    assert 'value="Cities of Africa"' not in page.html, "two rounds of one name are told apart nowhere"
    chosen = {one.get("value") for one in page.tree.iter("input") if one.get("checked") is not None}
    assert "after_close" in chosen
    opens = next(one for one in page.tree.iter("input") if one.get("name") == "opens_at")
    assert not opens.get("value")
