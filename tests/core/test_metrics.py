"""Metrics: to whoever has the token or asks from here; what waits and what was asked, by endpoint."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import queue
from tests.browser import Browser

TOKEN = "a token that nobody guesses"


@pytest.fixture
def with_token(page_app: Flask) -> Iterator[Flask]:
    kept = page_app.extensions["consult_settings"]
    page_app.extensions["consult_settings"] = replace(kept, metrics_token=TOKEN)
    yield page_app
    page_app.extensions["consult_settings"] = kept


def figures(app: Flask) -> dict[str, float]:
    """Every sample, by its name and labels."""
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    return {
        " ".join([sample.name, *(f"{name}={word}" for name, word in sorted(sample.labels.items()))]): sample.value
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for sample in family.samples
    }


def test_it_tells_what_waits_and_what_was_asked(browser: Browser) -> None:
    asked = "consult_requests_total endpoint=accounts.sign_in method=GET status=200"
    before = figures(browser.app).get(asked, 0.0)
    queue.add("log.backfill", 0)
    db.session.add(
        Message(recipient="a@b.example", subject="S", body="B", created_at=clock.now(), next_try_at=clock.now())
    )
    db.session.commit()
    browser.get("accounts.sign_in")
    now = figures(browser.app)
    assert now[asked] == before + 1
    assert now["consult_jobs state=waiting"] == 1
    assert now["consult_mail_waiting"] == 1
    assert now["consult_database_up"] == 1
    assert now["consult_disk_free_bytes"] > 0
    assert "consult_log_unsealed" in now
    assert now["consult_request_seconds_count endpoint=accounts.sign_in"] >= 1


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_a_proxy_on_this_machine_passes_nobody_on(page_app: Flask, header: str) -> None:
    assert page_app.test_client().get("/metrics", headers={header: "203.0.113.9"}).status_code == 404


def test_another_machine_is_answered_nothing(page_app: Flask) -> None:
    from_there = {"REMOTE_ADDR": "203.0.113.9"}
    assert page_app.test_client().get("/metrics", environ_overrides=from_there).status_code == 404


def test_with_a_token_it_is_asked_of_everyone(with_token: Flask) -> None:
    client, far = with_token.test_client(), {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics").status_code == 404
    wrong = {"Authorization": "Bearer another"}
    assert client.get("/metrics", headers=wrong, environ_overrides=far).status_code == 404
    right = {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "203.0.113.9"}
    assert client.get("/metrics", headers=right, environ_overrides=far).status_code == 200
