"""Each request has a context of its own, though the process that serves stands in one of the application's."""

import asyncio
from types import SimpleNamespace
from typing import Any

from flask import Flask, g

from consult.core.runtime.gateway import BodyLimits, Gateway


class Protocol:
    """What the server gives for an answer; keeps what was answered."""

    def __init__(self) -> None:
        self.said: list[Any] = []

    def response_bytes(self, status: int, _headers: list[tuple[str, str]], body: bytes) -> None:
        self.said.append((status, body))


def test_what_one_request_keeps_is_not_there_for_the_next() -> None:
    app = Flask(__name__)

    @app.get("/")
    def page() -> str:
        g.setdefault("seen", []).append("somebody")
        return str(len(g.seen))

    gateway = Gateway(app, threads=2, limits=BodyLimits(seconds=5, most_bytes=1000))
    scope = SimpleNamespace(
        headers={},
        method="GET",
        path="/",
        query_string="",
        scheme="http",
        server="a:80",
        client="b:1",
        http_version="1",
    )
    protocol = Protocol()
    with app.app_context():  # as the command that serves does
        for _request in range(2):
            asyncio.run(gateway(scope, protocol))
    assert protocol.said == [(200, b"1"), (200, b"1")]
