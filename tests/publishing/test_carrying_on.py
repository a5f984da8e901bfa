"""Comments carried over several drafts: always against the words that their author saw."""

import pytest

from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import queue
from consult.drafts.actions import new_clause
from consult.drafts.models import Change, Clause, Draft, DraftState, Lineage, Wording
from consult.drafts.queries import current_draft, wordings_of
from consult.publishing import actions, jobs
from consult.publishing.bulk_reanchoring import Carriage
from consult.publishing.models import Carry, Fate
from consult.publishing.queries import CARRYING, how_many_left, waiting
from tests.browser import Browser
from tests.lookups import carries_of
from tests.make import comments as make_comments
from tests.make import consultations as make_rounds
from tests.make import drafts as make_drafts
from tests.people import People

FIRST = "Cities should publish a register of sensors and should keep it up to date every year."
SECOND = "Cities shall publish a register of sensors and shall keep it up to date every year."


@pytest.fixture
def round_(people: People) -> Round:
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    base = make_drafts.draft(guideline, by=people.sara)
    wording_in(base, "HR-L1").text = FIRST
    db.session.commit()
    return make_rounds.round_(base)


def wording_in(draft: Draft, number: str) -> Wording:
    return next(wording for wording in wordings_of(draft) if wording.number == number)


def next_draft(round_: Round, texts: dict[str, str] | None = None, *, without: str = "", run: bool = True) -> Draft:
    """Published: the first draft with these texts by number, and without one clause."""
    before = current_draft(round_.guideline)
    assert before is not None
    title = f"Draft {before.number + 1}"
    draft = Draft(guideline=round_.guideline, number=before.number + 1, title=title, created_at=clock.now())
    draft.based_on, before.state = before, DraftState.SUPERSEDED
    draft.state, draft.published_at = DraftState.PUBLISHED, clock.now()
    db.session.add(draft)
    for old in wordings_of(round_.draft):
        if old.number != without:
            add(draft, old.clause, old, old.number, (texts or {}).get(old.number, old.text))
    db.session.commit()
    if run:
        carry_to(draft)
    return draft


def add(draft: Draft, clause: Clause, like: Wording, number: str, text: str) -> Wording:
    copied = {name: getattr(like, name) for name in ("pillar_id", "part_id", "position", "language")}
    wording = Wording(draft=draft, clause=clause, number=number, text=text, **copied)
    db.session.add(wording)
    return wording


def became(draft: Draft, change: Change, old: Clause, new: Clause) -> None:
    db.session.add(Lineage(draft_id=draft.id, change=change, from_clause_id=old.id, to_clause_id=new.id))


def carry_to(draft: Draft) -> None:
    queue.add(CARRYING, draft.id)
    db.session.commit()
    queue.run_all()


def into(comment: Comment, draft: Draft) -> Carry:
    db.session.expire_all()
    return next(carry for carry in carries_of(comment) if carry.draft_id == draft.id)


def number_of(carry: Carry) -> str | None:
    return carry.wording.number if carry.wording is not None else None


def test_what_waits_in_one_draft_waits_in_the_next_although_its_words_stand(people: People, round_: Round) -> None:
    comment = make_comments.comment(round_, people.amina, number="HR-L1", quote="should publish a register")
    second = next_draft(round_, {"HR-L1": SECOND})
    third = next_draft(round_, {"HR-L1": SECOND})
    found = [into(comment, draft) for draft in (second, third)]
    assert [(carry.fate, carry.confirmed_at) for carry in found] == [(Fate.REWORDED, None), (Fate.REWORDED, None)]
    assert found[1].confidence < 1
    assert waiting(third) == 1


def test_a_comment_is_compared_with_what_its_author_saw_not_with_the_last_guess(people: People, round_: Round) -> None:
    comment = make_comments.comment(round_, people.amina, number="HR-L1", quote="should publish a register")
    guess = into(comment, next_draft(round_, {"HR-L1": "Cities might list sensors. No more is asked of them."}))
    third = into(comment, next_draft(round_, {"HR-L1": SECOND}))
    assert third.quote == "shall publish a register" != guess.quote
    assert third.confirmed_at is None


def test_a_passage_that_is_gone_is_proposed_again_when_its_words_return(people: People, round_: Round) -> None:
    comment = make_comments.comment(round_, people.amina, number="HR-L1", quote="keep it up to date every year")
    second = into(comment, next_draft(round_, {"HR-L1": "Residents vote."}))
    assert second.fate == Fate.GONE
    actions.say_gone(second, by=people.dana)
    db.session.commit()
    third = into(comment, next_draft(round_))
    assert (third.fate, third.quote) == (Fate.ANCHORED, "keep it up to date every year")
    assert third.confirmed_at is None


def test_what_a_person_called_gone_stays_gone_while_nothing_returns(people: People, round_: Round) -> None:
    comment = make_comments.comment(round_, people.amina, number="HR-L1", quote="keep it up to date every year")
    second = into(comment, next_draft(round_, {"HR-L1": "Residents vote."}))
    actions.say_gone(second, by=people.dana)
    db.session.commit()
    third = into(comment, next_draft(round_, {"HR-L1": "Residents vote."}))
    assert (third.fate, third.confirmed_by_id) == (Fate.GONE, people.dana.id)


def test_a_deleted_clause_that_returns_brings_its_comments_as_a_proposal(people: People, round_: Round) -> None:
    comment = make_comments.comment(round_, people.amina, number="HR-L1")
    second = into(comment, next_draft(round_, without="HR-L1"))
    assert (second.fate, number_of(second)) == (Fate.GONE, None)
    third = into(comment, next_draft(round_))
    assert (third.fate, number_of(third), third.confirmed_at) == (Fate.ANCHORED, "HR-L1", None)


def test_what_a_person_confirmed_stands_while_those_words_stand(people: People, round_: Round) -> None:
    comment = make_comments.comment(round_, people.amina, number="HR-L1")
    actions.confirm_carry(into(comment, next_draft(round_, {"HR-L1": SECOND})), by=people.dana)
    db.session.commit()
    third = into(comment, next_draft(round_, {"HR-L1": SECOND}))
    assert (third.fate, third.confirmed_by_id) == (Fate.REWORDED, people.dana.id)
    fourth = into(comment, next_draft(round_, {"HR-L1": "Cities shall publish a register."}))
    assert (fourth.fate, fourth.confirmed_at) == (Fate.REWORDED, None)


def test_a_split_leads_to_the_part_that_holds_the_quote(people: People, round_: Round) -> None:
    kept = make_comments.comment(round_, people.amina, number="HR-L1", quote="should publish a register of sensors")
    went = make_comments.comment(round_, people.bruno, number="HR-L1", quote="should keep it up to date every year")
    second = next_draft(round_, {"HR-L1": "Cities should publish a register of sensors."}, run=False)
    old, part = wording_in(round_.draft, "HR-L1"), new_clause(round_.guideline)
    add(second, part, old, "HR-L9", "Cities should keep it up to date every year.")
    for clause in (old.clause, part):
        became(second, Change.SPLIT, old.clause, clause)
    carry_to(second)
    found = [into(comment, second) for comment in (kept, went)]
    assert [(number_of(carry), carry.confirmed_at) for carry in found] == [("HR-L1", None), ("HR-L9", None)]


def test_a_clause_merged_into_another_takes_its_comments_along(people: People, round_: Round) -> None:
    comment = make_comments.comment(round_, people.amina, number="HR-L1", quote="a register of sensors")
    old, other = wording_in(round_.draft, "HR-L1"), wording_in(round_.draft, "HR-L2")
    text = f"{other.text} They hold a register of sensors."
    second = next_draft(round_, {"HR-L2": text}, without="HR-L1", run=False)
    became(second, Change.MERGED, old.clause, other.clause)
    carry_to(second)
    carry = into(comment, second)
    assert (carry.fate, carry.quote, number_of(carry)) == (Fate.MOVED, "a register of sensors", "HR-L2")
    assert carry.confirmed_at is None


def test_a_comment_sent_late_on_the_first_draft_is_carried_to_the_third(people: People, round_: Round) -> None:
    next_draft(round_, {"HR-L1": SECOND})
    third = next_draft(round_, {"HR-L1": SECOND})
    late = make_comments.comment(round_, people.amina, number="HR-L1")
    same = make_comments.comment(round_, people.amina, number="HR-P1")
    assert how_many_left(third) == 2
    jobs.carry_what_is_left()
    queue.run_all()
    assert into(late, third).confirmed_at is None
    assert (into(same, third).fate, into(same, third).confidence) == (Fate.ANCHORED, 1)
    assert into(same, third).confirmed_at is not None


def test_nobody_is_mailed_twice_of_one_change_and_a_proposal_is_called_one(people: People, round_: Round) -> None:
    make_comments.comment(round_, people.amina, number="HR-L1")
    next_draft(round_, {"HR-L1": SECOND})
    next_draft(round_, {"HR-L1": SECOND})
    (mail,) = db.session.query(Message).filter(Message.subject.contains("has changed")).all()
    assert "is proposed; a person still confirms it" in mail.body


def test_two_workers_on_one_draft_write_each_fate_once(people: People, round_: Round) -> None:
    comments = [make_comments.comment(round_, people.amina, f"{n}", number="HR-L1") for n in range(4)]
    second = next_draft(round_, {"HR-L1": SECOND}, run=False)
    one, other = Carriage(second), Carriage(second)
    assert (one.carry_next(0, 3)[0], other.carry_next(0, 3)[0]) == (3, 1)
    assert one.carry_next(0, 3)[0] == 0
    assert [len(carries_of(comment)) for comment in comments] == [1, 1, 1, 1]


def test_the_history_of_a_clause_leads_to_what_it_was_split_into(browser: Browser) -> None:
    people = browser.people
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    base = make_drafts.draft(guideline, by=people.sara)
    round_ = make_rounds.round_(base)
    second = next_draft(round_, run=False)
    old, part = wording_in(base, "HR-L1"), new_clause(guideline)
    add(second, part, old, "HR-L9", "A part of it.")
    for clause in (old.clause, part):
        became(second, Change.SPLIT, old.clause, clause)
    db.session.commit()
    assert "Split in draft 2: a part of it is HR-L9" in browser.get("tracing.clause", uid=old.clause.uid)
    assert "Split off in draft 2 from HR-L1" in browser.get("tracing.clause", uid=part.uid)
