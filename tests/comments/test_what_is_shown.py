"""What a page tells of a comment: what is published, that it changed, that it is kept back; one count everywhere."""

import pytest
from sqlalchemy import select

from consult.accounts.queries import person_with_email
from consult.comments.actions import edit_comment
from consult.comments.content import CommentContent
from consult.comments.models import Comment
from consult.comments.moderation.actions import hide_comment
from consult.comments.queries import rounds_on, sessions_read_in, shown_in
from consult.consultations.models import Round, RoundRole, Visibility
from consult.consultations.queries import participation_of
from consult.consultations.rules import may_read_comments, may_read_session
from consult.core import clock
from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from consult.drafts.queries import membership_of, wordings_of
from tests.browser import Browser
from tests.comments.test_guests import LEA, SMART, link, send
from tests.make import comments as make
from tests.make import consultations

EMPTY = {**LEA, "text": "", "name": "", "email": "", "country": "", "stakeholder_type": "", "do": "send"}


@pytest.mark.parametrize("page", ["comments.comment", "tracing.comment"])
def test_who_comes_from_a_mail_learns_that_a_comment_is_kept_back(browser: Browser, online: Round, page: str) -> None:
    comment = make.comment(online, browser.people.amina, "Rude words.")
    hide_comment(comment, "It names a neighbour.", by=browser.people.moses)
    db.session.commit()
    shown = browser.get(page, reference=comment.reference, status=404)
    assert "A moderator has hidden it" in shown
    assert "sign in to read it, to see why, and to change it while the round is open" in shown
    with clock.at(online.closes_at):
        closed = browser.get(page, reference=comment.reference, status=404)
    assert "sign in to read it and to see why." in closed
    assert "while the round is open" not in closed
    for kept in ("Rude words", "neighbour", "Amina"):
        assert kept not in shown
    assert "hidden" not in browser.as_(browser.people.bruno).get(page, reference=comment.reference, status=404)


def test_what_a_guest_said_of_themselves_is_not_asked_again(browser: Browser, online: Round) -> None:
    send(browser, online)
    assert "Slovenia" in browser.get(link())
    browser.post(link())
    person = person_with_email("lea@example.org")
    assert (person.country, person.stakeholder_type) == ("SI", "individual")
    browser.post("accounts.forgot", {"email": person.email})
    assert "Choose a password" in browser.get(link())


def test_all_that_is_wrong_is_said_at_once_and_the_first_of_it_is_led_to(browser: Browser, online: Round) -> None:
    uid = make.clause(online.draft, "HR-L1").uid
    page = browser.post("comments.write", {**EMPTY, "round": online.slug}, uid=uid, **SMART)
    assert page.status == 422
    for says in ("Write what you want to say", "Choose a country", "This is needed"):
        assert says in page
    assert page.html.count("autofocus=") == 1
    long = browser.post("comments.write", {**LEA, "text": "a" * 30_000, "round": online.slug}, uid=uid, **SMART)
    assert "30,000 characters and may have 20,000" in long


def test_the_preview_shows_who_speaks_and_warns_of_words_said_twice(browser: Browser, online: Round) -> None:
    uid = make.clause(online.draft, "HR-L1").uid
    page = browser.post("comments.write", {**LEA, "do": "preview", "round": online.slug}, uid=uid, **SMART)
    for said in ("Lea Kos", "Slovenia", "Individual", "No position"):
        assert said in page
    words = wordings_of(online.draft)[0].text
    uid = wordings_of(online.draft)[0].clause.uid
    quoted = {"quote": words[-30:], "proposed_text": f"{words} And more.", "do": "preview", "round": online.slug}
    assert "your wording repeats the clause" in browser.post("comments.write", {**LEA, **quoted}, uid=uid, **SMART)
    quoted["proposed_text"] = "and nothing else"
    assert "repeats the clause" not in browser.post("comments.write", {**LEA, **quoted}, uid=uid, **SMART)


def test_a_changed_comment_says_so(browser: Browser, online: Round) -> None:
    comment = make.comment(online, browser.people.amina, "First words.", number="HR-L1")
    edit_comment(comment, CommentContent(text="Other words."), by=browser.people.amina)
    db.session.commit()
    assert "changed " in browser.get("comments.clause", uid=comment.clause.uid, **SMART)


def test_text_and_list_count_what_a_reader_may_read_replies_too(browser: Browser, online: Round) -> None:
    first = make.comment(online, browser.people.amina, "One.", number="HR-L1")
    make.comment(online, browser.people.bruno, "A reply.", number="HR-L1", in_reply_to=first)
    hidden = make.comment(online, browser.people.bruno, "Gone.", number="HR-L1")
    hide_comment(hidden, "Because.", by=browser.people.moses)
    db.session.commit()
    for person, says in (
        (None, "2 comments"),
        (browser.people.moses, "3 comments"),
        (browser.people.bruno, "3 comments"),
    ):
        visitor = browser.as_(person)
        assert says in visitor.get("comments.read_pillar", code="HR", **SMART)
        assert f"{says} that you can read" in visitor.get("comments.comments", pillar="HR", **SMART)
        assert says in visitor.get("comments.clause", uid=first.clause.uid, **SMART)


def test_a_moderator_hides_from_where_they_read_and_goes_on_there(browser: Browser, online: Round) -> None:
    comment = make.comment(online, browser.people.amina, "Rude words.", number="HR-L1")
    moses = browser.as_(browser.people.moses)
    page = moses.address("comments.clause", uid=comment.clause.uid, **SMART)
    assert "Hide…" in moses.get(page)
    assert "Hide…" not in browser.get(page)
    assert "Rude words." in moses.get("comments.moderation", slug="smart-cities")
    address = moses.address("comments.hide", reference=comment.reference, next=page)
    assert moses.post(address, {"reason": "It is rude."}, follow=False).location == page


def test_a_damaged_link_says_what_to_do(browser: Browser) -> None:
    assert "This link is incomplete" in browser.get("/comments/confirm/broken", status=404)
    assert "This link is incomplete" in browser.get("/confirm/broken", status=404)


def test_every_language_is_found_out_unless_it_is_named(browser: Browser, online: Round) -> None:
    send(browser, online, language="")
    assert db.session.scalars(select(Comment)).one().language is None


@pytest.mark.parametrize("visibility", [Visibility.NEVER, Visibility.EXPERTS_ONLY])
@pytest.mark.parametrize("role", [RoundRole.HOST, RoundRole.RAPPORTEUR, RoundRole.MODERATOR])
def test_who_hosts_or_moderates_a_round_reads_nothing_that_was_promised_to_others(
    browser: Browser, draft: Draft, visibility: Visibility, role: RoundRole
) -> None:
    people = browser.people
    round_ = consultations.round_(draft, visibility=visibility)
    consultations.place(round_, people.bruno, role)
    comment = make.comment(round_, people.amina, "For the team.", number="HR-L1")
    for reader in (people.bruno, people.moses):
        browser.as_(reader).get("comments.comment", reference=comment.reference, status=404)
        assert "For the team." not in browser.as_(reader).get("comments.comments", **SMART)
        with pytest.raises(Refused):
            hide_comment(comment, "No reason.", by=reader)
    for reader in (people.dana, people.sara):
        assert "For the team." in browser.as_(reader).get("comments.comment", reference=comment.reference)


def test_a_moderator_sees_what_waits_in_the_rounds_that_are_theirs_to_read(browser: Browser, draft: Draft) -> None:
    people = browser.people
    round_ = consultations.round_(draft, visibility=Visibility.AFTER_MODERATION)
    make.comment(round_, people.amina, "Waits for a moderator.", number="HR-L1")
    moses = browser.as_(people.moses)
    assert "Waits for a moderator." in moses.get("comments.moderation", slug="smart-cities")
    assert "1 comment waits for a moderator" in moses.get("tracing.home")
    round_.visibility = Visibility.NEVER  # narrowed while it waits
    db.session.commit()
    assert "Waits for a moderator." not in moses.get("comments.moderation", slug="smart-cities")
    assert "waits for a moderator" not in moses.get("tracing.home")
    sara = browser.as_(people.sara)
    assert "Waits for a moderator." in sara.get("comments.moderation", slug="smart-cities")


def test_who_reads_a_round_is_one_rule_for_one_and_for_many(browser: Browser, online: Round) -> None:
    """Said of one round, of rounds at hand and in SQL: for everyone, of every promise, before the close and after."""
    people, draft = browser.people, online.draft
    rounds = [online]
    for number, visibility in enumerate(Visibility):
        rounds.append(consultations.round_(draft, f"open-{number}", visibility=visibility))
        rounds.append(consultations.closed_round(draft, f"closed-{number}", visibility=visibility))
        consultations.place(rounds[-2], people.bruno, RoundRole.RAPPORTEUR)
        consultations.place(rounds[-1], people.amina, RoundRole.MODERATOR)
    now = clock.now()
    for person in (None, people.amina, people.bruno, people.moses, people.ines, people.adele, people.dana, people.sara):
        reader = membership_of(person, draft.guideline)
        one_by_one = {each.id for each in rounds if may_read_comments(reader, each, now)}
        assert {each.id for each in rounds_on(reader, draft, now) if each.shown} == one_by_one
        assert set(db.session.scalars(select(Round.id).where(shown_in(reader, now)))) == one_by_one
        places = {each.id: participation_of(person, each) for each in rounds}
        sessions = {each.id for each in rounds if may_read_session(reader, places[each.id], each, now)}
        assert set(db.session.scalars(select(Round.id).where(sessions_read_in(reader, now)))) == sessions
