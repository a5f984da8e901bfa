"""Interests declared, updated, handled. Nothing is changed: what stood before is superseded and kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held, hold
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.models import Appointment, Clause, Pillar
from consult.drafts.people.actions import change_role
from consult.drafts.people.terms import role_terms_of
from consult.drafts.queries import membership_of
from consult.voting.interests import rules
from consult.voting.interests.models import HandlingKind, Interest, InterestHandling, InterestKind
from consult.voting.interests.queries import declared_by


@dataclass(frozen=True, kw_only=True)
class InterestContent:
    """What a member says of an interest."""

    kind: InterestKind
    text: str = ""
    since: date | None = None
    until: date | None = None
    pillars: Sequence[Pillar] = ()


def declare(place: Appointment, content: InterestContent, *, by: Person) -> Interest:
    """One more interest, or that there is none; whoever has declared one cannot say both."""
    hold(place)
    rules.may_declare(membership_of(by, place.guideline), place).enforce()
    _enforce_consistent(place, content, but=None)
    return _declared(place, content, updates=None, by=by)


def update_interest(interest: Interest, content: InterestContent, *, by: Person) -> Interest:
    """Other words in its place; what was decided about it holds on until it is decided anew."""
    interest = held(interest)
    rules.may_update(membership_of(by, interest.appointment.guideline), interest).enforce()
    _enforce_consistent(interest.appointment, content, but=interest)
    interest.superseded_at = clock.now()
    return _declared(interest.appointment, content, updates=interest, by=by)


def _enforce_consistent(place: Appointment, content: InterestContent, *, but: Interest | None) -> None:
    others = [declared.interest for declared in declared_by(place) if declared.interest is not but]
    if content.kind == InterestKind.NONE and others:
        raise Refused(_("You have declared interests. Update each that no longer holds, and say until when it did."))
    for other in others:
        if other.kind == InterestKind.NONE:
            other.superseded_at = clock.now()  # there is one now


def _declared(place: Appointment, content: InterestContent, *, updates: Interest | None, by: Person) -> Interest:
    made = Interest(
        appointment=place,
        kind=content.kind,
        text=content.text,
        since=content.since,
        until=content.until,
        declared_at=clock.now(),
        updates_id=updates.id if updates is not None else None,
        pillars=list(content.pillars),
    )
    db.session.add(made)
    verb = Verb.INTEREST_UPDATED if updates is not None else Verb.INTEREST_DECLARED
    record(verb, made, by=by, guideline_id=place.guideline_id, kind=content.kind, appointment=place.id)
    return made


@dataclass(frozen=True, kw_only=True)
class Decision:
    """How an interest is handled. A recusal that names no pillar and no clause is from every ballot."""

    kind: HandlingKind
    because: str
    pillars: Sequence[Pillar] = ()
    clauses: Sequence[Clause] = ()


def handle(interest: Interest, decision: Decision, *, by: Person) -> InterestHandling:
    """Decided, published, and told to the member. Excluding takes the vote from the seat."""
    guideline = interest.appointment.guideline
    hold(guideline)  # before the interest, as whoever changes roles does
    interest = held(interest)
    rules.may_handle(membership_of(by, guideline), interest, decision.kind).enforce()
    for before in db.session.query(InterestHandling).filter_by(interest_id=interest.id, superseded_at=None):
        before.superseded_at = clock.now()
    db.session.flush()
    scoped = decision.kind == HandlingKind.RECUSED
    made = InterestHandling(
        interest=interest,
        kind=decision.kind,
        because=decision.because,
        by=by,
        at=clock.now(),
        pillars=list(decision.pillars) if scoped else [],
        clauses=list(decision.clauses) if scoped else [],
    )
    db.session.add(made)
    facts = {"kind": decision.kind, "appointment": interest.appointment_id, "interest": interest.id}
    record(Verb.INTEREST_HANDLED, made, by=by, guideline_id=guideline.id, **facts)
    if decision.kind == HandlingKind.EXCLUDED and interest.appointment.seated:
        terms = role_terms_of(interest.appointment)
        without_vote = replace(terms, seated=False)
        change_role(interest.appointment, without_vote, because=decision.because, by=by)
    return made
