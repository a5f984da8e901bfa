"""May they contest this, decide it, withdraw it? And which states follow which. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.consultations.labels import said_until
from consult.consultations.policy.values import Policy
from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Role
from consult.drafts.rules import is_reasoned, still_in_use
from consult.voting.models import Ballot
from consult.voting.objections.models import Contested, Objection, ObjectionOutcome, ObjectionState

S = ObjectionState
TRANSITIONS: Mapping[ObjectionState, frozenset[ObjectionState]] = {
    S.FILED: frozenset({S.ACKNOWLEDGED, S.DECIDED, S.WITHDRAWN, S.LAPSED}),
    S.ACKNOWLEDGED: frozenset({S.DECIDED, S.WITHDRAWN, S.LAPSED}),
    S.DECIDED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.LAPSED: frozenset(),
}
OPEN = frozenset({S.FILED, S.ACKNOWLEDGED})


@dataclass(frozen=True)
class AnswerSoFar:
    """What is known of a comment's answers: whether each point has one, when its author was last told, and what was
    contested before."""

    answered: bool
    told_at: datetime | None
    before: Sequence[Objection] = ()


def may_contest_answer(
    person: Person | None, comment: Comment, so_far: AnswerSoFar, policy: Policy, now: datetime
) -> Ruling:
    """The author, signed in or by the link that was mailed; from the answer until so many days after it was told."""
    if person is None or comment.author_id is None or comment.author_id != person.id:
        return Ruling(_("Only the author of a comment contests its answer."))
    if not (in_use := still_in_use(comment.round.guideline)):
        return in_use
    if any(objection.state in OPEN for objection in so_far.before):
        return Ruling(_("You have contested this answer already. You are told what is decided."))
    if not so_far.answered:
        return Ruling(_("Not every point of this comment has an answer yet. You can contest it when it has."))
    return _in_time(so_far, policy, now)


def _in_time(so_far: AnswerSoFar, policy: Policy, now: datetime) -> Ruling:
    decided = max((o.decided_at for o in so_far.before if o.decided_at is not None), default=None)
    if decided is not None and (so_far.told_at is None or so_far.told_at <= decided):
        return Ruling(_("Your objection to this answer was decided. Another answer can be contested again."))
    if so_far.told_at is None:  # the days begin when they are told
        return ALLOWED
    until = policy.contested_until(so_far.told_at)
    says = _("An answer is contested within %(days)s days after it is told: that was until %(until)s.")
    return refuse_unless(now < until, says % {"days": policy.contest_days, "until": said_until(until, "UTC")})


def may_contest_ballot(
    membership: Membership, ballot: Ballot, before: Sequence[Objection], days: int, now: datetime
) -> Ruling:
    """A member of the expert group, on how a ballot is or was conducted; once, until so many days after it closed:
    those of the group's rules of procedure."""
    if Role.EXPERT not in membership.roles and Role.CHAIR not in membership.roles:
        return Ruling(_("Only members of the expert group contest the conduct of a ballot."))
    if not (in_use := still_in_use(membership.guideline)):
        return in_use
    if now < ballot.opens_at:
        return Ruling(_("Voting has not opened yet, so there is nothing to contest."))
    if any(objection.state in OPEN for objection in before):
        return Ruling(_("You have contested this ballot already. You are told what is decided."))
    if any(objection.state == S.DECIDED for objection in before):
        return Ruling(_("Your objection to this ballot was decided; what was decided stays."))
    if ballot.closed_at is None:
        return ALLOWED
    until = ballot.closed_at + timedelta(days=days)
    says = _("The conduct of a ballot is contested within %(days)s days after it closed: that was until %(until)s.")
    said = said_until(until, ballot.timezone)
    return refuse_unless(now < until, says % {"days": days, "until": said})


def is_sound_objection(reason: str, change: str) -> Ruling:
    if not (why := is_reasoned(reason)):
        return Ruling(_("What is wrong with it:") + " " + why.refusal)
    if not (what := is_reasoned(change, at_least=3)):
        return Ruling(_("Name the change that would remove your objection.") + " " + what.refusal)
    return ALLOWED


def may_follow(membership: Membership) -> Ruling:
    """The list of what waits, with due dates."""
    return refuse_unless(
        membership.team or membership.chair,
        _("Objections are looked after by the drafting team, the secretariat and the chair."),
    )


def may_decide_objection(membership: Membership, objection: Objection, *, chair_led: bool) -> Ruling:
    """An answer is judged by someone of the team who did not give it, a ballot's conduct by the chair who did not lead
    it: where the chair led it, by the secretariat. Nobody judges what they filed themselves."""
    if objection.state not in OPEN:
        return Ruling(_("This objection is decided, withdrawn or lapsed already."))
    person = membership.person
    if person is None or person.id == objection.by_id:
        return Ruling(_("Who filed an objection does not decide it."))
    if objection.contested == Contested.ANSWER:
        return _may_judge_answer(membership, person, objection.answered_by)
    ballot = objection.ballot
    if ballot is not None and ballot.opened_by_id == person.id:
        return Ruling(_("You led this ballot, so someone else decides about its conduct."))
    if chair_led:
        return refuse_unless(
            membership.secretariat, _("The chair led this ballot, so the secretariat decides about its conduct.")
        )
    says = _("The chair or the secretariat decides about the conduct of a ballot that they did not lead.")
    return refuse_unless(membership.chair, says)


def _may_judge_answer(membership: Membership, person: Person, answered_by: Collection[int]) -> Ruling:
    if not membership.team:
        return Ruling(_("Someone of the drafting team or the secretariat decides about an answer."))
    return refuse_unless(
        person.id not in answered_by,
        _("You gave this answer, so someone else decides: a second drafter or the secretariat."),
    )


def may_acknowledge(membership: Membership, objection: Objection) -> Ruling:
    if objection.state != S.FILED:
        return Ruling(_("This objection is acknowledged already."))
    return may_follow(membership)


def is_sound_decision(outcome: ObjectionOutcome, rationale: str, effect: str, points: int) -> Ruling:
    """`points`: how many points are opened again, of an answer that is upheld in part."""
    if not (why := is_reasoned(rationale)):
        return Ruling(_("The reason for the decision:") + " " + why.refusal)
    if outcome == ObjectionOutcome.DISMISSED:
        return ALLOWED
    if not effect.strip():
        return Ruling(_("Say what changes by this decision: it is published, and the author is told."))
    return refuse_unless(points, _("Choose the points whose answer is given again."))


def may_withdraw_objection(person: Person | None, objection: Objection) -> Ruling:
    if objection.state not in OPEN:
        return Ruling(_("This objection is decided, withdrawn or lapsed already."))
    own = person is not None and person.id == objection.by_id
    return refuse_unless(own, _("Only who filed an objection withdraws it."))


def is_uncontested(open_objections: int) -> Ruling:
    """A ballot is certified when nothing that was said against its conduct waits."""
    return refuse_unless(
        not open_objections,
        _("The conduct of this ballot is contested. It is certified when every objection to it is decided."),
    )
