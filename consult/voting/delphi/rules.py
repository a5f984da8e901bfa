"""May they plan a study, open a round, rate, stop, read?"""

from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _

from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.rules import still_in_use
from consult.voting.delphi.models import DelphiPanelist, DelphiRound, DelphiStudy
from consult.voting.delphi.statistics import StopRule

SHORTEST = timedelta(hours=1)
LAST_CALL = timedelta(days=1)  # before a round closes, those who have not rated hear once more


class RoundClock(StrEnum):
    """Where a round is, read off the clock until it is closed."""

    COMING = "coming"
    OPEN = "open"
    COUNTING = "counting"
    CLOSED = "closed"


def clock_of_round(round_: DelphiRound, now: datetime) -> RoundClock:
    if round_.closed_at is not None:
        return RoundClock.CLOSED
    if now < round_.opens_at:
        return RoundClock.COMING
    return RoundClock.OPEN if now < round_.closes_at else RoundClock.COUNTING


def rule_of_study(study: DelphiStudy) -> StopRule:
    return StopRule(
        max_rounds=study.max_rounds,
        agreement=study.agreement,
        iqr_at_most=study.iqr_at_most,
        stable_below=study.stable_below,
    )


def may_lead_study(membership: Membership) -> Ruling:
    if not membership.chair:
        return Ruling(_("Only the chair of the expert group or the secretariat leads Delphi rounds."))
    return still_in_use(membership.guideline)


def may_read_study(membership: Membership, study: DelphiStudy) -> Ruling:
    return refuse_unless(
        membership.expert or membership.team or study.ended_at is not None,
        _("These rounds are among the experts and the drafting team until they have ended. Then the report is public."),
    )


def may_open_round(membership: Membership, study: DelphiStudy, last: DelphiRound | None, panel: int) -> Ruling:
    if not (leads := may_lead_study(membership)):
        return leads
    if study.ended_at is not None:
        return Ruling(_("The rounds have ended by the rule that was set before them."))
    if last is not None and last.closed_at is None:
        return Ruling(_("A round is under way. The next one opens when it has closed."))
    return refuse_unless(panel, _("The group has no expert yet. The secretariat appoints them."))


def fits_the_calendar(opens_at: datetime, closes_at: datetime, now: datetime) -> Ruling:
    if opens_at < now - SHORTEST:
        return Ruling(_("The opening time is in the past. Leave it empty to open the round at once."))
    return refuse_unless(
        closes_at - max(opens_at, now) >= SHORTEST,
        _("The round would be open for less than an hour. Give the experts time: choose a later closing time."),
    )


def may_rate(panelist: DelphiPanelist | None, round_: DelphiRound | None, now: datetime) -> Ruling:
    if panelist is None:
        return Ruling(_("The panel was fixed when the first round opened; you are not on it."))
    if panelist.appointment.ended_at is not None:
        return Ruling(_("Your role in the expert group has ended, and with it your place on the panel."))
    state = clock_of_round(round_, now) if round_ is not None else None
    if state == RoundClock.COMING:
        return Ruling(_("This round has not opened yet."))
    return refuse_unless(state == RoundClock.OPEN, _("No round is open now. What you rated in the last one stands."))


def may_stop_study(membership: Membership, study: DelphiStudy) -> Ruling:
    if not (leads := may_lead_study(membership)):
        return leads
    if study.started_at is None:
        return Ruling(_("No round has been opened yet."))
    return refuse_unless(study.ended_at is None, _("The rounds have ended already."))
