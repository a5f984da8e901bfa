"""Who was asked to take part: written down, asked by mail, answered once by a link, reminded, forgotten."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from consult.accounts.countries import Region
from consult.accounts.models import StakeholderType
from consult.comments.requests.actions import forget_request
from consult.comments.requests.candidates import gap_candidates
from consult.comments.requests.queries import Standing, counts_by_list, next_reminder, requests_register, to_remind
from consult.comments.requests.request_counts import RequestCounts
from consult.consultations.models import Round, RoundRole
from consult.consultations.queries import participation_of
from consult.consultations.requests.actions import add_requests, ask_by_mail, remind_silent
from consult.consultations.requests.models import RequestAnswer, ReviewRequest
from consult.consultations.requests.register_file import RequestContent, read_requests
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from tests.browser import Browser
from tests.make import comments as make_comment
from tests.make import consultations as make_round
from tests.make import drafts as make


@pytest.fixture
def round_(browser: Browser) -> Round:
    draft = make.draft(make.guideline(by=browser.people.sara), by=browser.people.sara)
    return make_round.round_(draft)


def asked(round_: Round, *emails: str, **facts: object) -> list[ReviewRequest]:
    made = add_requests(round_, [RequestContent(email=email, list_name="Mayors", **facts) for email in emails], by=None)
    db.session.commit()
    return list(made)


def link_mailed_to(email: str) -> str:
    mailed = select(Message.body).where(Message.recipient == email).order_by(Message.id.desc())
    body = db.session.scalars(mailed).first()
    found = re.search(r"https?://[^/]+(/asked/\S+)", body or "")
    assert found
    return found[1]


def test_a_file_is_taken_whole_or_told_row_by_row(browser: Browser) -> None:
    rows = ("name,email,country,type,role,asked_on", "Lea,lea@example.org,Kenya,academia,,2026-11-01", ",,,,,")
    with browser.app.test_request_context():
        read, faults = read_requests("\n".join(rows), list_name="Mayors")
        broken = (
            *("name,email,country,type,role,asked_on", "Lea,lea at home,,,,", "Lea,l@example.org,Atlantis,,,"),
            *("Max,l@example.org,,robots,king,soon", ",,KE,,,"),
        )
        _read, found = read_requests("\n".join(broken))
    assert not faults
    assert [(one.name, one.country, one.list_name) for one in read] == [("Lea", "KE", "Mayors")]
    assert [(fault.row, fault.column) for fault in found] == [
        (2, "email"),
        (3, "country"),
        (4, "asked_on"),
        (4, "email"),
        (4, "role"),
        (4, "stakeholder_type"),
        (5, ""),
    ]


def test_a_file_with_a_fault_adds_nobody_and_says_which_row(browser: Browser, round_: Round) -> None:
    sara = browser.as_(browser.people.sara)
    sound, broken = b"email\nlea@example.org\n", b"email\nnobody\n"
    page = sara.post("comments.requests", {"file": (BytesIO(broken), "a.csv")}, round_slug=round_.slug)
    assert page.status == 422
    assert "“nobody” is not an e-mail address." in page
    assert "1 was added to the register." in sara.post(
        "comments.requests", {"file": (BytesIO(sound), "a.csv"), "list_name": "Mayors"}, round_slug=round_.slug
    )
    assert [one.list_name for one in db.session.scalars(select(ReviewRequest))] == ["Mayors"]


def test_the_link_gives_the_place_it_names_and_works_once(browser: Browser, round_: Round) -> None:
    asked(round_, browser.people.amina.email, role=RoundRole.RAPPORTEUR)
    browser.as_(browser.people.sara).post("comments.mail_requests", {"do": "ask"}, round_slug=round_.slug)
    link = link_mailed_to(browser.people.amina.email)
    assert "Rapporteur" in browser.get(link)
    assert "You have a place in this round: Rapporteur." in browser.post(link, {"answer": "yes"})
    assert participation_of(browser.people.amina, round_).roles == {RoundRole.RAPPORTEUR}
    again = browser.post(link, {"answer": "no"})
    assert again.status == 410
    assert "works once" in again
    assert db.session.scalars(select(ReviewRequest.answer)).one() == RequestAnswer.ACCEPTED


def test_a_link_that_was_changed_is_not_ours(browser: Browser, round_: Round) -> None:
    assert "not complete" in browser.get("/asked/nonsense", status=404)


def test_who_sent_a_comment_who_declined_and_who_is_silent_is_counted(browser: Browser, round_: Round) -> None:
    amina, bruno = browser.people.amina, browser.people.bruno
    asked(round_, amina.email, bruno.email, "lea@example.org", "max@example.org")
    assert counts_by_list(round_) == {}, "nobody was asked before a mail went"
    ask_by_mail(round_, by=browser.people.sara)
    make_comment.comment(round_, amina)
    db.session.commit()
    browser.post(link_mailed_to("lea@example.org"), {"answer": "no"})
    assert counts_by_list(round_) == {"Mayors": RequestCounts(asked=4, sent=1, declined=1, silent=2)}
    silent = db.session.execute(requests_register(round_, Standing.SILENT)).all()
    assert {one.email for one, _standing in silent} == {bruno.email, "max@example.org"}


def test_only_the_silent_are_reminded_and_not_twice_in_three_days(browser: Browser, round_: Round) -> None:
    asked(round_, browser.people.amina.email, "max@example.org")
    ask_by_mail(round_, by=browser.people.sara)
    make_comment.comment(round_, browser.people.amina)
    assert not to_remind(round_, clock.now(), 10)
    later = clock.now() + timedelta(days=4)
    (max_,) = to_remind(round_, later, 10)
    with clock.at(later):
        assert remind_silent(round_, [max_], by=browser.people.sara) == 1
        assert not to_remind(round_, later, 10)
    assert max_.email == "max@example.org"


def test_the_register_says_from_when_the_silent_can_be_reminded(browser: Browser, round_: Round) -> None:
    asked(round_, "max@example.org")
    sara = browser.as_(browser.people.sara)
    assert "can be reminded from" not in sara.get("comments.requests", round_slug=round_.slug)
    page = sara.post("comments.mail_requests", {"do": "ask"}, round_slug=round_.slug)
    then = next_reminder(round_, clock.now())
    assert then is not None
    assert f"can be reminded from {then:%a} {then.day} {then:%b %Y, %H:%M}" in page
    with clock.at(then):
        assert len(to_remind(round_, then, 10)) == 1
        assert next_reminder(round_, then) is None


def test_no_file_chosen_is_said_at_the_top_and_of_no_row(browser: Browser, round_: Round) -> None:
    page = browser.as_(browser.people.sara).post("comments.requests", {}, round_slug=round_.slug)
    assert page.status == 422
    assert "A list of who is asked (CSV): Choose a file." in page
    assert "Row 1" not in page
    assert page.html.index('class="error-summary"') < page.html.index("The register")


@pytest.mark.parametrize(("role", "told"), [(RoundRole.INVITED, False), (RoundRole.HOST, True)])
def test_who_is_asked_to_comment_reads_of_no_role(browser: Browser, round_: Round, role: RoundRole, told: bool) -> None:
    asked(round_, "max@example.org", role=role)
    ask_by_mail(round_, by=browser.people.sara)
    db.session.commit()
    page = browser.get(link_mailed_to("max@example.org"))
    body = db.session.scalars(select(Message.body)).one()
    assert ("Role: Host" in page, "Role: Host" in body) == (told, told)
    assert "Invited" not in page
    assert "Invited" not in body


def test_who_is_forgotten_stays_in_the_counts(browser: Browser, round_: Round) -> None:
    (request,) = asked(round_, browser.people.amina.email)
    ask_by_mail(round_, by=browser.people.sara)
    make_comment.comment(round_, browser.people.amina)
    forget_request(request)
    db.session.commit()
    assert (request.email, request.name, request.person_id) == ("", "", None)
    assert counts_by_list(round_) == {"Mayors": RequestCounts(asked=1, sent=1)}


def test_counts_leave_without_names(browser: Browser, round_: Round) -> None:
    asked(round_, "max@example.org", name="Max")
    ask_by_mail(round_, by=browser.people.sara)
    db.session.commit()
    told = browser.as_(browser.people.sara).get("comments.requests_csv", round_slug=round_.slug).html
    assert "Mayors,1,0,0,0,1" in told
    assert "max" not in told.lower()
    assert "1 person or organisation was asked by name." in browser.get("tracing.participation", slug="smart-cities")


def test_a_gap_leads_to_those_who_are_known_and_have_not_spoken(browser: Browser, round_: Round) -> None:
    group = {"country": "KE", "stakeholder_type": StakeholderType.LOCAL_GOVERNMENT}
    asked(round_, browser.people.amina.email, "lea@example.org", "max@example.org", **group)
    asked(round_, "elsewhere@example.org", country="BR", stakeholder_type=StakeholderType.LOCAL_GOVERNMENT)
    make_comment.comment(round_, browser.people.amina)
    told = [one.key for one in gap_candidates(round_.guideline, Region.AFRICA, StakeholderType.LOCAL_GOVERNMENT)]
    assert told == ["lea@example.org", "max@example.org"]
    next_round = make_round.upcoming_round(round_.draft)
    place = {"slug": "smart-cities", "region": "africa", "kind": "local_government"}
    sara = browser.as_(browser.people.sara)
    assert sara.post("comments.gap", {"round": next_round.slug}, **place).status == 422
    page = sara.post("comments.gap", {"round": next_round.slug, "who": "lea@example.org"}, **place)
    assert "1 was added to the register." in page
    assert [one.email for one, _told in db.session.execute(requests_register(next_round))] == ["lea@example.org"]
