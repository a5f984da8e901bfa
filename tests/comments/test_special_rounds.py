"""What comes after the close: refused, or kept apart until it is admitted. A practice round, of which nothing stays."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.comments.mail_in.models import MailState, ReceivedMail
from consult.comments.mail_in.rules import may_place_mail
from consult.comments.models import Comment, CommentState
from consult.comments.questions import actions as questions
from consult.comments.questions.models import AnswerSheet, QuestionKind
from consult.comments.register.exporting import rows_for_everyone
from consult.comments.register.importing import import_rows
from consult.comments.special_rounds.actions import admit_late, wipe_practice
from consult.comments.tallies.queries import number_in
from consult.consultations.models import Round
from consult.consultations.rules import may_choose_anew
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.core.transparency.models import LogLeaf
from consult.core.verbs import Verb
from consult.drafts.models import Draft
from consult.drafts.queries import membership_of
from consult.tracing.record.entries import entry_lines, said
from tests.browser import Browser
from tests.comments.test_guests import link_to
from tests.make import comments as make
from tests.make import consultations

LATE = {"round_slug": "open-round"}
SAID = {"round": "open-round", "text": "The post was late.", "token": "t"}


@pytest.fixture
def late(draft: Draft) -> Round:
    """Its late register is open; a test looks at it after the close."""
    return consultations.round_(draft, keeps_late=True)


def the_comment() -> Comment:
    return db.session.scalars(select(Comment)).one()


def test_a_late_comment_waits_apart_and_counts_once_it_is_admitted_with_a_reason(browser: Browser, late: Round) -> None:
    amina, sara = browser.as_(browser.people.amina), browser.as_(browser.people.sara)
    with clock.at(late.closes_at + timedelta(hours=1)):
        assert "Send a late comment" in amina.get("consultations.round", **LATE)
        assert "goes into its late register" in amina.get("comments.write", **LATE)
        assert "in the late register" in amina.post("comments.write", SAID, **LATE)
        comment = the_comment()
        assert (comment.state, comment.late, number_in([late.id])) == (CommentState.HELD, True, 0)
        assert list(rows_for_everyone(late.guideline, clock.now(), round_=late)) == []
        assert comment.reference not in browser.as_(browser.people.moses).get(
            "comments.moderation", slug=late.guideline.slug
        )
        assert sara.post("comments.release", reference=comment.reference).status == 403
        assert "This is needed" in sara.post("comments.admit", {"because": " "}, reference=comment.reference)
        sara.post("comments.admit", {"because": "The strike of the post."}, reference=comment.reference)
        assert number_in([late.id]) == 1
        assert "The strike of the post." in browser.get("comments.comment", reference=comment.reference)
        assert "admitted" in sara.get("comments.late_register", **LATE)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == Verb.COMMENT_ADMITTED)).one()
    assert entry.facts["because"] == "The strike of the post."
    with browser.app.test_request_context():
        lines = entry_lines([entry], membership_of(None, late.guideline), names=False)
    assert lines[0].actor != "a stakeholder"
    with pytest.raises(Refused):
        admit_late(the_comment(), "Once more.", by=browser.people.sara)


def test_whoever_is_late_is_told_so_at_once_and_told_again_when_it_is_admitted(browser: Browser, late: Round) -> None:
    amina, sara = browser.as_(browser.people.amina), browser.as_(browser.people.sara)
    waits = "It came late: it is in the late register, and counts only if the drafting team admits it."
    with clock.at(late.closes_at + timedelta(hours=1)):
        receipt = amina.post("comments.write", SAID, **LATE)
        mailed = db.session.scalars(select(Message.body)).one()
        for told in (receipt.text, mailed):
            assert waits in told
            assert "If it does, we tell you by mail." in told
            for untrue in ("A moderator looks at it", "It is answered within", "you can change", "ttach a paper"):
                assert untrue not in told
        assert "In the late register" in amina.get("comments.mine")
        assert "It came late" in browser.get("comments.comment", status=404, reference=the_comment().reference)
        sara.post("comments.admit", {"because": "The strike of the post."}, reference=the_comment().reference)
    told = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert told.recipient == browser.people.amina.email
    assert "> The strike of the post." in told.body
    assert "A moderator" not in told.body


def test_a_guest_is_told_that_they_are_late_before_they_confirm(browser: Browser, late: Round) -> None:
    guest = {"name": "Lea", "email": "lea@example.org", "country": "KE", "stakeholder_type": "individual"}
    with clock.at(late.closes_at + timedelta(hours=1)):
        browser.post("comments.write", {**SAID, **guest}, **LATE)
        mailed = db.session.scalars(select(Message.body)).one()
        confirm = browser.get(link_to("confirm"))
        for told in (mailed, confirm.text):
            assert "The round had closed when it was written: it goes into the late register" in told
        receipt = browser.post(link_to("confirm"))
        assert "It came late: it is in the late register" in receipt
        assert "A moderator" not in receipt


def test_the_journal_says_until_when_a_room_takes_points(page_app: Flask) -> None:
    opened = AuditEntry(verb=Verb.SESSION_OPENED, facts={"until": "2026-11-29T18:00+00:00"}, subject="x", subject_id=1)
    with page_app.test_request_context():
        assert "29 Nov 2026, 18:00" in said(opened, {}, {})


def test_a_round_that_refuses_what_is_late_refuses_it(browser: Browser, online: Round) -> None:
    amina = browser.as_(browser.people.amina)
    with clock.at(online.closes_at + timedelta(hours=1)):
        amina.post("comments.write", SAID, **LATE)
        assert "late comment" not in amina.get("consultations.round", **LATE)
    assert db.session.scalar(select(func.count()).where(Comment.state != CommentState.DRAFT)) == 0


def test_whoever_was_given_more_time_is_not_late(browser: Browser, late: Round) -> None:
    consultations.place(late, browser.people.amina).until = late.closes_at + timedelta(days=1)
    db.session.commit()
    with clock.at(late.closes_at + timedelta(hours=1)):
        browser.as_(browser.people.amina).post("comments.write", SAID, **LATE)
    assert (the_comment().state, the_comment().late) == (CommentState.SENT, False)


def test_a_row_of_a_file_that_came_after_the_close_is_late(late: Round) -> None:
    after = (late.closes_at + timedelta(hours=1)).isoformat()
    rows = [
        {"comment": "In time.", "received_at": late.opens_at.isoformat()},
        {"comment": "Late.", "received_at": after},
        {"comment": "On a day that nobody noted."},
    ]
    import_rows(late, rows)
    found = db.session.execute(select(Comment.text, Comment.state, Comment.late).order_by(Comment.id)).all()
    assert [(text, state, late_) for text, state, late_ in found] == [
        ("In time.", CommentState.SENT, False),
        ("Late.", CommentState.HELD, True),
        ("On a day that nobody noted.", CommentState.SENT, False),
    ]


def test_what_was_told_before_it_opened_stays(late: Round) -> None:
    now = late.opens_at
    assert may_choose_anew(late, keeps_late=True, practice=False, now=now)
    assert not may_choose_anew(late, keeps_late=False, practice=False, now=now)
    assert not may_choose_anew(late, keeps_late=True, practice=True, now=now)
    assert may_choose_anew(late, keeps_late=False, practice=True, now=now - timedelta(minutes=1))


def test_nothing_that_is_practised_is_recorded_and_its_host_throws_it_away(browser: Browser, draft: Draft) -> None:
    round_ = consultations.round_(draft, practice=True)
    question = questions.add_question(round_, QuestionKind.SINGLE, "Clear?", ["Yes", "No"], by=None)
    questions.answer_questions(round_, browser.people.amina, {question.id: [0]})
    db.session.commit()
    leaves = db.session.scalar(select(func.count()).select_from(LogLeaf))
    amina, sara = browser.as_(browser.people.amina), browser.as_(browser.people.sara)
    assert "This is a practice round" in amina.get("consultations.round", **LATE)
    assert "That was practice" in amina.post("comments.write", SAID, **LATE)
    assert number_in([round_.id]) == 0
    assert the_comment().sent_at is None
    assert the_comment().versions == []
    assert db.session.scalar(select(func.count()).select_from(LogLeaf)) == leaves
    assert browser.get("comments.results", status=403, **LATE)
    assert "The post was late." in sara.get("comments.practice", **LATE)
    assert "1 comment is thrown away" in sara.post("comments.practice", **LATE)
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0
    assert db.session.scalar(select(func.count()).select_from(AnswerSheet)) == 0


def test_nothing_of_a_guest_who_practises_is_kept(browser: Browser, draft: Draft) -> None:
    consultations.round_(draft, practice=True)
    guest = {"name": "Lea", "email": "lea@example.org", "country": "KE", "stakeholder_type": "individual"}
    assert "That was practice" in browser.post("comments.write", {**SAID, **guest}, **LATE)
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0


def test_a_real_round_is_never_wiped(browser: Browser, online: Round) -> None:
    make.comment(online, browser.people.amina, "A word.")
    with pytest.raises(Refused, match="Only a practice round"):
        wipe_practice(online, by=browser.people.sara)


def test_a_practice_room_works_as_a_real_one_does_and_leaves_nothing(browser: Browser, draft: Draft) -> None:
    round_ = consultations.round_(draft, practice=True)
    session = consultations.session(round_)
    here = {"round_slug": round_.slug, "session_id": session.id}
    sara = browser.as_(browser.people.sara)
    said = {
        "point_id": "a1b2c3d4e5f6a7b8",
        "text": "Say who pays.",
        "clause": "HR-L1",
        "said_by": "2",
        "view": "agreed",
    }
    assert "Written down as" in sara.post("comments.capture", said, **here)
    assert "Say who pays." in browser.get("tracing.wall", clause="HR-L1", **here)
    assert number_in([round_.id]) == 0
    sara.post("comments.practice", **LATE)
    assert "Say who pays." not in browser.get("tracing.wall", clause="HR-L1", **here)


def test_late_mail_waits_in_the_late_register_once_its_sender_confirmed_it(late: Round) -> None:
    at = late.closes_at + timedelta(hours=1)
    mail = ReceivedMail(round=late, state=MailState.WAITING, sender_address="lea@example.org", received_at=at)
    assert may_place_mail(mail)
    late.keeps_late = False
    assert not may_place_mail(mail)
