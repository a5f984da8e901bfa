"""When a round is open, who may comment in it, who may read the comments, who may change it. Pure."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.consultations.labels import said_at, said_until
from consult.consultations.models import Access, Kind, Round, RoundRole, RoundState, Session, Visibility
from consult.consultations.participation import NO_PLACE, RoundMembership
from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState
from consult.drafts.rules import may_add_to, still_in_use

# Promised to the drafting team alone, or to it and the experts: who hosts the round or keeps it civil reads none of it.
CONFIDENTIAL = frozenset({Visibility.EXPERTS_ONLY, Visibility.NEVER})
# Once people have written under one promise of who reads them, it may only be kept or narrowed.
WIDTH: Mapping[Visibility, int] = {visibility: place for place, visibility in enumerate(Visibility)}


def state_of_round(round_: Round, now: datetime) -> RoundState:
    if round_.cancelled_at is not None or now >= round_.closes_at:
        return RoundState.CLOSED
    return RoundState.UPCOMING if now < round_.opens_at else RoundState.OPEN


def deadline_for(place: RoundMembership | None, round_: Round) -> datetime:
    """Until when they may comment: the round's closing, or their own later deadline."""
    until = (place or NO_PLACE).until
    return max(round_.closes_at, until) if until is not None else round_.closes_at


def may_comment(
    membership: Membership, place: RoundMembership | None, round_: Round, now: datetime, person: Person | None
) -> Ruling:
    """`person` is who speaks: None for a visitor, who in an open round comments as a guest."""
    if round_.cancelled_at is not None:
        return Ruling(_("This round was cancelled: %(reason)s", reason=round_.cancelled_because))
    if not (in_use := still_in_use(membership.guideline)):
        return in_use
    if round_.draft.state == DraftState.EDITING:
        return Ruling(_("The draft of this round is not published yet."))
    if now < round_.opens_at:
        return Ruling(_("This round opens on %(moment)s.", moment=said_at(round_.opens_at, round_.timezone)))
    closes = deadline_for(place, round_)
    if now >= closes and round_.continued_by is not None:
        newer = round_.continued_by.draft.number
        return Ruling(_("This round went on with draft %(number)s, whose words may differ.", number=newer))
    if now >= closes:
        return Ruling(_("This round closed on %(moment)s.", moment=said_until(closes, round_.timezone)))
    return _may_enter(membership, place or NO_PLACE, round_, person)


def _may_enter(membership: Membership, place: RoundMembership, round_: Round, person: Person | None) -> Ruling:
    if round_.access == Access.OPEN:
        return ALLOWED
    if getattr(person, "confirmed_at", None) is None:
        return Ruling(_("This round is for registered people. Sign in, or sign up first; it takes a minute."))
    if round_.access == Access.REGISTERED or place.roles:
        return ALLOWED
    experts_meet = round_.kind == Kind.EXPERT_MEETING and membership.expert
    return refuse_unless(experts_meet, _("This round is for those invited to it. Ask its host for an invitation."))


def may_read_comments(membership: Membership, round_: Round, now: datetime) -> Ruling:
    """Whether the sent comments of others are theirs to read; their own always are."""
    if membership.team:
        return ALLOWED
    if round_.visibility == Visibility.NEVER:
        return Ruling(_("The comments of this round are read by the drafting team only."))
    if round_.visibility == Visibility.EXPERTS_ONLY:
        return refuse_unless(
            membership.expert, _("The comments of this round are read by the drafting team and the experts only.")
        )
    if round_.visibility == Visibility.AFTER_CLOSE and not membership.inside:
        closed = state_of_round(round_, now) == RoundState.CLOSED
        moment = said_until(round_.closes_at, round_.timezone)
        return refuse_unless(
            closed, _("The comments of this round can be read once it closes, on %(moment)s.", moment=moment)
        )
    return ALLOWED


def may_read_session(membership: Membership, place: RoundMembership | None, round_: Round, now: datetime) -> Ruling:
    """What was said in its sessions, who came to them and who was heard in it, group by group: those who may read its
    comments, and who reports on it."""
    return ALLOWED if may_report(membership, place) else may_read_comments(membership, round_, now)


def may_manage_rounds(membership: Membership) -> Ruling:
    """Plan rounds, appoint their hosts, set targets."""
    if not membership.secretariat:
        return Ruling(_("Only the secretariat plans rounds."))
    return may_add_to(membership)


def may_change_round(membership: Membership, place: RoundMembership | None) -> Ruling:
    """Change a round, its sessions and its invitations."""
    theirs = membership.secretariat or (place or NO_PLACE).host
    if not theirs:
        return Ruling(_("Only the secretariat and the host of this round change it."))
    return may_add_to(membership)


def may_end_place(membership: Membership, role: RoundRole) -> Ruling:
    """Who hosts is the secretariat's to say, in giving and in taking."""
    return may_manage_rounds(membership) if role == RoundRole.HOST else ALLOWED


def may_report(membership: Membership, place: RoundMembership | None) -> Ruling:
    """Write what was said in a session, and who came."""
    theirs = membership.secretariat or (place or NO_PLACE).reporting
    return refuse_unless(theirs, _("Only the secretariat, the host and the rapporteur of this round report on it."))


def may_join(membership: Membership, place: RoundMembership | None, round_: Round) -> Ruling:
    """See the link to a session: an address that is public is soon full of strangers."""
    if round_.access == Access.OPEN or membership.inside or (place or NO_PLACE).roles:
        return ALLOWED
    if round_.access == Access.INVITED:
        return Ruling(_("The link to this session is shown to those invited."))
    return refuse_unless(membership.signed_in, _("Sign in to see the link to this session."))


def may_reschedule(round_: Round, opens_at: datetime, closes_at: datetime, now: datetime) -> Ruling:
    """What has begun stays begun, and nobody's time is taken away without notice."""
    if round_.cancelled_at is not None:
        return still_on(round_)
    if closes_at <= opens_at:
        return Ruling(_("A round closes after it opens."))
    if opens_at != round_.opens_at and round_.opens_at <= now:
        return Ruling(_("This round has opened already; its opening cannot be moved."))
    cut_short = closes_at != round_.closes_at and round_.opens_at <= now and closes_at < now
    return refuse_unless(not cut_short, _("Choose a closing time that is still to come."))


def may_move(membership: Membership, place: RoundMembership | None, round_: Round, to: Draft, now: datetime) -> Ruling:
    """Go on with a newer draft: one that is published, while the round is not over."""
    change = may_change_round(membership, place)
    if not change:
        return change
    if round_.continued_by is not None:
        return Ruling(_("This round has gone on with another draft already."))
    if round_.cancelled_at is not None or state_of_round(round_, now) == RoundState.CLOSED:
        return Ruling(_("This round is over; plan another one on the new draft."))
    newer = to.guideline_id == round_.guideline_id and to.number > round_.draft.number
    return refuse_unless(
        newer and to.state == DraftState.PUBLISHED, _("A round goes on with a newer draft that is published.")
    )


def may_choose_anew(round_: Round, *, keeps_late: bool, practice: bool, now: datetime) -> Ruling:
    """What people were told before they wrote holds for what they wrote."""
    same = (keeps_late, practice) == (round_.keeps_late, round_.practice)
    return refuse_unless(
        same or now < round_.opens_at,
        _("Whether late comments are kept, and whether a round is for practice, is said before it opens."),
    )


def may_be_practised(round_: Round | None, *, practice: bool, closes_at: datetime, now: datetime) -> Ruling:
    """What is over is told by a round of its own, but nobody practises in it. `round_`: as it is planned already."""
    planned = round_ is not None and (round_.practice, round_.closes_at) == (practice, closes_at)
    return refuse_unless(
        not practice or planned or closes_at > now,
        _("Nobody can practise in days that are past. Choose a closing time that is still to come."),
    )


def takes_late(round_: Round, now: datetime) -> bool:
    """Whether what comes now goes into the late register."""
    over = round_.cancelled_at is None and now >= round_.closes_at and round_.continued_by is None
    return over and round_.keeps_late and not round_.practice


def may_comment_late(
    membership: Membership, place: RoundMembership | None, round_: Round, now: datetime, person: Person | None
) -> Ruling:
    """As `may_comment`, or else after the close into the late register of a round that keeps one."""
    in_time = may_comment(membership, place, round_, now, person)
    if in_time or not takes_late(round_, now):
        return in_time
    if not (in_use := still_in_use(membership.guideline)):
        return in_use
    return _may_enter(membership, place or NO_PLACE, round_, person)


def still_on(round_: Round) -> Ruling:
    """Nothing is added to a round that is called off."""
    return refuse_unless(round_.cancelled_at is None, _("This round was cancelled. Plan a new one instead."))


def still_held(session: Session) -> Ruling:
    return refuse_unless(session.cancelled_at is None, _("This session was cancelled. Add a new one instead."))


def may_cancel(membership: Membership, place: RoundMembership | None, round_: Round, now: datetime) -> Ruling:
    """Before or while it is open. What has closed has been held."""
    if not (ruling := may_change_round(membership, place)):
        return ruling
    if round_.cancelled_at is not None:
        return Ruling(_("This round was cancelled already."))
    return refuse_unless(
        state_of_round(round_, now) != RoundState.CLOSED,
        _("This round has closed; what has been held is not cancelled."),
    )


def may_cancel_session(
    membership: Membership, place: RoundMembership | None, session: Session, now: datetime
) -> Ruling:
    if not (ruling := may_change_round(membership, place)):
        return ruling
    if session.cancelled_at is not None:
        return Ruling(_("This session was cancelled already."))
    return refuse_unless(
        now < session.ends_at, _("This session is over; what has been held is not cancelled. Report on it instead.")
    )


def may_show(round_: Round, visibility: Visibility, now: datetime) -> Ruling:
    """Comments written under one promise are never shown more widely than it said."""
    kept = now < round_.opens_at or WIDTH[visibility] >= WIDTH[round_.visibility]
    return refuse_unless(
        kept, _("People have been told who reads their comments. That can be narrowed now, but not widened.")
    )
