"""Rounds and sessions called off: with a reason, everyone told, nothing that was said lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.analysis.queries import everyone_reads
from consult.comments.models import CommentState
from consult.comments.queries import authors_in, rounds_open_to
from consult.consultations import actions
from consult.consultations.models import Round, Visibility
from consult.consultations.queries import rounds_of
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from consult.drafts.queries import membership_of
from consult.tracing.queries import open_first
from tests.browser import Browser
from tests.lookups import open_rounds_on
from tests.make import analysis
from tests.make import comments as make_comment
from tests.make import consultations as make_round
from tests.make import drafts as make
from tests.people import People

A_DAY = timedelta(days=1)
WHY = "The partner withdrew."


@pytest.fixture
def draft(people: People) -> Draft:
    return make.draft(make.guideline(by=people.sara), by=people.sara)


def cancelled(round_: Round, people: People) -> Round:
    also = authors_in(round_)
    actions.cancel_round(round_, WHY, by=people.sara, now=clock.now(), also_tell=also)
    db.session.commit()
    return round_


def test_a_cancelled_round_is_open_to_nobody_and_closed_for_all_that_comes_after(people: People, draft: Draft) -> None:
    round_ = make_round.round_(draft, visibility=Visibility.AFTER_CLOSE)
    comment = make_comment.comment(round_, people.amina, "Keep the counters.")
    analysis.point(comment)
    assert not everyone_reads(draft.guideline)
    cancelled(round_, people)
    now = clock.now()
    assert open_rounds_on(draft, now) == []
    assert list(rounds_of(draft.guideline, now).past) == [round_]
    assert rounds_open_to(membership_of(people.amina, draft.guideline), draft, now) == []
    assert round_.closed_at is not None, "what comes after finds it closed"
    assert comment.state == CommentState.SENT
    assert everyone_reads(draft.guideline), "what was promised for after the close is kept"


def test_a_round_to_come_that_is_cancelled_never_opens(people: People, draft: Draft) -> None:
    round_ = cancelled(make_round.upcoming_round(draft), people)
    later = round_.opens_at + A_DAY
    assert open_rounds_on(draft, later) == []
    assert list(rounds_of(draft.guideline, later).open) == []
    with clock.at(later):
        newer = make.draft(make.guideline("other", by=people.sara), by=people.sara)
        other = newer.guideline
        assert open_first([other, draft.guideline]) == [draft.guideline, other], "nobody could take part in the other"
        make_round.round_(draft)
        make_round.round_(newer, "newer", opens_at=later - timedelta(hours=1))
        assert open_first([other, draft.guideline])[0] == draft.guideline, "the newer one displaces none"


def test_whoever_has_a_place_or_wrote_is_told_once(people: People, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    make_round.place(round_, people.amina)
    for author in (people.amina, people.bruno):
        make_comment.comment(round_, author, "Say who pays.")
    cancelled(round_, people)
    mails = db.session.scalars(select(Message).where(Message.subject.startswith("Cancelled"))).all()
    assert sorted(mail.recipient for mail in mails) == ["amina@example.org", "bruno@example.org"]
    assert all(WHY in mail.body for mail in mails)


def test_a_later_deadline_does_not_open_a_cancelled_round(people: People, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    actions.extend(round_, people.amina, round_.closes_at + 5 * A_DAY, by=people.sara)
    cancelled(round_, people)
    assert rounds_open_to(membership_of(people.amina, draft.guideline), draft, clock.now()) == []


def test_nothing_is_added_to_a_cancelled_round(people: People, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    session = make_round.session(round_)
    meeting = actions.Meeting(title="More", starts_at=clock.now(), ends_at=clock.now() + A_DAY)
    plan = actions.Plan(title="A", kind=round_.kind, opens_at=round_.opens_at, closes_at=round_.closes_at + A_DAY)
    cancelled(round_, people)
    for again in (
        lambda: actions.cancel_round(round_, WHY, by=people.sara, now=clock.now()),
        lambda: actions.add_session(round_, meeting, by=people.sara),
        lambda: actions.invite(round_, ["new@example.org"], by=people.sara),
        lambda: actions.extend(round_, people.amina, clock.now() + 99 * A_DAY, by=people.sara),
        lambda: actions.change_round(round_, plan, by=people.sara, now=clock.now()),
    ):
        with pytest.raises(Refused, match="cancelled"):
            again()
    assert session.round is round_


def test_what_has_been_held_is_not_cancelled(people: People, draft: Draft) -> None:
    round_ = make_round.closed_round(draft)
    with pytest.raises(Refused, match="has closed"):
        actions.cancel_round(round_, WHY, by=people.sara, now=clock.now())
    session = make_round.session(round_, starts_at=clock.now() - 2 * A_DAY, ends_at=clock.now() - A_DAY)
    with pytest.raises(Refused, match="is over"):
        actions.cancel_session(session, WHY, by=people.sara, now=clock.now())


def test_only_secretariat_and_host_cancel(people: People, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    with pytest.raises(Refused, match="Only the secretariat and the host"):
        actions.cancel_round(round_, WHY, by=people.dana, now=clock.now())


# Pages


def test_the_page_says_what_stays_and_the_round_says_why(browser: Browser) -> None:
    people = browser.people
    draft = make.draft(make.guideline(by=people.sara), by=people.sara)
    round_ = make_round.round_(draft)
    make_comment.comment(round_, people.amina, "Keep the counters.")
    sara = browser.as_(people.sara)
    page = sara.get("comments.cancel_round", round_slug=round_.slug)
    assert "1 comment was sent in it" in page
    assert "1 person who has a place in it or wrote in it" in page
    assert "This is needed" in sara.post("comments.cancel_round", {"because": " "}, round_slug=round_.slug)
    page = sara.post("comments.cancel_round", {"because": WHY}, round_slug=round_.slug)
    assert "1 person is told by mail" in page
    assert WHY in browser.get("consultations.round", round_slug=round_.slug)
    assert "cancelled" in browser.get("consultations.rounds", slug="smart-cities")
    journal = browser.get("tracing.journal", slug="smart-cities")
    assert WHY in journal
    refused = sara.get("comments.cancel_round", round_slug=round_.slug)
    assert "cancelled already" in refused


def test_a_cancelled_session_stays_on_its_page_and_in_calendars(browser: Browser) -> None:
    people = browser.people
    draft = make.draft(make.guideline(by=people.sara), by=people.sara)
    round_ = make_round.round_(draft)
    session = make_round.session(round_, link="https://example.org/room")
    make_round.place(round_, people.amina)
    sara = browser.as_(people.sara)
    place = {"round_slug": round_.slug, "session_id": session.id}
    assert "1 person with a place" in sara.get("consultations.cancel_session", **place)
    page = sara.post("consultations.cancel_session", {"because": WHY}, **place)
    assert WHY in page
    assert "Join online" not in page
    calendar = browser.get("consultations.session_calendar", **place).response.get_data(as_text=True)
    assert "STATUS:CANCELLED" in calendar
    refused = sara.post("consultations.change_session", PLAN, **place)
    assert refused.status == 403
    assert "Add a new one" in refused


PLAN = {
    "title": "Opening",
    "timezone": "UTC",
    "starts_at": "2030-03-02T10:00",
    "ends_at": "2030-03-02T12:00",
}


def test_a_cancelled_round_offers_nothing_that_is_over_and_the_list_says_when_it_ended(browser: Browser) -> None:
    draft = make.draft(make.guideline(by=browser.people.sara), by=browser.people.sara)
    round_ = cancelled(make_round.round_(draft), browser.people)
    page = browser.get("consultations.round", round_slug=round_.slug)
    assert "Who may comment" not in page
    assert "Time to comment" not in page
    assert "Cancelled on" in browser.get("consultations.rounds", slug="smart-cities")
