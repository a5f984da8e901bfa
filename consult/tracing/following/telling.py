"""What a notice says to the one whom it is for: read as it is told, with their rights at that moment.

A notice whose thing is gone, was taken back or is not theirs to read has no line. Sentences are made when they are
read, so that a mail says them in its reader's language.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState, Endorsement
from consult.comments.queries import readable_condition
from consult.consultations.labels import said_until
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.core.verbs import Verb
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState, Guideline
from consult.drafts.queries import membership_of
from consult.drafts.translations.naming import shown_name
from consult.responses.models import AnswerDraft
from consult.responses.notifications import AnsweredComment
from consult.responses.queries import last_told
from consult.revisions.models import Revision, RevisionState
from consult.revisions.queries import readable_revisions
from consult.tracing.following.models import FollowerNotice
from consult.tracing.following.news import OPENED
from consult.tracing.following.paces import NoticeKind
from consult.tracing.following.work import work_in_words
from consult.tracing.record.entry_texts import sentence
from consult.voting.models import Ballot
from consult.voting.objections.models import Objection

UNSENT = "draft.unsent"  # a comment that waits, in a round that closes soon
Things = Mapping[int, Any]


@dataclass(frozen=True)
class NoticeLine:
    """One line, of one or more notices that say the same of one thing."""

    notices: Sequence[FollowerNotice]
    say: Callable[[], str]
    endpoint: str
    values: Mapping[str, Any]
    words: str = ""  # what someone said, as theirs
    contest: Mapping[str, str] = field(default_factory=dict)  # where its author may contest the answer

    @property
    def says(self) -> str:
        return self.say()


@dataclass(frozen=True)
class NewsOfGuideline:
    guideline: Guideline
    lines: Sequence[NoticeLine]


def told_to(person: Person, notices: Sequence[FollowerNotice]) -> list[NewsOfGuideline]:
    """By guideline, in the order in which it happened; what they may not know of, or is nothing any more, left out."""
    found: list[NewsOfGuideline] = []
    by_guideline: dict[Guideline, list[FollowerNotice]] = {}
    for notice in notices:
        by_guideline.setdefault(notice.guideline, []).append(notice)
    for guideline, those in by_guideline.items():
        membership = membership_of(person, guideline)
        lines = _lines(membership, person, those) if membership.knows else []
        if lines:
            found.append(NewsOfGuideline(guideline, lines))
    return found


def _lines(membership: Membership, person: Person, notices: Sequence[FollowerNotice]) -> list[NoticeLine]:
    things: dict[str, Things] = {}
    alike: dict[tuple[str, str, int], list[FollowerNotice]] = {}
    for subject, load in LOADERS.items():
        numbers = {notice.subject_id for notice in notices if notice.subject == subject}
        things[subject] = load(membership, numbers) if numbers else {}
    for notice in notices:
        thing = things.get(notice.subject, {}).get(notice.subject_id)
        if thing is not None:
            alike.setdefault((notice.kind, notice.what, thing.id), []).append(notice)
    lines = (_line(person, things[those[0].subject][those[0].subject_id], those) for those in alike.values())
    return [line for line in lines if line is not None]


def _line(person: Person, thing: Any, notices: Sequence[FollowerNotice]) -> NoticeLine | None:
    return LINES[notices[-1].subject](person, thing, notices)


# What each is loaded by: as a page would, for whoever it is told to.


def _readable(query: Any, membership: Membership) -> Any:
    shown = (Comment.state == CommentState.SENT, readable_condition(membership, clock.now()))
    return query.join(Round, Round.id == Comment.round_id).where(*shown)


def _comments(membership: Membership, numbers: Collection[int]) -> Things:
    query = _readable(select(Comment).where(Comment.id.in_(numbers)), membership)
    return {one.id: one for one in db.session.scalars(query.options(joinedload(Comment.in_reply_to)))}


def _endorsements(membership: Membership, numbers: Collection[int]) -> Things:
    """The comments of those that stand still, by number of the endorsement."""
    query = select(Endorsement.id, Comment).join(Comment, Comment.id == Endorsement.comment_id)
    rows = db.session.execute(_readable(query.where(Endorsement.id.in_(numbers)), membership))
    return dict(rows.all())


def _revisions(membership: Membership, numbers: Collection[int]) -> Things:
    query = readable_revisions(membership).where(Revision.id.in_(numbers), Revision.state != RevisionState.WITHDRAWN)
    return {one.id: one for one in db.session.scalars(query).unique()}


def _ballots(membership: Membership, numbers: Collection[int]) -> Things:
    theirs = readable_revisions(membership).options().with_only_columns(Revision.id)
    query = select(Ballot).where(Ballot.id.in_(numbers), Ballot.revision_id.in_(theirs))
    return {one.id: one for one in db.session.scalars(query.options(joinedload(Ballot.revision)))}


def _drafts(membership: Membership, numbers: Collection[int]) -> Things:
    query = select(Draft).where(Draft.id.in_(numbers), Draft.state != DraftState.EDITING)
    return {one.id: one for one in db.session.scalars(query.where(Draft.guideline_id == membership.guideline.id))}


def _rounds(membership: Membership, numbers: Collection[int]) -> Things:
    query = select(Round).where(Round.id.in_(numbers), Round.guideline_id == membership.guideline.id)
    return {one.id: one for one in db.session.scalars(query)}


def _desks(membership: Membership, numbers: Collection[int]) -> Things:
    """Work is told to those who are of the team still."""
    guideline = membership.guideline
    return {guideline.id: guideline} if membership.team and guideline.id in numbers else {}


def _answer_drafts(membership: Membership, numbers: Collection[int]) -> Things:
    """Of the team alone, as on their page."""
    mine = (AnswerDraft.id.in_(numbers), AnswerDraft.guideline_id == membership.guideline.id)
    query = select(AnswerDraft).where(*mine).options(joinedload(AnswerDraft.by), joinedload(AnswerDraft.theme))
    return {one.id: one for one in db.session.scalars(query)} if membership.team else {}


def _objections(membership: Membership, numbers: Collection[int]) -> Things:
    query = select(Objection).join(Comment, Comment.id == Objection.comment_id).where(Objection.id.in_(numbers))
    query = _readable(query, membership).options(joinedload(Objection.comment))
    return {one.id: one for one in db.session.scalars(query)}


# What is said of each.


def _of_comment(person: Person, comment: Comment, notices: Sequence[FollowerNotice]) -> NoticeLine | None:
    kind, values = notices[-1].kind, {"reference": comment.reference}
    if kind == NoticeKind.ANSWER:
        return _of_answer(person, comment, notices)
    parent = comment.in_reply_to

    def say() -> str:
        if kind == NoticeKind.REPLY and parent is not None:
            return str(_("A reply to comment %(other)s: %(reference)s", other=parent.reference, **values))
        return str(_("A new comment: %(reference)s", **values))

    return NoticeLine(notices, say, "comments.comment", values, words=comment.text)


def _of_answer(person: Person, comment: Comment, notices: Sequence[FollowerNotice]) -> NoticeLine | None:
    """Not to an author whom the drafting team has written to since: they have read more there."""
    own, told = comment.author_id == person.id, last_told(comment)
    if own and told is not None and told >= notices[-1].at:
        return None
    values = {"reference": comment.reference}
    contest = {**values, "key": AnsweredComment(comment, ()).key} if own else {}
    return NoticeLine(
        notices,
        lambda: _("Every point of comment %(reference)s has an answer.", **values),
        "tracing.comment",
        values,
        contest=contest,
    )


def _of_endorsements(person: Person, comment: Comment, notices: Sequence[FollowerNotice]) -> NoticeLine:  # noqa: ARG001
    values = {"reference": comment.reference}

    def say() -> str:
        several = ngettext(
            "%(num)s person endorsed comment %(reference)s.",
            "%(num)s people endorsed comment %(reference)s.",
            len(notices),
            **values,
        )
        return str(several)

    return NoticeLine(notices, say, "tracing.comment", values)


def _of_revision(person: Person, revision: Revision, notices: Sequence[FollowerNotice]) -> NoticeLine:  # noqa: ARG001
    verb = notices[-1].what

    def say() -> str:
        return _plainly(verb, _("Revision “%(title)s”", title=revision.title))

    return NoticeLine(notices, say, "revisions.revision", {"revision_id": revision.id})


def _of_ballot(person: Person, ballot: Ballot, notices: Sequence[FollowerNotice]) -> NoticeLine | None:  # noqa: ARG001
    verb = notices[-1].what
    if ballot.voided_at is not None and verb != Verb.BALLOT_VOIDED:
        return None  # it decides nothing

    def say() -> str:
        return _plainly(verb, _("The ballot on “%(title)s”", title=ballot.revision.title), carried=ballot.carried)

    return NoticeLine(notices, say, "voting.ballot", {"ballot_id": ballot.id})


def _of_draft(person: Person, draft: Draft, notices: Sequence[FollowerNotice]) -> NoticeLine:  # noqa: ARG001
    values = {"slug": draft.guideline.slug, "number": draft.number}

    def say() -> str:
        return _plainly(notices[-1].what, _("Draft %(number)s", number=draft.number))

    return NoticeLine(notices, say, "comments.read", values)


def _of_round(person: Person, round_: Round, notices: Sequence[FollowerNotice]) -> NoticeLine | None:
    what, now = notices[-1].what, clock.now()
    over = round_.cancelled_at is not None or round_.closes_at <= now
    if over and what in {OPENED, UNSENT}:
        return None
    if what == UNSENT:
        return _of_unsent(person, round_, notices)

    def say() -> str:
        title = _("Round “%(title)s”", title=shown_name(round_))
        if what == OPENED:
            until = said_until(round_.closes_at, person.timezone)
            return str(_("%(round)s is open until %(until)s.", round=title, until=until))
        return _plainly(what, title, because=round_.cancelled_because)

    return NoticeLine(notices, say, "consultations.round", {"round_slug": round_.slug})


def _of_unsent(person: Person, round_: Round, notices: Sequence[FollowerNotice]) -> NoticeLine | None:
    """If something is unsent still."""
    mine = (Comment.round_id == round_.id, Comment.author_id == person.id, Comment.state == CommentState.DRAFT)
    begun = len(db.session.scalars(select(Comment.id).where(*mine)).all())
    if not begun:
        return None

    def say() -> str:
        until = said_until(round_.closes_at, person.timezone)
        return str(
            ngettext(
                "You began %(num)s comment and have not sent it. The round “%(title)s” closes %(until)s.",
                "You began %(num)s comments and have not sent them. The round “%(title)s” closes %(until)s.",
                begun,
                title=shown_name(round_),
                until=until,
            )
        )

    return NoticeLine(notices, say, "comments.mine", {})


def _of_objection(person: Person, objection: Objection, notices: Sequence[FollowerNotice]) -> NoticeLine:  # noqa: ARG001
    values = {"reference": objection.comment.reference if objection.comment is not None else ""}

    def say() -> str:
        return str(_("The objection to the answer to comment %(reference)s was decided.", **values))

    return NoticeLine(notices, say, "tracing.comment", values)


def _of_work(person: Person, guideline: Guideline, notices: Sequence[FollowerNotice]) -> NoticeLine | None:
    """How much is open and by when; which it is the page says. All of a sitting is one line; what was done or given on
    since is none."""
    what = notices[-1].what
    if not work_in_words(person, guideline, what):
        return None
    say = partial(work_in_words, person, guideline, what)
    return NoticeLine(notices, say, "responses.my_work", {"slug": guideline.slug})


def _of_answer_draft(person: Person, draft: AnswerDraft, notices: Sequence[FollowerNotice]) -> NoticeLine | None:
    """Unless they wrote it again since."""
    if draft.by_id == person.id:
        return None
    name = draft.by.name
    endpoint, values = "responses.answer_theme", {"theme_id": draft.theme_id}
    if draft.ask_id is not None:
        endpoint, values = "responses.answer_ask", {"ask_id": draft.ask_id}
    elif draft.point_id is not None:
        endpoint, values = "responses.answer_point", {"point_id": draft.point_id}

    def say() -> str:
        if draft.theme is not None:
            named = {"name": name, "theme": draft.theme.label}
            return str(
                _("%(name)s put another answer in the place of yours that was on its way to “%(theme)s”.", **named)
            )
        return str(_("%(name)s put another answer in the place of yours that was on its way to a point.", name=name))

    return NoticeLine(notices, say, endpoint, values)


def _plainly(verb: str, thing: str, **facts: Any) -> str:
    """The journal’s sentence, as plain text."""
    return str(sentence(verb, thing, facts).unescape())


LOADERS: Mapping[str, Callable[[Membership, Collection[int]], Things]] = {
    "comment": _comments,
    "endorsement": _endorsements,
    "revision": _revisions,
    "ballot": _ballots,
    "draft": _drafts,
    "round": _rounds,
    "objection": _objections,
    "guideline": _desks,
    "answer_draft": _answer_drafts,
}
LINES: Mapping[str, Callable[[Person, Any, Sequence[FollowerNotice]], NoticeLine | None]] = {
    "comment": _of_comment,
    "endorsement": _of_endorsements,
    "revision": _of_revision,
    "ballot": _of_ballot,
    "draft": _of_draft,
    "round": _of_round,
    "objection": _of_objection,
    "guideline": _of_work,
    "answer_draft": _of_answer_draft,
}
