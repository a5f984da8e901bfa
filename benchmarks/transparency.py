"""`python -m benchmarks.transparency`: a million entries sealed, and what it adds to a comment that is sent.

Prints seconds, memory, size of a proof and time to check it; and, in one run, statements and milliseconds of a post
with its commitments and without.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from consult.app import create_app
from consult.core import clock
from consult.core.database import db
from consult.core.transparency import commitments
from consult.core.transparency.checkpoints import read_proof
from consult.core.transparency.commitments import commitment_for, leaf_row, write_leaves
from consult.core.transparency.jobs import seal_log
from consult.core.transparency.merkle import inclusion_proof, is_included, leaf_hash, root_of, subtrees_over
from consult.core.transparency.models import SITE_LOG, LogLeaf
from consult.core.transparency.queries import latest_checkpoint, proof_of, request_for_witness
from consult.settings import Settings
from tests.make import comments, consultations, drafts
from tests.people import People

PORTION = 50_000


def main() -> None:
    """Tables of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, default=1_000_000)
    parser.add_argument("--posts", type=int, default=300)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)):
        posts(asked.posts)
        many(asked.leaves)


@contextmanager
def site(home: Path) -> Iterator[Flask]:
    app = create_app(Settings(home=home, secret_key="for measuring"))  # noqa: S106
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def many(number: int) -> None:
    """Committed, sealed in portions as a worker does it, proved and checked."""
    print(f"\n{number:,} entries")
    row("commit (salt, canonical JSON, SHA-256) and insert", seconds(lambda: write_many(number)))
    row("sealed: hashed, appended, numbered, signed", seconds(lambda: seal_log(SITE_LOG)))
    row("largest memory of the process, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    size = (db.engine.url.database and Path(db.engine.url.database).stat().st_size) or 0
    row("bytes an entry on disk", size / number)
    leaf = db.session.scalars(select(LogLeaf).where(LogLeaf.log_index == number // 3, LogLeaf.log_id == SITE_LOG)).one()
    made = [proof_of(leaf) for _time in range(20)]
    proof = made[0]
    assert proof is not None
    row("a proof made, ms", 1000 * seconds(lambda: [proof_of(leaf) for _time in range(20)]) / 20)
    row("a proof, hashes", len(proof.steps))
    row("a proof, bytes of .tlog-proof", len(proof.written.encode()))
    read = read_proof(proof.written)
    row(
        "a proof checked, microseconds", 1e6 * seconds(lambda: [read.holds_for(leaf.hash) for _t in range(1000)]) / 1000
    )
    latest = latest_checkpoint(SITE_LOG)
    assert latest is not None
    row("a consistency proof made, ms", 1000 * seconds(lambda: request_for_witness(latest, number // 2)))
    in_memory(min(number, 100_000))


def write_many(number: int) -> None:
    now = clock.now()
    for start in range(0, number, PORTION):
        numbers = range(start, min(number, start + PORTION))
        made = (commitment_for({"n": one, "text": "Say who pays for it.", "time": now}) for one in numbers)
        write_leaves(
            [
                leaf_row("test", ("test", one), each, log_id=SITE_LOG, at=now)
                for one, each in zip(numbers, made, strict=True)
            ]
        )
        db.session.commit()


def in_memory(number: int) -> None:
    """The same proofs without a database, by the functions that a verifier uses."""
    leaves = [leaf_hash(str(one).encode()) for one in range(number)]
    row(f"root of {number:,} leaf hashes in memory, s", seconds(lambda: root_of(leaves)))
    proof, root = inclusion_proof(subtrees_over(leaves), 7, number), root_of(leaves)
    assert is_included(leaves[7], 7, number, proof, root)


def posts(number: int) -> None:
    """A comment saved and sent, committed to and not, by turns."""
    guideline = drafts.guideline()
    round_ = consultations.round_(drafts.draft(guideline))
    author = People().amina

    def post(text: str) -> None:
        comments.comment(round_, author, text, number="HR-L1", quote="publish a register")

    with_leaves, without = [], []
    for turn in range(number):
        with_leaves.append(seconds(lambda turn=turn: post(f"Say who pays {turn}.")))  # type: ignore[misc]
        with patch.object(commitments, "_write", forget_gathered):
            without.append(seconds(lambda turn=turn: post(f"Say who keeps {turn}.")))  # type: ignore[misc]
    post("one")
    after = statements(lambda: post("two"))
    with patch.object(commitments, "_write", forget_gathered):
        before = statements(lambda: post("three"))
    print(f"\nA comment sent, {number} times each by turns")
    row("milliseconds without leaves, median", 1000 * statistics.median(without))
    row("milliseconds with leaves, median", 1000 * statistics.median(with_leaves))
    row("ratio", statistics.median(with_leaves) / statistics.median(without))
    row("statements without", before)
    row("statements with", after)


def forget_gathered(session: object) -> None:
    """What a post would be without the log: nothing is written for it."""
    session.info.pop("commitments", None)  # type: ignore[attr-defined]


def statements(act: Callable[[], object]) -> int:
    done: list[str] = []

    def note(*given: object) -> None:
        done.append(str(given[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len([one for one in done if not one.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])


def seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def row(what: str, value: float) -> None:
    print(f"  {what:55} {value:12,.3f}")


if __name__ == "__main__":
    main()
