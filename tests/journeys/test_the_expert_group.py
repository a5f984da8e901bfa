"""The chair opens a ballot; experts vote, change their vote, say what they could accept; the result is read."""

from datetime import timedelta

from consult.core import clock
from consult.voting.models import Ballot, Choice, Vote
from tests.journeys.conftest import Window


def test_from_opening_a_ballot_to_its_result(window: Window) -> None:
    people, world = window.served.people, window.served.world
    chen = window(people.chen)
    chen.open("voting.open", revision_id=world.revisions["proposed"].id)
    until = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    chen.page.get_by_label("closes", exact=False).first.fill(until)
    chen.press("Open the ballot").sees("The ballot is open.")
    ballot = window.served.fresh(Ballot, revision_id=world.revisions["proposed"].id)

    ines = window(people.ines)
    ines.open("voting.ballots", slug="smart-cities").open("voting.ballot", ballot_id=ballot.id)
    ines.tick("Cannot accept, because … and would accept …").press("Cast my vote")
    ines.sees("Say why you cannot accept the revision.", "Give the words that would make it acceptable to you.")
    ines.fill("Your comment or reason", "A counter is not enough.")
    ines.fill("Words that you could accept", "Keep a counter, and a telephone line.")
    ines.press("Cast my vote").sees("Your vote is recorded", "Keep a counter, and a telephone line.")
    ines.page.get_by_label("Approve", exact=True).check()
    ines.press("Replace my vote").sees("replaced", "counts")
    standing = window.served.fresh(Vote, ballot_id=ballot.id)
    assert (standing.choice, standing.reason) == (Choice.APPROVE, "")  # an objection that was dropped stays dropped

    farid = window(people.farid)
    farid.open("voting.ballot", ballot_id=ballot.id)
    assert "Ines Alves" not in farid.page.locator("main").inner_text()
    farid.page.get_by_label("Approve", exact=True).check()
    farid.press("Cast my vote")

    chen.open("voting.lead", ballot_id=ballot.id).sees("1 expert has not voted yet.")
    chen.open("voting.ballot", ballot_id=ballot.id).tick("Cannot accept, because … and would accept …")
    chen.fill("Your comment or reason", "Too vague.").fill(
        "Words that you could accept", "Keep a counter in each ward."
    )
    chen.press("Cast my vote").open("voting.lead", ballot_id=ballot.id).press("Close the ballot and count")
    visitor = window()
    visitor.open("voting.ballot", ballot_id=ballot.id)
    visitor.sees("carried", "Ines Alves", "Too vague.", "in each ward")
    assert window.served.fresh(Ballot, id=ballot.id).carried is True


def test_an_adviser_reads_and_is_told_why_they_have_no_vote(window: Window) -> None:
    adele = window(window.served.people.adele)
    adele.open("voting.ballot", ballot_id=window.served.world.ballots["open"].id)
    adele.sees("Your group advises but does not vote.", "What would change")
