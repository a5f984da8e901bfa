"""A pack is public: an entry of the journal is opened in it only where what it is about is itself shown to everyone."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from consult.comments.queries import OPENLY
from consult.consultations.models import Visibility
from consult.core import clock
from consult.core.database import db
from consult.core.transparency.jobs import seal_log
from consult.drafts.actions import edit_wording
from consult.drafts.models import Draft, Guideline
from consult.drafts.queries import wordings_of
from consult.revisions.models import RevisionState
from consult.tracing.evidence.pack import write_pack
from consult.tracing.record.verification import verify
from consult.voting.models import Ballot, Majority
from tests.make import consultations, drafts, publishing, revisions, voting
from tests.people import People
from tests.world import SECRETS, build

Row = dict[str, Any]


@pytest.fixture
def draft(people: People) -> Draft:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    return drafts.draft(guideline, by=people.sara)


def files_in(guideline: Guideline, folder: Path) -> dict[str, str]:
    db.session.commit()
    seal_log(guideline.id)
    with (folder / "pack.zip").open("wb") as out:
        write_pack(guideline, out, clock.now())
    archive = zipfile.ZipFile(folder / "pack.zip")
    return {name: archive.read(name).decode() for name in archive.namelist()}


def contents(files: dict[str, str], kind: str) -> list[Row]:
    return [json.loads(line)["content"] for line in files[f"contents/{kind}.jsonl"].splitlines()]


def told(files: dict[str, str], verb: str) -> list[Row]:
    return [entry for entry in contents(files, "journal") if entry["verb"] == verb]


def seat_leaves(files: dict[str, str]) -> int:
    return sum(json.loads(line)["kind"] == "seat" for line in files["leaves.jsonl"].splitlines())


def test_nothing_that_is_kept_from_visitors_is_in_the_pack_of_a_whole_consultation(
    people: People, tmp_path: Path
) -> None:
    world = build(people)
    files = files_in(world.guideline, tmp_path)
    kept = [(name, what) for name, text in files.items() for what, secret in SECRETS.items() if secret in text]
    assert kept == []
    public = {revision["id"] for revision in contents(files, "revision")}
    about = {entry["subject_id"] for entry in contents(files, "journal") if entry["subject"] == "revision"}
    assert about
    assert about <= public
    assert not told(files, "delphi.rated")


def test_who_came_is_told_where_everyone_reads_what_was_said(draft: Draft, people: People, tmp_path: Path) -> None:
    for number, visibility in enumerate(Visibility, start=1):
        round_ = consultations.round_(draft, f"round-{number}", visibility=visibility)
        consultations.came(consultations.session(round_), {("region", "africa"): number})
    practised = consultations.came(consultations.session(consultations.round_(draft, "practised", practice=True)))
    told = contents(files_in(draft.guideline, tmp_path), "attendance")
    openly = {number for number, each in enumerate(Visibility, start=1) if each in OPENLY}
    assert {row["number"] for row in told} == openly
    assert practised.id not in {row["session_id"] for row in told}


def test_a_revision_is_told_once_it_is_put_to_the_vote(draft: Draft, people: People, tmp_path: Path) -> None:
    made = revisions.revision(draft, people.dana, "A first thought.", state=RevisionState.PROPOSED)
    assert "A first thought." not in "".join(files_in(draft.guideline, tmp_path).values())
    voting.ballot(made, by=people.chen)
    assert "A first thought." in files_in(draft.guideline, tmp_path)["contents/journal.jsonl"]


def test_an_edit_is_told_once_the_draft_is_published(draft: Draft, people: People, tmp_path: Path) -> None:
    voting.carried(draft, people.ines, people.farid, by=people.chen, author=people.dana)
    second = publishing.prepared(draft.guideline, by=people.dana)
    wording = next(each for each in wordings_of(second) if each.number == "DI-L1")
    edit_wording(wording, "Open standards, at last.", reason="A slip of the pen.", by=people.dana)
    files = files_in(draft.guideline, tmp_path)
    assert "at last" not in "".join(files.values())
    assert not contents(files, "provenance")
    publishing.overridden(second, by=people.dana)
    publishing.actions.publish(second, by=people.dana)
    files = files_in(draft.guideline, tmp_path)
    assert [entry["facts"]["text"] for entry in told(files, "wording.edited")] == ["Open standards, at last."]


def test_the_grounds_of_an_override_are_told_once_it_was_used(draft: Draft, people: People, tmp_path: Path) -> None:
    voting.carried(draft, people.ines, people.farid, by=people.chen, author=people.dana)
    voting.ballot(voting.revision(draft, by=people.dana, number="DI-L1"), by=people.chen)
    second = publishing.prepared(draft.guideline, by=people.dana)
    publishing.overridden(second, by=people.dana, reason="The minister waits for it.")
    assert "The minister waits" not in "".join(files_in(draft.guideline, tmp_path).values())
    publishing.actions.publish(second, by=people.dana)
    assert "The minister waits" in files_in(draft.guideline, tmp_path)["contents/journal.jsonl"]


def balloted(draft: Draft, people: People, *, secret: bool, hidden: bool = True) -> Ballot:
    revision = voting.revision(draft, by=people.dana)
    closes = clock.now() + timedelta(days=4)
    how: Row = {"closes_at": closes, "majority": Majority.SIMPLE, "secret": secret, "results_hidden": hidden}
    return voting.ballot(revision, by=people.chen, **how)


def test_who_has_voted_in_secret_is_in_no_leaf_and_no_content_before_the_close(
    draft: Draft, people: People, tmp_path: Path
) -> None:
    ballot = balloted(draft, people, secret=True)
    before = seat_leaves(files_in(draft.guideline, tmp_path))
    voting.vote(ballot, people.farid)
    files = files_in(draft.guideline, tmp_path)
    assert seat_leaves(files) == before
    assert contents(files, "seat")
    assert not any("took_part" in seat for seat in contents(files, "seat"))
    assert not [entry for entry in contents(files, "journal") if entry["verb"].startswith("vote.")]
    assert verify(draft.guideline).faults == []


def test_who_took_part_is_one_leaf_of_each_seat_when_it_closes(draft: Draft, people: People, tmp_path: Path) -> None:
    ballot = balloted(draft, people, secret=True)
    voting.vote(ballot, people.farid)
    before = seat_leaves(files_in(draft.guideline, tmp_path))
    voting.closed(ballot)
    files = files_in(draft.guideline, tmp_path)
    seats = contents(files, "seat")
    assert seat_leaves(files) == before + len(seats)
    assert [seat["name"] for seat in seats if seat["took_part"]] == [people.farid.name]
    assert not told(files, "vote.cast_secretly")
    assert verify(draft.guideline).faults == []


def test_who_has_voted_by_name_is_told_when_it_closes(draft: Draft, people: People, tmp_path: Path) -> None:
    ballot = balloted(draft, people, secret=False)
    voting.vote(ballot, people.farid)
    assert not told(files_in(draft.guideline, tmp_path), "vote.cast")
    voting.closed(ballot)
    assert told(files_in(draft.guideline, tmp_path), "vote.cast")
