"""A comment changed from two sides at the same moment: real connections, both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import StakeholderType
from consult.comments.models import Comment, CommentState, Endorsement
from consult.comments.references import comment_digest
from consult.consultations.models import Round
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.mail.outbox import Message
from tests.make import comments as make
from tests.make import consultations, drafts
from tests.people import People
from tests.races import at_once, posting, real_site

TRIES = 4  # each race is run so often: who is first is left to chance


class Scene(NamedTuple):
    app: Flask
    people: People
    round: Round


@pytest.fixture(params=["sqlite", "postgres"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    for app in real_site(request, tmp_path):
        with app.app_context():
            people = People()
            guideline = drafts.guideline()
            people.appoint_all(guideline)
            yield Scene(app, people, consultations.round_(drafts.draft(guideline, by=people.sara)))
            db.session.remove()


def typed(text: str, do: str) -> dict[str, str]:
    return {"text": text, "round": "open-round", "stance": "neutral", "language": "en", "type": "general", "do": do}


def as_it_is(comment: Comment) -> Comment:
    db.session.rollback()
    return db.session.get_one(Comment, comment.id, populate_existing=True)


def test_what_is_saved_while_it_is_sent_never_changes_what_was_sent(scene: Scene) -> None:
    """The script saves what was typed just as Send is pressed."""
    app, people, round_ = scene
    for number in range(TRIES):
        comment = make.comment(round_, people.amina, f"First words {number}.", sent=False)
        address = f"/comments/{comment.reference}/edit"
        save = posting(app, people.amina, address, typed(f"Saved by the script {number}.", "autosave"))
        send = posting(app, people.amina, address, typed(f"Say who pays {number}.", "send"))
        db.session.rollback()
        _saved, sent = at_once(save, send)
        now = as_it_is(comment)
        if sent == 409:  # the script was first: its author sees both, and nothing was sent
            assert (now.state, now.versions) == (CommentState.DRAFT, [])
            continue
        assert (sent, now.state, now.text) == (302, CommentState.SENT, f"Say who pays {number}.")
        said = {name: getattr(now, name) for name in ("type", "stance", "text", "proposed_text")}
        assert [version.digest for version in now.versions] == [now.digest] == [comment_digest(**said)]


def test_what_a_moderator_hides_is_never_changed_unread(scene: Scene) -> None:
    app, people, round_ = scene
    for number in range(TRIES):
        comment = make.comment(round_, people.amina, f"First words {number}.")
        edit = posting(
            app, people.amina, f"/comments/{comment.reference}/edit", typed(f"Other words {number}.", "send")
        )
        hide = posting(app, people.moses, f"/comments/{comment.reference}/hide", {"reason": "It names a neighbour."})
        db.session.rollback()
        assert at_once(edit, hide) == [302, 302]
        verbs = select(AuditEntry.verb).where(AuditEntry.subject == "comment", AuditEntry.subject_id == comment.id)
        last = db.session.scalars(verbs.order_by(AuditEntry.id.desc())).first()
        found = {"comment.hidden": CommentState.HIDDEN, "comment.edited": CommentState.HELD}
        assert as_it_is(comment).state == found[str(last)]


def test_an_endorsement_pressed_twice_is_one(scene: Scene) -> None:
    app, people, round_ = scene
    comment = make.comment(round_, people.amina)
    press = [posting(app, people.bruno, f"/comments/{comment.reference}/endorse", {}) for _ in range(4)]
    db.session.rollback()
    assert set(at_once(*press)) == {302}
    assert db.session.query(Endorsement).count() == 1


def test_who_is_erased_while_they_send_a_comment_leaves_nothing_of_it(scene: Scene) -> None:
    app, people, round_ = scene
    for turn in range(TRIES):
        person = people.person(f"Zoe{turn} Zimmer", country="KE", kind=StakeholderType.INDIVIDUAL)
        comment = make.comment(round_, person, f"First words {turn}.", sent=False)
        send = posting(app, person, f"/comments/{comment.reference}/edit", typed(f"I live here {turn}.", "send"))
        erase = posting(app, person, "/mine/erase", {"email": person.email, "sure": "y"})
        db.session.rollback()
        _sent, erased = at_once(send, erase)
        assert erased == 302
        db.session.expire_all()
        assert person.erased
        for left in db.session.scalars(select(Comment).where(Comment.author_id == person.id)):
            assert (left.author_name, left.text, [v.text for v in left.versions]) == ("", "", [""])
        assert db.session.scalars(select(Message).where(Message.recipient.like("zoe%"))).all() == []


def test_who_is_erased_while_a_comment_is_changed_leaves_neither_the_old_words_nor_the_new(scene: Scene) -> None:
    app, people, round_ = scene
    for turn in range(TRIES):
        person = people.person(f"Zoe{turn} Zimmer", country="KE", kind=StakeholderType.INDIVIDUAL)
        comment = make.comment(round_, person, f"First words {turn}.")
        edit = posting(app, person, f"/comments/{comment.reference}/edit", typed(f"I live here {turn}.", "send"))
        erase = posting(app, person, "/mine/erase", {"email": person.email, "sure": "y"})
        db.session.rollback()
        _edited, erased = at_once(edit, erase)
        assert erased == 302
        now = as_it_is(comment)
        assert (now.author_name, now.text, {version.text for version in now.versions}) == ("", "", {""})
