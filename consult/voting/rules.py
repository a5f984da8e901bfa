"""May she open, extend, close this ballot; may she vote; what may she see?"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment, Role
from consult.drafts.rules import still_in_use
from consult.revisions.models import Revision, RevisionState
from consult.voting.models import Ballot, BallotSeat

LAST_CALL = timedelta(days=1)  # before closing, those who have not voted hear once more
REMINDERS_EVERY = timedelta(days=1)
SHORTEST = timedelta(hours=1)  # nobody can read a revision and vote in less


class BallotState(StrEnum):
    """Read off the clock until it is closed; `closed_at` is the fact that closing leaves."""

    PLANNED = "planned"
    OPEN = "open"
    COUNTING = "counting"  # its time is over; the sweep counts it within a minute
    CLOSED = "closed"


# Which state follows which. Nothing leads back, and nothing leads out of closed.
TRANSITIONS: Mapping[BallotState, frozenset[BallotState]] = {
    BallotState.PLANNED: frozenset({BallotState.OPEN}),
    BallotState.OPEN: frozenset({BallotState.COUNTING, BallotState.CLOSED}),
    BallotState.COUNTING: frozenset({BallotState.CLOSED}),
    BallotState.CLOSED: frozenset(),
}


def state_of_ballot(ballot: Ballot, now: datetime) -> BallotState:
    if ballot.closed_at is not None:
        return BallotState.CLOSED
    if now < ballot.opens_at:
        return BallotState.PLANNED
    return BallotState.OPEN if now < ballot.closes_at else BallotState.COUNTING


def may_open(membership: Membership, revision: Revision) -> Ruling:
    if not membership.chair:
        return Ruling(_("Only the chair of the expert group or the secretariat opens a ballot."))
    if not (in_use := still_in_use(membership.guideline)):
        return in_use
    refusals = {
        RevisionState.DRAFT: _("The drafting team still works on this revision. It can be voted on once proposed."),
        RevisionState.BALLOTED: _("A ballot on this revision is open already."),
        RevisionState.CARRIED: _("This revision has been carried already."),
        RevisionState.NOT_CARRIED: _("This revision was not carried. A changed one must be proposed first."),
        RevisionState.WITHDRAWN: _("This revision has been withdrawn."),
        RevisionState.PUBLISHED: _("This revision stands in a published draft already."),
    }
    return Ruling(str(refusals.get(revision.state, "")))


def may_run(opens_at: datetime, closes_at: datetime, *, seated: int, now: datetime) -> Ruling:
    """Whether a ballot with these dates can decide anything."""
    if not seated:
        return Ruling(_("The group has no expert with a vote yet. The secretariat appoints them."))
    if closes_at <= now:
        return Ruling(_("The closing time is in the past. Choose a later one."))
    if closes_at <= opens_at:
        return Ruling(_("The ballot would close before it opens. Choose a later closing time."))
    return refuse_unless(
        closes_at - opens_at >= SHORTEST,
        _("The ballot would be open for less than an hour. Give the experts time: choose a later closing time."),
    )


def may_vote(member: Appointment | None, seat: BallotSeat | None, ballot: Ballot, now: datetime) -> Ruling:
    """`seat` is the one that the member holds in this ballot."""
    state = state_of_ballot(ballot, now)
    if state == BallotState.PLANNED:
        return Ruling(_("Voting on this revision has not opened yet."))
    if state != BallotState.OPEN:
        return Ruling(_("Voting on this revision has closed."))
    if not (in_use := still_in_use(ballot.revision.guideline)):
        return in_use
    return may_ever_vote(member, seat, ballot)


def may_ever_vote(member: Appointment | None, seat: BallotSeat | None, ballot: Ballot) -> Ruling:
    """Whether it is theirs to vote at all, whatever the time."""
    if member is None or member.role != Role.EXPERT or member.guideline_id != ballot.revision.guideline_id:
        return Ruling(_("Only the experts of the group vote. You can read the result when the ballot has closed."))
    if member.ended_at is not None:
        return Ruling(_("Your role in the group has ended. A vote that you cast before stands."))
    if not member.seated:
        return Ruling(_("Your group advises but does not vote."))
    return refuse_unless(
        seat is not None,
        _("You joined the group after this ballot had opened. Who votes in it was settled then; you vote in the next."),
    )


def may_see_results(membership: Membership, ballot: Ballot) -> Ruling:
    if ballot.closed_at is not None:
        return ALLOWED
    if ballot.results_hidden:
        return Ruling(_("How the experts vote is hidden from everyone until the ballot closes."))
    return refuse_unless(membership.expert or membership.team, _("The result is public when the ballot closes."))


def may_see_turnout(membership: Membership) -> Ruling:
    return refuse_unless(
        membership.expert or membership.team, _("How many have voted is public when the ballot closes.")
    )


def may_lead(membership: Membership, ballot: Ballot, now: datetime) -> Ruling:
    """Extending, reminding and changing the rule: by the chair, while the ballot runs or is to come."""
    if not membership.chair:
        return Ruling(_("Only the chair of the expert group or the secretariat does this."))
    if not (in_use := still_in_use(membership.guideline)):
        return in_use
    running = state_of_ballot(ballot, now) in {BallotState.PLANNED, BallotState.OPEN}
    return refuse_unless(running, _("This ballot has closed; what was decided stays."))


def may_extend(membership: Membership, ballot: Ballot, until: datetime, now: datetime) -> Ruling:
    leads = may_lead(membership, ballot, now)
    if not leads:
        return leads
    return refuse_unless(
        until > ballot.closes_at, _("A ballot can only be extended: choose a time after the present closing time.")
    )


def may_change_rule(membership: Membership, ballot: Ballot, votes: int, now: datetime) -> Ruling:
    leads = may_lead(membership, ballot, now)
    if not leads:
        return leads
    return refuse_unless(not votes, _("The first vote has been cast; from then on the rule stays as it is."))


def may_close(membership: Membership | None, ballot: Ballot, undecided: int, now: datetime) -> Ruling:
    """By the clock (`standing` None), or by the chair once every expert has voted."""
    if state_of_ballot(ballot, now) == BallotState.COUNTING:
        return ALLOWED
    if membership is None or ballot.closed_at is not None:
        return Ruling(_("This ballot is not due."))
    leads = may_lead(membership, ballot, now)
    if not leads:
        return leads
    return refuse_unless(
        state_of_ballot(ballot, now) == BallotState.OPEN and not undecided,
        _("Not everyone has voted. The ballot closes by itself when its time is over."),
    )


def may_remind(membership: Membership, ballot: Ballot, last: datetime | None, now: datetime) -> Ruling:
    leads = may_lead(membership, ballot, now)
    if not leads:
        return leads
    if state_of_ballot(ballot, now) != BallotState.OPEN:
        return Ruling(_("Voting has not opened yet, so there is nothing to remind of."))
    return reminder_due(last, now)


def last_call_due(ballot: Ballot, last: datetime | None, now: datetime) -> bool:
    """On the last day, and never before half of the time is over: a short ballot does not nag as it opens."""
    halfway = ballot.opens_at + (ballot.closes_at - ballot.opens_at) / 2
    in_time = max(ballot.closes_at - LAST_CALL, halfway) <= now < ballot.closes_at
    return in_time and bool(reminder_due(last, now))


def reminder_due(last: datetime | None, now: datetime) -> Ruling:
    fresh = last is not None and now - last < REMINDERS_EVERY
    return refuse_unless(not fresh, _("Those who have not voted were reminded less than a day ago."))
