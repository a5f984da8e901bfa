"""The doctor names what is wrong and what to do; a sound installation has nothing that is bad."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from consult.cli import main
from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.mail.outbox import Message
from consult.core.observability.doctor import Diagnosis, catalogues_compiled, examine_home, examine_site
from consult.core.queue import Job, State
from consult.core.transparency.commitments import commitment_for, leaf_row, write_leaves
from consult.core.transparency.jobs import seal_log
from consult.core.transparency.models import SITE_LOG
from consult.settings import Settings
from tests.conftest import closed, site
from tests.people import People
from tests.smtp import Behaviour, Relay


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = site(tmp_path_factory.mktemp("sound") / "home")
    with app.app_context():
        People()
        seal_log(SITE_LOG)
    yield app
    closed(app)


def settings_of(app: Flask, **changed: object) -> Settings:
    kept: Settings = app.extensions["consult_settings"]
    return Settings(**{"home": kept.home, "secret_key": kept.secret_key, **changed})  # type: ignore[arg-type]


def found(app: Flask, **changed: object) -> dict[str, Diagnosis]:
    settings = settings_of(app, **changed)
    with app.app_context(), for_reading():
        return {one.name: one for one in (*examine_home(settings), *examine_site(settings))}


def test_only_a_worker_is_missing_where_none_was_started(sound: Flask) -> None:
    told = found(sound)
    assert [name for name, one in told.items() if one.status == "fail"] == ["worker"]
    assert all(one.do for one in told.values() if one.status != "pass")


def test_files_that_others_can_read_are_named_with_the_command_that_mends_it(sound: Flask) -> None:
    key = settings_of(sound).home / "log_key.pem"
    key.chmod(0o644)
    told = found(sound)["permissions"]
    assert (told.status, told.do) == ("fail", f"chmod 600 {key}")
    key.chmod(0o600)
    assert found(sound)["permissions"].status == "pass"


def test_a_clock_that_was_set_back_is_told(sound: Flask) -> None:
    with sound.app_context():
        db.session.add(Message(recipient="a@b.example", subject="S", body="B", created_at=clock.now()))
        db.session.commit()
    with clock.at(clock.now() - timedelta(hours=2)):
        told = found(sound)["clock"]
    assert told.status == "fail"
    assert "what was written last is of" in told.says


def test_what_waits_to_be_sealed_for_long_is_told(sound: Flask) -> None:
    with sound.app_context():
        commitment = commitment_for({"n": 1})
        write_leaves([leaf_row("test", ("test", 1), commitment, log_id=SITE_LOG, at=clock.now())])
        db.session.commit()
        with clock.at(clock.now() + timedelta(minutes=10)):
            assert "waits to be sealed" in found(sound)["record"].says
        seal_log(SITE_LOG)


def test_backups_are_looked_for_where_they_are_said_to_be(sound: Flask, tmp_path: Path) -> None:
    folder = str(tmp_path)
    assert found(sound)["backup"].status == "warn"
    assert "There is none" in found(sound, backup_folder=folder)["backup"].says
    (tmp_path / "consult-20200101T000000Z.tar.gz").touch()
    assert found(sound, backup_folder=folder)["backup"].status == "fail"


def test_a_relay_is_greeted_and_sent_nothing(sound: Flask) -> None:
    with Relay(Behaviour()) as relay:
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        address = {"mail_url": f"smtp://127.0.0.1:{relay.port}", "mail_from": "consult@example.org"}
        told = found(sound, **address)["mail server"]
        assert (told.status, relay.raw) == ("pass", [])
        relay.shutdown()
    gone = found(sound, **address)["mail server"]
    assert gone.status == "fail"
    assert "does not take mail" in gone.says


def test_failed_jobs_are_counted_by_kind(sound: Flask) -> None:
    with sound.app_context():
        db.session.add(Job(kind="analyse", subject_id=1, created_at=clock.now(), state=State.FAILED))
        db.session.commit()
    assert found(sound)["jobs failed"].says == "In the last week: 1 of “analyse”."


def doctor(*words: str) -> Result:
    return CliRunner().invoke(main, ["doctor", *words])


def test_the_command_makes_nothing_where_nothing_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSULT_HOME", str(tmp_path / "none"))
    said = doctor()
    assert said.exit_code == 1
    assert "is not there" in said.output
    assert not (tmp_path / "none").exists()
    (tmp_path / "none").mkdir(mode=0o700)
    assert "Make it: consult db upgrade." in doctor().output
    assert list((tmp_path / "none").iterdir()) == []
    monkeypatch.setenv("CONSULT_WORKERS", "0")
    assert "CONSULT_WORKERS must be 1 or more" in doctor().output


def test_the_command_answers_in_json(sound: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSULT_HOME", str(settings_of(sound).home))
    said = doctor("--json")
    told = {one["name"]: one["status"] for one in json.loads(said.output)}
    assert told["database"] == "pass"
    assert said.exit_code == 1  # no worker lives


def test_a_language_whose_catalogue_is_not_compiled_is_named(tmp_path: Path) -> None:
    for code in ("ar", "fr"):
        (tmp_path / code / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / code / "LC_MESSAGES" / "messages.po").touch()
    (tmp_path / "fr" / "LC_MESSAGES" / "messages.mo").touch()
    found = catalogues_compiled(tmp_path)
    assert (found.status, "instead of: ar." in found.says) == ("warn", True)
    (tmp_path / "ar" / "LC_MESSAGES" / "messages.mo").touch()
    assert catalogues_compiled(tmp_path).status == "pass"
