"""Ways to alter the database, each with all that depends on it rewritten and signed again with the stolen key.

Looked at alone such a database agrees with itself. A checkpoint that somebody kept says that the log is another one;
a pack that somebody kept names the thing. What leaves the log as it was is named by the database itself.
"""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from consult.comments.actions import endorse
from consult.consultations.actions import record_attendance
from consult.core import clock
from consult.core.database import db, sqlite
from consult.core.transparency.jobs import seal_everything
from consult.core.transparency.queries import latest_checkpoint
from consult.drafts.models import Guideline
from consult.tracing.evidence.comparison import KeptEvidence, LiveLog, compared, read_kept
from consult.tracing.evidence.pack import write_pack
from consult.tracing.record.verification import verify, verify_site_log
from tests.conftest import closed, site
from tests.faults.stolen_key import cover_up
from tests.faults.ways_to_tamper import GROUP, MOVED, TILES, WAYS, Way
from tests.people import People
from tests.world import build


@dataclass(frozen=True)
class Kept:
    """A site, as it was, and what a stranger took home from it."""

    app: Flask
    database: Path
    untouched: Path
    guideline_id: int
    pack: KeptEvidence
    checkpoint: KeptEvidence
    ids: dict[str, int]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    home = tmp_path_factory.mktemp("home")
    app = site(home)
    with app.app_context():
        world = build(People())
        endorse(world.comments["on_clause"], by=world.people.ines)
        record_attendance(world.session, {("region", "africa"): 7}, by=None)
        db.session.commit()
        seal_everything()
        checkpoint = latest_checkpoint(world.guideline.id)
        assert checkpoint is not None
        (home / "kept.txt").write_text(checkpoint.note, "utf-8")
        with (home / "kept.zip").open("wb") as out:
            write_pack(world.guideline, out, clock.now())
        ids = {name: ballot.id for name, ballot in world.ballots.items()}
        ids |= {
            "guideline": world.guideline.id,
            "comment": world.comments["answered"].id,
            "other": world.comments["on_clause"].id,
        }
        guideline_id = world.guideline.id
        db.session.remove()
        db.engine.dispose()
        database = home / "consult.sqlite"
        shutil.copy(database, home / "untouched.sqlite")
        pack, note = read_kept(home / "kept.zip"), read_kept(home / "kept.txt")
    yield Kept(app, database, home / "untouched.sqlite", guideline_id, pack, note, ids)
    closed(app)


def altered(kept: Kept, way: Way, *, covered: bool = True) -> Guideline:
    """The site as it was, then the way, then everything rewritten that would tell."""
    db.session.remove()
    db.engine.dispose()
    for suffix in ("-wal", "-shm"):
        kept.database.with_name(f"{kept.database.name}{suffix}").unlink(missing_ok=True)
    shutil.copy(kept.untouched, kept.database)
    with closing(sqlite.connect(kept.database)) as owner:
        for (trigger,) in owner.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            owner.execute(f"DROP TRIGGER {trigger}")
        changed = 0
        for statement in way.statements:
            changed += max(owner.execute(statement.format(**kept.ids)).rowcount, 0)
        owner.commit()
    assert changed, "this way changes nothing"
    if not covered:
        db.session.expire_all()
        return db.session.get_one(Guideline, kept.guideline_id)
    counted = any(word in statement for statement in way.statements for word in ("tally", "carried = "))
    cover_up(kept.guideline_id, results=not counted)
    return db.session.get_one(Guideline, kept.guideline_id)


def test_what_was_not_touched_is_as_it_was_kept(kept: Kept) -> None:
    with kept.app.app_context():
        guideline = db.session.get_one(Guideline, kept.guideline_id)
        assert verify(guideline).faults == []
        assert compared(kept.pack, LiveLog(guideline.id)).faults == []
        assert compared(kept.checkpoint, LiveLog(guideline.id)).faults == []


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.what)
def test_each_way_is_named(kept: Kept, way: Way) -> None:
    with kept.app.app_context():
        guideline = altered(kept, way)
        alone = verify(guideline).faults
        by_pack = compared(kept.pack, LiveLog(guideline.id)).faults
        by_checkpoint = compared(kept.checkpoint, LiveLog(guideline.id)).faults
    assert alone or by_checkpoint, "neither what is kept nor who kept a checkpoint says a word"
    assert any(way.named in fault for fault in (*by_pack, *alone)), (alone, by_pack)
    assert all("vouched for" in fault for fault in by_checkpoint)


def test_whatever_of_the_group_and_its_rounds_is_altered_is_named(kept: Kept) -> None:
    statements = [statement for one in GROUP for statement in one.statements]
    with kept.app.app_context():
        guideline = altered(kept, Way("all of it", "", tuple(statements)))
        by_pack = compared(kept.pack, LiveLog(guideline.id)).faults
        by_checkpoint = compared(kept.checkpoint, LiveLog(guideline.id)).faults
    assert all("vouched for" in fault for fault in by_checkpoint)
    unnamed = [one.what for one in GROUP if not any(one.named in fault for fault in by_pack)]
    assert unnamed == [], by_pack


def test_who_did_it_and_which_comments_are_shown_is_what_the_journal_says(kept: Kept) -> None:
    way = Way(
        "what the journal tells",
        "",
        (
            "UPDATE answer SET by_id = (SELECT max(id) FROM person)",
            "UPDATE revision SET author_id = (SELECT max(id) FROM person)",
            "UPDATE ballot SET opened_by_id = (SELECT max(id) FROM person)",
            "UPDATE publication SET by_id = (SELECT max(id) FROM person)",
            "UPDATE comment SET state = 'withdrawn' WHERE id = {comment}",
            "UPDATE comment SET hidden_because = 'Spam.' WHERE state = 'hidden'",
        ),
    )
    with kept.app.app_context():
        faults = verify(altered(kept, way)).faults
    for what in ("answer:", "revision:", "ballot:", "publication:"):
        assert any(what in fault and "names another person than the journal" in fault for fault in faults)
    for what in ("shows another state", "shows another reason"):
        assert any(what in fault for fault in faults)


@pytest.mark.parametrize("way", [*MOVED, *TILES], ids=lambda way: way.what)
def test_what_leaves_the_leaves_as_they_were_is_named_by_the_database_itself(kept: Kept, way: Way) -> None:
    with kept.app.app_context():
        faults = verify(altered(kept, way, covered=False)).faults
    assert any(way.named in fault for fault in faults), faults


def test_what_was_slipped_into_the_sites_own_log_is_named(kept: Kept) -> None:
    with kept.app.app_context():
        altered(kept, MOVED[0], covered=False)
        assert any("is in no leaf of the log" in fault for fault in verify_site_log().faults)


def test_a_kept_pack_that_is_damaged_says_so(kept: Kept, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(kept.untouched.with_name("kept.zip")) as old, zipfile.ZipFile(damaged, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"approve", b"abstain") if name == "contents/vote.jsonl" else data)
    with kept.app.app_context():
        altered(kept, MOVED[0], covered=False)
        assert compared(kept.pack, LiveLog(kept.guideline_id)).notes == []
        notes = compared(read_kept(damaged), LiveLog(kept.guideline_id)).notes
    assert any("does not hold itself" in note for note in notes)


@pytest.mark.parametrize("what", ["a vote in a closed ballot", "the reason of an answer", "the words of a comment"])
def test_who_holds_only_the_database_cannot_tell(kept: Kept, what: str) -> None:
    """Why somebody else must keep a checkpoint."""
    with kept.app.app_context():
        assert verify(altered(kept, next(way for way in WAYS if way.what == what))).faults == []
