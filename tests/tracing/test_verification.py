"""`consult verify` finds what was tampered with, and nothing else."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from consult.comments.models import Channel, Comment, CommentVersion
from consult.core import clock
from consult.core.audit_log import AuditEntry, record
from consult.core.database import db
from consult.core.queue import queue
from consult.core.transparency.backfill import BACKFILL, GENERATION
from consult.core.transparency.canonical import commitment_to
from consult.core.transparency.models import SITE_LOG, LogLeaf
from consult.core.verbs import Verb
from consult.drafts.models import Wording
from consult.drafts.queries import wordings_of
from consult.drafts.wording_edits import WordingEdit
from consult.publishing.models import Provenance
from consult.tracing.evidence.cli import evidence
from consult.tracing.own_data.erasure import erase_person
from consult.tracing.record.cli import verify as command
from consult.tracing.record.verification import StateTold, verify
from consult.voting.models import Ballot, BallotSeat, Choice, Vote
from consult.voting.queries import seats_of_ballot
from consult.voting.statements import content_of_seat
from tests.make import analysis, comments, responses, voting
from tests.make import tracing as make
from tests.make.tracing import Carried
from tests.people import People
from tests.tampering import unguarded


@pytest.fixture
def world(people: People) -> Carried:
    return make.carried(people)


def faults(world: Carried) -> list[str]:
    db.session.commit()
    db.session.expire_all()
    return verify(world.first.guideline).faults


def logged_things() -> int:
    """How many things the log has a leaf about."""
    return len(
        set(db.session.execute(select(LogLeaf.kind, LogLeaf.subject_id).where(LogLeaf.log_id != SITE_LOG)).all())
    )


def test_a_sound_record_holds(world: Carried) -> None:
    report = verify(world.first.guideline)
    assert report.faults == []
    counted = {check.name: check.number for check in report.checks}
    assert 0 < counted.pop("tree") < counted["log"] * 2  # what a phase ended with is sealed
    assert counted == {
        "receipts": 3,
        "acknowledgements": 3,
        "positions": 0,
        "ballots": 1,
        "wordings": 12,
        "seals": 2,
        "shown": 3,
        "deeds": 5,
        "log": logged_things(),
    }


def test_changed_words_of_a_version(world: Carried) -> None:
    db.session.execute(update(CommentVersion).where(CommentVersion.comment_id == world.comment.id).values(text="No."))
    fault, log = faults(world)
    assert world.comment.reference in fault
    assert "its receipt says" in fault
    assert "is not what the log says" in log


def test_a_comment_that_shows_other_words_than_were_sent(world: Carried) -> None:
    db.session.execute(update(Comment).where(Comment.id == world.comment.id).values(text="Never said."))
    assert "shows other words" in faults(world)[0]


def test_a_changed_receipt(world: Carried) -> None:
    db.session.execute(update(Comment).where(Comment.id == world.comment.id).values(digest="0" * 64))
    assert "000000000000…" in faults(world)[0]


def test_a_comment_without_a_version(world: Carried) -> None:
    db.session.execute(delete(CommentVersion).where(CommentVersion.comment_id == world.comment.id))
    assert "no version of it is kept" in faults(world)[0]


def test_a_comment_that_the_journal_does_not_know(world: Carried) -> None:
    sent = (AuditEntry.verb == "comment.sent", AuditEntry.subject_id == world.comment.id)
    with unguarded():
        db.session.execute(delete(AuditEntry).where(*sent))
    assert "in no entry of the journal" in faults(world)[0]


def test_a_comment_that_was_lost(world: Carried) -> None:
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "comment.sent")).first()
    assert entry is not None
    lost = {"at": entry.at, "subject": "comment", "subject_id": 9999, "guideline_id": entry.guideline_id}
    db.session.add(AuditEntry(verb="comment.sent", actor_id=None, facts={}, **lost))
    assert "no. 9999 was sent; it is not kept" in faults(world)[0]


def test_a_comment_slipped_in_as_if_from_a_register(world: Carried) -> None:
    db.session.execute(update(Comment).where(Comment.id == world.comment.id).values(channel=Channel.REGISTER))
    sent = (AuditEntry.verb == "comment.sent", AuditEntry.subject_id == world.comment.id)
    with unguarded():
        db.session.execute(delete(AuditEntry).where(*sent))
    assert "speaks of 0 comments from registers, 1 are kept" in faults(world)[0]


def test_a_changed_vote(world: Carried) -> None:
    db.session.execute(update(Vote).where(Vote.choice == Choice.CANNOT_ACCEPT).values(choice=Choice.APPROVE))
    assert "counted again, give another result" in faults(world)[0]


def test_a_vote_of_a_stranger_and_one_after_closing(world: Carried, people: People) -> None:
    db.session.execute(update(BallotSeat).values(member_state="FR"))
    said = " ".join(faults(world))
    assert "someone who was not to vote" in said


def test_a_changed_outcome(world: Carried) -> None:
    db.session.execute(update(Ballot).values(carried=False))
    said = " ".join(faults(world))
    assert "the other way round" in said
    assert "which was not carried" in said


def test_published_words_that_nobody_voted_on(world: Carried) -> None:
    db.session.execute(update(Wording).where(Wording.id == world.wording.id).values(text="Local governments may act."))
    said = " ".join(faults(world))
    assert "not those of the revision" in said
    assert "Draft 2 is not word for word as it was published" in said


def test_words_that_changed_on_the_way_to_the_next_draft(world: Carried) -> None:
    other = next(w for w in wordings_of(world.second) if w.number == "DI-L1")
    db.session.execute(update(Wording).where(Wording.id == other.id).values(text="Other words."))
    assert "DI-L1: the words differ from the draft before, and no revision" in " ".join(faults(world))


def test_words_without_their_provenance(world: Carried) -> None:
    db.session.execute(delete(Provenance))
    assert "is said to be published, and nothing says which words it put" in faults(world)[0]


def test_a_draft_edited_after_it_was_published(world: Carried, people: People) -> None:
    edit = record(
        Verb.WORDING_EDITED, world.wording, by=people.dana, guideline_id=world.first.guideline.id, text="Other."
    )
    with unguarded():
        edit.at = (world.second.published_at or edit.at) + timedelta(minutes=1)
    fault, log = faults(world)
    assert fault == "Draft 2, HR-L1 was edited after it was published."
    assert "entered the log at another time" in log


def test_an_edit_by_hand_before_publication_is_a_note(world: Carried, people: People) -> None:
    other = next(w for w in wordings_of(world.second) if w.number == "DI-L1")
    record(Verb.WORDING_EDITED, other, by=people.dana, guideline_id=world.first.guideline.id, text="Other words.")
    edited = update(AuditEntry).where(AuditEntry.verb == "wording.edited")
    with unguarded():
        db.session.execute(edited.values(at=world.first.draft.published_at))
    edit = {"wording_id": other.id, "was": other.text, "text": "Other words.", "at": clock.now()}
    db.session.add(WordingEdit(by_id=people.dana.id, **edit))
    db.session.execute(update(Wording).where(Wording.id == other.id).values(text="Other words."))
    said = [fault for fault in faults(world) if "log" not in fault]
    assert said == ["Draft 2 is not word for word as it was published."]  # the seal is of other words
    notes = [note for check in verify(world.first.guideline).checks for note in check.notes]
    assert "1 wordings were edited by hand" in notes[0]


def test_an_edit_by_hand_that_the_journal_does_not_know(world: Carried, people: People) -> None:
    other = next(w for w in wordings_of(world.second) if w.number == "DI-L1")
    edit = {"wording_id": other.id, "was": other.text, "text": "Other words.", "at": clock.now()}
    db.session.add(WordingEdit(by_id=people.dana.id, **edit))
    db.session.execute(update(Wording).where(Wording.id == other.id).values(text="Other words."))
    assert "an edit by hand that the journal does not know" in " ".join(faults(world))


def test_an_erased_person_is_no_fault(world: Carried, people: People) -> None:
    erase_person(people.bruno)
    db.session.commit()
    report = verify(world.first.guideline)
    assert report.faults == []
    assert any("were erased with their authors" in note for check in report.checks for note in check.notes)


def said_under_a_name(people: People) -> Comment:
    """A comment of Amina's that shows who wrote it, and is answered."""
    people.amina.organisation = people.bruno.organisation
    world = responses.consulted(people)
    said = {"number": "HR-L1", "named": True}
    comment = comments.comment(world.round, people.amina, "Name the owner of each sensor.", **said)
    responses.answer(analysis.point(comment), people.dana)
    return comment


def faults_about(comment: Comment) -> list[str]:
    db.session.commit()
    db.session.expire_all()
    return verify(comment.round.guideline).faults


def test_a_name_that_was_erased_from_words_that_stand_is_a_note(people: People) -> None:
    comment = said_under_a_name(people)
    assert comment.named
    erase_person(people.amina)
    assert faults_about(comment) == []
    assert comment.text
    assert not comment.named
    notes = [note for check in verify(comment.round.guideline).checks for note in check.notes]
    assert any("lost their author’s name" in note for note in notes)


def test_another_name_where_one_was_erased_is_a_fault(people: People) -> None:
    comment = said_under_a_name(people)
    erase_person(people.amina)
    db.session.execute(update(Comment).where(Comment.id == comment.id).values(author_name="Another"))
    assert "shows another name " in " ".join(faults_about(comment))


def test_a_name_that_went_without_an_erasure_is_a_fault(people: People) -> None:
    comment = said_under_a_name(people)
    db.session.execute(update(Comment).where(Comment.id == comment.id).values(author_name="", named=False))
    db.session.execute(update(CommentVersion).values(author_shown=None, author_salt=None))
    assert "shows another named" in " ".join(faults_about(comment))


def test_the_command_speaks_in_sentences_and_ends_with_1(app: Flask, world: Carried) -> None:
    runner = app.test_cli_runner()
    sound = runner.invoke(command, ["smart-cities"])
    assert sound.exit_code == 0, sound.output
    assert "Receipts compared with the words that are kept: 3, all hold." in sound.output
    db.session.execute(update(Ballot).values(carried=False))
    db.session.commit()
    broken = runner.invoke(command, ["--json"])
    assert broken.exit_code == 1
    assert json.loads(broken.output)["guidelines"][0]["faults"]
    assert "There is no guideline" in runner.invoke(command, ["no-such"]).output


SENT, EDITED, HIDDEN = Verb.COMMENT_SENT, Verb.COMMENT_EDITED, Verb.COMMENT_HIDDEN
RELEASED, WITHDRAWN = Verb.COMMENT_RELEASED, Verb.COMMENT_WITHDRAWN


@pytest.mark.parametrize(
    ("verbs", "states"),
    [
        ([], "held sent"),
        ([SENT], "held sent"),
        ([SENT, HIDDEN], "hidden"),
        ([SENT, HIDDEN, EDITED], "held"),
        ([SENT, HIDDEN, EDITED, RELEASED], "sent"),
        ([SENT, RELEASED, EDITED], "held sent"),
        ([SENT, HIDDEN, WITHDRAWN], "withdrawn"),
    ],
)
def test_a_comment_is_where_its_entries_leave_it(verbs: list[Verb], states: str) -> None:
    told = StateTold()
    for verb in verbs:
        told = told.after(verb, "")
    assert " ".join(sorted(told.states)) == states


def without_leaves(world: Carried, number: int = 25) -> None:
    """As after an upgrade: so many entries of the journal are of before the log."""
    about = {"subject": "draft", "subject_id": 999, "guideline_id": world.first.guideline.id}
    for _each in range(number):
        db.session.add(AuditEntry(at=clock.now(), verb=Verb.DRAFT_TEXT_KEPT, **about, facts={"clauses": 1}))
    db.session.commit()
    with unguarded():
        old = select(AuditEntry.id).where(AuditEntry.verb == Verb.DRAFT_TEXT_KEPT, AuditEntry.subject_id == 999)
        db.session.execute(delete(LogLeaf).where(LogLeaf.subject == "journal_entry", LogLeaf.subject_id.in_(old)))
    db.session.commit()


def test_what_waits_for_the_backfill_is_one_note_and_no_pack_is_made(
    app: Flask, world: Carried, tmp_path: Path
) -> None:
    without_leaves(world)
    job = queue.add(BACKFILL, GENERATION)
    db.session.commit()
    runner = app.test_cli_runner()
    told = runner.invoke(command, ["smart-cities"])
    assert told.exit_code == 0, told.output
    assert "25 things of before the log wait to be committed to: run “consult log backfill”" in told.output
    refused = runner.invoke(evidence, ["smart-cities", str(tmp_path / "out.zip")])
    assert refused.exit_code == 1
    assert "consult log backfill" in refused.output
    queue.run(job.id)
    assert "of before the log wait" not in runner.invoke(command, ["smart-cities"]).output


def test_once_it_ended_what_has_no_leaf_is_a_fault_whoever_asks_again(app: Flask, world: Carried) -> None:
    job = queue.add(BACKFILL, GENERATION)
    db.session.commit()
    queue.run(job.id)
    without_leaves(world)
    queue.add(BACKFILL, GENERATION)
    db.session.commit()
    told = app.test_cli_runner().invoke(command, ["smart-cities"])
    assert told.exit_code == 1
    assert told.output.count("is in no leaf of the log") == 20
    assert "and 5 more like this; --json lists all" in told.output


def test_a_secret_ballot_that_is_open_at_an_upgrade_holds_again_once_the_backfill_ended(
    world: Carried, people: People
) -> None:
    """An older version told in the leaf of a seat whether it had taken part."""
    draft = world.second
    ballot = voting.ballot(voting.revision(draft, by=people.dana, number="DI-L1"), by=people.chen, secret=True)
    db.session.commit()
    with unguarded():
        for seat in seats_of_ballot(ballot):
            told = {**content_of_seat(seat, ballot), "took_part": False}
            old = (LogLeaf.kind == "seat", LogLeaf.subject_id == seat.id)
            leaf = db.session.scalars(select(LogLeaf).where(*old)).one()
            assert leaf.salt is not None
            leaf.commitment = commitment_to(told, leaf.salt)
    assert any("is not what the log says" in fault for fault in faults(world))
    job = queue.add(BACKFILL, GENERATION)
    assert faults(world) == []
    queue.run(job.id)
    assert faults(world) == []
