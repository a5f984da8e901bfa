"""A receipt is a commitment to everything that was said: its owner can compute it again, nobody else can guess it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete, select

from consult.comments.actions import edit_comment, withdraw_comment
from consult.comments.content import CommentContent
from consult.comments.models import Comment, CommentVersion
from consult.comments.positions.queries import comments_of_position
from consult.comments.register.importing import import_rows
from consult.comments.statements import author_holds, content_of_comment
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.transparency.canonical import canonical_json, commitment_to
from consult.core.transparency.commitments import found
from consult.core.transparency.jobs import bring_in, seal_log
from consult.core.transparency.merkle import root_of
from consult.core.transparency.models import Checkpoint, LogLeaf
from consult.tracing.own_data.erasure import erase_person
from tests.make import analysis, consultations, drafts, organisations, responses
from tests.make import comments as make
from tests.people import People
from tests.tampering import unguarded


@pytest.fixture
def round_(people: People) -> Round:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    return consultations.round_(drafts.draft(guideline))


def leaf_of(version: CommentVersion) -> LogLeaf:
    db.session.expire_all()
    about = (LogLeaf.subject == "comment_version", LogLeaf.subject_id == version.id, LogLeaf.kind == "comment")
    return db.session.scalars(select(LogLeaf).where(*about)).one()


def plainly(content: object, salt: bytes) -> str:
    """As a stranger computes it, with nothing but Python's own library."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(salt + written.encode()).hexdigest()


def as_file(content: dict[str, object]) -> dict[str, object]:
    return json.loads(canonical_json(content))


def test_a_receipt_names_the_clause_the_quote_the_words_the_author_and_the_round(people: People, round_: Round) -> None:
    said = {"quote": "publish a register", "proposed_text": "keep a register", "stance": "oppose", "type": "technical"}
    comment = make.comment(round_, people.bruno, "Say who pays — “now”.", number="HR-L1", title="Who pays", **said)
    (version,) = comment.versions
    leaf, content = leaf_of(version), as_file(content_of_comment(version))
    wording = "Local governments should publish a register of the sensors they run."
    assert content["clause"] == {
        "uid": comment.clause.uid,
        "number": "HR-L1",
        "wording_sha256": hashlib.sha256(wording.encode()).hexdigest(),
    }
    expected = {"reference": comment.reference, "guideline": "smart-cities", "round": round_.slug, "draft": 1}
    expected |= {"text": "Say who pays — “now”.", "title": "Who pays", "version": 1, "pillar": "HR", **said}
    assert {name: content[name] for name in expected} == expected
    assert content["time"] == version.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert version.author_shown == {
        "name": "Bruno Costa",
        "organisation": "Recife",
        "capacity": "personal",
        "stakeholder_type": "local_government",
        "country": "BR",
    }
    assert leaf.salt is not None
    assert plainly(content, leaf.salt) == leaf.commitment.hex() == version.commitment == comment.commitment
    assert plainly(version.author_shown, bytes.fromhex(version.author_salt)) == content["author"]
    assert leaf.log_id == round_.guideline_id


CHANGES: dict[str, Callable[[CommentVersion], object]] = {
    "text": lambda version: setattr(version, "text", "Other."),
    "proposed words": lambda version: setattr(version, "proposed_text", "Other."),
    "stance": lambda version: setattr(version, "stance", "support"),
    "time": lambda version: setattr(version, "at", version.at.replace(year=2020)),
    "clause": lambda version: setattr(version, "as_said", {**version.as_said, "clause": None}),
    "quote": lambda version: setattr(version, "as_said", {**version.as_said, "quote": "other"}),
    "round": lambda version: setattr(version, "as_said", {**version.as_said, "round": "other"}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_is_changed_it_no_longer_holds(people: People, round_: Round, what: str) -> None:
    (version,) = make.comment(round_, people.amina, "First.", number="HR-L1", quote="publish a register").versions
    salt = leaf_of(version).salt or b""
    CHANGES[what](version)
    db.session.commit()
    assert commitment_to(content_of_comment(version), salt).hex() != version.commitment


def test_another_author_does_not_hold(people: People, round_: Round) -> None:
    (version,) = make.comment(round_, people.amina).versions
    assert author_holds(version)
    version.author_shown = {**(version.author_shown or {}), "name": "Somebody else"}
    assert not author_holds(version)


def test_who_does_not_want_to_be_named_is_not_named_in_it(people: People, round_: Round) -> None:
    (quiet,) = make.comment(round_, people.bruno, named=False).versions
    made = organisations.organisation("Recife", people.bruno.stakeholder_type, "BR", by=people.bruno)
    organisations.member(made, people.bruno)
    position = organisations.position(round_, made, by=people.bruno)
    official = comments_of_position(position)[0].versions[0]
    assert quiet.author_shown is not None
    assert official.author_shown is not None
    assert (quiet.author_shown["name"], quiet.author_shown["organisation"]) == ("", "")
    assert (official.author_shown["name"], official.author_shown["organisation"]) == ("", "Recife")


def test_two_who_say_the_same_have_two_commitments(people: People, round_: Round) -> None:
    first, second = (make.comment(round_, people.amina, "The same.") for _time in range(2))
    assert first.commitment != second.commitment


def test_a_new_version_has_its_own_leaf_and_a_withdrawal_an_entry(people: People, round_: Round) -> None:
    comment = make.comment(round_, people.amina, "First.")
    before = comment.commitment
    edit_comment(comment, CommentContent(text="Second."), by=people.amina)
    withdraw_comment(comment, by=people.amina)
    db.session.commit()
    first, second = comment.versions
    assert (first.commitment, second.commitment) == (before, comment.commitment)
    assert leaf_of(first).commitment.hex() != leaf_of(second).commitment.hex()
    entries = db.session.scalars(select(LogLeaf.kind).where(LogLeaf.log_id == round_.guideline_id)).all()
    assert entries.count("comment") == 2
    assert entries.count("journal") >= 3


def test_a_register_gives_each_of_its_comments_a_leaf(people: People, round_: Round) -> None:
    rows = [
        {"comment": "Good.", "clause": "HR-L1", "source_id": "a", "author_name": "Mayor", "organisation": "Turin"},
        {"comment": "I agree.", "source_id": "b", "in_reply_to": "a", "received_at": "2026-11-20T11:30:00Z"},
    ]
    import_rows(round_, rows, by=people.sara)
    db.session.commit()
    good, agreed = db.session.scalars(select(Comment).order_by(Comment.id)).all()
    for comment in (good, agreed):
        (version,) = comment.versions
        salt = leaf_of(version).salt or b""
        assert commitment_to(content_of_comment(version), salt).hex() == version.commitment == comment.commitment
        assert author_holds(version)
    assert good.versions[0].as_said["clause"]["number"] == "HR-L1"
    assert agreed.versions[0].as_said["in_reply_to"] == good.reference


def test_a_comment_from_before_the_log_is_committed_to_as_it_stands(people: People, round_: Round) -> None:
    comment = make.comment(round_, people.amina, "An old one.", number="HR-L1")
    (version,) = comment.versions
    version.as_said = version.author_shown = version.author_salt = None
    version.commitment = comment.commitment = ""
    with unguarded():
        db.session.execute(delete(LogLeaf))
    db.session.commit()
    bring_in(0, lambda _step, _share: None)
    leaf = leaf_of(version)
    assert (leaf.as_found, version.commitment) == (True, "")
    assert version.as_said["clause"]["number"] == "HR-L1"
    assert commitment_to(found(content_of_comment(version)), leaf.salt or b"") == leaf.commitment


def sealed_root(guideline_id: int) -> bytes:
    seal_log(guideline_id)
    last = select(Checkpoint).where(Checkpoint.log_id == guideline_id).order_by(Checkpoint.size.desc()).limit(1)
    return db.session.scalars(last).one().root


def test_erasure_takes_words_and_salt_and_every_proof_holds(app: Flask, people: People, round_: Round) -> None:
    comment = make.comment(round_, people.amina, "My house is the blue one on Moi Avenue.", title="Blue")
    (version,) = comment.versions
    given = version.commitment
    before = sealed_root(round_.guideline_id)
    sealed = select(LogLeaf.id).where(LogLeaf.log_index.is_not(None), LogLeaf.log_id == round_.guideline_id)
    size = len(db.session.scalars(sealed).all())
    erase_person(people.amina)
    db.session.commit()
    leaf = leaf_of(version)
    assert (leaf.salt, leaf.commitment.hex()) == (None, given)
    kept = (version.text, version.as_said, version.author_shown, version.author_salt, version.digest, comment.digest)
    assert kept == ("", None, None, None, "", "")
    in_order = select(LogLeaf).where(LogLeaf.log_id == round_.guideline_id, LogLeaf.log_index < size)
    assert root_of([one.hash for one in db.session.scalars(in_order.order_by(LogLeaf.log_index))]) == before


def test_words_under_a_decision_are_still_proved_when_their_author_is_erased(people: People, round_: Round) -> None:
    comment = make.comment(round_, people.amina, "Say who pays.", number="HR-L1")
    point = analysis.point(comment)
    responses.answer(point, people.dana)
    db.session.commit()
    (version,) = comment.versions
    erase_person(people.amina)
    db.session.commit()
    leaf = leaf_of(version)
    assert (version.author_shown, version.author_salt, comment.author_name) == (None, None, "")
    assert leaf.salt is not None
    assert commitment_to(content_of_comment(version), leaf.salt).hex() == version.commitment
    assert "Amina" not in json.dumps(version.as_said)


def test_an_old_comment_whose_clause_is_not_in_the_draft_of_its_round_is_brought_in_by_its_words(
    people: People, round_: Round
) -> None:
    comment = make.comment(round_, people.amina, "An old one.", number="HR-L1")
    (version,) = comment.versions
    version.as_said = version.author_shown = version.author_salt = None
    version.commitment = comment.commitment = ""
    round_.draft = drafts.draft(round_.guideline, replace(drafts.OUTLINE, clauses=drafts.OUTLINE.clauses[3:]))
    with unguarded():
        db.session.execute(delete(LogLeaf))
    db.session.commit()
    bring_in(0, lambda _step, _share: None)
    leaf = leaf_of(version)
    assert version.as_said is None
    assert commitment_to(found(content_of_comment(version)), leaf.salt or b"") == leaf.commitment
