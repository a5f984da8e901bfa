"""Who sees and keeps the register, who may answer a request, whom to remind. Pure."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from consult.consultations.labels import said_at
from consult.consultations.models import RoundState
from consult.consultations.requests.models import ReviewRequest
from consult.consultations.rules import state_of_round
from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.rules import may_add_to

BETWEEN_REMINDERS = timedelta(days=3)


def may_keep_requests(membership: Membership) -> Ruling:
    """The register holds names and addresses of people who may never have come here."""
    if not membership.secretariat:
        return Ruling(_("Only the secretariat sees and keeps the register of who was asked."))
    return may_add_to(membership)


def may_answer_request(request: ReviewRequest, now: datetime) -> Ruling:
    """By its link: once, while the round lasts."""
    if request.answered_at is not None:
        return Ruling(_("This link was used on %(moment)s and works once.", moment=said_at(request.answered_at, "UTC")))
    if request.round.cancelled_at is not None:
        return Ruling(_("This round was cancelled: %(reason)s", reason=request.round.cancelled_because))
    return refuse_unless(
        state_of_round(request.round, now) != RoundState.CLOSED, _("This round has closed; nothing is asked any more.")
    )


def may_be_reminded(request: ReviewRequest, now: datetime) -> Ruling:
    """Of the silent: those who were asked, some days ago, by a mail that is known."""
    if not request.email or request.asked_at is None:
        return Ruling(_("They were not asked by mail."))
    if now < reminder_day(request.asked_at, request.reminded_at):
        return Ruling(_("They had a mail less than three days ago."))
    return ALLOWED


def reminder_day(asked_at: datetime, reminded_at: datetime | None) -> datetime:
    """From when on who was asked then may be reminded."""
    return max(filter(None, (asked_at, reminded_at))) + BETWEEN_REMINDERS
