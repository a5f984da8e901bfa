"""Who may write down what is said in a session, and until when its participants may. Pure."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from consult.comments.capture.models import CapturedPoint, CaptureRoute, SessionRoom
from consult.comments.models import CommentState
from consult.comments.personal_data import personal_data_in
from consult.comments.rules import may_moderate
from consult.consultations.models import Round, Session, Visibility
from consult.consultations.participation import RoundMembership
from consult.consultations.rules import CONFIDENTIAL, may_report, still_held, still_on
from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import DraftState
from consult.drafts.rules import still_in_use

OPEN_FOR = timedelta(hours=12)  # a short address, since it was opened


def may_capture(membership: Membership, place: RoundMembership | None, session: Session) -> Ruling:
    """Also after the round has closed: what was said in time may come in late, from where there was no line."""
    if not (theirs := may_report(membership, place)):
        return theirs
    return takes_points(session)


def takes_points(session: Session) -> Ruling:
    round_: Round = session.round
    for ruling in (still_in_use(round_.guideline), still_on(round_), still_held(session)):
        if not ruling:
            return ruling
    published = round_.draft.state != DraftState.EDITING
    return refuse_unless(published, _("The draft of this round is not published yet."))


def may_write_from_the_room(room: SessionRoom, now: datetime) -> Ruling:
    if not (takes := takes_points(room.session)):
        return takes
    return refuse_unless(
        now < room.open_until, _("This session takes no more points by its short address. Tell its rapporteur.")
    )


def may_let_in(membership: Membership, place: RoundMembership | None, round_: Round) -> Ruling:
    """Show others what participants wrote. Where the round promises a moderator, it is a moderator."""
    if may_moderate(membership, place, round_):
        return ALLOWED
    if round_.visibility in CONFIDENTIAL | {Visibility.AFTER_MODERATION}:
        return Ruling(_("A moderator of this round reads them before others do."))
    return may_report(membership, place)


def may_be_on_the_wall(round_: Round) -> Ruling:
    """A wall is read by whoever is in the room."""
    if round_.visibility in CONFIDENTIAL:
        return Ruling(_("The comments of this round are not for everyone; the wall shows the text alone."))
    return ALLOWED


def waits_for_moderator(route: CaptureRoute, *texts: str) -> bool:
    """Personal data in what its writer was not asked about. Whoever sat in the room and sent it was asked."""
    return route != CaptureRoute.PHONE and bool(personal_data_in(*texts))


def point_waits_for_moderator(point: CapturedPoint) -> bool:
    return waits_for_moderator(CaptureRoute(point.route), point.comment.text, point.table_name)


def state_on_arrival(round_: Round, route: CaptureRoute, *texts: str) -> CommentState:
    """As the round promises; what a participant writes, whom nobody knows, waits for someone to read it first."""
    waits = route == CaptureRoute.PHONE or round_.visibility == Visibility.AFTER_MODERATION
    return CommentState.HELD if waits or waits_for_moderator(route, *texts) else CommentState.SENT
