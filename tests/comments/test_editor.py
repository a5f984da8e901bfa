"""Writing, saving, sending, changing and withdrawing, as a person meets it: without a script."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.comments.content import CommentContent
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Access, Round
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.drafts.models import Draft
from tests.browser import Browser
from tests.make import comments as make
from tests.make import consultations as rounds

SMART = {"slug": "smart-cities", "number": 1}
SAID = {
    "token": "one",
    "text": "Say who pays for it.",
    "stance": "oppose",
    "language": "en",
    "named": "y",
    "type": "technical",
}


def the_comment() -> Comment:
    return db.session.scalars(select(Comment)).one()


@pytest.fixture
def on_clause(online: Round) -> dict[str, object]:
    return {"uid": make.clause(online.draft, "HR-L1").uid, **SMART}


@pytest.fixture
def amina(browser: Browser) -> Browser:
    return browser.as_(browser.people.amina)


def test_a_comment_is_sent_with_a_receipt_on_the_page_and_by_mail(
    amina: Browser, online: Round, on_clause: dict[str, object]
) -> None:
    form = {**SAID, "round": online.slug, "quote": "publish a register", "proposed_text": "keep a public register"}
    page = amina.post("comments.write", form, **on_clause)
    comment = the_comment()
    assert "Your comment is recorded" in page
    assert comment.reference in page
    assert comment.commitment in page
    mail = db.session.scalars(select(Message.body).order_by(Message.id.desc())).first()
    assert comment.reference in mail
    assert comment.commitment in mail
    assert (comment.type, comment.stance, comment.clause.uid) == ("technical", "oppose", on_clause["uid"])


def test_the_same_form_sent_twice_is_one_comment(amina: Browser, online: Round, on_clause: dict[str, object]) -> None:
    first = amina.post("comments.write", {**SAID, "round": online.slug}, **on_clause)
    second = amina.post("comments.write", {**SAID, "round": online.slug}, **on_clause)
    assert the_comment().reference in first
    assert the_comment().reference in second
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1


def test_other_words_in_a_form_that_was_sent_are_not_taken_for_a_second_press(
    amina: Browser, online: Round, on_clause: dict[str, object]
) -> None:
    amina.post("comments.write", {**SAID, "round": online.slug}, **on_clause)
    page = amina.post("comments.write", {**SAID, "round": online.slug, "text": "From an old window."}, **on_clause)
    assert page.status == 409
    assert "From an old window." in page.html
    assert the_comment().text == "Say who pays for it."


def test_words_that_are_not_in_the_clause_are_pointed_out_and_nothing_is_lost(
    amina: Browser, online: Round, on_clause: dict[str, object]
) -> None:
    form = {**SAID, "round": online.slug, "quote": "publish a registry of sensors"}
    page = amina.post("comments.write", form, **on_clause)
    assert page.status == 422
    assert "Did you mean “publish a register of the sensors”" in page
    assert "Say who pays for it." in page.html
    assert "publish a registry of sensors" in page.html


def test_a_preview_shows_the_redline_and_sends_nothing(
    amina: Browser, online: Round, on_clause: dict[str, object]
) -> None:
    form = {**SAID, "round": online.slug, "quote": "should publish", "proposed_text": "shall publish", "do": "preview"}
    page = amina.post("comments.write", form, **on_clause)
    assert "[removed:] should" in page
    assert "Nothing is sent yet" in page
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0


def test_a_draft_is_saved_as_it_is_typed_and_gone_on_with(
    amina: Browser, online: Round, on_clause: dict[str, object]
) -> None:
    half = {**SAID, "round": online.slug, "text": "Say wh", "quote": "no such words", "do": "autosave"}
    answer = amina.post("comments.write", half, **on_clause).response.get_json()
    assert answer["base_version"] == CommentContent.of(the_comment()).version
    later = {**half, "text": "Say who", "base_version": answer["base_version"]}
    amina.post("comments.write", later, **on_clause)
    assert the_comment().text == "Say who"
    assert amina.get("comments.write", status=302, **on_clause).location.endswith(f"/{answer['reference']}/edit")
    assert "Say who" in amina.get("comments.clause", **on_clause).html
    assert "Your draft is saved" in amina.post("comments.edit", {**later, "do": "save"}, reference=answer["reference"])


def test_nothing_typed_is_no_draft(amina: Browser, online: Round, on_clause: dict[str, object]) -> None:
    empty = {**SAID, "round": online.slug, "text": "", "do": "autosave"}
    assert amina.post("comments.write", empty, **on_clause).status == 204
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0


def test_two_windows_with_one_draft_do_not_overwrite_each_other(amina: Browser, online: Round) -> None:
    comment = make.comment(online, amina.people.amina, "First.", sent=False)
    base = CommentContent.of(comment).version
    form = {**SAID, "round": online.slug, "base_version": base}
    amina.post("comments.edit", {**form, "text": "From one window.", "do": "save"}, reference=comment.reference)
    page = amina.post("comments.edit", {**form, "text": "From the other.", "do": "save"}, reference=comment.reference)
    assert page.status == 409
    assert "From one window." in page
    assert "From the other." in page.html


def test_a_round_that_closed_while_they_typed_keeps_their_text_as_a_draft(
    amina: Browser, online: Round, on_clause: dict[str, object]
) -> None:
    with clock.at(online.closes_at + timedelta(minutes=1)):
        page = amina.post("comments.write", {**SAID, "round": online.slug}, **on_clause)
        assert "closed on" in page
        assert "kept as your draft" in page
        assert "Say who pays for it." in page.html
        assert "Say who pays for it." in amina.get("comments.mine")
    assert the_comment().state == CommentState.DRAFT


def test_a_guest_whose_round_closed_gets_their_text_back(
    browser: Browser, online: Round, on_clause: dict[str, object]
) -> None:
    guest = {"name": "Lea", "email": "lea@example.org", "country": "SI", "stakeholder_type": "individual"}
    with clock.at(online.closes_at):
        page = browser.post("comments.write", {**SAID, **guest, "round": online.slug}, **on_clause)
    assert page.status == 409
    assert "Copy it before you leave" in page
    assert "Say who pays for it." in page.html


def test_all_drafts_are_sent_at_once_but_those_that_are_not_ready(amina: Browser, online: Round) -> None:
    for text in ("One.", "Two.", ""):
        make.comment(online, amina.people.amina, text, number="HR-L1", sent=False)
    page = amina.get("comments.mine")
    assert "Send 2 comments" in page
    assert "An empty comment cannot be sent" in page
    receipt = amina.post("comments.send_all")
    assert "Your 2 comments are recorded" in receipt
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1
    assert "Send 1 comment" not in amina.get("comments.mine")


def test_a_sent_comment_is_changed_with_its_history_and_withdrawn(amina: Browser, online: Round) -> None:
    comment = make.comment(online, amina.people.amina, "First.")
    form = {**SAID, "base_version": CommentContent.of(comment).version, "text": "Second."}
    page = amina.post("comments.edit", form, reference=comment.reference)
    assert "First." in page
    assert "Version 2" in page
    assert "First." not in amina.as_(amina.people.bruno).get("comments.comment", reference=comment.reference)
    amina.get("comments.withdraw", reference=comment.reference)
    amina.post("comments.withdraw", reference=comment.reference)
    assert the_comment().state == CommentState.WITHDRAWN
    gone = amina.as_(amina.people.bruno).get("comments.comment", reference=comment.reference, status=410)
    assert "Second." not in gone
    assert "Second." in amina.as_(amina.people.sara).get("comments.comment", reference=comment.reference)


def test_a_round_is_asked_for_only_when_several_are_open(amina: Browser, online: Round) -> None:
    assert "In which round" not in amina.get("comments.write", **SMART)
    rounds.round_(online.draft, "second", title="Second round")
    assert "In which round" in amina.get("comments.write", **SMART)
    rights = online.draft.guideline.pillars[0]
    rounds.round_(online.draft, "rights", title="On rights", pillars=[rights])
    assert "On rights" in amina.get("comments.write", code="HR", **SMART).html
    assert "On rights" not in amina.get("comments.write", code="DI", **SMART).html


def test_a_round_for_registered_people_asks_a_visitor_to_sign_in(browser: Browser, draft: Draft) -> None:
    closed_circle = rounds.round_(draft, access=Access.REGISTERED)
    page = browser.get("comments.write", round_slug=closed_circle.slug)
    assert "Sign in" in page
    assert "<textarea" not in page.html
    mine = browser.as_(browser.people.amina).post(
        "comments.write", {**SAID, "round": closed_circle.slug}, round_slug=closed_circle.slug
    )
    assert "Your comment is recorded" in mine


def test_replies_stand_under_what_they_answer(amina: Browser, online: Round, on_clause: dict[str, object]) -> None:
    first = make.comment(online, amina.people.bruno, "The first word.", number="HR-L1")
    amina.get("comments.reply", reference=first.reference)
    amina.post("comments.reply", {**SAID, "text": "The second word."}, reference=first.reference)
    page = amina.get("comments.clause", **on_clause)
    assert page.text.index("The first word.") < page.text.index("The second word.")
    reply = db.session.scalars(select(Comment).where(Comment.in_reply_to_id == first.id)).one()
    assert reply.clause == first.clause


def test_a_draft_is_thrown_away_and_only_theirs_is(amina: Browser, online: Round) -> None:
    comment = make.comment(online, amina.people.amina, "Half a th", sent=False)
    for stranger in (None, amina.people.bruno, amina.people.sara):
        amina.as_(stranger).get("comments.comment", reference=comment.reference, status=404)
    assert amina.as_(amina.people.bruno).post("comments.discard", reference=comment.reference).status == 404
    amina.post("comments.discard", reference=comment.reference)
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0


def test_my_comments_lead_to_changing_and_withdrawing_each_that_may_be(
    amina: Browser, online: Round, on_clause: dict[str, object]
) -> None:
    amina.post("comments.write", {**SAID, "round": online.slug}, **on_clause)
    reference = the_comment().reference
    page = amina.get("comments.mine").html
    assert f"/comments/{reference}/edit" in page
    assert f"/comments/{reference}/withdraw" in page
    with clock.at(online.closes_at + timedelta(days=1)):
        page = amina.get("comments.mine").html
    assert f"/comments/{reference}/edit" not in page
    assert f"/comments/{reference}/withdraw" in page


def test_a_comment_keeps_in_which_language_the_clause_was_read_and_quotes_those_words(
    amina: Browser, online: Round, on_clause: dict[str, object]
) -> None:
    words = "Les collectivités locales publient un registre des capteurs qu’elles exploitent."
    make.translated(online.draft, "HR-L1", words, language="fr")
    page = amina.get("comments.clause", text="fr", **on_clause)
    assert words in page
    assert any(field.get("name") == "read_in" and field.get("value") == "fr" for field in page.tree.iter("input"))
    form = {**SAID, "round": online.slug, "quote": "un registre", "proposed_text": "un registre public"}
    assert "These words do not stand in the clause" in amina.post("comments.write", form, **on_clause)
    amina.post("comments.write", {**form, "read_in": "fr"}, **on_clause)
    comment = the_comment()
    assert (comment.read_in, comment.quote, comment.clause.uid) == ("fr", "un registre", on_clause["uid"])
    assert comment.versions[0].as_said["read_in"] == "fr"
    others = amina.as_(amina.people.bruno)
    in_french = others.get("comments.clause", text="fr", **on_clause)
    assert any(one.tag == "mark" and one.text == "un registre" for one in in_french.tree.iter())
    assert any(one.tag == "ins" for one in in_french.tree.iter())
    in_english = others.get("comments.clause", text="en", **on_clause)
    assert "un registre" in in_english
    assert not any(one.tag == "mark" for one in in_english.tree.iter())
