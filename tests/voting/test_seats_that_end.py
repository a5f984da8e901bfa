"""An expert's seat ends while a ballot is open: their vote stands, and nobody waits for one they did not cast."""

from consult.core import clock
from consult.core.database import db
from consult.drafts.people.actions import end_role
from consult.voting.actions import cast_vote
from consult.voting.models import Choice
from consult.voting.queries import electorate, open_ballots_for, seat_of, standing_votes, undecided
from tests.make import drafts, voting
from tests.people import People


def test_a_vote_outlives_the_seat_it_was_cast_from(people: People) -> None:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    ballot = voting.ballot(voting.revision(drafts.draft(guideline, by=people.dana), by=people.dana), by=people.chen)
    seats = {person: seat_of(person, guideline) for person in (people.ines, people.farid)}
    cast_vote(seats[people.ines], ballot, Choice.APPROVE)
    for seat in seats.values():
        end_role(seat, by=people.sara)
    db.session.commit()
    assert [vote.voter.person.name for vote in standing_votes(ballot)] == ["Ines Alves"]
    assert {seat.person.name for seat in db.session.scalars(electorate(ballot))} == {"Ines Alves", "Chen Li"}
    assert [seat.person.name for seat in undecided(ballot)] == ["Chen Li"]
    assert seat_of(people.ines, guideline) is None
    assert open_ballots_for(people.ines, clock.now()) == []
