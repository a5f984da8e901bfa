"""May they edit, withdraw, endorse, reply to, read, moderate a comment? And which states follow which. Pure."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.comments.content import CommentContent
from consult.comments.models import Capacity, Comment, CommentState
from consult.comments.quotation import passages
from consult.consultations.models import Round, RoundRole
from consult.consultations.participation import NO_PLACE, RoundMembership
from consult.consultations.rules import CONFIDENTIAL, deadline_for, may_comment, may_read_comments
from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.core.urls import is_web_address
from consult.drafts.membership import Membership
from consult.drafts.rules import still_in_use

S = CommentState
TRANSITIONS: Mapping[CommentState, frozenset[CommentState]] = {
    S.DRAFT: frozenset({S.UNCONFIRMED, S.HELD, S.SENT}),
    S.UNCONFIRMED: frozenset({S.HELD, S.SENT}),
    S.HELD: frozenset({S.SENT, S.HIDDEN, S.WITHDRAWN}),
    S.SENT: frozenset({S.HELD, S.HIDDEN, S.WITHDRAWN}),
    S.HIDDEN: frozenset({S.SENT, S.HELD, S.WITHDRAWN}),
    S.WITHDRAWN: frozenset(),
}
# Acknowledged and not taken back.
STANDING = frozenset({S.HELD, S.SENT, S.HIDDEN})
# Who sees all comments of a round, whatever others may read.
OVERSEERS = frozenset({RoundRole.HOST, RoundRole.RAPPORTEUR, RoundRole.MODERATOR})


def may_be_said(content: CommentContent, words_there: str) -> Ruling:
    """What the form checks with more care, for all who come without one. `words_there`: of the clause, if any."""
    if not content.text.strip():
        return Ruling(_("An empty comment cannot be sent. Write what you want to say, even one sentence."))
    if content.evidence_url and not is_web_address(content.evidence_url):
        return Ruling(_("Give the whole address of your evidence, beginning with https://."))
    return refuse_unless(
        passages.stands_in(content, words_there),
        _("The words that you quote do not stand in the clause. Quote them exactly as they are."),
    )


def may_be_official(capacity: Capacity) -> Ruling:
    """A comment by itself is its author's own; organisations speak by a position."""
    return refuse_unless(
        capacity == Capacity.PERSONAL,
        _("Only a confirmed organisation speaks officially: its focal point sends one position for it."),
    )


def may_edit_comment(comment: Comment, person: Person | None, place: RoundMembership | None, now: datetime) -> Ruling:
    if person is None or comment.author_id != person.id:
        return Ruling(_("Only its author changes a comment."))
    if comment.position_id is not None:
        return Ruling(_("This comment is part of an organisation’s position. Replace the position as a whole."))
    if comment.state == S.WITHDRAWN:
        return Ruling(
            _("You withdrew this comment; it stays as it was. While the round is open you can write a new one.")
        )
    if comment.state == S.UNCONFIRMED:
        return Ruling(_("Confirm this comment first: open the link in the mail that we sent."))
    round_ = comment.round
    if comment.state != S.DRAFT and not (in_use := still_in_use(round_.guideline)):
        return in_use
    in_time = round_.opens_at <= now < deadline_for(place, round_) and round_.cancelled_at is None
    return refuse_unless(
        comment.state == S.DRAFT or in_time, _("The round has closed: a comment can be read but no longer changed.")
    )


def may_withdraw_comment(comment: Comment, person: Person | None) -> Ruling:
    """Also after the round has closed: what one said one may take back at any time."""
    if person is None or comment.author_id != person.id:
        return Ruling(_("Only its author withdraws a comment."))
    if comment.position_id is not None:
        return Ruling(_("This comment is part of an organisation’s position. Withdraw the position as a whole."))
    return refuse_unless(S.WITHDRAWN in TRANSITIONS[comment.state], _("There is nothing to withdraw."))


def may_endorse(comment: Comment, membership: Membership, place: RoundMembership | None, now: datetime) -> Ruling:
    person = membership.person
    if not comment.round.endorsements:
        return Ruling(_("In this round comments are not endorsed."))
    if person is None:
        return Ruling(_("Sign in to endorse a comment."))
    if comment.author_id == person.id:
        return Ruling(_("This comment is yours."))
    if comment.state != S.SENT:
        return Ruling(_("This comment is not there to be endorsed."))
    return may_comment(membership, place, comment.round, now, person)


def may_reply(comment: Comment, membership: Membership, place: RoundMembership | None, now: datetime) -> Ruling:
    if not comment.round.replies:
        return Ruling(_("In this round comments have no replies."))
    if membership.person is None:
        return Ruling(_("Sign in to reply."))
    if comment.state != S.SENT:
        return Ruling(_("This comment cannot be replied to."))
    return may_comment(membership, place, comment.round, now, membership.person)


def may_admit_late(membership: Membership) -> Ruling:
    """Whether what came late is heard all the same is for the drafting team to say."""
    return refuse_unless(membership.team, _("Only the drafting team admits late comments."))


def may_admit(comment: Comment, membership: Membership) -> Ruling:
    if not (theirs := may_admit_late(membership)):
        return theirs
    waits = comment.state == S.HELD and comment.waits_as_late
    return refuse_unless(waits, _("This comment does not wait in a late register."))


def may_moderate(membership: Membership, place: RoundMembership | None, round_: Round) -> Ruling:
    """What was promised to the drafting team alone, or to it and the experts, only who is of the team moderates."""
    moderates = membership.moderator or (place or NO_PLACE).moderator
    if moderates and not membership.team and round_.visibility in CONFIDENTIAL:
        return Ruling(_("The comments of this round were promised to others; its moderators do not read them."))
    return refuse_unless(moderates, _("This is for the moderators of the round."))


def may_read_comment(comment: Comment, membership: Membership, place: RoundMembership | None, now: datetime) -> Ruling:
    """The same answer for one comment as `queries.readable` gives for many; withdrawn ones only to team and author."""
    if membership.person is not None and comment.author_id == membership.person.id:
        return ALLOWED
    oversees = membership.moderator or (place or NO_PLACE).roles & OVERSEERS
    if membership.team or (oversees and comment.round.visibility not in CONFIDENTIAL):
        return refuse_unless(comment.sent_at is not None, _("Its author has not sent it."))
    if comment.state != S.SENT:
        return Ruling(_("This comment is not public."))
    return may_read_comments(membership, comment.round, now)
