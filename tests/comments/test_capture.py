"""What is said in a session is written down once each, as the round promises, and can be followed by its reference."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from consult.comments.capture.actions import capture_points
from consult.comments.capture.cli import room
from consult.comments.capture.models import CapturedPoint, CaptureRoute, RoomView, SessionRoom
from consult.comments.capture.point_values import SaidInRoom
from consult.comments.capture.queries import wordings_in_scope
from consult.comments.models import Channel, Comment, CommentState
from consult.consultations.models import Round, RoundRole, Session, Visibility
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Draft
from tests.browser import Browser
from tests.make import consultations as rounds

ID = "0123456789abcdef"


@pytest.fixture
def session(browser: Browser, online: Round) -> Session:
    rounds.place(online, browser.people.bruno, RoundRole.RAPPORTEUR)
    return rounds.session(online, "City halls")


@pytest.fixture
def bruno(browser: Browser, session: Session) -> Browser:
    return browser.as_(browser.people.bruno)


def where(session: Session) -> dict[str, Any]:
    return {"round_slug": session.round.slug, "session_id": session.id}


def said(**more: str) -> dict[str, str]:
    told = {"point_id": ID, "text": "Say who pays.", "clause": "HR-L1", "table": "3", "said_by": "4"}
    return {**told, "view": "agreed", **more}


def comments() -> list[Comment]:
    return list(db.session.scalars(select(Comment).where(Comment.channel == Channel.SESSION).order_by(Comment.id)))


def test_a_point_becomes_a_comment_of_the_session_that_anyone_follows(
    browser: Browser, bruno: Browser, session: Session
) -> None:
    page = bruno.post("comments.capture", said(), **where(session))
    (comment,) = comments()
    assert f"Written down as {comment.reference}" in page
    assert (comment.text, comment.state, comment.author_id) == ("Say who pays.", CommentState.SENT, None)
    assert comment.provenance == "City halls, table 3, said by 4"
    point = db.session.scalars(select(CapturedPoint)).one()
    assert (point.table_name, point.said_by, point.view, point.route) == ("3", 4, RoomView.AGREED, CaptureRoute.PAGE)
    assert "Say who pays." in browser.get("tracing.comment", reference=comment.reference)
    assert "HR-L1" in page


def test_the_same_point_sent_again_is_the_same_comment(bruno: Browser, session: Session) -> None:
    for _time in range(2):
        bruno.post("comments.capture", said(), **where(session))
    bruno.post("comments.capture", said(point_id=ID.upper()), **where(session))
    assert len(comments()) == 1


def test_a_script_is_told_the_reference_or_what_is_wrong(bruno: Browser, session: Session) -> None:
    address = bruno.address("comments.capture", **where(session))
    asked = {"Accept": "application/json"}
    kept = bruno.client.post(address, data=said(), headers=asked)
    assert kept.json["reference"] == comments()[0].reference
    wrong = bruno.client.post(address, data=said(point_id=ID + "2", said_by="many"), headers=asked)
    assert (wrong.status_code, len(comments())) == (422, 1)
    assert "whole number" in wrong.json["says"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": " \u200b"}, "Write what was said"),
        ({"said_by": "0"}, "from 1 to 100,000"),
        ({"said_by": ""}, "from 1 to 100,000"),
        ({"said_by": "٣ ثلاثة"}, "whole number"),
        ({"clause": "XX-9"}, "Not a valid choice"),
        ({"point_id": "../etc"}, "8 to 64"),
        ({"table": "长" * 61}, "too long"),
        ({"view": "shouted"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(
    bruno: Browser, session: Session, wrong: dict[str, str], says: str
) -> None:
    page = bruno.post("comments.capture", said(**wrong), **where(session))
    assert (page.status, comments()) == (422, [])
    assert says in page
    assert "Say who pays." in page.html or "text" in wrong


def test_only_who_reports_on_the_session_writes_down(browser: Browser, session: Session) -> None:
    for person in (browser.people.amina, browser.people.dana, browser.people.ines):
        assert browser.as_(person).post("comments.capture", said(), **where(session)).status == 403
    assert comments() == []


def test_a_point_waits_for_a_moderator_where_the_round_promises_one(browser: Browser, draft: Draft) -> None:
    session = rounds.session(rounds.round_(draft, visibility=Visibility.AFTER_MODERATION))
    rounds.place(session.round, browser.people.bruno, RoundRole.RAPPORTEUR)
    bruno = browser.as_(browser.people.bruno)
    bruno.post("comments.capture", said(), **where(session))
    (comment,) = comments()
    assert comment.state == CommentState.HELD
    browser.get("tracing.comment", reference=comment.reference, status=404)
    assert "A moderator of this round reads them" in bruno.get("comments.capture", **where(session))
    assert bruno.post("comments.let_in_captured", **where(session)).status == 403
    browser.as_(browser.people.moses).post("comments.release", reference=comment.reference)
    assert "Say who pays." in browser.get("tracing.comment", reference=comment.reference)


def test_what_was_written_down_wrongly_is_taken_back(browser: Browser, bruno: Browser, session: Session) -> None:
    bruno.post("comments.capture", said(), **where(session))
    (comment,) = comments()
    bruno.post("comments.take_back_captured", reference=comment.reference, **where(session))
    assert comments()[0].state == CommentState.WITHDRAWN
    assert "Say who pays." not in bruno.get("comments.capture", **where(session))
    assert "taken back by who wrote it down" in browser.as_(browser.people.dana).get(
        "tracing.journal", slug=session.round.guideline.slug
    )


def test_participants_write_under_the_short_address_and_somebody_reads_it_first(
    browser: Browser, bruno: Browser, session: Session
) -> None:
    bruno.post("comments.set_room", {"do": "open"}, **where(session))
    sheets = bruno.get("comments.room_sheets", **where(session))
    address = sheets.text.partition("Write it here: ")[2].split()[0]
    code = address.rsplit("/", 1)[1]
    page = browser.post(
        "comments.room", {"point_id": ID, "text": "From my chair.", "clause": "HR-L1"}, code=code.lower()
    )
    (comment,) = comments()
    assert comment.reference in page
    assert (comment.state, comment.author_id) == (CommentState.HELD, None)
    assert "From my chair." not in browser.get("tracing.wall", clause="HR-L1", **where(session))
    wall = browser.address("tracing.wall", clause="HR-L1", **where(session))
    asked = {"If-None-Match": browser.client.get(wall).headers["ETag"]}
    assert browser.client.get(wall, headers=asked).status_code == 304, "nothing is new"
    assert "can be read now" in bruno.post("comments.let_in_captured", **where(session))
    assert browser.client.get(wall, headers=asked).status_code == 200
    assert "From my chair." in browser.get("tracing.wall", clause="HR-L1", **where(session))
    bruno.post("comments.set_room", {"do": "close"}, **where(session))
    refused = browser.post("comments.room", {"point_id": ID + "b", "text": "Too late."}, code=code)
    assert "takes no more points" in refused
    assert len(comments()) == 1
    browser.get("comments.room", code="ZZZZZZ", status=404)


def test_the_report_is_drafted_from_what_was_captured(browser: Browser, bruno: Browser, session: Session) -> None:
    bruno.post("comments.capture", said(), **where(session))
    bruno.post("comments.capture", said(point_id=ID + "2", text="No, the state.", view="disputed"), **where(session))
    session.report = "We met in the old town hall."
    db.session.commit()
    page = browser.get("tracing.session_report", **where(session))
    for words in ("Written by the host", "2 points were written down", "said by 8 voices", "Agreed: 1. Disputed: 1."):
        assert words in page
    assert comments()[1].reference in page
    made = browser.client.get(browser.address("tracing.session_report_docx", **where(session)))
    assert made.data.startswith(b"PK")


def a_file(at: Session, *points: object, **more: object) -> bytes:
    said = {"format": "consult-room", "version": 1, "round": at.round.slug, "session": at.id}
    return json.dumps({**said, "count": len(points), "points": points, **more}, ensure_ascii=False).encode()


A_POINT = {"id": ID, "text": "قال الجميع نعم", "clause": "HR-L1", "table": "٣", "said_by": 7, "view": "agreed"}


def merged(bruno: Browser, session: Session, content: bytes) -> Any:
    return bruno.post("comments.merge_room", {"merge-file": (io.BytesIO(content), "points.json")}, **where(session))


def test_a_file_from_the_room_is_merged_once_however_often_it_is_chosen(bruno: Browser, session: Session) -> None:
    whole = a_file(session, A_POINT, {**A_POINT, "id": ID + "2", "at": "2026-11-20T10:00:00+03:00"})
    assert "2 points are new." in merged(bruno, session, whole)
    assert "0 points are new. 2 were there already." in merged(bruno, session, whole)
    assert [one.text for one in comments()] == ["قال الجميع نعم"] * 2
    changed = a_file(session, {**A_POINT, "text": "Something else."})
    assert "1 has other words there; what is there stays." in merged(bruno, session, changed)


WRONG_FILES = {
    "half a file": (lambda s: a_file(s, A_POINT)[:-40], "not whole"),
    "an empty one": (lambda s: b" ", "empty"),
    "the page itself": (lambda s: b"<!doctype html>", "the page itself"),
    "another thing": (lambda s: b'{"points": []}', "no file from a room"),
    "a list": (lambda s: b"[" * 100_000, "not whole"),
    "another round's": (lambda s: a_file(s, A_POINT, round="asia"), "of the round “asia”"),
    "another session's": (lambda s: a_file(s, A_POINT, session=10**9), "does not have"),
    "fewer points than said": (lambda s: a_file(s, A_POINT, count=3), "as many points"),
    "a later version": (lambda s: a_file(s, version=2), "another version"),
    "a clause that is not there": (lambda s: a_file(s, A_POINT, {**A_POINT, "id": "z" * 9, "clause": "X"}), "no such"),
    "voices": (lambda s: a_file(s, {**A_POINT, "said_by": 2.5}), "whole number from 1"),
    "no words": (lambda s: a_file(s, {**A_POINT, "text": "\u00ad"}), "without words"),
    "half a character": (lambda s: a_file(s, A_POINT).replace("قال".encode(), b"\\ud800"), "half a character"),
    "a strange time": (lambda s: a_file(s, {**A_POINT, "at": "昨天"}), "no time"),
    "no object": (lambda s: a_file(s, "?"), "no point"),
    "one id twice": (lambda s: a_file(s, A_POINT, {**A_POINT, "text": "Else."}), "same id"),
}


@pytest.mark.parametrize("what", WRONG_FILES)
def test_a_file_that_cannot_be_taken_says_why_and_nothing_of_it_is_kept(
    bruno: Browser, session: Session, what: str
) -> None:
    made, says = WRONG_FILES[what]
    page = merged(bruno, session, made(session))
    assert (page.status, comments()) == (422, [])
    assert says in page


def test_the_page_for_a_stick_holds_all_it_needs(bruno: Browser, session: Session) -> None:
    made = bruno.client.get(bruno.address("comments.room_file", **where(session)))
    assert "attachment" in made.headers["Content-Disposition"]
    text = made.get_data(as_text=True)
    assert "HR-L1" in text
    assert "http" not in text.replace("https://www.w3.org", "")


def test_the_command_merges_or_says_what_it_would(browser: Browser, session: Session, tmp_path: Path) -> None:
    whole, half = tmp_path / "points.json", tmp_path / "half.json"
    whole.write_bytes(a_file(session, A_POINT))
    half.write_bytes(a_file(session, A_POINT)[:50])

    def merge(*asked: str) -> dict[str, Any]:
        done = browser.app.test_cli_runner().invoke(room, ["merge", "--round", "open-round", "--json", *asked])
        assert done.exit_code == (1 if str(half) in asked else 0)
        return json.loads(done.output)

    assert merge(str(whole), "--dry-run") == {"new": 1, "already": 0, "otherwise": 0, "kept": False, "faults": []}
    assert comments() == []
    kept = merge(str(whole))
    assert (kept["new"], kept["references"]) == (1, {ID: comments()[0].reference})
    assert merge(str(whole))["already"] == 1
    assert "not whole" in merge(str(half))["says"]


def test_many_at_once_are_captured_in_their_order(browser: Browser, session: Session) -> None:
    points = [SaidInRoom(point_id=f"{ID}{n}", text=f"Point {n}") for n in range(20)]
    for _again in range(2):
        result = capture_points(session, points, by=browser.people.bruno, route=CaptureRoute.FILE, now=clock.now())
    assert (result.new, result.already) == (0, 20)
    assert [one.text for one in comments()] == [point.text for point in points]


WRITE_TO_ME = "Write to me: a@b.org"


@pytest.fixture
def code(bruno: Browser, session: Session) -> str:
    bruno.post("comments.set_room", {"do": "open"}, **where(session))
    return db.session.scalars(select(SessionRoom.code)).one()


def test_a_participant_who_types_personal_data_is_asked_once_and_can_go_on(
    browser: Browser, bruno: Browser, session: Session, code: str
) -> None:
    typed = {"point_id": ID, "text": WRITE_TO_ME, "clause": "HR-L1"}
    asked = browser.post("comments.room", typed, code=code)
    assert (asked.status, comments()) == (422, [])
    assert "an e-mail address" in asked
    assert WRITE_TO_ME in asked.html
    assert "Privacy notice of this round" in asked
    browser.post("comments.room", {**typed, "knows": "1"}, code=code)
    assert [one.state for one in comments()] == [CommentState.HELD]
    assert "can be read now" in bruno.post("comments.let_in_captured", **where(session))
    assert [one.state for one in comments()] == [CommentState.SENT]


def test_personal_data_that_nobody_was_asked_about_waits_for_a_moderator(
    browser: Browser, bruno: Browser, session: Session
) -> None:
    merged(bruno, session, a_file(session, A_POINT, {**A_POINT, "id": ID + "2", "text": WRITE_TO_ME}))
    bruno.post("comments.capture", said(point_id=ID + "3", text="Ring +44 20 7946 0958."), **where(session))
    states = [CommentState.SENT, CommentState.HELD, CommentState.HELD]
    assert [one.state for one in comments()] == states
    page = bruno.get("comments.capture", **where(session))
    assert "2 points wait until somebody has read them. A moderator of this round reads them" in page
    assert "I have read them" not in page
    bruno.post("comments.let_in_captured", **where(session))
    assert [one.state for one in comments()] == states
    moses = browser.as_(browser.people.moses)
    for waiting in comments()[1:]:
        moses.post("comments.release", reference=waiting.reference)
    assert {one.state for one in comments()} == {CommentState.SENT}


def test_what_cannot_be_merged_is_said_at_the_top(bruno: Browser, session: Session) -> None:
    for content in (b"nonsense", b""):
        page = merged(bruno, session, content).html
        assert page.index('class="error-summary"') < page.index('class="capture-page"')


def test_only_who_may_let_points_in_is_told_that_they_wait_for_them(browser: Browser, draft: Draft) -> None:
    """The host of a round that promises a moderator reads of the moderator alone."""
    for visibility, yours in ((Visibility.AT_ONCE, True), (Visibility.AFTER_MODERATION, False)):
        held = rounds.session(
            rounds.round_(draft, slug=f"a-{visibility.value.replace('_', '-')}", visibility=visibility)
        )
        rounds.place(held.round, browser.people.bruno, RoundRole.HOST)
        page = browser.as_(browser.people.bruno).get("comments.capture", **where(held))
        assert ("until you have read it" in page, "A moderator reads what they write" in page) == (yours, not yours)


def test_a_sheet_keeps_the_lines_of_its_clause(bruno: Browser, session: Session, code: str) -> None:
    wording = next(one for one in wordings_in_scope(session.round) if one.number == "HR-L1")
    wording.text = "Cities use:\n\n• Regulations\n• Budgeting"
    db.session.commit()
    sheet = bruno.get("comments.room_sheets", clause="HR-L1", **where(session))
    assert "• Regulations<br>• Budgeting" in sheet.html


def test_what_was_said_in_a_session_is_for_whom_its_round_promised_it(browser: Browser, draft: Draft) -> None:
    session = rounds.session(rounds.round_(draft, visibility=Visibility.NEVER))
    rounds.place(session.round, browser.people.bruno, RoundRole.HOST)
    session.report = "The Delta objected."
    db.session.commit()
    shown = [("tracing.session_report", where(session)), ("consultations.round", {"round_slug": session.round.slug})]
    for endpoint, address in shown:
        page = browser.get(endpoint, **address)
        assert "The Delta objected." not in page
        assert "are read by the drafting team only" in page
        for reader in (browser.people.bruno, browser.people.dana):
            assert "The Delta objected." in browser.as_(reader).get(endpoint, **address)
    paper = browser.get("tracing.session_report_docx", **where(session)).response.data
    with zipfile.ZipFile(io.BytesIO(paper)) as parts:
        assert b"The Delta objected." not in parts.read("word/document.xml")
    form = browser.as_(browser.people.bruno).get("consultations.report", **where(session))
    assert "for those who may read the comments of this round: The drafting team only." in form
