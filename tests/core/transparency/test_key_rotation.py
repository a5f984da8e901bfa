"""The key is changed: the old one says so, what it signed stays verifiable, a lost one is said to be lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select

from consult.core.database import db
from consult.core.transparency.checkpoints import read_checkpoint
from consult.core.transparency.cli import log
from consult.core.transparency.jobs import seal_log
from consult.core.transparency.models import Checkpoint
from consult.core.transparency.notes import VerifierKey, read_note, read_vkey
from consult.core.transparency.queries import keys_of, log_keys
from consult.core.transparency.signing_key import KeyAway, current_signer, key_file, make_private
from tests.conftest import closed, site
from tests.make import drafts


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Flask]:
    app = site(tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
    closed(app)


def command(app: Flask, *words: str) -> Result:
    answer = CliRunner().invoke(log, list(words), obj=ScriptInfo(create_app=lambda: app))
    db.session.remove()
    return answer


def test_the_old_key_signs_a_note_on_the_new_one_and_both_verify(own: Flask) -> None:
    guideline_id = drafts.guideline().id
    seal_log(guideline_id)
    assert "Fingerprint: " in command(own, "rotate-key").output
    drafts.draft(drafts.actions.db.session.get(drafts.Guideline, guideline_id))
    seal_log(guideline_id)
    first, second = db.session.scalars(select(Checkpoint.note).order_by(Checkpoint.id)).all()
    old, new = keys_of(read_checkpoint(first)[0].origin)
    assert read_note(first).signed_by(old)
    assert read_note(second).signed_by(new)
    assert not read_note(second).signed_by(old)
    statement = read_note(log_keys()[-1].statement)
    assert statement.signed_by(VerifierKey("127.0.0.1:8000", old.public))
    assert read_vkey(statement.text.split("\n")[2]).public == new.public


def test_a_lost_key_is_followed_by_one_without_its_signature(own: Flask) -> None:
    guideline_id = drafts.guideline().id
    seal_log(guideline_id)
    key_file(own.extensions["consult_settings"]).unlink()
    refused = command(own, "rotate-key")
    assert "rotate-key --lost" in refused.output
    assert "No signature of the old key." in command(own, "rotate-key", "--lost").output
    assert [key.statement for key in log_keys()] == ["", ""]
    assert current_signer()


def test_a_rotation_that_was_killed_before_its_key_was_in_place_goes_on(own: Flask) -> None:
    current_signer()
    db.session.commit()
    path = key_file(own.extensions["consult_settings"])
    before = path.read_bytes()
    command(own, "rotate-key")
    path.replace(path.with_name("log_key.pem.new"))
    path.write_bytes(before)
    assert current_signer()
    assert path.read_bytes() != before


def test_a_key_of_ones_own_is_taken_and_another_in_its_place_is_refused(own: Flask, tmp_path: Path) -> None:
    current_signer()
    db.session.commit()
    make_private(tmp_path / "own.pem")
    assert "Fingerprint: " in command(own, "rotate-key", "--to", str(tmp_path / "own.pem")).output
    with pytest.raises(KeyAway, match="is not the key that signs"):
        current_signer()
    assert "signs already" not in command(own, "keys").output
    assert len(log_keys()) == 2
