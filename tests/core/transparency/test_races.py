"""Sealing from two sides at once, and while people write: real connections, both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.core.database import db
from consult.core.transparency.commitments import commit
from consult.core.transparency.jobs import seal_log
from consult.core.transparency.merkle import root_of
from consult.core.transparency.models import SITE_LOG, Checkpoint, LogLeaf
from consult.core.transparency.signing_key import current_signer
from tests.people import People
from tests.races import at_once, real_site

WRITTEN = 60


@pytest.fixture(params=["sqlite", "postgres"])
def real(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    yield from real_site(request, tmp_path)


def test_two_sealers_and_a_writer_give_each_leaf_one_place(real: Flask) -> None:
    with real.app_context():
        amina = People().amina
        person_id = amina.id
        current_signer()
        db.session.commit()
        person = type(amina)

    def write() -> None:
        with real.app_context():
            for number in range(WRITTEN):
                commit("test", db.session.get_one(person, person_id), {"n": number})
                db.session.commit()

    def seal() -> None:
        with real.app_context():
            for _time in range(20):
                seal_log(SITE_LOG)

    at_once(write, seal, seal)
    with real.app_context():
        seal_log(SITE_LOG)
        leaves = db.session.scalars(select(LogLeaf).where(LogLeaf.log_id == SITE_LOG).order_by(LogLeaf.log_index)).all()
        assert [leaf.log_index for leaf in leaves] == list(range(len(leaves)))
        assert sum(leaf.kind == "test" for leaf in leaves) == WRITTEN
        hashes = [leaf.hash for leaf in leaves]
        for checkpoint in db.session.scalars(select(Checkpoint).where(Checkpoint.log_id == SITE_LOG)):
            assert checkpoint.root == root_of(hashes[: checkpoint.size])
        db.session.rollback()


def test_the_first_key_is_made_once_whoever_comes(real: Flask) -> None:
    def first() -> bytes:
        with real.app_context():
            signer = current_signer()
            db.session.commit()
            return signer.private.private_bytes_raw()

    assert len(set(at_once(first, first, first))) == 1
