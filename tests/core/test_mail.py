"""Mail is written with what caused it, speaks of no host but the site's own, and keeps no link that works."""

import re
from datetime import timedelta

import pytest
from flask import Flask, current_app

from consult.accounts import signed_links
from consult.core import clock
from consult.core.database import db
from consult.core.mail import outbox as mail
from consult.core.mail.outbox import LINKS_LAST, Message, count_mail_to, plain, quoted_in_mail, take_out_old_links
from consult.core.security.rate_limit import TooMany
from tests.people import People

LINK = re.compile(r"http://127\.0\.0\.1:8000/confirm/(\S+)")


def posted(**values: object) -> Message:
    token = signed_links.sign("sign-up", "amina@example.org")
    message = mail.post("amina@example.org", "accounts/confirm", language="en", token=token, **values)
    db.session.commit()
    return message


def test_links_in_mail_never_follow_the_host_of_a_request(app: Flask, people: People) -> None:
    with current_app.test_request_context(base_url="http://evil.example"):
        message = posted()
    assert "evil.example" not in message.body


def test_mail_is_kept_where_no_relay_is_set(app: Flask) -> None:
    message = posted()
    assert (message.sent_at, message.next_try_at) == (None, None)


def test_what_is_printed_into_mail_is_one_line_without_signs_that_hide() -> None:
    assert plain("Ann\r\nBcc: all@example.org\x00\u2028\u202eevil\ud800") == "Ann Bcc: all@example.org evil"
    assert plain(7) == 7


def test_words_of_several_lines_are_marked_as_somebody_s() -> None:
    assert quoted_in_mail("It names\r\na neighbour.\n\nYours") == "> It names\n> a neighbour.\n>\n> Yours"


EVIL = "Ann\n\nYour account is blocked: https://evil.example\nBcc: all@example.org"


def test_a_name_writes_neither_headers_nor_lines_into_mail(app: Flask, people: People) -> None:
    people.amina.name = EVIL
    message = mail.post(
        "amina@example.org",
        "accounts/reset",
        language="en",
        person=people.amina,
        token=signed_links.sign("reset", [1, ""]),
    )
    lines = message.body.splitlines()
    assert f"Hello {EVIL.replace(chr(10) * 2, ' ').replace(chr(10), ' ')}," in lines
    assert not [line for line in lines if line.startswith(("Your account", "Bcc"))]


def test_the_name_of_an_address_that_nobody_confirmed_is_not_written_to_its_owner(app: Flask, people: People) -> None:
    people.amina.name, people.amina.confirmed_at = "You won! evil.example", None
    message = mail.post(
        "amina@example.org",
        "accounts/reset",
        language="en",
        person=people.amina,
        token=signed_links.sign("reset", [1, ""]),
    )
    assert "evil.example" not in message.subject + message.body


def test_a_kept_mail_holds_its_link_as_long_as_it_works(app: Flask) -> None:
    message = posted()
    token = LINK.search(message.body)[1]  # type: ignore[index]
    assert signed_links.read_link("sign-up", token) == "amina@example.org"
    take_out_old_links()
    assert token in message.body
    with clock.at(clock.now() + LINKS_LAST + timedelta(minutes=1)):
        take_out_old_links()
    db.session.refresh(message)
    assert token not in message.body
    assert "http://127.0.0.1:8000/confirm/…" in message.body
    assert message.links_gone


@pytest.mark.parametrize("payload", ["amina@example.org", [12345, "0123456789abcdef"], 1, [1, 2]])
def test_every_link_that_is_signed_is_found(app: Flask, payload: object) -> None:
    token = signed_links.sign("anything", payload)
    assert mail.without_links(f"Open http://127.0.0.1:8000/x/{token}\nand (http://127.0.0.1:8000/y?key={token}).") == (
        "Open http://127.0.0.1:8000/x/…\nand (http://127.0.0.1:8000/y?key=…)."
    )


def test_ordinary_words_are_no_links() -> None:
    words = "See www.example.org, draft-2.final.docx and 3f7a9c0e3f7a9c0e3f7a9c0e3f7a9c0e. Reference: C-2026-0001."
    assert mail.without_links(words) == words


def test_one_address_gets_a_bounded_number_of_mails_whoever_asks(app: Flask) -> None:
    for _ in range(10):
        count_mail_to("Victim@example.org")
    for same in ("victim@example.org", "victim+1@example.org", "VICTIM+x@EXAMPLE.org"):
        with pytest.raises(TooMany):
            count_mail_to(same)
    count_mail_to("other@example.org")
    for hour in (2, 4):
        with clock.at(clock.now() + timedelta(hours=hour)):
            for _ in range(10):
                count_mail_to("victim@example.org")
    with clock.at(clock.now() + timedelta(hours=6)), pytest.raises(TooMany):
        count_mail_to("victim@example.org")
