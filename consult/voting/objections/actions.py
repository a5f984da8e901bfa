"""Filing an objection, acknowledging, deciding, withdrawing it. Whoever decides holds its row."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.comments.models import Comment
from consult.consultations.policy.queries import policy_of, policy_of_guideline
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, held
from consult.core.mail import outbox as mail
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of
from consult.responses.actions import reopen_points
from consult.responses.notifications import PURPOSE
from consult.responses.queries import points_of_comment
from consult.voting.group.queries import procedure_of
from consult.voting.models import Ballot
from consult.voting.objections import queries, rules
from consult.voting.objections.models import Contested, Objection, ObjectionOutcome, ObjectionState


def contest_answer(comment: Comment, person: Person, *, reason: str, change: str) -> Objection:
    """By its author: what is wrong with the answer, and the change that would remove the objection."""
    comment, now, policy = held(comment), clock.now(), policy_of(comment.round)
    rules.may_contest_answer(person, comment, queries.answer_so_far(comment), policy, now).enforce()
    objection = Objection(
        guideline_id=comment.round.guideline_id,
        contested=Contested.ANSWER,
        comment=comment,
        by=person,
        named=comment.named,
        answered_by=queries.givers_of_answers(comment),
        reason=reason,
        change=change,
        filed_at=now,
        due_at=policy.decided_by(now),
    )
    return _filed(objection)


def contest_ballot(ballot: Ballot, person: Person, *, reason: str, change: str) -> Objection:
    """By a member of the group: what is wrong with how it is conducted, and what would remove the objection."""
    ballot, now, guideline = held(ballot), clock.now(), ballot.revision.guideline
    policy, before = policy_of_guideline(guideline), queries.objections_of(person, ballot)
    days = procedure_of(guideline).objection_days
    rules.may_contest_ballot(membership_of(person, guideline), ballot, before, days, now).enforce()
    objection = Objection(
        guideline_id=guideline.id,
        contested=Contested.BALLOT,
        ballot=ballot,
        by=person,
        named=True,
        answered_by=[],
        reason=reason,
        change=change,
        filed_at=now,
        due_at=policy.decided_by(now),
    )
    return _filed(objection)


def _filed(objection: Objection) -> Objection:
    rules.is_sound_objection(objection.reason, objection.change).enforce()
    db.session.add(objection)
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise Stale(_("The same objection arrived a moment ago. Look at that one."), yours=objection.reason) from twice
    # Not its words: the journal is public, and the comment it is about may not be.
    facts = {"contested": objection.contested, "comment": objection.comment_id, "ballot": objection.ballot_id}
    record(Verb.OBJECTION_FILED, objection, by=_public(objection), guideline_id=objection.guideline_id, **facts)
    _tell("voting/objection_filed", objection, objection.by)
    for person in queries.people_to_tell(objection):
        _tell("voting/objection_to_decide", objection, person)
    return objection


def _public(objection: Objection) -> Person | None:
    """The journal names nobody whose comment bears no name."""
    return objection.by if objection.named else None


def acknowledge_objection(objection: Objection, *, by: Person) -> Objection:
    """Someone has read it and sees to it."""
    objection = held(objection)
    rules.may_acknowledge(membership_of(by, objection.guideline), objection).enforce()
    objection.state, objection.acknowledged_by, objection.acknowledged_at = ObjectionState.ACKNOWLEDGED, by, clock.now()
    record(Verb.OBJECTION_ACKNOWLEDGED, objection, by=by, guideline_id=objection.guideline_id)
    _tell("voting/objection_acknowledged", objection, objection.by)
    return objection


@dataclass(frozen=True, kw_only=True)
class ObjectionDecision:
    """`points`: those whose answer is given again, of an answer that is upheld in part; of one upheld, all are."""

    outcome: ObjectionOutcome
    rationale: str
    effect: str = ""
    points: Collection[int] = ()


def decide_objection(objection: Objection, decision: ObjectionDecision, *, by: Person) -> Objection:
    """By someone who did not give the answer, nor lead the ballot. An answer that is upheld is work again."""
    objection = held(objection)
    led = objection.ballot is not None and queries.chair_led(objection.ballot)
    rules.may_decide_objection(membership_of(by, objection.guideline), objection, chair_led=led).enforce()
    again = _points_to_answer_again(objection, decision)
    counted = len(again) if objection.contested == Contested.ANSWER else 1
    rules.is_sound_decision(decision.outcome, decision.rationale, decision.effect, counted).enforce()
    now = clock.now()
    if objection.acknowledged_at is None:
        objection.acknowledged_by, objection.acknowledged_at = by, now
    objection.state, objection.outcome = ObjectionState.DECIDED, decision.outcome
    objection.decided_by, objection.decided_at = by, now
    objection.rationale, objection.effect = decision.rationale, decision.effect
    if again:
        reopen_points(again, decision.rationale, by=by)
    facts = {"outcome": decision.outcome, "points": [point.id for point in again]}
    record(Verb.OBJECTION_DECIDED, objection, by=by, guideline_id=objection.guideline_id, **facts)
    _tell("voting/objection_decided", objection, objection.by)
    return objection


def _points_to_answer_again(objection: Objection, decision: ObjectionDecision) -> list[Point]:
    if objection.comment is None or decision.outcome == ObjectionOutcome.DISMISSED:
        return []
    every = points_of_comment(objection.comment)
    if decision.outcome == ObjectionOutcome.UPHELD:
        return list(every)
    return [point for point in every if point.id in set(decision.points)]


def withdraw_objection(objection: Objection, person: Person) -> Objection:
    objection = held(objection)
    rules.may_withdraw_objection(person, objection).enforce()
    objection.state = ObjectionState.WITHDRAWN
    record(Verb.OBJECTION_WITHDRAWN, objection, by=_public(objection), guideline_id=objection.guideline_id)
    return objection


def lapse_objection(objection: Objection, because: str) -> Objection:
    """What it was about is gone: by the clock, or with its author."""
    objection = held(objection)
    if objection.state in rules.OPEN:
        objection.state, objection.ended_because = ObjectionState.LAPSED, because
        record(Verb.OBJECTION_LAPSED, objection, guideline_id=objection.guideline_id, because=because)
    return objection


def _tell(template: str, objection: Objection, person: Person) -> None:
    """Guests follow it by a signed link, as they did the answer."""
    if person.confirmed_at is None:
        return
    guest = objection.comment is not None and person.id == objection.by_id and person.password_hash is None
    key = signed_links.sign(PURPOSE, objection.comment_id) if guest else None
    values = {"person": person, "objection": objection, "guideline": objection.guideline, "key": key}
    mail.post(person.email, template, language=person.language, **values)
