"""The electorate is written down at the opening: who comes later, leaves or is renamed changes nothing in it."""

from datetime import timedelta

import pytest

from consult.accounts.models import Person, StakeholderType
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.models import Appointment, Draft, Role
from consult.drafts.people.actions import appoint, end_role, replace_member
from consult.tracing.own_data.erasure import erase_person
from consult.voting import actions, jobs, queries
from consult.voting.models import Ballot, BallotSeat, Choice, Majority
from consult.voting.queries import electorate, open_ballots_for, standing_votes, undecided
from consult.voting.tally import Rule
from tests.make import drafts, voting
from tests.people import People


@pytest.fixture
def draft(people: People) -> Draft:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    return drafts.draft(guideline, by=people.dana)


@pytest.fixture
def ballot(people: People, draft: Draft) -> Ballot:
    return voting.ballot(voting.revision(draft, by=people.dana), by=people.chen)


def more_members(people: People, draft: Draft, states: str) -> list[Person]:
    """A member for each of these states."""
    kind = StakeholderType.NATIONAL_GOVERNMENT
    more = [people.person(f"Of{state} Member", country=state, kind=kind) for state in states.split()]
    for person in more:
        appoint(draft.guideline, person, Role.EXPERT, member_state=person.country)
    db.session.commit()
    return more


def member(person: Person, draft: Draft) -> Appointment:
    return voting.seat(person, draft)


def test_voters_appointed_while_it_runs_have_no_seat_and_do_not_carry(people: People, draft: Draft) -> None:
    """Standing at 10 : 6 under two thirds, six more who approve would have carried it."""
    group = [people.ines, people.farid, people.chen]
    group += more_members(people, draft, "AT BE BG CY CZ DE DK EE ES FI GR HR HU")
    ballot = voting.ballot(voting.revision(draft, by=people.dana), by=people.chen)
    for person in group[:10]:
        voting.vote(ballot, person)
    for person in group[10:]:
        voting.vote(ballot, person, Choice.CANNOT_ACCEPT, "Too strong.", "should")
    for late in more_members(people, draft, "KE UG TZ RW GH NG"):
        with pytest.raises(Refused, match="joined the group after this ballot had opened"):
            voting.vote(ballot, late)
        db.session.rollback()
    voting.closed(ballot)
    assert ballot.tally is not None
    assert (ballot.tally["seated"], ballot.tally["in_favour"], ballot.tally["cannot_accept"]) == (16, 10, 6)
    assert ballot.carried is False


def test_a_member_renamed_and_moved_stands_in_the_roll_call_as_they_were(people: People, ballot: Ballot) -> None:
    voting.vote(ballot, people.ines)
    people.ines.name = "Someone Else"
    member(people.ines, ballot.revision.draft).member_state = "BR"
    db.session.commit()
    voting.closed(ballot)
    people.ines.name = "Another Name"
    db.session.commit()
    called = {(line.seat.name, line.seat.member_state): line.vote for line in queries.roll_call(ballot)}
    vote = called["Ines Alves", "PT"]
    assert vote is not None
    assert vote.voter_name == "Ines Alves"


def test_the_journal_holds_the_seats_of_the_opening_and_no_name(people: People, ballot: Ballot) -> None:
    [entry] = db.session.scalars(db.select(AuditEntry).where(AuditEntry.verb == "ballot.opened"))
    seats = {seat.appointment_id: seat for seat in queries.seats_of_ballot(ballot)}
    assert sorted(state for _seat, state in entry.facts["seats"]) == ["CN", "MA", "PT"]
    assert {seat for seat, _state in entry.facts["seats"]} == set(seats)
    assert not [seat.name for seat in seats.values() if seat.name in str(entry.facts)]


def test_a_vote_outlives_the_seat_it_was_cast_from_and_an_empty_seat_stays_in_the_base(
    people: People, ballot: Ballot
) -> None:
    ines, farid = (member(person, ballot.revision.draft) for person in (people.ines, people.farid))
    voting.vote(ballot, people.ines)
    for ended in (ines, farid):
        end_role(ended, by=people.sara)
    db.session.commit()
    assert [vote.voter_name for vote in standing_votes(ballot)] == ["Ines Alves"]
    assert len(db.session.scalars(electorate(ballot)).all()) == 3
    assert queries.turnout(ballot) == (1, 3)
    assert [seat.holder_name for seat in undecided(ballot)] == ["Chen Li"]
    assert open_ballots_for(people.ines, clock.now()) == []
    with pytest.raises(Refused, match="has ended"):
        actions.cast_vote(farid, ballot, Choice.APPROVE)


def planned(people: People, draft: Draft) -> Ballot:
    soon = clock.now() + timedelta(days=1)
    on, rule = voting.revision(draft, by=people.dana), Rule(Majority.TWO_THIRDS, 0.5)
    made = actions.open_ballot(on, rule, opens_at=soon, closes_at=soon + timedelta(days=2), by=people.chen)
    db.session.commit()
    return made


def test_a_planned_ballot_seats_those_who_are_members_when_the_clock_opens_it(people: People, draft: Draft) -> None:
    ballot = planned(people, draft)
    assert (ballot.seated_at, queries.turnout(ballot)) == (None, (0, 3))
    more_members(people, draft, "KE")
    jobs.open_due_ballots()
    assert ballot.seated_at is None
    with clock.at(ballot.opens_at):
        jobs.open_due_ballots()
        jobs.open_due_ballots()
    names = set(db.session.scalars(db.select(BallotSeat.name).where(BallotSeat.ballot_id == ballot.id)))
    assert names == {"Ines Alves", "Farid Alaoui", "Chen Li", "OfKE Member"}


def test_whoever_votes_before_the_clock_comes_opens_it_too(people: People, draft: Draft) -> None:
    ballot = planned(people, draft)
    with clock.at(ballot.opens_at + timedelta(seconds=1)):
        voting.vote(ballot, people.ines)
        jobs.open_due_ballots()
    assert queries.turnout(ballot) == (1, 3)


def replaced(people: People, ballot: Ballot) -> Person:
    """Ines's seat passes to Rita."""
    rita = people.person("Rita Reis", country="PT", kind=StakeholderType.NATIONAL_GOVERNMENT)
    replace_member(member(people.ines, ballot.revision.draft), rita, because="A new post.", by=people.sara)
    db.session.commit()
    return rita


def test_a_successor_takes_the_seat_over_and_may_replace_its_vote(people: People, ballot: Ballot) -> None:
    voting.vote(ballot, people.ines)
    rita = replaced(people, ballot)
    jobs.open_due_ballots()
    assert queries.turnout(ballot) == (1, 3)  # the vote that was cast stands
    voting.vote(ballot, rita, Choice.ABSTAIN)
    voting.closed(ballot)
    assert ballot.tally is not None
    assert (ballot.tally["seated"], ballot.tally["abstain"], ballot.tally["in_favour"]) == (3, 1, 0)
    line = next(line for line in queries.roll_call(ballot) if line.seat.name == "Ines Alves")
    assert (line.seat.holder_name, line.seat.member_state, line.changes) == ("Rita Reis", "PT", 1)


def test_a_second_successor_leaves_the_first_in_the_roll_call(people: People, ballot: Ballot) -> None:
    rita = replaced(people, ballot)
    voting.vote(ballot, rita)
    rui = people.person("Rui Reis", country="PT", kind=StakeholderType.NATIONAL_GOVERNMENT)
    replace_member(member(rita, ballot.revision.draft), rui, because="Another post.", by=people.sara)
    db.session.commit()
    jobs.open_due_ballots()
    voting.closed(ballot)

    def line() -> queries.Called:
        return next(line for line in queries.roll_call(ballot) if line.seat.name == "Ines Alves")

    assert [name for name, _at in line().successors] == ["Rita Reis", "Rui Reis"]
    assert line().vote is not None
    erase_person(rita)
    assert [name for name, _at in line().successors] == ["Erased member of Portugal", "Rui Reis"]


def test_whoever_was_replaced_votes_no_more_and_the_seat_votes_once(people: People, ballot: Ballot) -> None:
    ines = member(people.ines, ballot.revision.draft)
    rita = replaced(people, ballot)
    voting.vote(ballot, rita)
    with pytest.raises(Refused, match="has ended"):
        actions.cast_vote(ines, ballot, Choice.CANNOT_ACCEPT, reason="No.", acceptable_wording="None.")
    db.session.rollback()
    assert len(standing_votes(ballot)) == 1


def test_a_replacement_after_the_close_changes_nothing(people: People, ballot: Ballot) -> None:
    voting.vote(ballot, people.ines)
    voting.closed(ballot)
    replaced(people, ballot)
    jobs.open_due_ballots()
    actions.open_when_due(ballot)
    assert {line.seat.holder_name for line in queries.roll_call(ballot)} == {"Ines Alves", "Farid Alaoui", "Chen Li"}
