"""What is recorded has its leaf in the same transaction, is sealed once, in order, and stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import AuditEntry, record
from consult.core.database import Model, db
from consult.core.queue import Job
from consult.core.transparency.canonical import commitment_to
from consult.core.transparency.checkpoints import read_checkpoint
from consult.core.transparency.commitments import commit, forget_salts, found
from consult.core.transparency.jobs import bring_in, seal_everything, seal_log
from consult.core.transparency.merkle import root_of
from consult.core.transparency.models import SITE_LOG, Checkpoint, LogKey, LogLeaf, LogTile, TransparencyLog
from consult.core.transparency.notes import VerifierKey
from consult.core.transparency.sealing import unsealed_logs
from consult.core.transparency.signing_key import KeyAway, current_signer, key_file
from consult.core.transparency.statements import content_of_entry
from consult.core.verbs import Verb
from tests.make import drafts
from tests.people import People
from tests.tampering import unguarded


def leaves_of(log_id: int) -> list[LogLeaf]:
    db.session.expire_all()
    return list(db.session.scalars(select(LogLeaf).where(LogLeaf.log_id == log_id).order_by(LogLeaf.log_index)))


def newest(log_id: int) -> Checkpoint:
    query = select(Checkpoint).where(Checkpoint.log_id == log_id).order_by(Checkpoint.size.desc())
    return db.session.scalars(query.limit(1)).one()


def test_an_entry_of_the_journal_has_its_leaf_in_the_same_transaction(app: Flask, people: People) -> None:
    entry = record(Verb.ANALYSIS_FINISHED, people.amina, by=people.amina, comments=0.25, points="Café")
    db.session.commit()
    leaf = db.session.scalars(select(LogLeaf).where(LogLeaf.subject_id == entry.id, LogLeaf.kind == "journal")).one()
    db.session.expire_all()
    assert (leaf.subject, leaf.log_id, leaf.log_index, leaf.as_found) == ("journal_entry", SITE_LOG, None, False)
    assert leaf.salt is not None
    assert len(leaf.salt) >= 16
    assert leaf.commitment == commitment_to(content_of_entry(entry), leaf.salt)


def test_what_is_rolled_back_leaves_no_leaf(app: Flask, people: People) -> None:
    before = db.session.scalar(select(func.count()).select_from(LogLeaf))
    amina = people.amina
    db.session.commit()
    before = db.session.scalar(select(func.count()).select_from(LogLeaf))
    record(Verb.THEME_RENAMED, amina)
    db.session.rollback()
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(LogLeaf)) == before


def test_a_savepoint_takes_its_own_leaves_with_it_and_no_others(app: Flask, people: People) -> None:
    amina = people.amina
    outer = commit("outer", amina, {"n": 1})
    savepoint = db.session.begin_nested()
    inner = commit("inner", amina, {"n": 2})
    savepoint.rollback()
    savepoint = db.session.begin_nested()
    commit("inner", amina, {"n": 3})
    twin = {"id": amina.id + 1, "session_key": "", "timezone": "UTC", "created_at": clock.now()}
    db.session.add(Person(name="", email=amina.email, **twin))
    with pytest.raises(IntegrityError):
        db.session.flush()
    savepoint.rollback()
    db.session.commit()
    kept = set(db.session.scalars(select(LogLeaf.commitment).where(LogLeaf.kind.in_(["outer", "inner"]))))
    assert kept == {outer.digest}
    assert inner.digest not in kept


def test_leaves_are_sealed_in_order_and_the_checkpoint_is_signed(app: Flask, people: People) -> None:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    drafts.draft(guideline, by=people.sara)
    assert guideline.id in unsealed_logs()
    assert seal_log(guideline.id) == 1
    leaves = leaves_of(guideline.id)
    assert [leaf.log_index for leaf in leaves] == list(range(len(leaves)))
    head, note = read_checkpoint(newest(guideline.id).note)
    assert (head.origin, head.size) == ("127.0.0.1:8000/log/smart-cities", len(leaves))
    assert head.root == root_of([leaf.hash for leaf in leaves])
    public = db.session.scalars(select(LogKey.public)).one()
    assert note.signed_by(VerifierKey(head.origin, public)) is not None


def test_sealing_again_without_news_signs_nothing(app: Flask, people: People) -> None:
    guideline = drafts.guideline()
    seal_log(guideline.id)
    assert seal_log(guideline.id) == 0
    seal_everything()
    assert guideline.id not in unsealed_logs()
    assert SITE_LOG not in unsealed_logs()


def test_many_leaves_are_sealed_in_portions(app: Flask, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    amina = people.amina
    seal_everything()
    for number in range(600):
        commit("test", amina, {"n": number})
    db.session.commit()
    seal_log(SITE_LOG)
    leaves = leaves_of(SITE_LOG)
    kept = db.session.get_one(TransparencyLog, SITE_LOG)
    assert kept.size == len(leaves) >= 600
    assert newest(SITE_LOG).root == root_of([leaf.hash for leaf in leaves])
    tiles = db.session.scalars(select(LogTile).where(LogTile.log_id == SITE_LOG, LogTile.level == 0)).all()
    assert sum(len(tile.hashes) for tile in tiles) == 32 * len(leaves)


def test_a_phase_that_ends_asks_for_sealing_at_once(app: Flask, people: People) -> None:
    guideline = drafts.guideline()
    record(Verb.ROUND_CLOSED, guideline, guideline_id=guideline.id)
    db.session.commit()
    asked = select(Job).where(Job.kind == "log.seal", Job.subject_id == guideline.id)
    assert db.session.scalars(asked).one().guideline_id == guideline.id


def test_a_clock_set_back_does_not_take_checkpoints_back(app: Flask, people: People) -> None:
    guideline = drafts.guideline()
    seal_log(guideline.id)
    first = newest(guideline.id).at
    with clock.at(datetime(2020, 1, 1, tzinfo=UTC)):
        record(Verb.ROUND_CLOSED, guideline, guideline_id=guideline.id)
        db.session.commit()
        seal_log(guideline.id)
    last = newest(guideline.id)
    assert (last.at, leaves_of(guideline.id)[-1].at.year) == (first, 2020)
    assert last.size == len(leaves_of(guideline.id))


KEPT: dict[str, type[Model]] = {
    "journal_entry": AuditEntry,
    "log_leaf": LogLeaf,
    "log_tile": LogTile,
    "log_checkpoint": Checkpoint,
    "log_key": LogKey,
    "transparency_log": TransparencyLog,
}


@pytest.fixture
def sealed(app: Flask, people: People) -> Flask:
    guideline = drafts.guideline()
    seal_log(guideline.id)
    return app


@pytest.mark.parametrize("table", KEPT)
def test_rows_of_the_record_cannot_be_deleted(sealed: Flask, table: str) -> None:
    with pytest.raises(IntegrityError, match="only ever added to"):
        db.session.execute(delete(KEPT[table]))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_entry SET verb = 'other'",
        "UPDATE journal_entry SET facts = '{}'",
        "UPDATE journal_entry SET actor_id = NULL WHERE actor_id IS NOT NULL OR id > 0",
        "UPDATE log_leaf SET commitment = salt",
        "UPDATE log_leaf SET log_index = log_index + 100",
        "UPDATE log_leaf SET log_index = NULL",
        "UPDATE log_leaf SET salt = commitment",
        "UPDATE log_leaf SET kind = 'other'",
        "UPDATE log_leaf SET as_found = NOT as_found",
        "UPDATE log_leaf SET subject_id = subject_id + 1",
        "UPDATE log_tile SET hashes = (SELECT salt FROM log_leaf LIMIT 1)",
        "UPDATE log_checkpoint SET note = 'other'",
        "UPDATE log_key SET statement = 'other'",
        "UPDATE transparency_log SET size = 0 WHERE size > 0",
        "UPDATE transparency_log SET origin = 'other' WHERE origin IS NOT NULL",
    ],
)
def test_and_not_changed(sealed: Flask, change: str) -> None:
    with pytest.raises(IntegrityError, match="only ever added to"):
        db.session.execute(text(change))


def test_erasure_takes_the_salt_and_every_root_stays(sealed: Flask) -> None:
    guideline_id = db.session.scalars(select(TransparencyLog.log_id).where(TransparencyLog.log_id != 0)).one()
    before = leaves_of(guideline_id)
    hashes = [leaf.hash for leaf in before]
    place = next(place for place, leaf in enumerate(before) if leaf.kind == "journal")
    forget_salts("journal_entry", [before[place].subject_id])
    db.session.commit()
    after = leaves_of(guideline_id)
    assert [number for number, leaf in enumerate(after) if leaf.salt is None] == [place]
    assert [leaf.hash for leaf in after] == hashes
    with pytest.raises(IntegrityError):
        db.session.execute(update(LogLeaf).values(salt=b"0" * 16))


def test_what_stood_before_the_log_is_committed_to_as_it_is_found(app: Flask, people: People) -> None:
    guideline = drafts.guideline()
    with unguarded():
        db.session.execute(delete(LogLeaf))
    for _twice in range(2):
        bring_in(0, lambda _step, _share: None)
    entries = {entry.id: entry for entry in db.session.scalars(select(AuditEntry))}
    leaves = db.session.scalars(select(LogLeaf).where(LogLeaf.kind == "journal")).all()
    assert sorted(leaf.subject_id for leaf in leaves) == sorted(entries)
    for leaf in leaves:
        content = found(content_of_entry(entries[leaf.subject_id]))
        assert leaf.as_found
        assert leaf.commitment == commitment_to(content, leaf.salt or b"")
    assert {leaf.log_id for leaf in leaves} >= {guideline.id}


def test_the_key_is_made_once_and_only_its_owner_reads_it(app: Flask, tmp_path: Path) -> None:
    settings = app.extensions["consult_settings"]
    first, second = current_signer(), current_signer()
    assert first.private.private_bytes_raw() == second.private.private_bytes_raw()
    assert key_file(settings).stat().st_mode & 0o777 == 0o600
    assert db.session.scalar(select(func.count()).select_from(LogKey)) == 1


def test_a_machine_without_the_key_says_so_and_seals_nothing(app: Flask, people: People) -> None:
    guideline = drafts.guideline()
    current_signer()
    db.session.commit()
    path = key_file(app.extensions["consult_settings"])
    kept = path.read_bytes()
    try:
        path.unlink()
        with pytest.raises(KeyAway, match="Bring it back from a backup"):
            current_signer()
        path.write_bytes(b"no key")
        with pytest.raises(KeyAway, match="no private key that can be read"):
            current_signer()
        seal_everything()
        assert guideline.id in unsealed_logs()
    finally:
        path.write_bytes(kept)
    assert seal_log(guideline.id) == 1


def test_a_time_in_an_entry_is_committed_to_as_it_is_kept(app: Flask, people: People) -> None:
    with clock.at(datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(microseconds=7)):
        entry = record(Verb.THEME_RENAMED, people.amina)
    db.session.commit()
    leaf = db.session.scalars(select(LogLeaf).where(LogLeaf.subject_id == entry.id, LogLeaf.kind == "journal")).one()
    db.session.expire_all()
    assert leaf.commitment == commitment_to(content_of_entry(entry), leaf.salt or b"")
    assert entry.at.microsecond == 7
