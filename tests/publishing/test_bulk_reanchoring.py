"""Comments carried to the next draft, in bulk, by a job that may run twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.comments.actions import withdraw_comment
from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.mail.outbox import Message
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from consult.drafts.queries import wordings_of
from consult.publishing import actions, jobs, queries
from consult.publishing.blockers import blockers_of
from consult.publishing.models import Carry, Fate
from consult.revisions.models import RevisionKind
from tests.lookups import carries_into, carries_of
from tests.make import comments as make_comments
from tests.make import consultations as make_rounds
from tests.make import drafts as make_drafts
from tests.make import publishing as make
from tests.make import voting as make_votes
from tests.people import People


@pytest.fixture
def round_(people: People) -> Round:
    """On a first draft of which, in the next, one clause is reworded, one deleted, one added before another."""
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    base = make_drafts.draft(guideline, by=people.sara)
    changes = (
        {},
        {"kind": RevisionKind.DELETE, "number": "DI-L2"},
        {"kind": RevisionKind.ADD, "number": "HR-L2", "text": "A new clause."},
    )
    for change in changes:
        make_votes.carried(base, people.ines, people.farid, by=people.chen, author=people.dana, **change)
    return make_rounds.round_(base)


def fate(comment: Comment) -> tuple[Fate, str]:
    (carry,) = carries_of(comment)
    return carry.fate, carry.quote


def publish(people: People, round_: Round, reason: str = "") -> Draft:
    return make.published(round_.guideline, by=people.dana, reason=reason)


def test_each_comment_gets_its_fate(people: People, round_: Round) -> None:
    said = {
        "whole": make_comments.comment(round_, people.amina),
        "same": make_comments.comment(round_, people.amina, number="HR-P1"),
        "still there": make_comments.comment(round_, people.amina, number="HR-L1", quote="a register of the sensors"),
        "changed": make_comments.comment(round_, people.bruno, number="HR-L1", quote="should publish a register"),
        "clause": make_comments.comment(round_, people.bruno, number="HR-L1"),
        "moved": make_comments.comment(round_, people.bruno, number="HR-L2"),
        "deleted": make_comments.comment(round_, people.bruno, number="DI-L2"),
    }
    draft = publish(people, round_)
    assert {name: fate(comment) for name, comment in said.items()} == {
        "whole": (Fate.ANCHORED, ""),
        "same": (Fate.ANCHORED, ""),
        "still there": (Fate.ANCHORED, "a register of the sensors"),
        "changed": (Fate.REWORDED, "shall publish a register"),
        "clause": (Fate.REWORDED, ""),
        "moved": (Fate.MOVED, ""),
        "deleted": (Fate.GONE, ""),
    }
    assert queries.waiting(draft) == 5
    assert queries.fates(draft) == {Fate.ANCHORED: 3, Fate.MOVED: 1, Fate.REWORDED: 2, Fate.GONE: 1}


def test_only_acknowledged_comments_are_carried(people: People, round_: Round) -> None:
    make_comments.comment(round_, people.amina, sent=False)
    taken_back = make_comments.comment(round_, people.bruno)
    withdraw_comment(taken_back, by=people.bruno)
    db.session.commit()
    publish(people, round_)
    assert db.session.scalar(select(func.count()).select_from(Carry)) == 0


def test_a_second_run_changes_nothing(people: People, round_: Round) -> None:
    make_comments.comment(round_, people.amina, number="HR-L1")
    draft = publish(people, round_)
    before = [(c.id, c.fate) for c in db.session.scalars(carries_into(draft))]
    mails = db.session.scalar(select(func.count()).select_from(Message))
    queue.add(queries.CARRYING, draft.id)
    db.session.commit()
    queue.run_all()
    assert [(c.id, c.fate) for c in db.session.scalars(carries_into(draft))] == before
    assert db.session.scalar(select(func.count()).select_from(Message)) == mails


def test_many_are_carried_in_slices(people: People, round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 3)
    for number in range(7):
        make_comments.comment(round_, people.amina, f"Comment {number}", number="HR-P1")
    draft = publish(people, round_)
    job = queries.carrying_job(draft)
    assert job is not None
    assert (job.state, queries.how_many_left(draft)) == ("done", 0)
    assert queries.fates(draft)[Fate.ANCHORED] == 7


def test_a_comment_sent_after_the_publication_is_carried_by_the_sweep(people: People, round_: Round) -> None:
    draft = publish(people, round_)
    late = make_comments.comment(round_, people.amina, number="HR-L1")
    assert [o.kind for o in blockers_of(round_.guideline, None)] == ["not_carried_over"]
    jobs.carry_what_is_left()
    queue.run_all()
    assert fate(late)[0] == Fate.REWORDED
    assert queries.how_many_left(draft) == 0


def test_those_whose_clause_changed_are_told_once_each(people: People, round_: Round) -> None:
    make_comments.comment(round_, people.amina, number="HR-L1")
    second = make_comments.comment(round_, people.amina, number="DI-L2")
    make_comments.comment(round_, people.bruno, number="HR-P1")
    make_comments.comment(round_, people.moses, number="HR-L2")  # only its number changes
    publish(people, round_)
    (mail,) = db.session.scalars(select(Message).where(Message.subject.contains("has changed"))).all()
    assert mail.recipient == people.amina.email
    assert second.reference in mail.body
    assert "HR-L1" in mail.body


def test_a_comment_is_carried_on_from_draft_to_draft(people: People, round_: Round) -> None:
    comment = make_comments.comment(round_, people.amina, number="HR-L1", quote="should publish a register")
    second = publish(people, round_)
    (carry,) = carries_of(comment)
    actions.confirm_carry(carry, by=people.dana)
    make_votes.carried(
        second,
        people.ines,
        people.farid,
        by=people.chen,
        author=people.dana,
        text="Each city shall publish a register of the sensors they run.",
    )
    publish(people, round_)
    _first, then = carries_of(comment)
    assert (then.fate, then.quote) == (Fate.REWORDED, "shall publish a register")
    assert then.confirmed_at is None


def test_what_nobody_confirmed_is_not_certain_in_the_draft_after_either(people: People, round_: Round) -> None:
    comment = make_comments.comment(round_, people.amina, number="HR-L1", quote="should publish a register")
    second = publish(people, round_)
    assert [o.kind for o in blockers_of(round_.guideline, None)] == ["unconfirmed"]
    make_votes.carried(second, people.ines, people.farid, by=people.chen, author=people.dana, number="DI-L1")
    publish(people, round_, reason="We settle them later in the week.")
    first, then = carries_of(comment)
    assert (then.fate, then.quote) == (first.fate, first.quote) == (Fate.REWORDED, "shall publish a register")
    assert then.confidence == first.confidence < 1
    assert then.confirmed_at is None


def test_a_person_settles_where_a_comment_belongs(people: People, round_: Round) -> None:
    comments = [make_comments.comment(round_, people.amina, f"{n}", number="HR-L1") for n in range(3)]
    draft = publish(people, round_)
    first, second, third = (carries_of(comment)[0] for comment in comments)
    actions.confirm_carry(first, by=people.dana)
    actions.say_gone(second, by=people.dana)
    target = next(w for w in wordings_of(draft) if w.number == "DI-L1")
    actions.move_carry(third, target, by=people.dana)
    assert [(c.fate, c.wording_id, c.confirmed_by_id) for c in (first, second, third)] == [
        (Fate.REWORDED, first.wording_id, people.dana.id),
        (Fate.GONE, None, people.dana.id),
        (Fate.MOVED, target.id, people.dana.id),
    ]
    with pytest.raises(Stale, match="settled this one already"):
        actions.say_gone(first, by=people.sara)


def test_only_the_team_settles(people: People, round_: Round) -> None:
    comment = make_comments.comment(round_, people.amina, number="HR-L1")
    publish(people, round_)
    with pytest.raises(Refused, match="drafting team"):
        actions.confirm_carry(carries_of(comment)[0], by=people.ines)


def test_the_sure_ones_are_confirmed_together(people: People, round_: Round) -> None:
    sure = make_comments.comment(round_, people.amina, number="HR-L2")
    unsure = make_comments.comment(round_, people.amina, number="HR-L1", quote="should publish")
    draft = publish(people, round_)
    assert actions.confirm_sure(draft, by=people.dana) == 1
    db.session.expire_all()
    assert carries_of(sure)[0].confirmed_at is not None
    assert carries_of(unsure)[0].confirmed_at is None
    assert clock.now() - carries_of(sure)[0].confirmed_at < timedelta(minutes=1)  # type: ignore[operator]
