"""What is decided about an answer that was offered for reuse: noted, so that the desk learns how often it serves."""

from typing import Any

from consult.accounts.models import Person
from consult.analysis.asks.models import Ask
from consult.analysis.models import Point, Theme
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of
from consult.responses import rules
from consult.responses.memory.models import ReuseDecision, ReuseOutcome
from consult.responses.memory.queries import Offer, guideline_answered
from consult.responses.models import Disposition


def outcome_of(offer: Offer, disposition: Disposition, reason: str) -> ReuseOutcome:
    """What an answer that began with the offer made of it: decided otherwise it was no reuse."""
    if disposition != offer.answer.disposition:
        return ReuseOutcome.REFUSED
    return ReuseOutcome.REUSED if reason.strip() == offer.answer.reason.strip() else ReuseOutcome.EDITED


def decide_about(about: Point | Theme | Ask, offer: Offer, outcome: ReuseOutcome, *, by: Person) -> ReuseDecision:
    """Taken, edited or refused; what was refused for a point is not offered for it again."""
    guideline = guideline_answered(about)
    rules.may_answer(membership_of(by, guideline)).enforce()
    of = {"theme_id": about.id} if isinstance(about, Theme) else {"point_id": about.id}
    of = {"theme_id": about.theme_id, "ask_id": about.id} if isinstance(about, Ask) else of
    of |= {"draft_id" if offer.on_its_way else "answer_id": offer.answer.id}
    said = {"likeness": offer.likeness, "outcome": outcome}
    decision = ReuseDecision(guideline_id=guideline.id, by_id=by.id, at=clock.now(), **of, **said)
    db.session.add(decision)
    facts: dict[str, Any] = {"of": offer.answer.id} | ({"draft": True} if offer.on_its_way else {})
    facts |= {"like": offer.point.id, "likeness": offer.likeness, "outcome": outcome}
    record(Verb.ANSWER_REUSE_DECIDED, about, by=by, guideline_id=guideline.id, **facts)
    return decision
