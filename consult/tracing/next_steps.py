"""What a signed-in person would do next, the most pressing first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain, zip_longest
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, or_, select

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.comments.capture.queries import sessions_reported_by
from consult.comments.models import Comment, CommentState
from consult.comments.moderation.queries import not_late
from consult.comments.queries import drafts_by, moderated_by
from consult.consultations.labels import said_at, said_until
from consult.consultations.models import Round, RoundState
from consult.consultations.queries import rounds_by_close
from consult.consultations.rules import state_of_round
from consult.core import clock
from consult.core.database import db
from consult.core.templating import day
from consult.drafts.approval.actions import reviews_due
from consult.drafts.labels import ROLE_NAMES
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.people.queries import offers_to
from consult.drafts.queries import current_draft, membership_of, milestones_of, newest_draft
from consult.drafts.translations.naming import shown_name
from consult.responses.assignments.queries import load_of
from consult.responses.models import Notice, Satisfaction
from consult.responses.progress import answer_progress
from consult.responses.promises import first_overdue
from consult.responses.queries import count_of, effective_answer_id
from consult.tracing.waiting import WaitingInGuideline, waiting_for, waiting_in
from consult.voting.queries import open_ballots_for

SHOWN = 8
A_YEAR = timedelta(days=365)
REVIEW_AHEAD = timedelta(days=60)  # the secretariat hears of a review so long before it is due


@dataclass(frozen=True)
class NextStep:
    """A sentence, and the words of the link that leads to doing it."""

    says: str
    do: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)


def next_steps(person: Person, guidelines: Sequence[Guideline]) -> list[NextStep]:
    there = waiting_for(person)
    kinds = ((there.offers, _offers), (there.ballots, _votes), (there.sessions, _sessions), (there.drafts, _own_drafts))
    steps = [step for some, steps_of in kinds if some for step in steps_of(person)]
    memberships = [membership_of(person, guideline) for guideline in guidelines]
    waits = waiting_in([one.guideline for one in memberships if one.team or one.chair], person)
    tasks = (_tasks(one, waits.get(one.guideline.id, WaitingInGuideline())) for one in memberships)
    steps += filter(None, chain.from_iterable(zip_longest(*tasks)))  # in turn, so that no guideline hides another's
    if there.sent:
        steps += [*_answered(person), *_waiting(person)]
    return [*steps, *_profile(person)][:SHOWN]


def _offers(person: Person) -> Iterator[NextStep]:
    for offer in offers_to(person):
        role, title = ROLE_NAMES[offer.role], shown_name(offer.guideline)
        says = _("You are offered a role in “%(title)s”: %(role)s.", title=title, role=role)
        yield NextStep(says, _("Take it up or decline"), "drafts.offers")


def _votes(person: Person) -> Iterator[NextStep]:
    for ballot, has_voted in open_ballots_for(person, clock.now()):
        if not has_voted:
            title, until = ballot.revision.title, said_until(ballot.closes_at, ballot.timezone)
            says = _("Voting on “%(title)s” closes %(until)s.", title=title, until=until)
            yield NextStep(says, _("Vote"), "voting.ballot", {"ballot_id": ballot.id})


def _sessions(person: Person) -> Iterator[NextStep]:
    """Of the rounds that they host or report on."""
    now = clock.now()
    for session in sessions_reported_by(person, now)[:2]:
        when = said_at(session.starts_at, session.timezone)
        over = session.ends_at < now
        says = (
            _("“%(title)s” was on %(when)s.", title=shown_name(session), when=when)
            if over
            else _("“%(title)s” is on %(when)s.", title=shown_name(session), when=when)
        )
        where = {"round_slug": session.round.slug, "session_id": session.id}
        if over:
            yield NextStep(says, _("Its report"), "tracing.session_report", where)
        else:
            yield NextStep(says, _("Write down what is said"), "comments.capture", where)


def _own_drafts(person: Person) -> Iterator[NextStep]:
    drafts = [draft for draft in drafts_by(person) if state_of_round(draft.round, clock.now()) == RoundState.OPEN]
    if drafts:
        first = min(drafts, key=lambda draft: draft.round.closes_at).round
        says = ngettext("%(num)s comment of yours is not sent.", "%(num)s comments of yours are not sent.", len(drafts))
        until = _("The first round closes %(until)s.", until=said_until(first.closes_at, first.timezone))
        yield NextStep(f"{says} {until}", _("Finish and send"), "comments.mine")


def _tasks(membership: Membership, waits: WaitingInGuideline) -> Iterator[NextStep]:
    guideline, slug = membership.guideline, {"slug": membership.guideline.slug}
    if membership.moderator and (held := _held(membership)):
        says = ngettext("%(num)s comment waits for a moderator.", "%(num)s comments wait for a moderator.", held)
        yield NextStep(says, _("Look at them"), "comments.moderation", slug)
    if (membership.team or membership.chair) and waits.objections:
        says = ngettext(
            "%(num)s objection waits for a decision.", "%(num)s objections wait for a decision.", waits.objections
        )
        yield NextStep(says, _("See what is due"), "voting.objections", slug)
    if membership.chair and waits.revisions:
        says = ngettext(
            "%(num)s revision is ready for a vote.", "%(num)s revisions are ready for a vote.", waits.revisions
        )
        yield NextStep(says, _("Open a ballot"), "voting.ballots", slug)
    if membership.secretariat and guideline.archived_at is None:
        yield from _beginnings(guideline, waits, slug)
    if membership.team:
        if waits.work:
            yield from _work(membership, slug)
        yield from _desk(guideline, waits, slug)


def steps_at_desk(membership: Membership) -> list[NextStep]:
    """Of one guideline, for its drafting team."""
    if not membership.team or membership.person is None:
        return []
    guideline = membership.guideline
    waits = waiting_in([guideline], membership.person)[guideline.id]
    return list(_answering(guideline, waits, {"slug": guideline.slug}))


def _beginnings(guideline: Guideline, waits: WaitingInGuideline, slug: dict[str, Any]) -> Iterator[NextStep]:
    """What a guideline that was founded needs first, until it has it; and the review of its final text."""
    title = shown_name(guideline)
    if due := reviews_due(guideline, clock.now().date() + REVIEW_AHEAD):
        says = _("The review of “%(title)s” is due by %(day)s.", title=title, day=day(due.review_on))
        yield NextStep(says, _("Read the final text"), "comments.read", {**slug, "number": due.draft.number})
    if not milestones_of(guideline):
        yield NextStep(_("“%(title)s” has no timeline yet.", title=title), _("Timeline"), "drafts.milestones", slug)
    if not waits.drafter:
        yield NextStep(_("“%(title)s” has no drafter yet.", title=title), _("Give the role"), "drafts.people", slug)
    if newest_draft(guideline) is None:
        yield NextStep(
            _("“%(title)s” has no draft yet.", title=title), _("Import a draft"), "drafts.import_outline", slug
        )
    elif not rounds_by_close(guideline):
        yield NextStep(_("“%(title)s” has no round yet.", title=title), _("Plan a round"), "consultations.plan", slug)


def _work(membership: Membership, slug: dict[str, Any]) -> Iterator[NextStep]:
    """What was given to them to answer."""
    guideline, person = membership.guideline, membership.person
    if person is None or guideline.archived_at is not None:
        return
    load = load_of(guideline, person, clock.now().date())
    if load.open:
        late = ngettext("%(num)s is overdue.", "%(num)s are overdue.", load.overdue) if load.overdue else ""
        says = ngettext(
            "%(num)s point is yours to answer in %(title)s.",
            "%(num)s points are yours to answer in %(title)s.",
            load.open,
            title=shown_name(guideline),
        )
        yield NextStep(f"{says} {late}".strip(), _("Go to your work"), "responses.my_work", slug)


def _desk(guideline: Guideline, waits: WaitingInGuideline, slug: dict[str, Any]) -> Iterator[NextStep]:
    title = shown_name(guideline)
    yield from _answering(guideline, waits, slug)
    if guideline.archived_at is None and waits.promised:
        says = ngettext(
            "%(num)s accepted point in %(title)s has no carried words.",
            "%(num)s accepted points in %(title)s have no carried words.",
            waits.promised,
            title=title,
        )
        yield NextStep(says, _("See what to do"), "revisions.accepted", slug)
    draft = current_draft(guideline)
    if draft is not None and waits.carried:
        says = ngettext(
            "%(num)s carried comment waits for someone to say where it belongs.",
            "%(num)s carried comments wait for someone to say where they belong.",
            waits.carried,
        )
        yield NextStep(says, _("Settle them"), "publishing.carried", {**slug, "number": draft.number})


def _answering(guideline: Guideline, waits: WaitingInGuideline, slug: dict[str, Any]) -> Iterator[NextStep]:
    if guideline.archived_at is not None:
        return
    title = shown_name(guideline)
    if waits.to_clear:
        says = ngettext(
            "%(num)s answer waits for your clearance in %(title)s.",
            "%(num)s answers wait for your clearance in %(title)s.",
            waits.to_clear,
            title=title,
        )
        yield NextStep(says, _("Answers on their way"), "responses.clearance", slug)
    if waits.unanswered and _is_being_answered(guideline) and (by := first_overdue(guideline, clock.now())):
        says = _("Answers in %(title)s were promised by %(day)s and are overdue.", title=title, day=day(by))
        yield NextStep(says, _("What was promised"), "responses.progress", slug)
    if waits.unanswered:
        says = ngettext(
            "%(num)s point has no answer yet in %(title)s.",
            "%(num)s points have no answer yet in %(title)s.",
            waits.unanswered,
            title=title,
        )
        if waits.on_way:
            on_way = ngettext(
                "An answer is on its way to %(num)s.", "An answer is on its way to %(num)s.", waits.on_way
            )
            says = f"{says} {on_way}"
        yield NextStep(says, _("Go to the desk"), "responses.desk", slug)


def _is_being_answered(guideline: Guideline) -> bool:
    """Its promises are kept in mind: not where a year after its last round no answer was ever given."""
    last = max((round_.closes_at for round_ in rounds_by_close(guideline)), default=None)
    return last is None or last > clock.now() - A_YEAR or answer_progress(guideline).answered > 0


def _held(membership: Membership) -> int:
    query = select(func.count(Comment.id)).join(Round, Round.id == Comment.round_id)
    held = (Round.guideline_id == membership.guideline.id, Comment.state == CommentState.HELD)
    return db.session.scalar(query.where(*held, not_late(), moderated_by(membership))) or 0


def _answered(person: Person) -> Iterator[NextStep]:
    """Comments whose author was told what was decided, and has not said yet what they think of it."""
    told = select(Notice.id).where(Notice.comment_id == Comment.id).exists()
    rated = select(Satisfaction.id).where(Satisfaction.comment_id == Comment.id).exists()
    query = select(Comment.reference).where(Comment.author_id == person.id, Comment.state == CommentState.SENT)
    references = db.session.scalars(query.where(told, ~rated).order_by(Comment.id)).all()
    if references:
        says = ngettext(
            "%(num)s comment of yours was answered.", "%(num)s comments of yours were answered.", len(references)
        )
        yield NextStep(says, _("See what was decided"), "tracing.comment", {"reference": references[0]})


def _waiting(person: Person) -> Iterator[NextStep]:
    theirs = select(Comment.id).where(Comment.author_id == person.id, Comment.state == CommentState.SENT)
    has_points = select(Point.id).where(Point.comment_id == Comment.id)
    unanswered = has_points.where(effective_answer_id().is_(None))
    waits = count_of(theirs.where(or_(~has_points.exists(), unanswered.exists())))
    if waits:
        says = ngettext("%(num)s comment of yours waits", "%(num)s comments of yours wait", waits)
        yield NextStep(
            _("%(says)s for an answer; you are told when it comes.", says=says), _("See them"), "comments.mine"
        )


def _profile(person: Person) -> Iterator[NextStep]:
    if not person.complete:
        says = _("We do not know yet where you are from and what you speak as, so you are counted as “not known”.")
        yield NextStep(says, _("Complete your profile"), "accounts.profile")
