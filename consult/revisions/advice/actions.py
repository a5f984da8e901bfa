"""What changes: something is said, replied, settled, taken as an alternative, mailed; who may read it."""

from collections.abc import Sequence

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.mail import outbox as mail
from consult.core.verbs import Verb
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.revisions.actions import propose_alternative
from consult.revisions.advice import queries, rules
from consult.revisions.advice.models import AdviceKind, AdvicePolicy, RevisionRemark
from consult.revisions.models import Revision


def say_of(
    revision: Revision, text: str, *, by: Person, kind: AdviceKind = AdviceKind.REMARK, proposed_text: str = ""
) -> RevisionRemark:
    """A remark, a question, other words or the wish for a ballot, about the revision as it reads now."""
    rules.may_say(membership_of(by, revision.guideline), revision, kind).enforce()
    words = proposed_text if kind == AdviceKind.AMENDMENT else ""
    remark = RevisionRemark(revision=revision, kind=kind, text=text, proposed_text=words, author=by)
    return _kept(remark, Verb.REMARK_MADE)


def reply_to(remark: RevisionRemark, text: str, *, by: Person, settles: bool = False) -> RevisionRemark:
    """An answer to what was said; `settles` closes what it asked for at the same time."""
    rules.may_reply_to_remark(membership_of(by, remark.revision.guideline), remark).enforce()
    reply = RevisionRemark(revision=remark.revision, parent=remark, kind=AdviceKind.REMARK, text=text, author=by)
    _kept(reply, Verb.REMARK_REPLIED)
    if settles:
        settle_remark(remark, by=by)
    return reply


def _kept(remark: RevisionRemark, verb: Verb) -> RevisionRemark:
    remark.version, remark.at = remark.revision.version, clock.now()
    db.session.add(remark)
    # Not what was said: the journal is read by everyone, and this stays inside unless the guideline chose otherwise.
    facts = {"revision": remark.revision.id, "kind": remark.kind}
    record(verb, remark, by=remark.author, guideline_id=remark.revision.guideline_id, **facts)
    return remark


def settle_remark(remark: RevisionRemark, *, by: Person) -> None:
    """What was asked for is answered, done or declined. Settled twice it is settled once."""
    remark = held(remark)
    if remark.settled_at is not None:
        return
    rules.may_settle(membership_of(by, remark.revision.guideline), remark).enforce()
    remark.settled_at, remark.settled_by = clock.now(), by
    record(Verb.REMARK_SETTLED, remark, by=by, guideline_id=remark.revision.guideline_id, revision=remark.revision_id)


def take_words(remark: RevisionRemark, *, by: Person) -> Revision:
    """Make an alternative of an expert's words. Pressed twice, or by two at once, it is one alternative."""
    remark = held(remark)
    if remark.taken_as is not None:
        return remark.taken_as
    rules.may_take_words(membership_of(by, remark.revision.guideline), remark).enforce()
    title = _("%(title)s: words of %(name)s", title=remark.revision.title, name=remark.author.name)
    alternative = propose_alternative(remark.revision, remark.proposed_text, title=title, rationale=remark.text, by=by)
    remark.taken_as = alternative
    if remark.settled_at is None:
        remark.settled_at, remark.settled_by = clock.now(), by
    facts = {"revision": remark.revision_id, "alternative": alternative.id}
    record(Verb.REMARK_TAKEN, remark, by=by, guideline_id=remark.revision.guideline_id, **facts)
    return alternative


def set_advice_policy(guideline: Guideline, *, published: bool, by: Person) -> AdvicePolicy:
    rules.may_set_policy(membership_of(by, guideline)).enforce()
    policy = db.session.get(AdvicePolicy, guideline.id)
    if policy is not None and policy.published == published:
        return policy
    if policy is None:
        policy = AdvicePolicy(guideline=guideline)
        db.session.add(policy)
    policy.published, policy.by, policy.at = published, by, clock.now()
    record(Verb.ADVICE_POLICY_SET, guideline, by=by, guideline_id=guideline.id, published=published)
    return policy


def mail_advice(guideline: Guideline) -> int:
    """One mail to each inside about everything that others said since the last; returns how many were written."""
    remarks = queries.unmailed_advice(guideline)
    written = 0
    for person in queries.advisers(guideline):
        news = [remark for remark in remarks if remark.author_id != person.id]
        if news:
            mail.post(person.email, "revisions/advice", language=person.language, **_values(guideline, person, news))
            written += 1
    for remark in remarks:
        remark.mailed_at = clock.now()
    if remarks:
        numbers = [remark.id for remark in remarks]
        record(Verb.ADVICE_MAILED, guideline, guideline_id=guideline.id, remarks=numbers, people=written)
    return written


def _values(guideline: Guideline, person: Person, news: Sequence[RevisionRemark]) -> dict[str, object]:
    by_revision: dict[int, list[RevisionRemark]] = {}
    for remark in news:
        by_revision.setdefault(remark.revision_id, []).append(remark)
    return {"guideline": guideline, "person": person, "news": list(by_revision.values()), "many": len(news)}
