"""Advice before the vote: said, replied, settled, taken as an alternative, mailed; and who reads it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from consult.drafts.queries import membership_of
from consult.revisions.actions import edit_revision
from consult.revisions.advice import actions, jobs, queries
from consult.revisions.advice.models import AdviceKind, RevisionRemark
from consult.revisions.models import Revision, RevisionKind, RevisionState
from consult.revisions.wording import is_whole_clause
from tests.make import drafts as make_drafts
from tests.make import revisions as make
from tests.people import People

K, S = AdviceKind, RevisionState


@pytest.fixture
def draft(people: People) -> Draft:
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    return make_drafts.draft(guideline, by=people.sara)


@pytest.fixture
def revision(people: People, draft: Draft) -> Revision:
    return make.revision(draft, people.dana, state=S.PROPOSED)


def test_experts_and_drafters_speak_of_a_revision_and_reply_one_level_deep(people: People, revision: Revision) -> None:
    question = actions.say_of(revision, "Who keeps it?", kind=K.QUESTION, by=people.adele)
    reply = actions.reply_to(question, "The city.", by=people.dana, settles=True)
    [thread] = queries.advice_on(revision, membership_of(people.ines, revision.guideline)) or []
    assert (thread.remark, thread.replies) == (question, [reply])
    assert question.settled_by == people.dana
    with pytest.raises(Refused, match="Reply to the remark"):
        actions.reply_to(reply, "Which one?", by=people.adele)


@pytest.mark.parametrize("who", ["amina", "moses"])
def test_nobody_from_outside_says_anything_of_it(people: People, revision: Revision, who: str) -> None:
    with pytest.raises(Refused, match="Everyone comments in the rounds"):
        actions.say_of(revision, "I too.", by=getattr(people, who))


@pytest.mark.parametrize(
    "case",
    [
        (K.REMARK, S.CARRIED, "ines", "decided"),
        (K.QUESTION, S.WITHDRAWN, "ines", "decided"),
        (K.AMENDMENT, S.BALLOTED, "ines", "vote on these words now"),
        (K.BALLOT_REQUEST, S.DRAFT, "ines", "still works"),
        (K.BALLOT_REQUEST, S.BALLOTED, "ines", "open already"),
        (K.BALLOT_REQUEST, S.PROPOSED, "dana", "The experts ask"),
    ],
)
def test_what_has_no_sense_any_more_is_refused_with_the_way_that_is_left(
    people: People, draft: Draft, case: tuple[AdviceKind, RevisionState, str, str]
) -> None:
    kind, state, who, because = case
    found = make.revision(draft, people.dana, state=state)
    with pytest.raises(Refused, match=because):
        actions.say_of(found, "Please.", kind=kind, proposed_text="x", by=getattr(people, who))


def test_a_remark_keeps_the_version_that_it_was_said_of(people: People, draft: Draft) -> None:
    revision = make.revision(draft, people.dana)
    remark = actions.say_of(revision, "Too weak.", by=people.ines)
    edit_revision(revision, make.proposal("Cities shall keep it."), base_version="1", by=people.dana)
    assert (remark.version, revision.version) == (1, 2)


def test_the_record_says_that_something_was_said_and_not_what(people: People, revision: Revision) -> None:
    actions.say_of(revision, "A word in confidence", by=people.ines)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == "revision_remark")).all()
    assert [(entry.verb, entry.facts["kind"]) for entry in entries] == [("remark.made", "remark")]
    assert "confidence" not in str(entries[0].facts)


def test_until_the_ballot_it_stays_inside_and_after_it_goes_by_the_guidelines_choice(
    people: People, revision: Revision
) -> None:
    actions.say_of(revision, "Too weak.", by=people.ines)
    visitor = membership_of(None, revision.guideline)
    actions.set_advice_policy(revision.guideline, published=True, by=people.sara)
    assert queries.advice_on(revision, visitor) is None
    revision.state = S.BALLOTED
    assert queries.advice_on(revision, visitor)
    actions.set_advice_policy(revision.guideline, published=False, by=people.sara)
    assert queries.advice_on(revision, visitor) is None
    assert queries.advice_on(revision, membership_of(people.adele, revision.guideline))


def test_without_a_choice_it_stays_inside(people: People, revision: Revision) -> None:
    actions.say_of(revision, "Too weak.", by=people.ines)
    revision.state = S.CARRIED
    assert queries.advice_on(revision, membership_of(people.amina, revision.guideline)) is None


@pytest.mark.parametrize("who", ["dana", "chen", "ines"])
def test_only_the_secretariat_chooses(people: People, revision: Revision, who: str) -> None:
    with pytest.raises(Refused, match="secretariat"):
        actions.set_advice_policy(revision.guideline, published=True, by=getattr(people, who))


def test_words_of_an_expert_become_an_alternative_in_one_press(people: People, revision: Revision) -> None:
    remark = make.amendment(revision, people.ines, "Local governments shall publish a register of all sensors.")
    made = actions.take_words(remark, by=people.dana)
    assert (made.state, made.base, made.proposed_text) == (S.DRAFT, revision.base, remark.proposed_text)
    assert made.rationale == remark.text
    assert "Ines Alves" in made.title
    assert (remark.taken_as, remark.settled_by) == (made, people.dana)
    assert actions.take_words(remark, by=people.dana) == made
    assert len(db.session.scalars(select(Revision)).all()) == 2


def test_words_for_a_part_stand_after_the_clause_for_the_drafter_to_place(people: People, revision: Revision) -> None:
    remark = make.amendment(revision, people.ines, "every month")
    assert not is_whole_clause(revision.proposed_text, "every month")
    assert actions.take_words(remark, by=people.dana).proposed_text == f"{revision.proposed_text}\n\nevery month"


def test_an_alternative_to_a_new_clause_is_a_new_clause_in_its_place(people: People, draft: Draft) -> None:
    remark = make.amendment(make.addition(draft, people.dana), people.ines, "Each city names two ombudspersons.")
    made = actions.take_words(remark, by=people.dana)
    assert (made.kind, made.number) == (RevisionKind.ADD, remark.revision.number)


def test_an_alternative_to_a_deletion_rewords_the_clause(people: People, draft: Draft) -> None:
    deletion = make.deletion(draft, people.dana)
    assert deletion.base is not None
    remark = make.amendment(deletion, people.ines, deletion.base.text.replace("should", "may"))
    assert actions.take_words(remark, by=people.dana).kind == RevisionKind.REWORD


def test_an_expert_takes_no_words(people: People, revision: Revision) -> None:
    with pytest.raises(Refused, match="drafting team"):
        actions.take_words(make.amendment(revision, people.ines), by=people.ines)


def test_what_waits_is_listed_until_it_is_settled(people: People, revision: Revision) -> None:
    asked = actions.say_of(revision, "Vote, please.", kind=K.BALLOT_REQUEST, by=people.ines)
    question = actions.say_of(revision, "Who?", kind=K.QUESTION, by=people.farid)
    actions.say_of(revision, "Good.", by=people.adele)
    waiting = queries.open_advice(revision.guideline)
    assert waiting == {K.QUESTION: [question], K.BALLOT_REQUEST: [asked]}
    actions.settle_remark(asked, by=people.chen)
    actions.settle_remark(asked, by=people.chen)
    actions.settle_remark(question, by=people.farid)
    assert queries.open_advice(revision.guideline) == {}
    settled = select(AuditEntry.id).where(AuditEntry.verb == "remark.settled")
    assert len(db.session.scalars(settled).all()) == 2


def test_another_expert_does_not_settle_what_one_asked(people: People, revision: Revision) -> None:
    question = actions.say_of(revision, "Who?", kind=K.QUESTION, by=people.farid)
    with pytest.raises(Refused, match="Whoever asked"):
        actions.settle_remark(question, by=people.ines)


def mails() -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.subject.contains("Said of"))).all())


def test_what_was_said_within_an_hour_comes_in_one_mail_to_each_who_did_not_say_it(
    people: People, revision: Revision
) -> None:
    began = clock.now()
    with clock.at(began):
        first = actions.say_of(revision, "Who keeps it?", kind=K.QUESTION, by=people.ines)
    with clock.at(began + timedelta(minutes=50)):
        actions.reply_to(first, "The city.", by=people.dana)
        db.session.commit()
        jobs.mail_gathered_advice()
    assert mails() == []
    with clock.at(began + timedelta(minutes=61)):
        jobs.mail_gathered_advice()
        jobs.mail_gathered_advice()
    by_person = {mail.recipient: mail for mail in mails()}
    assert len(mails()) == len(by_person)
    inside = {people.sara, people.dana, people.chen, people.ines, people.farid, people.adele}
    assert set(by_person) == {person.email for person in inside}
    assert by_person[people.farid.email].subject.startswith("Said of revisions: 2 times")
    assert "> Who keeps it?" in by_person[people.farid.email].body
    assert "The city." in by_person[people.farid.email].body
    assert "The city." not in by_person[people.dana.email].body
    assert by_person[people.ines.email].body.count("The city.") == 1
    assert "Who keeps it?" not in by_person[people.ines.email].body


def test_nothing_is_mailed_twice(people: People, revision: Revision) -> None:
    actions.say_of(revision, "Good.", by=people.ines)
    assert actions.mail_advice(revision.guideline) == 5
    assert actions.mail_advice(revision.guideline) == 0
    assert db.session.scalars(select(RevisionRemark.mailed_at)).one() is not None
