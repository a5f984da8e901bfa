"""E-mail as a way in: held, placed by staff, and nothing of it counts before its sender has confirmed it."""

import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from consult.comments.mail_in import actions, imap
from consult.comments.mail_in.cli import mail_in
from consult.comments.mail_in.message_parsing import UnreadableMail, apart_from_quoted, parse_mail
from consult.comments.mail_in.models import MailState, ReceivedMail
from consult.comments.models import Channel, Comment, CommentState
from consult.comments.papers.models import PaperState, PositionPaper
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import queue
from tests.browser import Browser, Page
from tests.make import consultations as rounds
from tests.make import mails, papers


def parsed(message: EmailMessage | bytes) -> Any:
    return parse_mail(message if isinstance(message, bytes) else bytes(message), most_megabytes=30)


def place(browser: Browser, mail: ReceivedMail, words: str = "Say who pays for HR-L1.", number: str = "HR-L1") -> Page:
    sara = browser.as_(browser.people.sara)
    return sara.post("comments.place_mail", {"words": words, "number": number}, mail_id=mail.id)


def the_link() -> str:
    body = db.session.scalars(select(Message.body).order_by(Message.id.desc())).first() or ""
    return re.search(r"http://127\.0\.0\.1:8000(/comments/confirm-mail/\S+)", body)[1]  # type: ignore[index]


def test_a_message_is_placed_and_counts_once_its_sender_says_that_these_are_their_words(
    browser: Browser, online: Round
) -> None:
    mail, sara = mails.mail(online), browser.as_(browser.people.sara)
    assert "On the draft" in sara.get("comments.received_mails", slug="smart-cities")
    assert "Ask the sender to confirm" in place(browser, mail)
    sara.post("comments.ask_sender", mail_id=mail.id)
    comment = db.session.scalars(select(Comment)).one()
    assert (comment.state, comment.channel, comment.author_name) == (CommentState.UNCONFIRMED, Channel.MAIL, "Lea Kos")
    address = the_link()
    assert "Say who pays" in browser.get(address)
    assert db.session.scalars(select(Comment.state)).one() == CommentState.UNCONFIRMED
    assert "Your comment is recorded" in browser.post(address)
    assert "Your comment is recorded" in browser.post(address)
    assert db.session.scalars(select(Comment.state)).one() == CommentState.SENT


def test_words_are_placed_and_their_sender_asked_with_one_press(browser: Browser, online: Round) -> None:
    mail, sara = mails.mail(online), browser.as_(browser.people.sara)
    form = {"words": "Say who pays for HR-L1.", "number": "HR-L1", "do": "ask"}
    assert "its sender is asked" in sara.post("comments.place_mail", form, mail_id=mail.id)
    assert "Say who pays" in browser.get(the_link())


def test_what_came_in_time_is_not_late_because_it_was_placed_later(browser: Browser, online: Round) -> None:
    mail = mails.mail(closed := rounds.closed_round(online.draft))
    mail.received_at = closed.opens_at
    db.session.commit()
    place(browser, mail)
    browser.as_(browser.people.sara).post("comments.ask_sender", mail_id=mail.id)
    assert "Your comment is recorded" in browser.post(the_link())


def test_what_came_too_late_is_said_to_have(browser: Browser, online: Round) -> None:
    closed = rounds.closed_round(online.draft)
    assert "This round closed on" in place(browser, mails.mail(closed))
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0


def test_staff_adds_no_words_and_keeps_what_was_typed(browser: Browser, online: Round) -> None:
    page = place(browser, mails.mail(online), words="We want money.", number="XX-9")
    assert (page.status, "We want money." in page.html) == (422, True)
    assert "These words do not stand in the message" in page
    assert "no clause “XX-9”" in page


def test_it_is_refused_with_a_reason_or_answered(browser: Browser, online: Round) -> None:
    mail, sara = mails.mail(online), browser.as_(browser.people.sara)
    assert sara.post("comments.refuse_mail", {"because": ""}, mail_id=mail.id).status == 422
    sara.post("comments.answer_mail", {"answer": "Thank you."}, mail_id=mail.id)
    sara.post("comments.refuse_mail", {"because": "It is an advertisement."}, mail_id=mail.id)
    bodies = list(db.session.scalars(select(Message.body).order_by(Message.id)))
    assert ["Thank you." in bodies[0], "It is an advertisement." in bodies[1]] == [True, True]
    assert mail.state == MailState.REFUSED
    assert place(browser, mail).status == 403


def test_its_papers_are_kept_and_sorted_once_the_sender_confirmed(browser: Browser, online: Round) -> None:
    made = mails.message("See our paper.")
    made.add_attachment(papers.word("We ask for more."), maintype="application", subtype="x", filename="ours.docx")
    made.add_attachment(b"MZ", maintype="application", subtype="x", filename="run.exe")
    mail, sara = mails.mail(online, made), browser.as_(browser.people.sara)
    queue.run_all()
    paper = db.session.scalars(select(PositionPaper)).one()
    assert (paper.state, paper.mail_id, paper.comment_id) == (PaperState.READ, mail.id, None)
    assert "run.exe: This is neither a PDF nor a Word file" in sara.get("comments.received_mail", mail_id=mail.id)
    browser.as_(browser.people.bruno).get("comments.paper", paper_id=paper.id, status=404)
    place(browser, mail, "See our paper.", "")
    assert sara.get("comments.paper_file", paper_id=paper.id).status == 200
    sara.post("comments.ask_sender", mail_id=mail.id)
    browser.post(the_link())
    assert paper.comment is not None
    assert paper.comment.state == CommentState.SENT


def test_the_same_message_twice_is_one_and_nobody_s_word_is_none(online: Round) -> None:
    first = actions.take_in_message(online, parsed(mails.message()), own_address="us@example.org", language="en")
    again = actions.take_in_message(online, parsed(mails.message()), own_address="us@example.org", language="en")
    own = actions.take_in_message(online, parsed(mails.message()), own_address="LEA@example.org", language="en")
    assert [first[0], again[0], own[0]] == [actions.Intake.RECEIVED, actions.Intake.KNOWN, actions.Intake.AUTOMATIC]


@pytest.mark.parametrize(
    ("header", "said", "why"),
    [
        ("Auto_Submitted", "auto-replied", "an automatic reply"),
        ("Precedence", "bulk", "sent to a list"),
        ("Return_Path", "<>", "a report on delivery"),
        ("Auto_Submitted", "no", ""),
    ],
)
def test_answering_machines_are_not_answered(header: str, said: str, why: str) -> None:
    assert parsed(mails.message(**{header: said})).automatic == why


def test_the_plain_part_is_preferred_and_a_page_is_read_without_its_scripts() -> None:
    both = mails.message("Plain words.")
    both.add_alternative("<p>Page words.</p>", subtype="html")
    assert parsed(both).words == "Plain words."
    page = mails.message("")
    page.set_content("<p>One.</p><script>alert(1)</script><p>Two.</p>", subtype="html")
    assert parsed(page).words == "One.\n\nTwo."


QUOTED = {
    "On 3 May 2026 at 10:00, Ana wrote:": "gmail",
    "-----Original Message-----": "outlook",
    "Le 3 mai 2026 à 10:00, Ana a écrit :": "french",
    "-- ": "signature",
}


@pytest.mark.parametrize("line", QUOTED)
def test_quoted_mail_and_signatures_are_set_apart(line: str) -> None:
    words, cut = apart_from_quoted(f"> You asked.\nWe agree.\n{line}\nOld words.")
    assert words == "We agree."
    assert cut.split("\n") == ["> You asked.", line, "Old words."]


def test_what_cannot_be_read_whole_is_said() -> None:
    odd = mails.message()
    raw = bytes(odd).replace(b'charset="utf-8"', b'charset="x-klingon"').replace(b"Say who", b"Caf\xe9 who")
    assert parsed(raw).words.startswith("Café who")
    assert "could not be read as x-klingon" in parsed(raw).notes[0]
    tnef = mails.message("Hello.")
    tnef.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert "only Outlook reads" in parsed(tnef).notes[0]
    outer = mails.message("See below.")
    outer.add_attachment(mails.message("Forwarded words."))
    assert (parsed(outer).words, "Forwarded words." in parsed(outer).cut) == ("See below.", True)
    assert "no words of its own" in parsed(mails.message("")).notes[0]
    with pytest.raises(UnreadableMail, match="no headers"):
        parsed(b"")
    with pytest.raises(UnreadableMail, match="may have 1"):
        parse_mail(bytes(2 * 1024**2), most_megabytes=1)


class Mailbox:
    """As a server answers over IMAP: one message, one that is too large."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, ...]] = []

    def uid(self, command: str, *said: Any) -> tuple[str, list[Any]]:
        if command == "SEARCH":
            return "OK", [b"7 8"]
        if command == "STORE":
            self.seen.append(said)
            return "OK", []
        if "SIZE" in said[1]:
            return "OK", [f"1 (UID {said[0]} RFC822.SIZE {9 if said[0] == '7' else 99_000_000})".encode()]
        return "OK", [(b"1 (BODY[] {9}", b"Subject: 1"), b")"]


def test_a_mailbox_gives_what_is_new_and_keeps_what_is_too_large_unread() -> None:
    box = Mailbox()
    assert list(imap.unseen_messages(box, most_megabytes=30)) == [("7", b"Subject: 1"), ("8", None)]
    imap.mark_seen(box, "7")
    assert box.seen == [("7", "+FLAGS", "(\\Seen)")]
    for wrong in ("imap://a:b@host/", "imaps://host"):
        with pytest.raises(UnreadableMail, match="imaps://user"):
            imap.opened_mailbox(wrong)


def test_the_command_takes_a_file_and_says_what_became_of_it(browser: Browser, online: Round, tmp_path: Path) -> None:
    file = tmp_path / "one.eml"
    file.write_bytes(bytes(mails.message()))
    runner = browser.app.test_cli_runner()
    told = [runner.invoke(mail_in, [str(file), "--round", online.slug]).output for _turn in range(2)]
    assert [line.strip() for line in told] == ["received 1", "known 1"]
    assert "Name a file" in runner.invoke(mail_in, ["--round", online.slug]).output
