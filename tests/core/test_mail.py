"""Mail is written with what caused it, sent once, and speaks of no host but the site's own."""

import socketserver
import threading
from collections.abc import Iterator

import pytest
from flask import Flask, current_app

from consult.core import mail
from consult.core.database import db
from consult.core.mail import Message, deliver, send_mail
from tests.people import People


class Post(socketserver.StreamRequestHandler):
    """A post office that takes whatever comes: enough SMTP for one mail."""

    def handle(self) -> None:
        self.say("220 here")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                mail_ = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.taken.append(mail_.decode())  # type: ignore[attr-defined]
            self.say("221 bye" if word == b"QUIT" else "250 fine")
            if word == b"QUIT":
                return

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def office() -> Iterator[socketserver.TCPServer]:
    with socketserver.TCPServer(("127.0.0.1", 0), Post) as server:
        server.taken = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_mail_reaches_a_real_post_office(app: Flask, people: People, office: socketserver.TCPServer) -> None:
    message = mail.post("amina@example.org", "accounts/already", language="en", person=people.amina)
    deliver(message, f"smtp://127.0.0.1:{office.server_address[1]}", "consult@example.org")
    taken = office.taken[0]  # type: ignore[attr-defined]
    assert "Subject: You already have an account" in taken
    assert "To: amina@example.org" in taken
    assert "http://127.0.0.1:8000/sign-in" in taken


def test_links_in_mail_never_follow_the_host_of_a_request(app: Flask, people: People) -> None:
    with current_app.test_request_context(base_url="http://evil.example"):
        message = mail.post("amina@example.org", "accounts/already", language="en", person=people.amina)
    assert "evil.example" not in message.body


def test_mail_is_kept_where_no_server_is_set(app: Flask, people: People) -> None:
    message = mail.post("amina@example.org", "accounts/already", language="en", person=people.amina)
    db.session.commit()
    send_mail(message.id, lambda step, share: None)
    assert db.session.get_one(Message, message.id).sent_at is None
