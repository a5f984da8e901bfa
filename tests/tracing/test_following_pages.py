"""Following by a button or by a mailbox; paces; an end to mail with one press and without signing in."""

import re
import time

import pytest
from sqlalchemy import select

from consult.accounts import actions as accounts
from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.tracing.following import jobs
from consult.tracing.following.actions import add_follow
from consult.tracing.following.links import manage_token, unsubscribe_address
from consult.tracing.following.models import Follow, FollowedKind
from consult.tracing.following.paces import NoticeKind, Pace
from consult.tracing.following.queries import follows_of, paces_of
from tests.browser import Browser
from tests.make import comments, voting
from tests.make import responses as make


def follows(person: Person) -> list[tuple[str, int]]:
    return [(one.subject, one.subject_id) for one in follows_of(person)]


def test_a_button_on_the_clause_begins_and_ends_it(browser: Browser) -> None:
    it, amina = make.consulted(browser.people), browser.people.amina
    clause = it.clause("HR-L1")
    page = browser.as_(amina)
    assert "Follow" in page.get("tracing.clause", uid=clause.uid)
    page.post("tracing.follow", followed="clause", followed_id=clause.id, form={"do": "begin"})
    assert follows(amina) == [("clause", clause.id)]
    assert "HR-L1" in page.get("tracing.following")
    assert "Stop following" in page.get("tracing.clause", uid=clause.uid)
    page.post("tracing.follow", followed="clause", followed_id=clause.id, form={"do": "end"})
    assert follows(amina) == []


def test_a_visitor_follows_by_a_mailbox_that_they_prove_and_nothing_is_kept_before(browser: Browser) -> None:
    it = make.consulted(browser.people)
    sent = {"email": "new@example.org", "zone_of_browser": "Pacific/Fiji"}
    page = browser.post("tracing.follow", followed="guideline", followed_id=it.guideline.id, form=sent)
    assert "Look in your mail. You follow it once you have opened the link" in page
    assert "Sign up" not in "".join(page.tree.find(".//main").itertext())
    assert db.session.scalars(select(Follow)).all() == []
    mail = db.session.scalars(select(Message).where(Message.recipient == "new@example.org")).one()
    address = re.search(r"http://127\.0\.0\.1:8000(/following/begin/\S+)", mail.body)[1]  # type: ignore[index]
    assert "press" not in browser.get(address)
    assert db.session.scalars(select(Follow)).all() == []
    assert f"You follow “{it.guideline.title}”." in browser.post(address)
    person = db.session.scalars(select(Person).where(Person.email == "new@example.org")).one()
    assert follows(person) == [("guideline", it.guideline.id)]
    assert (person.timezone, person.password_hash) == ("Pacific/Fiji", None)
    page = browser.get("tracing.following_by_mail", token=manage_token(person))
    assert it.guideline.title in page


def test_a_link_that_is_old_or_cut_off_says_what_it_was_for(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    it = make.consulted(browser.people)
    browser.post("tracing.follow", followed="round", followed_id=it.round.id, form={"email": "new@example.org"})
    mail = db.session.scalars(select(Message).where(Message.recipient == "new@example.org")).one()
    address = re.search(r"http://127\.0\.0\.1:8000(/following/begin/\S+)", mail.body)[1]  # type: ignore[index]
    page = browser.get(address[:-3], status=404)
    assert "press “Follow” once more" in page
    assert "comment" not in "".join(page.tree.find(".//main").itertext())
    later = time.time() + 4 * signed_links.A_DAY
    monkeypatch.setattr(time, "time", lambda: later)  # as the library that signs them reads it
    assert "nothing is followed" in browser.get(address, status=410)


def test_an_address_that_is_none_is_said_so_and_kept(browser: Browser) -> None:
    it = make.consulted(browser.people)
    sent = {"email": "not an address"}
    page = browser.post("tracing.follow", followed="round", followed_id=it.round.id, form=sent)
    assert "name@example.org" in page
    assert "not an address" in page.html


def test_one_press_in_a_mail_program_ends_it_and_opening_the_page_does_not(browser: Browser) -> None:
    make.consulted(browser.people)
    amina = browser.people.amina
    address = unsubscribe_address(amina, {NoticeKind.REPLY}).removeprefix("http://127.0.0.1:8000")
    assert "End mail about these" in browser.get(address)
    assert paces_of(amina)[NoticeKind.REPLY] == Pace.DAILY
    browser.app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = browser.post(address, form={"List-Unsubscribe": "One-Click"})
    finally:
        browser.app.config["WTF_CSRF_ENABLED"] = False
    assert "no more mail about" in page
    assert paces_of(amina)[NoticeKind.REPLY] == Pace.NEVER
    assert paces_of(amina)[NoticeKind.BALLOT] == Pace.DAILY
    browser.post(address, form={"what": "all"})
    assert set(paces_of(amina).values()) == {Pace.NEVER}


def test_a_link_that_nobody_signed_opens_nothing(browser: Browser) -> None:
    for endpoint in ("tracing.unsubscribe", "tracing.following_by_mail", "tracing.begin_following"):
        browser.get(endpoint, token="WzEsW11d.aaaaaa.bbbb", status=404)


def test_each_kind_has_its_pace(browser: Browser) -> None:
    it, amina = make.consulted(browser.people), browser.people.amina
    add_follow(amina, it.guideline, FollowedKind.GUIDELINE, it.guideline.id)
    chosen = {kind.value: "daily" for kind in NoticeKind} | {"reply": "at_once", "draft": "never"}
    browser.as_(amina).post("tracing.following", form=chosen)
    assert paces_of(amina)[NoticeKind.REPLY] == Pace.AT_ONCE
    assert paces_of(amina)[NoticeKind.DRAFT] == Pace.NEVER
    wrong = browser.as_(amina).post("tracing.following", form={**chosen, "reply": "hourly"})
    assert "Not a valid choice" in wrong
    assert paces_of(amina)[NoticeKind.REPLY] == Pace.AT_ONCE


def test_a_guest_is_asked_of_the_few_paces_that_matter_to_them(browser: Browser) -> None:
    world = make.consulted(browser.people)
    guest = accounts.guest("", "guest@example.org", language="en")
    accounts.confirm(guest)
    add_follow(guest, world.guideline, FollowedKind.GUIDELINE, world.guideline.id)
    token = manage_token(guest)
    db.session.commit()
    page = browser.get("tracing.following_by_mail", token=token)
    assert len(list(page.tree.iter("fieldset"))) + len(list(page.tree.iter("select"))) == 4
    chosen = {"answer": "at_once", "draft": "never", "comment": "daily", "round": "daily"}
    browser.post("tracing.following_by_mail", chosen, token=token)
    paces = paces_of(guest)
    assert {paces[kind] for kind in (NoticeKind.ANSWER, NoticeKind.REPLY, NoticeKind.OBJECTION)} == {Pace.AT_ONCE}
    assert {paces[kind] for kind in (NoticeKind.DRAFT, NoticeKind.REVISION, NoticeKind.BALLOT)} == {Pace.NEVER}


def test_my_comments_say_what_is_new_once_and_what_became_of_each(browser: Browser) -> None:
    it, amina = make.consulted(browser.people), browser.people.amina
    jobs.look_for_news()
    said = comments.comment(it.round, browser.people.bruno, "Who updates it?", in_reply_to=it.sensors.comment)
    jobs.look_for_news()
    first = browser.as_(amina).get("comments.mine")
    assert "New since you were here last" in first
    assert said.reference in first
    assert "In a theme; no answer yet" in first
    make.answer(it.theme, browser.people.dana)
    revision = voting.revision(it.draft, by=browser.people.dana)
    revision.points = [it.sensors]
    db.session.commit()
    again = browser.as_(amina).get("comments.mine")
    assert "New since you were here last" not in again
    assert "Answered" in again
    ballot = voting.ballot(revision, by=browser.people.chen)
    assert f'href="/ballots/{ballot.id}"' in browser.as_(amina).get("comments.mine").html
