"""Commenters are told what was decided, once for each state of the answers, and say what they think of it."""

import re

import pytest
from sqlalchemy import func, select

from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import queue
from consult.responses import actions
from consult.responses.models import Disposition, Notice, Satisfaction
from consult.responses.notifications import untold_comments
from consult.responses.queries import satisfaction_with
from tests.browser import Browser
from tests.make import responses as make
from tests.make.responses import Consulted
from tests.people import People


def tell(it: Consulted, people: People) -> list[Message]:
    """Press the button, do the work, and see the mail that came of it."""
    last = db.session.scalar(select(func.max(Message.id))) or 0
    actions.tell_commenters(it.guideline, by=people.dana)
    db.session.commit()
    queue.run_all()
    return list(db.session.scalars(select(Message).where(Message.id > last).order_by(Message.id)))


def test_one_mail_to_each_whose_every_point_is_answered(people: People) -> None:
    it = make.consulted(people)
    make.answer(it.cost, people.dana, Disposition.NOT_ACCEPTED, "The counter stays.")
    make.answer(it.typo, people.dana, Disposition.ACCEPTED, "Put right.")
    make.answer(it.sensors, people.dana)  # Amina's other point is still open
    [mail] = tell(it, people)
    assert mail.recipient == "bruno@example.org"
    assert "2 comments" in mail.subject
    assert "Not accepted: The counter stays." in mail.body
    assert "Accepted by the drafting team: Put right." in mail.body


def test_run_twice_it_writes_nothing_more_until_an_answer_changes(people: People) -> None:
    it = make.consulted(people)
    make.answer(it.theme, people.dana)
    assert len(tell(it, people)) == 1
    assert tell(it, people) == []
    make.answer(it.updates, people.dana, Disposition.NOTED, "Each year will do.")
    [mail] = tell(it, people)
    assert "Each year will do." in mail.body
    assert len(db.session.scalars(select(Notice)).all()) == 2


def test_whom_nobody_told_is_counted(people: People) -> None:
    it = make.consulted(people)
    assert db.session.scalars(untold_comments(it.guideline)).all() == []
    make.answer(it.theme, people.dana)
    assert db.session.scalars(untold_comments(it.guideline)).all() == [it.sensors.comment]
    tell(it, people)
    assert db.session.scalars(untold_comments(it.guideline)).all() == []


def test_whom_no_mail_can_reach_is_not_counted(people: People) -> None:
    it = make.consulted(people)
    make.answer(it.theme, people.dana)
    author = it.sensors.comment.author
    assert author is not None
    author.confirmed_at = None
    assert db.session.scalars(untold_comments(it.guideline)).all() == []
    assert tell(it, people) == []


def test_before_any_mail_leaves_a_page_says_how_many_and_shows_one(browser: Browser, it: Consulted) -> None:
    make.answer(it.theme, browser.people.dana, reason="It is in the register.")
    dana = browser.as_(browser.people.dana)
    page = dana.get("responses.before_telling", slug="smart-cities")
    assert "1 person is written to" in page
    assert "1 comment in all." in page
    assert "Accepted by the drafting team: It is in the register." in page
    assert browser.people.dana.name in page
    assert it.sensors.comment.reference in page
    assert not re.search(r"key=[\w-]+\.", page.html)
    assert db.session.scalar(select(func.count(Message.id))) == 0
    desk = dana.get("responses.desk", slug="smart-cities")
    assert "1 answered comment has not been reported" in desk
    assert 'action="/guidelines/smart-cities/desk/tell-commenters"' not in desk.html


def test_while_they_are_being_told_the_desk_says_so_and_then_nothing_is_left(browser: Browser, it: Consulted) -> None:
    make.answer(it.theme, browser.people.dana)
    dana = browser.as_(browser.people.dana)
    being_told = "Mail is being written to everyone"
    desk = dana.post("responses.tell", slug="smart-cities")
    assert being_told in desk
    assert "has not been reported" not in desk
    assert being_told in dana.get("responses.before_telling", slug="smart-cities")
    queue.run_all()
    desk = dana.get("responses.desk", slug="smart-cities")
    assert being_told not in desk
    assert "has not been reported" not in desk
    assert "knows the answers as they stand" in dana.get("responses.before_telling", slug="smart-cities")


def link_in(mail: Message) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.body)[1]  # type: ignore[index]


@pytest.fixture
def it(browser: Browser) -> Consulted:
    return make.consulted(browser.people)


def test_a_guest_says_by_the_link_in_their_mail_that_they_are_not_satisfied(browser: Browser, it: Consulted) -> None:
    make.answer(it.theme, browser.people.dana)
    [mail] = tell(it, browser.people)
    address = link_in(mail)
    assert "We agree." in browser.get(address)
    silent = browser.post(address, {"satisfied": "no", "because": ""})
    assert "Say what is missing" in silent
    nothing = browser.post(address, {"because": "Because."})
    assert "Choose one of the two." in nothing
    assert "Because." in nothing.html
    assert "Thank you." in browser.post(address, {"satisfied": "no", "because": "It is vague."})
    said = satisfaction_with(it.sensors.comment)
    assert said is not None
    assert said.because == "It is vague."
    assert browser.post(address + "x", {"satisfied": "yes"}).status == 401


def test_nobody_else_speaks_for_the_author(browser: Browser, it: Consulted) -> None:
    make.answer(it.theme, browser.people.dana)
    reference = it.sensors.comment.reference
    for other in (browser.people.bruno, browser.people.dana):
        browser.as_(other).get("responses.satisfaction", reference=reference, status=403)
        assert (
            browser.as_(other).post("responses.satisfaction", {"satisfied": "yes"}, reference=reference).status == 403
        )
    browser.get("responses.satisfaction", reference=reference, status=401)
    browser.get("responses.satisfaction", reference="C-0000-0000", status=404)
    page = browser.as_(browser.people.amina).post("responses.satisfaction", {"satisfied": "yes"}, reference=reference)
    assert "Thank you." in page
    assert db.session.scalars(select(Satisfaction)).one().satisfied


def test_before_all_is_answered_they_read_that_it_is_not(browser: Browser, it: Consulted) -> None:
    amina = browser.as_(browser.people.amina)
    reference = it.sensors.comment.reference
    assert "Not every point of this comment has an answer yet" in amina.get(
        "responses.satisfaction", reference=reference
    )
    assert amina.post("responses.satisfaction", {"satisfied": "yes"}, reference=reference).status == 403
