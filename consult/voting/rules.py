"""May they plan, open, correct, extend, void, certify this ballot; may they vote; what may they see?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment, Role
from consult.drafts.rules import still_in_use
from consult.revisions.models import Revision, RevisionState
from consult.revisions.rules import on_draft_in_force
from consult.voting.group.models import Opener
from consult.voting.group.procedure import Procedure
from consult.voting.models import Ballot, BallotSeat, Choice, Majority, Vote

A_DAY = timedelta(days=1)
REMINDERS_EVERY = A_DAY
SHORTEST = timedelta(hours=1)  # nobody can read a revision and vote in less
SHORTEST_SILENCE = timedelta(hours=72)  # UN General Assembly decision 74/544


class BallotState(StrEnum):
    """Read off the clock until it is closed; what closing, certifying and voiding leave are the facts."""

    PLANNED = "planned"
    OPEN = "open"
    COUNTING = "counting"  # its time is over; the sweep counts it within a minute
    CLOSED = "closed"
    CERTIFIED = "certified"
    VOID = "void"


# Which state follows which. Nothing leads out of certified or void.
TRANSITIONS: Mapping[BallotState, frozenset[BallotState]] = {
    BallotState.PLANNED: frozenset({BallotState.OPEN, BallotState.VOID}),
    BallotState.OPEN: frozenset({BallotState.COUNTING, BallotState.CLOSED, BallotState.VOID}),
    BallotState.COUNTING: frozenset({BallotState.CLOSED, BallotState.VOID}),
    BallotState.CLOSED: frozenset({BallotState.CERTIFIED, BallotState.VOID}),
    BallotState.CERTIFIED: frozenset(),
    BallotState.VOID: frozenset(),
}


def state_of_ballot(ballot: Ballot, now: datetime) -> BallotState:
    if ballot.voided_at is not None:
        return BallotState.VOID
    if ballot.closed_at is not None:
        return BallotState.CERTIFIED if ballot.certified_at is not None else BallotState.CLOSED
    if now < ballot.opens_at:
        return BallotState.PLANNED
    return BallotState.OPEN if now < ballot.closes_at else BallotState.COUNTING


def may_open(membership: Membership, revision: Revision) -> Ruling:
    """Proposed, or voted on before: then by the rule of `may_ballot_again`."""
    if not membership.chair:
        return Ruling(_("Only the chair of the expert group or the secretariat opens a ballot."))
    if not (in_use := still_in_use(membership.guideline)):
        return in_use
    refusals = {
        RevisionState.DRAFT: _("The drafting team still works on this revision. It can be voted on once proposed."),
        RevisionState.BALLOTED: _("A ballot on this revision is open already."),
        RevisionState.WITHDRAWN: _("This revision has been withdrawn."),
        RevisionState.PUBLISHED: _("This revision stands in a published draft already."),
    }
    if revision.state in refusals:
        return Ruling(str(refusals[revision.state]))
    return words_in_force(revision)


def words_in_force(revision: Revision) -> Ruling:
    return refuse_unless(
        on_draft_in_force(revision),
        _(
            "A newer draft is in force, so this revision would change words that stand no more. On its page, set it "
            "against the words of the newer draft; then open the ballot."
        ),
    )


def may_be_opened_by(membership: Membership, procedure: Procedure) -> Ruling:
    """Who opens ballots, by the group's rules of procedure."""
    if procedure.opener == Opener.CHAIR and Role.CHAIR not in membership.roles:
        return Ruling(_("By the group's rules of procedure only the chair opens a ballot."))
    if procedure.opener == Opener.SECRETARIAT and not membership.secretariat:
        return Ruling(_("By the group's rules of procedure only the secretariat opens a ballot."))
    return ALLOWED


def may_ballot_again(
    revision: Revision, rejected: Sequence[Ballot], because: str, procedure: Procedure, now: datetime
) -> Ruling:
    """One that was not carried, as often as the rules of procedure say; one that was carried, to supersede that."""
    if revision.state not in {RevisionState.NOT_CARRIED, RevisionState.CARRIED}:
        return ALLOWED
    if not because.strip():
        return Ruling(_("It was voted on before. Say why it is put to the vote again; everyone reads it."))
    if revision.state == RevisionState.CARRIED:
        return ALLOWED
    if len(rejected) > procedure.reballots:
        says = ngettext(
            "By the group's rules of procedure a rejected revision is voted on again %(num)s time at the most. Propose "
            "a changed one.",
            "By the group's rules of procedure a rejected revision is voted on again %(num)s times at the most. "
            "Propose a changed one.",
            procedure.reballots,
        )
        return Ruling(says)
    last = max((ballot.closed_at for ballot in rejected if ballot.closed_at), default=now)
    return refuse_unless(
        now - last >= timedelta(days=procedure.reballot_after_days),
        ngettext(
            "By the group's rules of procedure %(num)s day passes before a rejected revision is voted on again.",
            "By the group's rules of procedure %(num)s days pass before a rejected revision is voted on again.",
            procedure.reballot_after_days,
        ),
    )


def may_run(
    opens_at: datetime, closes_at: datetime, *, seated: int, now: datetime, majority: Majority | None = None
) -> Ruling:
    """Whether a ballot with these dates can decide anything."""
    if not seated:
        return Ruling(_("The group has no expert with a vote yet. The secretariat appoints them."))
    if closes_at <= now:
        return Ruling(_("The closing time is in the past. Choose a later one."))
    if closes_at <= opens_at:
        return Ruling(_("The ballot would close before it opens. Choose a later closing time."))
    if majority == Majority.SILENCE and closes_at - opens_at < SHORTEST_SILENCE:
        return Ruling(_("Silence is consent only where there was time to speak: give it at least 72 hours."))
    return refuse_unless(
        closes_at - opens_at >= SHORTEST,
        _("The ballot would be open for less than an hour. Give the experts time: choose a later closing time."),
    )


def may_be_secret(majority: Majority, *, per_state: bool) -> Ruling:
    if per_state:
        return Ruling(_("A secret ballot is counted per expert: the vote of a state with one expert would be theirs."))
    return refuse_unless(
        majority not in {Majority.CONSENSUS, Majority.SILENCE},
        _("Under this rule whoever objects is asked about it, so it cannot be secret."),
    )


def may_vote(
    member: Appointment | None, seat: BallotSeat | None, ballot: Ballot, now: datetime, *, standing: Vote | None
) -> Ruling:
    """`seat` is the one that the member holds in this ballot, `standing` the vote by name that counts of it."""
    state = state_of_ballot(ballot, now)
    if state == BallotState.PLANNED:
        return Ruling(_("Voting on this revision has not opened yet."))
    if state != BallotState.OPEN:
        return Ruling(_("Voting on this revision has closed."))
    if not (in_use := still_in_use(ballot.revision.guideline)):
        return in_use
    if member is None or member.role != Role.EXPERT or member.guideline_id != ballot.revision.guideline_id:
        return Ruling(_("Only the experts of the group vote. You can read the result when the ballot has closed."))
    if not (gives_rights := gives_rights_on(member, now.date())):
        return gives_rights
    return may_ever_vote(member, seat, ballot, standing=standing)


def gives_rights_on(member: Appointment, today: date) -> Ruling:
    """Why a place in the group gives no rights on a day, as `in_force` has it."""
    if member.ended_at is not None or (member.term_ends_on is not None and member.term_ends_on < today):
        return Ruling(_("Your role in the group has ended. A vote that you cast before stands."))
    if member.suspended_at is not None:
        says = _("Your role in the group is suspended, so you cannot vote now. A vote that you cast before stands.")
        return Ruling(says)
    if member.term_starts_on is not None and member.term_starts_on > today:
        return Ruling(_("Your term in the group has not begun yet."))
    return ALLOWED


def may_ever_vote(member: Appointment, seat: BallotSeat | None, ballot: Ballot, *, standing: Vote | None) -> Ruling:
    """Whether it is theirs to vote in this ballot, whatever the time."""
    if not member.seated:
        return Ruling(_("Your group advises but does not vote."))
    if seat is not None and seat.took_part:
        return Ruling(_("You have voted. A secret vote is final: nobody could find it again to change it."))
    if ballot.secret and standing is not None:
        return Ruling(_("You are recused from this ballot. In a secret ballot that is final, as a vote is."))
    return refuse_unless(
        seat is not None,
        _("You joined the group after this ballot had opened. Who votes in it was settled then; you vote in the next."),
    )


def may_choose(ballot: Ballot, choice: Choice) -> Ruling:
    """An indicative ballot asks how far they agree, the others what they choose."""
    indicates = choice == Choice.INDICATED
    return refuse_unless(
        choice == Choice.RECUSED or indicates == (ballot.majority == Majority.INDICATIVE),
        _("This ballot does not ask that. Choose one of the answers on its page."),
    )


def may_see_results(membership: Membership, ballot: Ballot) -> Ruling:
    if ballot.closed_at is not None:
        return ALLOWED
    if ballot.secret or ballot.results_hidden:
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


def may_extend(
    membership: Membership, ballot: Ballot, until: datetime, *, times: int, procedure: Procedure, now: datetime
) -> Ruling:
    """To a later time, as often and as far as the rules of procedure let; `times` it was extended before."""
    leads = may_lead(membership, ballot, now)
    if not leads:
        return leads
    if until <= ballot.closes_at:
        return Ruling(_("A ballot can only be extended: choose a time after the present closing time."))
    if times >= procedure.extensions:
        says = ngettext(
            "By the group's rules of procedure a ballot is extended %(num)s time at the most.",
            "By the group's rules of procedure a ballot is extended %(num)s times at the most.",
            procedure.extensions,
        )
        return Ruling(says)
    return refuse_unless(
        until <= ballot.first_closes_at + timedelta(days=procedure.extension_days),
        ngettext(
            "By the group's rules of procedure a ballot is extended by %(num)s day in all. Choose an earlier time.",
            "By the group's rules of procedure a ballot is extended by %(num)s days in all. Choose an earlier time.",
            procedure.extension_days,
        ),
    )


def may_correct(
    membership: Membership, ballot: Ballot, until: datetime, *, votes: int, seated: int, now: datetime
) -> Ruling:
    """A wrong closing time, to an earlier or a later one, while nobody has voted."""
    leads = may_lead(membership, ballot, now)
    if not leads:
        return leads
    if votes:
        return Ruling(_("Someone has voted. From the first vote on a ballot can only be extended."))
    return may_run(ballot.opens_at, until, seated=seated, now=now, majority=ballot.majority)


def may_correct_opening(
    membership: Membership, ballot: Ballot, opens_at: datetime, *, seated: int, now: datetime
) -> Ruling:
    """A planned one, before it opens: to an earlier or a later time that is still to come."""
    leads = may_lead(membership, ballot, now)
    if not leads:
        return leads
    if state_of_ballot(ballot, now) != BallotState.PLANNED:
        return Ruling(_("The ballot has opened. Its closing time can be corrected until the first vote."))
    if opens_at <= now:
        return Ruling(_("The opening time is in the past. Choose a later one."))
    return may_run(opens_at, ballot.closes_at, seated=seated, now=now, majority=ballot.majority)


def may_void(membership: Membership, ballot: Ballot, now: datetime) -> Ruling:
    """Calling off what is planned or open, declaring void what is closed: until it is certified."""
    if not membership.chair:
        return Ruling(_("Only the chair of the expert group or the secretariat does this."))
    if not (in_use := still_in_use(membership.guideline)):
        return in_use
    state = state_of_ballot(ballot, now)
    if state == BallotState.CERTIFIED:
        return Ruling(_("This ballot is certified. What it decided is changed by a new ballot."))
    if state == BallotState.VOID:
        return Ruling(_("This ballot is void already."))
    return refuse_unless(
        ballot.revision.state != RevisionState.PUBLISHED,
        _("The words that it carried stand in a published draft. They are changed by a new revision."),
    )


def may_certify(membership: Membership, ballot: Ballot, *, procedure: Procedure, now: datetime) -> Ruling:
    """Once the time for objections to how it was held is over."""
    if not membership.chair:
        return Ruling(_("Only the chair of the expert group or the secretariat does this."))
    state = state_of_ballot(ballot, now)
    if state in {BallotState.CERTIFIED, BallotState.VOID}:
        return Ruling(_("It is certified already.") if state == BallotState.CERTIFIED else _("This ballot is void."))
    if state != BallotState.CLOSED or ballot.closed_at is None:
        return Ruling(_("A ballot is certified after it has closed."))
    days = procedure.objection_days
    return refuse_unless(
        now >= ballot.closed_at + timedelta(days=days),
        ngettext(
            "Members may contest how it was held for %(num)s day after it closed. It is certified after that.",
            "Members may contest how it was held for %(num)s days after it closed. It is certified after that.",
            days,
        ),
    )


def may_continue(membership: Membership, ballot: Ballot, now: datetime) -> Ruling:
    """Although the words that it changes were superseded meanwhile."""
    leads = may_lead(membership, ballot, now)
    if not leads:
        return leads
    return refuse_unless(
        not on_draft_in_force(ballot.revision), _("The words that it changes are in force; it goes on anyway.")
    )


def may_withdraw_decision(membership: Membership, revision: Revision) -> Ruling:
    """A carried revision that waits for a draft, so that nobody can hold it back by doing nothing."""
    if not membership.chair:
        return Ruling(_("Only the chair of the expert group or the secretariat does this."))
    return refuse_unless(
        revision.state == RevisionState.CARRIED, _("Only a decision that waits for the next draft is withdrawn.")
    )


def may_ask(membership: Membership, ballot: Ballot, *, objects: bool, asked: bool, now: datetime) -> Ruling:
    """The chair asks who objected whether they sustain it."""
    leads = may_lead(membership, ballot, now)
    if not leads:
        return leads
    if ballot.majority not in {Majority.CONSENSUS, Majority.SILENCE} or not objects:
        return Ruling(_("There is no objection to ask about."))
    return refuse_unless(not asked, _("They have been asked and have not answered yet."))


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
    if ballot.majority == Majority.SILENCE:
        return Ruling(_("Under a silence procedure everyone has until the end to object."))
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


def reminder_times(opens_at: datetime, closes_at: datetime) -> tuple[datetime, ...]:
    """When the machine reminds those who have not voted, to fit the length.

    Shorter than two days: at half time. Up to ten days: a day before the end. Longer: at half time and a day before
    the end, and from two weeks on three days before it, too.
    """
    length = closes_at - opens_at
    half = opens_at + length / 2
    if length < 2 * A_DAY:
        return (half,)
    if length < 10 * A_DAY:
        return (closes_at - A_DAY,)
    early = (closes_at - 3 * A_DAY,) if length >= 14 * A_DAY else ()
    return (half, *early, closes_at - A_DAY)


def last_call_due(ballot: Ballot, last: datetime | None, now: datetime) -> bool:
    """Whether a time to remind has come since the last reminder, and that was not just now."""
    if not ballot.opens_at <= now < ballot.closes_at:
        return False
    come = [time for time in reminder_times(ballot.opens_at, ballot.closes_at) if time <= now]
    fresh = last is not None and now - last < min(REMINDERS_EVERY, (ballot.closes_at - ballot.opens_at) / 4)
    return bool(come) and (last is None or last < come[-1]) and not fresh


def reminder_due(last: datetime | None, now: datetime) -> Ruling:
    fresh = last is not None and now - last < REMINDERS_EVERY
    return refuse_unless(not fresh, _("Those who have not voted were reminded less than a day ago."))
