"""Ballots opened, voted in, extended, closed; what may not happen to them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from consult.revisions.models import RevisionState
from consult.voting import actions, jobs, life, queries
from consult.voting.models import Ballot, Choice, Majority, Vote
from consult.voting.tally import Rule
from tests.make import drafts as make_drafts
from tests.make import voting as make
from tests.people import People

SOON = timedelta(days=2)


@pytest.fixture
def draft(people: People) -> Draft:
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    return make_drafts.draft(guideline, by=people.sara)


@pytest.fixture
def ballot(people: People, draft: Draft) -> Ballot:
    return make.ballot(make.revision(draft, by=people.dana), by=people.chen)


def mails(about: str) -> list[str]:
    return sorted(db.session.scalars(select(Message.recipient).where(Message.subject.contains(about))))


def test_opening_ballots_the_revision_and_tells_every_expert_with_a_vote(people: People, ballot: Ballot) -> None:
    assert ballot.revision.state == RevisionState.BALLOTED
    assert mails("Please vote") == [p.email for p in (people.chen, people.farid, people.ines)]


def test_a_drafter_opens_no_ballot(people: People, draft: Draft) -> None:
    with pytest.raises(Refused, match="chair"):
        make.ballot(make.revision(draft, by=people.dana), by=people.dana)


def test_a_revision_in_work_is_not_voted_on(people: People, draft: Draft) -> None:
    with pytest.raises(Refused, match="still works"):
        make.ballot(make.revision(draft, by=people.dana, state=RevisionState.DRAFT), by=people.chen)


def test_a_second_ballot_on_the_same_revision_is_refused(people: People, ballot: Ballot) -> None:
    with pytest.raises(Refused, match="open already"):
        make.ballot(ballot.revision, by=people.chen)


def test_a_closing_time_in_the_past_is_refused(people: People, draft: Draft) -> None:
    with pytest.raises(Refused, match="in the past"):
        make.ballot(make.revision(draft, by=people.dana), by=people.chen, closes_at=clock.now() - timedelta(hours=1))


def test_a_ballot_of_less_than_an_hour_is_refused(people: People, draft: Draft) -> None:
    with pytest.raises(Refused, match="less than an hour"):
        make.ballot(make.revision(draft, by=people.dana), by=people.chen, closes_at=clock.now() + timedelta(minutes=59))


def test_a_group_without_votes_opens_no_ballot(people: People) -> None:
    guideline = make_drafts.guideline("other", by=people.sara)
    revision = make.revision(make_drafts.draft(guideline), by=people.sara)
    with pytest.raises(Refused, match="no expert with a vote"):
        make.ballot(revision, by=people.sara)


def test_a_changed_vote_replaces_the_one_before_which_is_kept(people: People, ballot: Ballot) -> None:
    make.vote(ballot, people.ines)
    make.vote(ballot, people.ines, Choice.ABSTAIN)
    assert [vote.choice for vote in queries.standing_votes(ballot)] == [Choice.ABSTAIN]
    through = queries.votes_through(make.held_seat(people.ines, ballot))
    assert [vote.choice for vote in through] == [Choice.ABSTAIN, Choice.APPROVE]


def test_the_same_vote_sent_twice_is_one_vote(people: People, ballot: Ballot) -> None:
    make.vote(ballot, people.ines)
    make.vote(ballot, people.ines)
    assert queries.votes_cast(ballot) == 1


@pytest.mark.parametrize("choice", [Choice.APPROVE, Choice.ABSTAIN])
def test_every_vote_may_be_explained_and_brings_no_other_wording(
    people: People, ballot: Ballot, choice: Choice
) -> None:
    make.vote(ballot, people.ines, choice, "At last.", "should")
    [stands] = queries.standing_votes(ballot)
    assert (stands.choice, stands.reason, stands.acceptable_wording) == (choice, "At last.", "")


@pytest.mark.parametrize("choice", [Choice.RECUSED])
def test_an_objection_thought_better_of_is_dropped_with_its_words(
    people: People, ballot: Ballot, choice: Choice
) -> None:
    make.vote(ballot, people.ines, Choice.CANNOT_ACCEPT, "Too strong.", "should")
    make.vote(ballot, people.ines, choice, "Too strong.", "should")
    [stands] = queries.standing_votes(ballot)
    assert (stands.choice, stands.reason, stands.acceptable_wording) == (choice, "", "")


def test_a_comment_on_an_approval_brings_no_other_wording(people: People, ballot: Ballot) -> None:
    make.vote(ballot, people.ines, Choice.APPROVE_WITH_COMMENT, "At last.", "should")
    [stands] = queries.standing_votes(ballot)
    assert (stands.reason, stands.acceptable_wording) == ("At last.", "")


def test_two_standing_votes_of_one_expert_cannot_be(people: People, ballot: Ballot) -> None:
    seat = make.held_seat(people.ines, ballot)
    who = {"seat": seat, "voter": seat.holder, "voter_name": seat.name}
    for _twice in range(2):
        db.session.add(Vote(ballot=ballot, **who, choice=Choice.APPROVE, cast_at=clock.now()))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_vote_that_collides_gets_a_clear_answer(
    people: People, ballot: Ballot, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.vote(ballot, people.ines)
    monkeypatch.setattr(actions, "standing_vote", lambda _seat: None)
    with pytest.raises(Stale, match="at the same moment"):
        make.vote(ballot, people.ines, Choice.ABSTAIN)
    db.session.rollback()
    assert [vote.choice for vote in queries.standing_votes(ballot)] == [Choice.APPROVE]


def test_an_adviser_does_not_vote(people: People, ballot: Ballot) -> None:
    with pytest.raises(Refused, match="advises but does not vote"):
        make.vote(ballot, people.adele)


def test_after_the_close_nobody_votes_though_nobody_counted_yet(people: People, ballot: Ballot) -> None:
    with clock.at(ballot.closes_at), pytest.raises(Refused, match="has closed"):
        make.vote(ballot, people.ines)


def test_before_it_opens_nobody_votes(people: People, ballot: Ballot) -> None:
    with clock.at(ballot.opens_at - timedelta(minutes=1)), pytest.raises(Refused, match="not opened yet"):
        make.vote(ballot, people.ines)


def test_an_objection_without_words_is_refused_by_the_database(people: People, ballot: Ballot) -> None:
    with pytest.raises((IntegrityError, Stale)):
        make.vote(ballot, people.ines, Choice.CANNOT_ACCEPT, "No.")
    db.session.rollback()


def test_it_can_only_be_extended_to_later_and_before_it_closes(people: People, ballot: Ballot) -> None:
    later = ballot.closes_at + timedelta(days=1)
    why: Any = {"reason": "Two members travel.", "by": people.chen}
    with pytest.raises(Refused, match="only be extended"):
        life.extend_ballot(ballot, ballot.closes_at - timedelta(hours=1), **why)
    life.extend_ballot(ballot, later, **why)
    assert ballot.closes_at == later
    assert len(mails("More time")) == 3
    with clock.at(later), pytest.raises(Refused, match="has closed"):
        life.extend_ballot(ballot, later + timedelta(days=1), **why)


def test_the_first_vote_freezes_the_rule(people: People, ballot: Ballot) -> None:
    actions.change_rule(ballot, Rule(Majority.CONSENSUS, 1), by=people.chen)
    make.vote(ballot, people.ines)
    with pytest.raises(Refused, match="first vote"):
        actions.change_rule(ballot, Rule(Majority.SIMPLE, 0), by=people.chen)
    assert ballot.majority == Majority.CONSENSUS


def test_the_sweep_closes_what_is_due_and_a_second_one_changes_nothing(people: People, ballot: Ballot) -> None:
    make.vote(ballot, people.ines)
    make.vote(ballot, people.farid)
    jobs.close_due_ballots()
    assert ballot.closed_at is None
    with clock.at(ballot.closes_at):
        jobs.close_due_ballots()
        jobs.close_due_ballots()
    assert ballot.carried
    assert ballot.revision.state == RevisionState.CARRIED
    assert ballot.tally is not None
    assert (ballot.tally["in_favour"], ballot.tally["seated"]) == (2, 3)
    assert len(mails("Carried")) == 3
    first = ballot.closed_at
    assert actions.close_ballot(ballot).closed_at == first


def test_a_revision_without_a_quorum_is_not_carried(people: People, ballot: Ballot) -> None:
    make.vote(ballot, people.ines)
    make.closed(ballot)
    assert ballot.carried is False
    assert ballot.revision.state == RevisionState.NOT_CARRIED


def test_a_revision_withdrawn_meanwhile_stays_withdrawn(people: People, ballot: Ballot) -> None:
    ballot.revision.state = RevisionState.WITHDRAWN
    make.closed(ballot)
    assert ballot.revision.state == RevisionState.WITHDRAWN


def test_one_who_joins_after_the_close_is_not_on_the_roll(people: People, ballot: Ballot) -> None:
    make.closed(ballot)
    seat = make.seat(people.adele, ballot.revision.draft)
    seat.seated = True
    assert people.adele.name not in {called.seat.name for called in queries.roll_call(ballot)}


def test_the_chair_closes_early_only_when_everyone_has_voted(people: People, ballot: Ballot) -> None:
    make.vote(ballot, people.ines)
    with pytest.raises(Refused, match="Not everyone"):
        actions.close_ballot(ballot, by=people.chen)
    make.vote(ballot, people.farid)
    make.vote(ballot, people.chen)
    assert actions.close_ballot(ballot, by=people.chen).carried


def test_only_those_who_have_not_voted_are_reminded_and_once_a_day(people: People, ballot: Ballot) -> None:
    make.vote(ballot, people.ines)
    assert actions.remind(ballot, by=people.chen) == 2
    db.session.commit()
    assert mails("not voted yet") == [people.chen.email, people.farid.email]
    with pytest.raises(Refused, match="less than a day"):
        actions.remind(ballot, by=people.sara)
    db.session.rollback()
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        assert actions.remind(ballot, by=people.chen) == 2


def test_on_the_last_day_the_machine_reminds_once(people: People, ballot: Ballot) -> None:
    jobs.send_last_calls()
    assert mails("not voted yet") == []
    with clock.at(ballot.closes_at - timedelta(hours=20)):
        jobs.send_last_calls()
        jobs.send_last_calls()
    assert len(mails("not voted yet")) == 3


def test_a_ballot_of_two_hours_reminds_of_itself_at_half_time_and_not_as_it_opens(people: People, draft: Draft) -> None:
    opened = clock.now()
    short = make.ballot(make.revision(draft, by=people.dana), by=people.chen, closes_at=opened + timedelta(hours=2))
    with clock.at(opened + timedelta(seconds=5)):
        jobs.send_last_calls()
    assert mails("not voted yet") == []
    with clock.at(short.opens_at + timedelta(minutes=61)):
        jobs.send_last_calls()
    assert len(mails("not voted yet")) == 3


def test_their_open_ballots_lead_with_the_one_that_closes_first(people: People, ballot: Ballot, draft: Draft) -> None:
    other = make.revision(draft, by=people.dana, number="HR-L2")
    sooner = make.ballot(other, by=people.chen, closes_at=clock.now() + timedelta(hours=2))
    make.vote(ballot, people.ines)
    now = clock.now()
    assert queries.open_ballots_for(people.ines, now) == [
        (sooner, False),
        (ballot, True),
    ]
    assert queries.open_ballots_for(people.adele, now) == []
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 2


def test_the_journal_does_not_say_what_they_chose(people: People, ballot: Ballot) -> None:
    make.vote(ballot, people.ines, Choice.CANNOT_ACCEPT, "Too strong.", "Local governments should …")
    from_journal = db.session.execute(select(AuditEntry.facts).where(AuditEntry.verb == "vote.cast")).scalar_one()
    assert from_journal == {"ballot": ballot.id}


def test_a_mail_says_the_hour_for_its_reader_only_if_they_chose_a_zone(people: People, ballot: Ballot) -> None:
    people.farid.timezone, ballot.timezone = "Africa/Casablanca", "Africa/Nairobi"
    actions.remind(ballot, by=people.chen)
    bodies = {m.recipient: m.body for m in db.session.scalars(select(Message)) if "(Nairobi)" in m.body}
    assert "For you that is" in bodies[people.farid.email]
    assert "For you that is" not in bodies[people.ines.email]
