"""May one call, nominate, decide? Pure."""

from datetime import datetime

from flask_babel import gettext as _

from consult.core.ruling import Ruling, refuse_unless
from consult.core.templating import when
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.rules import still_in_use
from consult.voting.nominations.models import Nomination, NominationCall, NominationState


def may_call(membership: Membership) -> Ruling:
    if not membership.secretariat:
        return Ruling(_("Only the secretariat calls for nominations and decides about them."))
    return still_in_use(membership.guideline)


def may_nominate(guideline: Guideline, call: NominationCall, now: datetime) -> Ruling:
    if not (in_use := still_in_use(guideline)):
        return in_use
    if now < call.opened_at:
        return Ruling(_("Nominations are not open yet."))
    says = _("Nominations closed on %(when)s, so this one was not taken in. What you typed is below: copy what you need, and write to the secretariat.")  # fmt: skip  # noqa: E501
    return refuse_unless(now < call.closes_at, says % {"when": when(call.closes_at, call.timezone)})


def may_attach(nomination: Nomination, now: datetime) -> Ruling:
    if nomination.state == NominationState.ERASED:
        return Ruling(_("This nomination was erased."))
    if nomination.state != NominationState.BEGUN:
        return Ruling(_("This nomination was sent already, with its letter."))
    return may_nominate(nomination.call.guideline, nomination.call, now)


def may_confirm_nomination(nomination: Nomination) -> Ruling:
    """Also after the deadline: it was complete in time."""
    return refuse_unless(
        nomination.state == NominationState.UNCONFIRMED,
        _("There is nothing left to confirm here."),
    )


def may_decide(membership: Membership, nomination: Nomination) -> Ruling:
    if not (calls := may_call(membership)):
        return calls
    if nomination.state in {NominationState.ACCEPTED, NominationState.DECLINED}:
        return Ruling(_("This nomination was decided already."))
    return refuse_unless(
        nomination.state == NominationState.SUBMITTED, _("This nomination is not complete, so it cannot be decided.")
    )


def may_read_letter(membership: Membership, nomination: Nomination) -> Ruling:
    if not membership.secretariat:
        return Ruling(_("Letters are read by the secretariat alone."))
    return refuse_unless(nomination.state != NominationState.ERASED, _("This letter was erased."))
