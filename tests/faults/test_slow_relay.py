"""The relay takes its time over a mail: nobody who writes, reads or waits for the worker waits for it."""

import signal
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from consult.core.database import db
from consult.core.mail.outbox import Message
from tests.conftest import closed, site
from tests.faults.test_killed_server import Server, server  # noqa: F401 - a fixture
from tests.smtp import Behaviour, Relay, relay, until

WRITTEN = 5


@pytest.fixture
def office() -> Iterator[Relay]:
    """Takes no mail before its gate is opened."""
    gate = threading.Event()
    with relay(Behaviour(gate=gate)) as made:
        yield made
        gate.set()


def one_comment(server: Server, number: int) -> tuple[int, str]:  # noqa: F811
    form = {"text": f"Say who pays ({number}).", "round": server.slug, "stance": "neutral", "language": "en"}
    form |= {"do": "send", "csrf_token": server.csrf, "token": f"{number:024x}"}
    return server.ask("POST", f"/rounds/{server.slug}/comment", form)


def mails(server: Server) -> list[Message]:  # noqa: F811
    app = site(server.home)
    with app.app_context():
        found = list(db.session.scalars(select(Message)))
        db.session.expunge_all()
        db.session.rollback()
    closed(app)
    return found


def test_nobody_waits_for_a_relay_that_hangs(server: Server, office: Relay) -> None:  # noqa: F811
    """Each request here fails after 30 seconds; the relay answers only when all of them were answered."""
    server.settings = {
        "CONSULT_MAIL_URL": f"smtp://127.0.0.1:{office.port}",
        "CONSULT_MAIL_FROM": "consult@example.org",
    }
    server.start()
    assert one_comment(server, 0)[0] == 302
    until(lambda: "data" in office.said)  # the first receipt is on its way, and hangs
    answers = [one_comment(server, number) for number in range(1, WRITTEN)]
    assert [(status, "receipt" in leads_to) for status, leads_to in answers] == [(302, True)] * (WRITTEN - 1)
    assert server.ask("GET", "/")[0] == 200
    assert office.raw == []
    assert office.behaviour.gate is not None
    office.behaviour.gate.set()
    until(lambda: len(office.raw) == WRITTEN)
    assert office.recipients() == ["amina@example.org"] * WRITTEN
    until(lambda: all(mail.sent_at is not None for mail in mails(server)))
    assert len(mails(server)) == WRITTEN


def test_a_server_that_is_killed_while_a_mail_hangs_sends_it_later(server: Server, office: Relay) -> None:  # noqa: F811
    server.settings = {
        "CONSULT_MAIL_URL": f"smtp://127.0.0.1:{office.port}",
        "CONSULT_MAIL_FROM": "consult@example.org",
    }
    server.start()
    assert one_comment(server, 0)[0] == 302
    until(lambda: "data" in office.said)
    assert server.process is not None
    server.kill()
    (mail,) = mails(server)
    assert mail.sent_at is None
    assert mail.next_try_at is not None
    assert mail.token is not None  # claimed: free again when the lease is over
    assert mail.leased_until is not None
    assert server.process.returncode == -signal.SIGKILL
