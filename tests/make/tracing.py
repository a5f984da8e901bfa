"""A word carried all the way: said, answered, proposed, voted on, published in a second draft."""

from dataclasses import dataclass
from datetime import date

from consult.comments.models import Comment
from consult.core import clock
from consult.core.database import db
from consult.drafts import actions
from consult.drafts.exchange import outline_of
from consult.drafts.models import Clause, Draft, DraftState, Wording
from consult.drafts.queries import wordings_of
from consult.publishing.models import Carry, Fate, Provenance, Publication
from consult.revisions.models import Revision, RevisionState
from consult.voting.models import Ballot, Choice
from tests.make import responses, voting
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


def carried(people: People) -> Carried:
    first = responses.consulted(people)
    responses.answer(first.theme, people.dana, reason="A register that leaves sensors out cannot be trusted.")
    revision = voting.revision(first.draft, by=people.dana, text=SECOND, title="A full register becomes a duty")
    revision.points = [first.sensors]
    ballot = voting.ballot(revision, by=people.chen)
    voting.vote(ballot, people.ines)
    voting.vote(ballot, people.farid)
    voting.vote(ballot, people.chen, Choice.CANNOT_ACCEPT, "Too hard.", "should publish a full register")
    voting.closed(ballot)
    second = _published(first.draft, revision, ballot, people)
    wording = next(w for w in wordings_of(second) if w.number == "HR-L1")
    _carry(first.sensors.comment, wording)
    return Carried(first, first.sensors.comment, revision, ballot, second, wording)


def _published(draft: Draft, revision: Revision, ballot: Ballot, people: People) -> Draft:
    """The next draft with the revision's words in it, as publishing leaves it."""
    second = actions.start_draft(draft.guideline, "Second draft", by=people.dana, based_on=draft)
    actions.keep_outline(second, outline_of(draft), by=people.dana)
    for wording in wordings_of(second):
        if wording.clause_id == revision.clause_id:
            wording.text = revision.proposed_text
            put = Provenance(wording=wording, draft_id=second.id, revision=revision, ballot=ballot)
            db.session.add(put)
    revision.state = RevisionState.PUBLISHED
    actions.publish_draft(second, by=people.dana, now=clock.now())
    db.session.add(Publication(draft=second, by=people.dana, at=clock.now()))
    assert draft.state == DraftState.SUPERSEDED
    db.session.commit()
    return second


def _carry(comment: Comment, wording: Wording) -> None:
    carry = Carry(comment=comment, draft=wording.draft, wording=wording, fate=Fate.REWORDED, confidence=0.8)
    db.session.add(carry)
    db.session.commit()


def timeline(of: Consulted | Carried) -> None:
    guideline = of.guideline if isinstance(of, Consulted) else of.first.guideline
    today = clock.now().date()
    actions.add_milestone(guideline, "Mandate", date(today.year - 1, 1, 1), None, "Asked for.")
    actions.add_milestone(guideline, "Consultation", date(today.year, 1, 1), date(today.year, 12, 31), "All speak.")
    actions.add_milestone(guideline, "Approval", date(today.year + 1, 6, 1), None, "The last vote.")
    db.session.commit()
