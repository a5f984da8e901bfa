"""Maintenance: the operator's sentence on every page, nothing taken in, what was typed given back."""

import signal
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from consult.cli import main
from consult.core import clock
from consult.core.runtime import health, maintenance
from consult.core.runtime.supervisor import Child, Supervisor
from tests.browser import Browser

SENTENCE = "We move to a larger machine until noon."


@pytest.fixture
def home(page_app: Flask) -> Iterator[Path]:
    found: Path = page_app.extensions["consult_settings"].home
    yield found
    maintenance.end(found)


def test_pages_are_read_and_nothing_is_taken_in(home: Path, browser: Browser) -> None:
    maintenance.announce(home, SENTENCE, minutes=30, reading=True)
    amina = browser.as_(browser.people.amina)
    assert SENTENCE in amina.get("accounts.profile")
    refused = amina.post("accounts.profile", {"name": "Amina the Second"})
    assert refused.status == 503
    assert SENTENCE in refused
    assert "Nothing was changed." in refused
    assert "Amina the Second" in refused.html
    assert 1700 < int(refused.response.headers["Retry-After"]) <= 1800
    assert maintenance.end(home)
    assert SENTENCE not in amina.get("accounts.profile")


def test_without_reading_every_page_says_it_and_health_does_not_send_people_away(home: Path, browser: Browser) -> None:
    maintenance.announce(home, SENTENCE, minutes=30, reading=False)
    assert SENTENCE in browser.get("accounts.sign_in", status=503)
    ready = browser.client.get("/health/ready")
    assert ready.status_code == 200
    assert "Maintenance is announced. Pages are shut." in ready.get_data(as_text=True)


def test_it_may_take_longer_than_was_thought(home: Path, browser: Browser) -> None:
    told = maintenance.announce(home, SENTENCE, minutes=1, reading=True)
    with clock.at(told.until + timedelta(hours=1)):
        assert told.retry_after == 60


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff\x00"])
def test_a_damaged_announcement_stops_writing_all_the_same(tmp_path: Path, content: bytes) -> None:
    (tmp_path / maintenance.FILE).write_bytes(content)
    told = maintenance.announced(tmp_path)
    assert told is not None
    assert told.reading


def test_the_command_announces_and_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def consult(*words: str) -> Result:
        return CliRunner().invoke(main, ["maintenance", *words])

    monkeypatch.setenv("CONSULT_HOME", str(tmp_path))
    assert "what is sent is refused" in consult("on", SENTENCE, "--minutes", "5").output
    told = maintenance.announced(tmp_path)
    assert told is not None
    assert (told.says, told.reading) == (SENTENCE, True)
    assert "open again" in consult("off").output
    assert "No maintenance" in consult("off").output
    assert consult("on", " ").exit_code == 2
    monkeypatch.setenv("CONSULT_HOME", str(tmp_path / "none"))
    assert "is not there" in consult("on", SENTENCE).output


def test_a_paused_process_is_let_end_once_and_started_again_afterwards(tmp_path: Path) -> None:
    """It notes each SIGTERM and takes its time, as a worker in the middle of a job does."""
    noted = tmp_path / "noted"
    script = (
        "import signal, sys, time, pathlib\n"
        f"note = pathlib.Path({str(noted)!r})\n"
        "def told(*_):\n    note.write_text(note.read_text() + 't'); time.sleep(0.5); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, told)\n"
        "note.write_text((note.read_text() if note.exists() else '') + 's')\n"
        "while True: time.sleep(0.05)\n"
    )
    paused = [False]
    child = Child("worker", [sys.executable, "-c", script], paused=lambda: paused[0])
    watcher = Supervisor([child], tmp_path / "processes.json")

    def look_until(said: str) -> None:
        deadline = time.monotonic() + 30
        while not (noted.exists() and noted.read_text() == said):
            assert time.monotonic() < deadline, noted.read_text()
            watcher._look(0)
            time.sleep(0.05)

    look_until("s")
    paused[0] = True
    look_until("st")
    while child.process is not None:
        watcher._look(0)
    assert noted.read_text() == "st"
    (check,) = health.processes(watcher.state)
    assert (check.status, check.says) == ("warn", "Stands still for maintenance.")
    paused[0] = False
    look_until("sts")
    assert child.restarts == 0
    child.end(signal.SIGKILL)
    assert child.process is not None
    child.process.wait(timeout=30)
