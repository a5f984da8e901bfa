"""The server is killed while people send comments: every one that was acknowledged is there afterwards, once, whole.

A real `consult serve` on a SQLite file, killed with all its processes at no particular moment, three times.
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import text

from consult.comments.models import Comment, CommentState
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.mail.outbox import Message
from tests.conftest import closed, site
from tests.make import consultations, drafts
from tests.people import People
from tests.signed_in import sign_in

ROUNDS, WRITERS, SECONDS = 3, 4, 0.5


@dataclass
class Server:
    """`consult serve` and a person who is signed in to it."""

    home: Path
    slug: str = ""
    cookie: str = ""
    csrf: str = ""
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    acknowledged: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        known = {name: word for name, word in os.environ.items() if not name.startswith("CONSULT_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "consult.cli", "serve", "--port", str(self.port)],
            env={
                **known,
                "CONSULT_HOME": str(self.home),
                "CONSULT_SECRET_KEY": "a key for tests alone",
                **self.settings,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.wait()

    def wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if self.ask("GET", "/sign-in")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not come up")

    def until_more_is_acknowledged(self) -> None:
        """Some comments more, however slow the machine is, and then a while in the midst of others."""
        enough, until = len(self.acknowledged) + WRITERS, time.monotonic() + 60
        while len(self.acknowledged) < enough and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(SECONDS)

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status, and where it leads."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            line.request(method, path, body=urlencode(form) if form else None, headers=headers)
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.getheader("Location", "")
        finally:
            line.close()

    def write(self, writer: int, until: threading.Event) -> None:
        """One comment after the other, until the line breaks."""
        number = 0
        while not until.is_set():
            number += 1
            said = f"Round {len(self.acknowledged)} writer {writer} comment {number} {time.monotonic_ns()}"
            form = {"text": said, "round": self.slug, "stance": "neutral", "language": "en", "do": "send"}
            form |= {"csrf_token": self.csrf, "token": f"{time.monotonic_ns():024x}"}
            try:
                status, leads_to = self.ask("POST", f"/rounds/{self.slug}/comment", form)
            except (OSError, http.client.HTTPException):
                return
            if status == 302 and "receipt" in leads_to:
                self.acknowledged[parse_qs(urlsplit(leads_to).query)["of"][0]] = said


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = begun(tmp_path)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.kill()


def begun(home: Path) -> Server:
    """A site with a round that is open and a person who is signed in; not started yet."""
    app = site(home)
    made = Server(home)
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        people = People()
        made.slug = consultations.round_(drafts.draft(drafts.guideline())).slug
        client = app.test_client()
        sign_in(client, people.amina)
        page = client.get(f"/rounds/{made.slug}/comment").get_data(as_text=True)
        cookie = client.get_cookie("session")
    closed(app)
    assert cookie is not None
    made.cookie = f"session={cookie.value}"
    made.csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]  # type: ignore[index]
    return made


def test_every_acknowledged_comment_survives_a_kill(server: Server) -> None:
    for _round in range(ROUNDS):
        server.start()
        over = threading.Event()
        writers = [threading.Thread(target=server.write, args=(number, over)) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        server.until_more_is_acknowledged()
        server.kill()
        over.set()
        for writer in writers:
            writer.join(timeout=60)
    assert len(server.acknowledged) > ROUNDS
    assert_all_is_there(server)


def assert_all_is_there(server: Server, rounds: int = ROUNDS, writers: int = WRITERS) -> None:
    app = site(server.home)
    with app.app_context():
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
        sent = {c.reference: c for c in db.session.query(Comment).filter_by(state=CommentState.SENT)}
        lost = {reference for reference, said in server.acknowledged.items() if sent[reference].text != said}
        assert not lost
        # What nobody was told of is there whole or not at all, and at most one of each writer was under way.
        assert len(sent) - len(server.acknowledged) <= rounds * writers
        assert all(len(comment.versions) == 1 for comment in sent.values())
        told = [entry.facts["reference"] for entry in db.session.query(AuditEntry).filter_by(verb="comment.sent")]
        assert sorted(told) == sorted(sent)
        receipts = [message.body for message in db.session.query(Message)]
        assert len(receipts) == len(sent)
        assert not db.session.query(Comment).filter(Comment.state != CommentState.SENT).count()
        db.session.rollback()
    closed(app)
