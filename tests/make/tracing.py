"""A word carried all the way: said, answered, proposed, voted on, published in a second draft."""

from dataclasses import dataclass
from datetime import date

from consult.comments.models import Comment
from consult.core import clock
from consult.core.database import db
from consult.drafts import actions
from consult.drafts.models import Clause, Draft, Wording
from consult.drafts.queries import wordings_of
from consult.revisions.models import Revision
from consult.voting.models import Ballot, Choice
from tests.make import publishing, responses, voting
from tests.make.responses import Consulted
from tests.people import People

SECOND = "Local governments shall publish a full register of the sensors they run."


@dataclass(frozen=True)
class Carried:
    """`comment` is Amina's on HR-L1; its first point was answered with its theme and led to `revision`."""

    first: Consulted
    comment: Comment
    revision: Revision
    ballot: Ballot
    second: Draft
    wording: Wording

    @property
    def clause(self) -> Clause:
        return self.wording.clause


def carried(people: People, *, by_hand: str = "") -> Carried:
    """`by_hand`: what the clause was made to say after the vote, before it was published."""
    first = responses.consulted(people)
    responses.answer(first.theme, people.dana, reason="A register that leaves sensors out cannot be trusted.")
    revision = voting.revision(first.draft, by=people.dana, text=SECOND, title="A full register becomes a duty")
    revision.points = [first.sensors]
    ballot = voting.ballot(revision, by=people.chen)
    voting.vote(ballot, people.ines)
    voting.vote(ballot, people.farid)
    voting.vote(ballot, people.chen, Choice.CANNOT_ACCEPT, "Too hard.", "should publish a full register")
    voting.closed(ballot)
    with clock.at(ballot.closed_at or clock.now()):
        second = publishing.published(
            first.guideline,
            by=people.dana,
            reason="Two points are answered later.",
            by_hand={"HR-L1": by_hand} if by_hand else None,
        )
    wording = next(w for w in wordings_of(second) if w.number == "HR-L1")
    return Carried(first, first.sensors.comment, revision, ballot, second, wording)


def timeline(of: Carried) -> None:
    guideline, today = of.first.guideline, clock.now().date()
    actions.add_milestone(guideline, "Mandate", date(today.year - 1, 1, 1), None, "Asked for.")
    actions.add_milestone(guideline, "Consultation", date(today.year, 1, 1), date(today.year, 12, 31), "All speak.")
    actions.add_milestone(guideline, "Approval", date(today.year + 1, 6, 1), None, "The last vote.")
    db.session.commit()
