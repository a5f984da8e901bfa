"""The process that seals is killed at no particular moment: no leaf is sealed twice or lost, no root is undone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from consult.core import clock
from consult.core.database import db
from consult.core.transparency.commitments import commitment_for, leaf_row, write_leaves
from consult.core.transparency.jobs import seal_log
from consult.core.transparency.merkle import root_of
from consult.core.transparency.models import SITE_LOG, Checkpoint, LogLeaf
from tests.conftest import closed, site

KILLS, PORTION = 3, 15_000


def test_sealing_survives_a_kill(tmp_path: Path) -> None:
    app = site(tmp_path)
    with app.app_context():
        for kill in range(KILLS):
            add_leaves(PORTION)
            before = checkpoints()
            process = sealing(tmp_path)
            wait_for(lambda before=before: checkpoints() > before)  # type: ignore[misc]
            time.sleep(0.05 * kill)
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=30)
        seal_log(SITE_LOG)
        assert_one_tree()
    closed(app)


def add_leaves(number: int) -> None:
    now = clock.now()
    write_leaves(
        [leaf_row("test", ("test", one), commitment_for({"n": one}), log_id=SITE_LOG, at=now) for one in range(number)]
    )
    db.session.commit()


def checkpoints() -> int:
    count = db.session.scalar(select(func.count()).select_from(Checkpoint)) or 0
    db.session.rollback()
    return count


def sealing(home: Path) -> "subprocess.Popen[bytes]":
    known = {name: word for name, word in os.environ.items() if not name.startswith("CONSULT_")}
    return subprocess.Popen(
        [sys.executable, "-m", "consult.cli", "log", "seal"],
        env={**known, "CONSULT_HOME": str(home), "CONSULT_SECRET_KEY": "a key for tests alone"},
        stdout=subprocess.DEVNULL,
    )


def wait_for(so: "type | object", seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if so():  # type: ignore[operator]
            return
        time.sleep(0.02)
    raise AssertionError("nothing was sealed")


def assert_one_tree() -> None:
    leaves = db.session.scalars(select(LogLeaf).where(LogLeaf.log_id == SITE_LOG).order_by(LogLeaf.log_index)).all()
    assert [leaf.log_index for leaf in leaves] == list(range(KILLS * PORTION))
    hashes = [leaf.hash for leaf in leaves]
    kept = db.session.scalars(select(Checkpoint).where(Checkpoint.log_id == SITE_LOG).order_by(Checkpoint.id)).all()
    assert [one.size for one in kept] == sorted({one.size for one in kept})
    for checkpoint in (*kept[:3], kept[-1]):
        assert checkpoint.root == root_of(hashes[: checkpoint.size])
