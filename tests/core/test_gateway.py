"""Each request has a context of its own, though the process that serves stands in one of the application's."""

import asyncio
from collections.abc import Iterator
from threading import Event
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, g

from consult.core.runtime.gateway import BodyLimits, Gateway


class Protocol:
    """What the server gives for an answer; keeps what was answered."""

    def __init__(self) -> None:
        self.said: list[Any] = []

    def response_bytes(self, status: int, _headers: list[tuple[str, str]], body: bytes) -> None:
        self.said.append((status, body))

    async def client_disconnect(self) -> None:
        await asyncio.Event().wait()  # this one stays

    def response_str(self, status: int, _headers: list[tuple[str, str]], says: str) -> None:
        self.said.append((status, says))


class GoesAway(Protocol):
    """A client that hangs up when its answer has been begun."""

    def __init__(self, begun: Event) -> None:
        super().__init__()
        self.begun = begun

    async def client_disconnect(self) -> None:
        await asyncio.to_thread(self.begun.wait, 10)


SCOPE = SimpleNamespace(
    headers={},
    method="GET",
    path="/",
    query_string="",
    scheme="http",
    server="a:80",
    client="b:1",
    http_version="1",
)


def test_what_one_request_keeps_is_not_there_for_the_next() -> None:
    app = Flask(__name__)

    @app.get("/")
    def page() -> str:
        g.setdefault("seen", []).append("somebody")
        return str(len(g.seen))

    gateway = Gateway(app, threads=2, limits=BodyLimits(seconds=5, most_bytes=1000))
    protocol = Protocol()
    with app.app_context():  # as the command that serves does
        for _request in range(2):
            asyncio.run(gateway(SCOPE, protocol))
    assert protocol.said == [(200, b"1"), (200, b"1")]


def test_an_answer_that_nobody_waits_for_is_not_made_to_its_end() -> None:
    app, begun, ended = Flask(__name__), Event(), []

    def long() -> Iterator[bytes]:
        begun.set()
        try:
            for _row in range(20_000_000):
                yield b""
            ended.append("made")
        finally:
            ended.append("closed")

    @app.get("/")
    def page() -> Response:
        return Response(long())

    gateway, protocol = Gateway(app, threads=2, limits=BodyLimits(seconds=5, most_bytes=1000)), GoesAway(begun)
    asyncio.run(gateway(SCOPE, protocol))
    assert ended == ["closed"]
    assert protocol.said == []


def test_what_breaks_as_it_is_handed_out_is_closed() -> None:
    app, closed = Flask(__name__), []

    def broken() -> Iterator[bytes]:
        yield b"a"
        raise OSError("the disk is full")

    @app.get("/")
    def page() -> Response:
        answer = Response(broken())
        answer.call_on_close(lambda: closed.append(True))
        return answer

    protocol = Protocol()
    asyncio.run(Gateway(app, threads=2, limits=BodyLimits(seconds=5, most_bytes=1000))(SCOPE, protocol))
    assert closed == [True]
    assert [status for status, _says in protocol.said] == [500]
