"""A backup is one consistent state with its keys, and comes back whole, or with a sentence why not."""

import json
import os
import resource
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from consult.app import create_app
from consult.cli import main
from consult.core import clock
from consult.core.backup import engines, jobs
from consult.core.backup.actions import make_backup, restore_backup
from consult.core.backup.archive import unpack
from consult.core.backup.folder import backups_in, made_at, name_at, newest_in, remove_older
from consult.core.backup.manifest import BackupFault, manifest_from
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import Job, queue
from consult.core.transparency.jobs import seal_log
from consult.core.transparency.models import SITE_LOG
from consult.drafts.models import Guideline
from consult.settings import Settings
from consult.tracing.record.verification import verify, verify_site_log
from tests.conftest import closed, site
from tests.make import comments, consultations, drafts
from tests.people import People


@pytest.fixture(params=["sqlite", "postgres"])
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A site of its own in which something was said and sealed."""
    with database_for(request, tmp_path) as address:
        app = create_app(Settings(home=tmp_path / "home", database_url=address)) if address else site(tmp_path / "home")
        with app.app_context():
            people = People()
            guideline = drafts.guideline()
            comments.comment(consultations.round_(drafts.draft(guideline)), people.amina)
            db.session.commit()
            seal_log(guideline.id)
            seal_log(SITE_LOG)
            yield app
        closed(app)


@contextmanager
def database_for(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database: none is named where it is SQLite."""
    engine = request.node.callspec.params["written"]
    if engine == "sqlite":
        yield ""
        return
    server = request.getfixturevalue("postgres_app").config["SQLALCHEMY_DATABASE_URI"]
    tables = tmp_path / "tables.dump"
    engines.dump_postgres(server, tables)  # as they stand there: migrating once more would take ten times as long
    with engines.passing_database(server, "to_be_saved") as address:
        engines.fill_postgres(address, tables)
        yield address


def settings_of(app: Flask) -> Settings:
    found: Settings = app.extensions["consult_settings"]
    return found


@contextmanager
def somebody_writes(app: Flask) -> Iterator[list[int]]:
    """One mail after the other, each acknowledged by its number."""
    over, acknowledged = threading.Event(), [0]

    def write() -> None:
        with app.app_context():
            while not over.is_set():
                message = Message(recipient="a@example.org", subject="S", body="B", created_at=clock.now())
                db.session.add(message)
                db.session.commit()
                acknowledged.append(message.id)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield acknowledged
    finally:
        over.set()
        writer.join(timeout=60)


def test_what_was_acknowledged_before_a_backup_comes_back_with_keys_and_a_record_that_holds(
    written: Flask, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    settings = settings_of(written)
    (settings.home / "secret_key").write_text("the key of this site", encoding="ascii")
    with somebody_writes(written) as acknowledged:
        while len(acknowledged) < 5:
            threading.Event().wait(0.01)
        before = acknowledged[-1]
        made = make_backup(settings, tmp_path / "backups")
    assert made.path.stat().st_mode & 0o077 == 0
    assert [log.size for log in made.manifest.logs if log.size > 1]
    with place_for_restoring(settings, tmp_path) as place:
        restore_backup(place, made.path)
        for name in ("secret_key", "log_key.pem"):
            assert (place.home / name).read_bytes() == (settings.home / name).read_bytes()
            assert (place.home / name).stat().st_mode & 0o077 == 0
        again = create_app(place)
        with again.app_context():
            kept = db.session.scalar(select(func.max(Message.id))) or 0
            assert before <= kept <= acknowledged[-1]
            assert not verify_site_log().faults
            assert not verify(db.session.scalars(select(Guideline)).one()).faults
            db.session.rollback()
        with pytest.raises(BackupFault, match="already"):
            restore_backup(place, made.path)
        closed(again)


@contextmanager
def place_for_restoring(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    place = replace(settings, home=tmp_path / "restored")
    if settings.on_sqlite:
        yield place
        return
    with engines.passing_database(settings.database, "restored") as address:
        yield replace(place, database_url=address)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "home"
    monkeypatch.setenv("CONSULT_HOME", str(made))
    closed(site(made))
    return made


def consult(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_commands_save_rehearse_and_restore(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for moment in ("20240101T000000", "20250101T000000"):
        (tmp_path / f"consult-{moment}Z.tar.gz").touch()
    (tmp_path / "consult-notes.txt").touch()
    left = tmp_path / ".unfinished-by-a-process-that-was-killed"
    left.mkdir()
    os.utime(left, (0, 0))
    said = consult("backup", tmp_path, "--keep", "2")
    assert said.exit_code == 0, said.output
    assert "whoever has it can sign as this site" in said.output
    assert "Removed: consult-20240101T000000Z.tar.gz." in said.output
    assert (tmp_path / "consult-notes.txt").exists()
    assert not left.exists()
    made = newest_in(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in home.iterdir()}
    tried = consult("restore", "--rehearse", made)
    assert tried.exit_code == 0, tried.output
    assert "This backup can be restored." in tried.output
    assert {path: path.stat().st_mtime_ns for path in home.iterdir()} == before
    refused = consult("restore", made)
    assert refused.exit_code == 1
    assert "is there already. A backup goes into an empty place" in refused.output


def test_without_the_keys_it_says_where_they_are(home: Path, tmp_path: Path) -> None:
    said = consult("backup", tmp_path, "--without-keys")
    assert f"Not in it: secret_key ({home / 'secret_key'})." in said.output
    with tarfile.open(newest_in(tmp_path)) as tar:
        assert tar.getnames() == ["manifest.json", "consult.sqlite"]


def test_a_disk_without_room_leaves_no_half_of_a_backup(home: Path, tmp_path: Path) -> None:
    """The limit on the size of a file stands in for a full disk: both are refused by the system while writing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    folder = tmp_path / "backups"
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        said = consult("backup", folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert said.exit_code == 1, said.output
    assert "Nothing was kept" in said.output
    assert list(folder.iterdir()) == []
    assert consult("backup", folder).exit_code == 0


def test_a_backup_of_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSULT_HOME", str(tmp_path / "empty"))
    assert "consult db upgrade" in consult("backup", tmp_path).output


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    app = site(tmp_path_factory.mktemp("sound"))
    with app.app_context():
        made = make_backup(settings_of(app), tmp_path_factory.mktemp("made"))
    closed(app)
    return made.path


def damaged_in_its_middle(whole: bytes) -> bytes:
    return whole[: len(whole) // 2] + b"\0" * 64 + whole[len(whole) // 2 + 64 :]


DAMAGES = {
    "cut short": lambda whole: whole[: len(whole) * 2 // 3],
    "changed in its middle": damaged_in_its_middle,
    "empty": lambda _whole: b"",
    "something else": lambda _whole: b"%PDF-1.7 not a backup" * 100,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_with_a_sentence(sound: Path, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "damaged.tar.gz"
    file.write_bytes(DAMAGES[damage](sound.read_bytes()))
    place = Settings(home=tmp_path / "home")
    with pytest.raises(BackupFault, match=r"damaged|no backup|cut short|not what was saved"):
        restore_backup(place, file)
    assert not list(place.home.glob("consult.sqlite*"))
    assert not (place.home / "secret_key").exists()


def test_a_file_that_the_manifest_does_not_name_is_not_written(sound: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.tar.gz"
    with tarfile.open(sound) as whole, tarfile.open(file, "w:gz") as more:
        for entry in whole:
            if entry.name == "consult.sqlite":
                entry.name = "../consult.sqlite"
            more.addfile(entry, whole.extractfile(entry))
    (tmp_path / "into").mkdir()
    with pytest.raises(BackupFault, match="does not name"):
        unpack(file, tmp_path / "into")
    assert not (tmp_path / "consult.sqlite").exists()


def test_a_backup_of_one_engine_is_not_put_into_the_other(sound: Path, tmp_path: Path) -> None:
    other = Settings(home=tmp_path / "home", database_url="postgresql+psycopg://nobody@/nothing")
    with pytest.raises(BackupFault, match="This is a backup of sqlite"):
        restore_backup(other, sound)


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"form": "consult-backup/2"})])
def test_a_manifest_that_cannot_be_read_is_a_sentence(text: str) -> None:
    with pytest.raises(BackupFault, match=r"damaged|Use the program that made it"):
        manifest_from(text)


def test_names_carry_the_moment_and_only_backups_are_counted_or_removed(tmp_path: Path) -> None:
    start = datetime(2026, 11, 29, 1, 2, 3, tzinfo=UTC)
    for day in range(4):
        (tmp_path / name_at(start + timedelta(days=day))).touch()
    (tmp_path / "consult-99999999T999999Z.tar.gz").touch()
    assert [made_at(path) for path in backups_in(tmp_path)] == [start + timedelta(days=day) for day in range(4)]
    assert len(remove_older(tmp_path, keep=3)) == 1
    assert len(backups_in(tmp_path)) == 3
    assert backups_in(tmp_path / "nowhere") == ()


def test_the_worker_makes_one_when_the_newest_is_old_and_not_every_minute_when_it_fails(tmp_path: Path) -> None:
    app = site(tmp_path / "home", backup_folder=str(tmp_path / "backups"), backups_kept=1)
    with app.app_context():
        start = clock.now()
        for hours, asked in ((0, 1), (0.5, 1), (2, 1), (25, 2)):  # made at once; young; young; old
            with clock.at(start + timedelta(hours=hours)):
                jobs.ask_for_backup()
                queue.run_all()
                assert db.session.scalar(select(func.count()).where(Job.kind == jobs.KIND)) == asked
        assert [made_at(path) for path in backups_in(tmp_path / "backups")] == [
            (start + timedelta(hours=25)).replace(microsecond=0)
        ]
    closed(app)
