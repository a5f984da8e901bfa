"""A pack: made, checked by a stranger without the site, spoiled in ways that are each said in a sentence."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update

from consult.comments.models import Comment
from consult.consultations.models import Target
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.transparency.jobs import seal_log
from consult.core.transparency.queries import leaves_about
from consult.drafts.models import Appointment, Guideline
from consult.responses.models import Answer
from consult.tracing.evidence import check
from consult.tracing.evidence.cli import evidence
from consult.tracing.evidence.comparison import LiveLog, compared, read_kept
from consult.tracing.evidence.pack import write_pack
from consult.tracing.log.receipt_views import OwnReceipt
from consult.tracing.own_data.erasure import erase_person
from consult.tracing.record.verification import verify
from consult.voting.actions import open_ballot
from consult.voting.life import certify_ballot, void_ballot
from consult.voting.models import Ballot, Choice, Majority, Vote
from consult.voting.tally import Rule
from tests.browser import Browser
from tests.faults.stolen_key import cover_up
from tests.make import responses, voting
from tests.make import tracing as make
from tests.make.tracing import Carried
from tests.people import People
from tests.tampering import unguarded


@pytest.fixture
def world(people: People) -> Carried:
    return make.carried(people)


def packed(world: Carried, to: Path) -> Path:
    db.session.commit()
    seal_log(world.first.guideline.id)
    with to.open("wb") as file:
        write_pack(world.first.guideline, file, clock.now())
    return to


def checked(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own that knows nothing of this project."""
    return subprocess.run([sys.executable, "-I", *arguments], cwd=at, capture_output=True, text=True, check=False)


def bare_leaves(said: str) -> int:
    return sum(int(number) for number in re.findall(r"Without content: (\d+) of", said))


def test_a_stranger_checks_a_pack_without_the_site(world: Carried, tmp_path: Path) -> None:
    pack, empty = packed(world, tmp_path / "pack.zip"), tmp_path / "empty"
    zipfile.ZipFile(pack).extractall(empty)
    (tmp_path / "receipt.json").write_bytes(receipt_of(world.comment))
    said = checked("check.py", ".", "--receipt", str(tmp_path / "receipt.json"), at=empty)
    assert (said.returncode, said.stderr) == (0, "")
    assert "The leaf looked for in the pack: 1, none wrong" in said.stdout
    assert said.stdout.endswith(
        f"holds together. Of {bare_leaves(said.stdout)} leaves it has no content: they stand in the log; "
        "what they say was not checked.\n"
    )
    assert "Witnesses of the newest checkpoint: none." in said.stdout
    told = json.loads(checked(str(empty / "check.py"), str(pack), "--json", at=tmp_path).stdout)
    numbers = {one["name"]: one["number"] for one in told["checks"]}
    assert told["faults"] == 0
    assert (numbers["ballots"], numbers["journal"], numbers["words"]) == (1, 1, 12)
    assert numbers["tree"] > numbers["contents"] > 40


def receipt_of(comment: Comment) -> bytes:
    version = comment.versions[-1]
    return OwnReceipt(comment, version, leaves_about("comment_version", [version.id], "comment")[version.id]).file


def test_words_put_by_hand_after_the_vote_are_told_and_are_no_fault(people: People, tmp_path: Path) -> None:
    world = make.carried(people, by_hand=make.SECOND.replace("full register", "complete register"))
    assert world.revision.state == "published"
    assert not [fault for one in check.check_pack(packed(world, tmp_path / "pack.zip")) for fault in one.faults]
    assert not verify(world.first.guideline).faults


def test_the_command_prints_the_steps_that_check_its_pack(app: Flask, world: Carried, tmp_path: Path) -> None:
    out, empty = tmp_path / "out.zip", tmp_path / "empty"
    said = app.test_cli_runner().invoke(evidence, [world.first.guideline.slug, str(out)])
    assert said.exit_code == 0, said.output
    assert "in that folder: python -I check.py ." in said.output
    zipfile.ZipFile(out).extractall(empty)
    assert checked("check.py", ".", at=empty).returncode == 0


ENDS: dict[str, Callable[[Ballot, People], object]] = {
    "open": lambda _ballot, _people: None,
    "closed": lambda ballot, _people: voting.closed(ballot),
    "void while it was open": lambda ballot, people: void_ballot(ballot, reason="A mistake.", by=people.chen),
    "void after it closed": lambda ballot, people: void_ballot(voting.closed(ballot), reason="Late.", by=people.chen),
    "certified": lambda ballot, people: certified(voting.closed(ballot), people),
}


def certified(ballot: Ballot, people: People) -> None:
    with clock.at(clock.now() + timedelta(days=60)):
        certify_ballot(ballot, by=people.chen)


@pytest.mark.parametrize("secret", [False, True], ids=["roll call", "secret"])
@pytest.mark.parametrize("end", ENDS)
def test_a_pack_holds_however_a_ballot_ended(people: People, tmp_path: Path, end: str, *, secret: bool) -> None:
    guideline, ballot = voted_on(people, secret=secret)
    ENDS[end](ballot, people)
    assert in_a_pack(guideline, tmp_path) == []
    assert verify(guideline).faults == []


def test_a_planned_ballot_that_was_declared_void_is_no_fault(people: People, tmp_path: Path) -> None:
    guideline, first = voted_on(people)
    other = voting.revision(first.revision.draft, by=people.dana, number="HR-L2", title="Another")
    opens = clock.now() + timedelta(days=3)
    rule = Rule(Majority.TWO_THIRDS, 0.5)
    planned = open_ballot(other, rule, opens_at=opens, closes_at=opens + timedelta(days=3), by=people.chen)
    void_ballot(planned, reason="A mistake.", by=people.chen)
    assert in_a_pack(guideline, tmp_path) == []


def test_a_ballot_made_void_without_a_word_in_the_journal_is_named(people: People, tmp_path: Path) -> None:
    guideline, ballot = voted_on(people)
    voting.closed(ballot)
    ballot.voided_at, ballot.void_reason, ballot.carried = ballot.closed_at, "Nobody said so.", None
    assert any("declared void" in fault for fault in in_a_pack(guideline, tmp_path))


def voted_on(people: People, *, secret: bool = False) -> tuple[Guideline, Ballot]:
    world = responses.consulted(people)
    ballot = voting.ballot(voting.revision(world.draft, by=people.dana), by=people.chen, secret=secret)
    voting.vote(ballot, people.ines)
    voting.vote(ballot, people.farid, Choice.ABSTAIN)
    return world.guideline, ballot


def in_a_pack(guideline: Guideline, folder: Path) -> list[str]:
    """The faults that its own program finds in a pack of it."""
    db.session.commit()
    seal_log(guideline.id)
    with (folder / "pack.zip").open("wb") as file:
        write_pack(guideline, file, clock.now())
    return [fault for one in check.check_pack(folder / "pack.zip") for fault in one.faults]


def test_the_same_state_gives_the_same_bytes(world: Carried, tmp_path: Path) -> None:
    one, other = packed(world, tmp_path / "one.zip"), packed(world, tmp_path / "other.zip")
    assert one.read_bytes() == other.read_bytes()


def test_what_the_owner_of_either_database_alters_and_signs_again_is_named_by_a_kept_pack(
    world: Carried, tmp_path: Path
) -> None:
    """Updated, deleted and added with the triggers off, and all that depends on it rewritten."""
    guideline, kept = world.first.guideline, read_kept(packed(world, tmp_path / "kept.zip"))
    assert compared(kept, LiveLog(guideline.id)).faults == []
    with unguarded():
        db.session.execute(update(Answer).values(reason="No."))
        db.session.execute(update(Appointment).where(Appointment.role == "expert").values(member_state="FR"))
        db.session.execute(delete(AuditEntry).where(AuditEntry.verb == "ballot.opened"))
        db.session.execute(delete(Vote).where(Vote.choice == Choice.CANNOT_ACCEPT))
        db.session.execute(insert(Target).values(guideline_id=guideline.id, dimension="region", value="asia", number=9))
        cover_up(guideline.id)
    assert verify(guideline).faults == []
    named = " ".join(compared(kept, LiveLog(guideline.id)).faults)
    told = ("reason was", "appointment appointment:", "(ballot.opened) was in the log and is gone", "vote vote:")
    assert [words for words in (*told, "target target:") if words not in named] == []


def test_nothing_of_a_person_is_in_it_but_what_is_shown(world: Carried, people: People, tmp_path: Path) -> None:
    archive = zipfile.ZipFile(packed(world, tmp_path / "pack.zip"))
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "@example.org" not in everything
    assert people.amina.name in everything
    assert '"person_id"' not in everything


def test_after_an_erasure_the_earlier_pack_and_the_log_still_hold(
    world: Carried, people: People, tmp_path: Path
) -> None:
    pack, receipt = packed(world, tmp_path / "before.zip"), tmp_path / "receipt.json"
    receipt.write_bytes(receipt_of(world.first.cost.comment))
    erase_person(people.bruno)
    db.session.commit()
    seal_log(world.first.guideline.id)
    assert not [fault for one in check.check_pack(pack) for fault in one.faults]
    assert compared(read_kept(pack), LiveLog(world.first.guideline.id)).faults == []
    assert verify(world.first.guideline).faults == []
    after = packed(world, tmp_path / "after.zip")
    assert not [fault for one in check.check_pack(after) for fault in one.faults]
    still = check.check_receipt(check.read_receipt(receipt), None, after)
    assert [one.faults for one in still] == [[], [], []]


def rewritten(pack: Path, to: Path, change: Callable[[str, bytes], bytes | None], *, manifest: bool = True) -> Path:
    """The pack with each file as `change` gives it (None: left out), the manifest made to fit."""
    old = zipfile.ZipFile(pack)
    with zipfile.ZipFile(to, "w") as new:
        told = json.loads(old.read("manifest.json"))
        for name in (name for name in old.namelist() if name != "manifest.json"):
            data = change(name, old.read(name))
            if data is None:
                continue
            new.writestr(name, data)
            if manifest and name in told["files"]:
                told["files"][name] |= {"bytes": len(data), "sha256": check.hashlib.sha256(data).hexdigest()}
        new.writestr("manifest.json", json.dumps(told))
    return to


@pytest.mark.parametrize(
    ("file", "was", "becomes", "said"),
    [
        ("contents/vote.jsonl", b'"cannot_accept"', b'"approve"', "leaf"),
        ("contents/vote.jsonl", b'"cannot_accept"', b'"approve"', "counted again"),
        ("contents/wording.jsonl", b"full register", b"small register", "were voted on"),
        ("contents/wording.jsonl", b"full register", b"small register", "word for word"),
        ("contents/tally.jsonl", b'"carried":true', b'"carried":false', "counted again it is not so"),
        ("contents/seat.jsonl", b'"PT"', b'"FR"', "seats are not those"),
        ("leaves.jsonl", b'"kind":"vote"', b'"kind":"note"', "its root is another"),
        ("checkpoints.jsonl", b"/log/", b"/dog/", "of another log"),
        ("keys.jsonl", b'"key":"1', b'"key":"2', "is not whole"),
    ],
)
def test_what_was_changed_in_a_pack_is_named(  # noqa: PLR0917 - a table
    world: Carried, tmp_path: Path, file: str, was: bytes, becomes: bytes, said: str
) -> None:
    pack = packed(world, tmp_path / "pack.zip")
    spoiled = rewritten(
        pack, tmp_path / "spoiled.zip", lambda name, data: data.replace(was, becomes) if name == file else data
    )
    faults = [fault for one in check.check_pack(spoiled) for fault in one.faults]
    assert any(said in fault for fault in faults), faults


def test_a_leaf_left_out_is_missed(world: Carried, tmp_path: Path) -> None:
    pack = packed(world, tmp_path / "pack.zip")
    shorter = rewritten(
        pack,
        tmp_path / "shorter.zip",
        lambda name, data: data[: data.rindex(b"\n", 0, -1) + 1] if name == "leaves.jsonl" else data,
    )
    faults = [fault for one in check.check_pack(shorter) for fault in one.faults]
    assert any("The checkpoint speaks of" in fault for fault in faults)


def test_a_file_that_is_not_the_manifests_is_named(world: Carried, tmp_path: Path) -> None:
    pack = packed(world, tmp_path / "pack.zip")
    other = rewritten(pack, tmp_path / "o.zip", lambda name, data: data.replace(b"log", b"dog"), manifest=False)
    faults = check.check_pack(other)[0].faults
    assert any("its SHA-256 is another" in fault for fault in faults)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "cannot be opened"), (b"PK\x03\x04 and no more", "cannot be opened"), (b"%PDF-1.7", "cannot be opened")],
)
def test_a_file_that_is_no_pack_is_said_to_be_none(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "pack.zip").write_bytes(content)
    with pytest.raises(check.NotAPack, match=said):
        check.check_pack(tmp_path / "pack.zip")


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("{}", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ('{"format": "other/1", "origin": "x", "files": {}}', "not of the form"),
        ('{"format": "consult-evidence/1", "origin": "x", "files": {"a": {"bytes": 99999999999}}}', "speaks of more"),
    ],
)
def test_a_foreign_manifest_is_said_to_be_one(tmp_path: Path, manifest: str, said: str) -> None:
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as archive:
        archive.writestr("manifest.json", manifest)
    with pytest.raises(check.NotAPack, match=said):
        check.check_pack(tmp_path / "pack.zip")


def test_a_bomb_is_read_no_further_than_the_manifest_says(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pack.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        files = {"leaves.jsonl": {"bytes": 100, "sha256": ""}}
        archive.writestr("manifest.json", json.dumps({"format": check.FORMAT, "origin": "x", "files": files}))
        archive.writestr("leaves.jsonl", b"\n" * 50_000_000)
    with pytest.raises(check.NotAPack, match="larger than the manifest says"):
        check.check_pack(tmp_path / "pack.zip")


def test_whoever_reads_the_guideline_may_take_its_pack(browser: Browser, tmp_path: Path) -> None:
    world = make.carried(browser.people)
    seal_log(world.first.guideline.id)
    answer = browser.client.get("/guidelines/smart-cities/evidence.zip")
    (tmp_path / "pack.zip").write_bytes(answer.data)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="smart-cities-evidence-')
    assert not [fault for one in check.check_pack(tmp_path / "pack.zip") for fault in one.faults]
    page = browser.get("tracing.log", slug="smart-cities")
    assert "Take the evidence pack" in page
