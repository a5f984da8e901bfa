"""What should not be typed, and what becomes of it: a sentence that helps, nothing lost, nothing broken."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.comments.content import CommentContent
from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.core.kept_forms.models import KeptForm
from tests.browser import Browser
from tests.make import comments as make

SMART = {"slug": "smart-cities", "number": 1}
SAID = {"token": "one", "stance": "support", "language": "ar", "named": "y", "type": "general"}
ODD = "<script>alert(1)</script> مرحبا 👩‍👩‍👧 Z͑ͫ̓ͪ \u202etxet\u202c <b>&amp;"


@pytest.fixture
def amina(browser: Browser, online: Round) -> Browser:
    return browser.as_(browser.people.amina)


def write(amina: Browser, online: Round, **typed: str) -> str:
    form = {**SAID, "round": online.slug, **typed}
    uid = make.clause(online.draft, "HR-L1").uid
    page = amina.post("comments.write", form, uid=uid, **SMART)
    return page.html if page.status != 500 else pytest.fail("it broke")


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def test_a_hundred_thousand_signs_are_refused_and_still_there(amina: Browser, online: Round) -> None:
    for do in ("send", "save", "autosave"):
        html = write(amina, online, text="x" * 100_000, do=do)
        assert "too long" in html
        assert "x" * 100_000 in html
    assert count() == 0


def test_markup_scripts_and_signs_of_all_kinds_are_text(amina: Browser, online: Round) -> None:
    write(amina, online, text=ODD, proposed_text=ODD, quote="publish a register")
    uid = make.clause(online.draft, "HR-L1").uid
    page = amina.get("comments.clause", uid=uid, **SMART)
    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script> مرحبا 👩‍👩‍👧" in page.text


def test_control_characters_are_taken_out(amina: Browser, online: Round) -> None:
    write(amina, online, text="A\x00B\x07C\r\nD")
    assert db.session.scalars(select(Comment.text)).one() == "ABC\nD"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://x.example", "data:text/html,x", "//x", "example.org"]
)
def test_evidence_is_a_web_address(amina: Browser, online: Round, address: str) -> None:
    assert "beginning with https" in write(amina, online, text="See this.", evidence_url=address)
    assert count() == 0
    write(amina, online, text="See this.", evidence_url=address, do="save")
    assert f'href="{address}"' not in amina.get("comments.mine").html


@pytest.mark.parametrize("text", ["", "   \n ", "\x00\x01"])
def test_nothing_said_is_nothing_sent(amina: Browser, online: Round, text: str) -> None:
    assert "Write what you want to say" in write(amina, online, text=text)
    assert count() == 0


def test_values_that_no_page_offers_are_refused(amina: Browser, online: Round) -> None:
    assert "This was not sent yet" in write(amina, online, text="Yes.", stance="applause")
    assert "This was not sent yet" in write(amina, online, text="Yes.", type="rant")
    assert count() == 0


def test_a_round_that_is_not_there_is_not_written_to(amina: Browser, online: Round) -> None:
    write(amina, online, text="Yes.", round="no-such-round")
    assert count() == 0


def test_words_that_stand_twice_must_be_told_apart(amina: Browser, online: Round) -> None:
    assert "more than once" in write(amina, online, text="Which?", quote="s")


def test_what_was_typed_survives_an_expired_session(amina: Browser, online: Round) -> None:
    amina.app.config["WTF_CSRF_ENABLED"] = True
    try:
        html = write(amina, online, text="Two hours of work.", quote="publish a register")
    finally:
        amina.app.config["WTF_CSRF_ENABLED"] = False
    assert "Two hours of work." in html
    assert "Send it again" in html
    assert f"/clauses/{make.clause(online.draft, 'HR-L1').uid}/comment" in html


def test_what_was_typed_survives_having_signed_out_elsewhere(amina: Browser, online: Round) -> None:
    comment = make.comment(online, amina.people.amina, sent=False)
    page = amina.as_(None).post("comments.edit", {"text": "Still here."}, reference=comment.reference)
    assert page.status == 401
    assert "Still here." in page.html


def test_it_comes_back_after_signing_in_and_is_newer_than_the_draft(amina: Browser, online: Round) -> None:
    """On the page that says so stands a sentence and a way on; the address is good for a day."""
    comment = make.comment(online, amina.people.amina, sent=False)
    base = CommentContent.of(comment).version
    ended = amina.as_(None).post("comments.edit", {"text": "Newer.", "base_version": base}, reference=comment.reference)
    assert "Nothing you typed is lost" in ended
    back = re.search(r"next=(/kept/[\w-]+)", ended.html)[1]  # type: ignore[index]
    page = amina.get(back)
    assert "Newer." in page.html
    assert f'action="/comments/{comment.reference}/edit"' in page.html
    fields = re.findall(r'name="(base_version|round)" value="([^"]*)"', page.html)
    sent = amina.post(
        "comments.edit", {**SAID, **dict(fields), "text": "Newer.", "do": "save"}, reference=comment.reference
    )
    assert "Your draft is saved" in sent
    assert db.session.get(Comment, comment.id).text == "Newer."
    with clock.at(clock.now() + timedelta(days=2)):
        amina.get(back, status=404)


def test_another_site_fills_nothing_in(amina: Browser) -> None:
    page = amina.client.post(
        "/comments/C-AAAA-BBBB/edit", data={"text": "Buy this."}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert "/kept/" not in page.text
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 0


def test_a_reference_that_is_none_is_nothing(amina: Browser) -> None:
    for odd in ("x", "C-AAAA-AAAA", "..", "%00", "🙂"):
        assert amina.client.get(f"/comments/{odd}").status_code == 404
