"""Logs: a line an event, each with the number of its request, and nothing that a person is known by or typed."""

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from consult.app import create_app
from consult.core.observability.logs import formatter, told_without_words, without_addresses
from consult.core.security.event_log import request_id
from consult.settings import Settings
from tests.browser import Browser

A_PASSWORD, TYPED = "correct horse 7 staples", "Nobody asked the harbour pilots"


@contextmanager
def logged(*, as_json: bool = True) -> Iterator[io.StringIO]:
    """What goes to the standard error while the block runs."""
    heard, root = logging.StreamHandler(io.StringIO()), logging.getLogger()
    heard.setFormatter(formatter(as_json=as_json))
    before = root.level
    root.setLevel(logging.INFO)
    root.addHandler(heard)
    try:
        yield heard.stream
    finally:
        root.removeHandler(heard)
        root.setLevel(before)


@pytest.fixture
def telling(page_app: Flask, browser: Browser) -> Iterator[Browser]:
    page_app.config["PROPAGATE_EXCEPTIONS"] = False
    yield browser
    page_app.config["PROPAGATE_EXCEPTIONS"] = None


@pytest.mark.parametrize("as_json", [True, False])
def test_no_name_address_password_token_or_word_that_was_typed_is_logged(telling: Browser, as_json: bool) -> None:
    amina = telling.people.amina
    with logged(as_json=as_json) as lines:
        telling.post("accounts.sign_in", {"email": amina.email, "password": A_PASSWORD})
        telling.post("accounts.sign_up", {"email": "petra.quispe@example.org"})
        telling.get("/confirm/a-token-in-an-address", status=404)
        telling.as_(amina).post("/rounds/none/comment", {"text": TYPED})
        broken = telling.as_(amina)
        with broken.app.test_request_context(f"/?called={TYPED}", headers={"X-Forwarded-For": "203.0.113.9"}):
            try:
                int(f"{TYPED}, said {amina.email}")
            except ValueError as error:
                broken.app.handle_exception(error)
    said = lines.getvalue()
    assert "event=sign_in outcome=failed" in said
    assert "ValueError" in said
    for secret in (amina.email, amina.name, "petra", A_PASSWORD, TYPED, "a-token-in", "203.0.113.9", "127.0.0.1"):
        assert secret not in said, said


def test_as_json_each_line_is_one_object_with_time_level_and_request(telling: Browser) -> None:
    with logged() as lines:
        telling.post("accounts.sign_in", {"email": "nobody@example.org", "password": A_PASSWORD})
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert told
    assert all({"event", "level", "logger", "timestamp", "request"} <= set(line) for line in told)


def test_a_request_is_told_by_its_endpoint_where_machines_read(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path, secret_key="a key for tests alone", log_format="json"))
    with logged() as lines:
        app.test_client().get("/guidelines/none/secret-token?called=Amina")
        app.test_client().get("/health/live")
    told = [json.loads(line) for line in lines.getvalue().splitlines() if '"request"' in line]
    (line,) = [line for line in told if line["event"] == "request"]
    assert (line["endpoint"], line["method"], line["status"]) == ("nowhere", "GET", 404)
    assert line["milliseconds"] >= 0
    assert "secret-token" not in lines.getvalue()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("4bf92f3577b34da6a3ce929d0e0e4736", True),
        ("c0ffee00-1234-4abc-9def-0123456789ab", True),
        ("amina@example.org", False),
        ("short", False),
        ("0" * 65, False),
        ("0123456789\r\nSet-Cookie: a=b", False),
    ],
)
def test_the_number_of_a_request_is_the_proxys_where_it_is_well_formed(page_app: Flask, given: str, kept: bool) -> None:
    with page_app.test_request_context(environ_overrides={"HTTP_X_REQUEST_ID": given}):
        assert (request_id() == given) is kept
        assert re.fullmatch(r"[0-9a-f-]{8,64}", request_id())
        answer = page_app.process_response(page_app.response_class())
        assert answer.headers["X-Request-Id"] == request_id()


def test_what_the_system_says_of_a_file_is_kept_and_what_it_is_called_is_not(tmp_path: Path) -> None:
    try:
        (tmp_path / "Petra Quispe, letter.pdf").read_text(encoding="utf-8")
    except OSError as error:
        said = told_without_words(error)
    assert "No such file or directory" in said
    assert "Petra" not in said
    assert "tests/core/test_logs.py" in said


def test_an_address_that_slipped_in_is_taken_out() -> None:
    assert without_addresses("to amina.diallo+x@un.example.org, twice") == "to …@…, twice"
