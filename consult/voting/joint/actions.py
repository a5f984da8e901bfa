"""What changes: ballots opened together, voted in one form, an item taken out; refusals made alternatives."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.models import Appointment
from consult.drafts.queries import membership_of
from consult.revisions.actions import propose_alternative
from consult.revisions.models import Revision
from consult.voting import actions
from consult.voting.actions import USUAL_CONDUCT, Conduct
from consult.voting.joint import queries, rules
from consult.voting.joint.models import AlternativeOrigin, JointBallot, JointItem, JointKind
from consult.voting.joint.queries import AcceptableWords
from consult.voting.mailing import one_mail_each, tell_of_ballot
from consult.voting.models import Choice
from consult.voting.queries import seat_in, seats_of_ballot, standing_vote
from consult.voting.rules import may_vote
from consult.voting.tally import Rule

# En bloc nobody objects: an objection gives words for one clause, so its item is taken out.
EN_BLOC_CHOICES = (Choice.APPROVE, Choice.ABSTAIN, Choice.RECUSED)


def open_together(
    kind: JointKind,
    revisions: Sequence[Revision],
    rule: Rule,
    *,
    closes_at: datetime,
    timezone: str = "UTC",
    results_hidden: bool = True,
    conduct: Conduct = USUAL_CONDUCT,
    by: Person,
) -> JointBallot:
    """A ballot on each, by one rule and with one end; every expert is told once of all."""
    rules.may_be_voted_together(kind, revisions).enforce()
    guideline = revisions[0].guideline
    joint = JointBallot(guideline=guideline, kind=kind, opened_by=by, opened_at=clock.now())
    db.session.add(joint)
    with one_mail_each():
        for revision in revisions:
            ballot = actions.open_ballot(
                revision,
                rule,
                closes_at=closes_at,
                timezone=timezone,
                results_hidden=results_hidden,
                conduct=conduct,
                by=by,
            )
            db.session.add(JointItem(joint=joint, ballot=ballot))
    numbers = [revision.id for revision in revisions]
    record(Verb.JOINT_OPENED, joint, by=by, guideline_id=guideline.id, kind=kind, revisions=numbers)
    return joint


def vote_en_bloc(member: Appointment, joint: JointBallot, choice: Choice, *, reason: str = "") -> int:
    """One vote for every item that nobody took out; returns on how many. Each can be changed on its own ballot."""
    joint = held(joint)
    within = [item for item in queries.joint_items(joint) if item.taken_out_at is None]
    within = [item for item in within if item.ballot.closed_at is None]
    rules.may_vote_en_bloc(joint, within).enforce()
    if choice not in EN_BLOC_CHOICES:
        raise Refused(_("To object to an item, take it out and vote on it separately: an objection gives words."))
    for item in within:
        actions.cast_vote(member, item.ballot, choice, reason=reason)
    return len(within)


def take_out(member: Appointment, item: JointItem) -> None:
    """From now on it is voted on separately; votes cast on it stand until they are changed. All are told.

    Two who take it out at once take it out once.
    """
    item = held(item)
    if item.taken_out_at is not None:
        return
    ballot = item.ballot
    seat = seat_in(ballot, member)
    ruling = may_vote(member, seat, ballot, clock.now(), standing=standing_vote(seat))
    rules.may_take_out(item, may_vote=ruling).enforce()
    item.taken_out_at, item.taken_out_by = clock.now(), member
    facts = {"ballot": ballot.id, "revision": ballot.revision_id}
    record(Verb.JOINT_ITEM_TAKEN_OUT, item, by=member.person, guideline_id=item.joint.guideline_id, **facts)
    for other in seats_of_ballot(ballot):
        if other.holder.ended_at is None:
            tell_of_ballot("voting/taken_out", other.holder.person, ballot)


def make_alternative(words: AcceptableWords, *, by: Person) -> Revision:
    """An objector's words as a revision in work. Pressed twice, or by two at once, it is one alternative."""
    ballot = held(words.ballot)
    there = queries.alternative_origin_of(vote_id=words.vote_id, paper_id=words.paper_id)
    if there is not None:
        return there.revision
    of = ballot.revision
    rules.may_take_acceptable(membership_of(by, of.guideline), ballot).enforce()
    title = _("%(title)s: words that %(name)s could accept", title=of.title, name=words.name or _("an expert"))
    alternative = propose_alternative(of, words.words, title=title, rationale=words.reason, by=by)
    origin = AlternativeOrigin(
        revision=alternative, vote_id=words.vote_id, paper_id=words.paper_id, by=by, at=clock.now()
    )
    db.session.add(origin)
    facts = {"ballot": ballot.id, "alternative": alternative.id}
    record(Verb.ALTERNATIVE_MADE, alternative, by=by, guideline_id=of.guideline_id, **facts)
    return alternative
