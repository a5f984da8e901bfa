"""Revisions of the small guideline, as the drafting team makes them."""

from collections.abc import Sequence

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.core.database import db
from consult.drafts.models import Draft, Wording
from consult.drafts.queries import wordings_of
from consult.revisions import actions
from consult.revisions.actions import RevisionContent
from consult.revisions.advice.actions import say_of
from consult.revisions.advice.models import AdviceKind, RevisionRemark
from consult.revisions.models import Revision, RevisionState

REGISTER = "Local governments shall publish a full register of the sensors they run."


def wording(draft: Draft, number: str = "HR-L1") -> Wording:
    return next(w for w in wordings_of(draft) if w.number == number)


def proposal(text: str = REGISTER, *, title: str = "A full register", points: Sequence[Point] = ()) -> RevisionContent:
    return RevisionContent(title=title, rationale="Many asked for it.", text=text, points=points)


def revision(
    draft: Draft,
    by: Person,
    text: str = REGISTER,
    *,
    number: str = "HR-L1",
    points: Sequence[Point] = (),
    state: RevisionState = RevisionState.DRAFT,
) -> Revision:
    """New words for the clause with this number, in any state (later stages move it there by themselves)."""
    made = actions.propose_revision(wording(draft, number), proposal(text, points=points), by=by)
    if state != RevisionState.DRAFT:
        actions.submit_revision(made, by=by)
        made.state = state
    db.session.commit()
    return made


def deletion(draft: Draft, by: Person, number: str = "HR-L1") -> Revision:
    made = actions.propose_deletion(wording(draft, number), proposal(""), by=by)
    db.session.commit()
    return made


def addition(
    draft: Draft, by: Person, text: str = "Each city names an ombudsperson.", number: str = "HR-L3"
) -> Revision:
    pillar, part = draft.guideline.pillars[0], draft.guideline.parts[1]
    made = actions.propose_clause(draft, proposal(text), pillar=pillar, part=part, number=number, by=by)
    db.session.commit()
    return made


def amendment(of: Revision, by: Person, words: str = "Cities shall keep a register of sensors.") -> RevisionRemark:
    """Other words of an expert, waiting for the drafting team."""
    made = say_of(of, "“Shall” is what we can accept.", kind=AdviceKind.AMENDMENT, proposed_text=words, by=by)
    db.session.commit()
    return made
