"""Opening, voting, extending, reminding, closing. Whoever changes a ballot or its votes holds its row."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, held
from consult.core.mail import outbox as mail
from consult.core.verbs import Verb
from consult.drafts.models import Appointment
from consult.drafts.queries import membership_of
from consult.revisions.models import Revision, RevisionState
from consult.voting import rules
from consult.voting.models import Ballot, Choice, Vote
from consult.voting.queries import (
    electorate,
    seats,
    standing_vote,
    tally_of,
    undecided,
    voters,
    votes_cast,
)
from consult.voting.tally import Rule, tally_record

WITH_REASON = frozenset({Choice.APPROVE_WITH_COMMENT, Choice.CANNOT_ACCEPT})


def open_ballot(
    revision: Revision,
    rule: Rule,
    *,
    closes_at: datetime,
    opens_at: datetime | None = None,
    timezone: str = "UTC",
    results_hidden: bool = True,
    by: Person,
) -> Ballot:
    """Open a ballot on a proposed revision, at once or at a later time, and tell the experts."""
    now = clock.now()
    revision = held(revision)
    rules.may_open(membership_of(by, revision.guideline), revision).enforce()
    rules.may_run(opens_at or now, closes_at, seated=seats(revision.guideline_id), now=now).enforce()
    ballot = Ballot(
        revision=revision,
        majority=rule.majority,
        quorum=rule.quorum,
        results_hidden=results_hidden,
        opens_at=opens_at or now,
        closes_at=closes_at,
        timezone=timezone,
        opened_by=by,
    )
    db.session.add(ballot)
    _flush_or_say(_("Someone else opened a ballot on this revision at the same moment. Look at that one."))
    revision.state = RevisionState.BALLOTED
    facts = {"revision": revision.id, "majority": rule.majority, "quorum": rule.quorum, "closes": closes_at.isoformat()}
    record(Verb.BALLOT_OPENED, ballot, by=by, guideline_id=revision.guideline_id, **facts)
    for seat in db.session.scalars(voters(revision.guideline_id)):
        _tell("voting/opened", seat, ballot)
    return ballot


def cast_vote(
    seat: Appointment, ballot: Ballot, choice: Choice, *, reason: str = "", acceptable_wording: str = ""
) -> Vote:
    """Her vote, in place of the one before, which is kept. The same vote sent twice is one vote.

    Words that the choice does not ask for are dropped: an objection thought better of is not published with a yes.
    """
    ballot = held(ballot)
    reason = reason if choice in WITH_REASON else ""
    acceptable_wording = acceptable_wording if choice == Choice.CANNOT_ACCEPT else ""
    now = clock.now()
    rules.may_vote(seat, ballot, now).enforce()
    before = standing_vote(ballot, seat)
    said = (choice, reason, acceptable_wording)
    if before is not None and (before.choice, before.reason, before.acceptable_wording) == said:
        return before
    if before is not None:
        before.superseded_at = now
        db.session.flush()
    vote = Vote(
        ballot=ballot, voter=seat, choice=choice, reason=reason, acceptable_wording=acceptable_wording, cast_at=now
    )
    db.session.add(vote)
    _flush_or_say(
        _("Another vote of yours arrived at the same moment and stands. Look at it, and change it if need be.")
    )
    # Not what she chose: the journal is read while the ballot is open.
    verb = Verb.VOTE_CHANGED if before is not None else Verb.VOTE_CAST
    record(verb, vote, by=seat.person, guideline_id=ballot.revision.guideline_id, ballot=ballot.id)
    return vote


def extend_ballot(ballot: Ballot, closes_at: datetime, *, by: Person) -> Ballot:
    ballot = held(ballot)
    rules.may_extend(membership_of(by, ballot.revision.guideline), ballot, closes_at, clock.now()).enforce()
    was, ballot.closes_at = ballot.closes_at, closes_at
    facts = {"was": was.isoformat(), "closes": closes_at.isoformat()}
    record(Verb.BALLOT_EXTENDED, ballot, by=by, guideline_id=ballot.revision.guideline_id, **facts)
    for seat in db.session.scalars(electorate(ballot)):
        _tell("voting/extended", seat, ballot)
    return ballot


def change_rule(ballot: Ballot, rule: Rule, *, by: Person) -> Ballot:
    """Another rule, as long as nobody has voted under the one printed."""
    ballot = held(ballot)
    membership = membership_of(by, ballot.revision.guideline)
    rules.may_change_rule(membership, ballot, votes_cast(ballot), clock.now()).enforce()
    ballot.majority, ballot.quorum = rule.majority, rule.quorum
    facts = {"majority": rule.majority, "quorum": rule.quorum}
    record(Verb.BALLOT_RULE_CHANGED, ballot, by=by, guideline_id=ballot.revision.guideline_id, **facts)
    return ballot


def close_ballot(ballot: Ballot, *, by: Person | None = None) -> Ballot:
    """Count the standing votes and settle the revision; `by` None is the clock. A closed ballot stays as it is."""
    ballot = held(ballot)
    if ballot.closed_at is not None:
        return ballot
    now, revision = clock.now(), held(ballot.revision)
    membership = membership_of(by, revision.guideline) if by is not None else None
    rules.may_close(membership, ballot, len(undecided(ballot)), now).enforce()
    voting = db.session.scalars(electorate(ballot).order_by(Appointment.id)).all()
    tally = tally_of(ballot)
    ballot.tally = {**tally_record(tally), "electorate": [seat.id for seat in voting]}
    ballot.closed_at, ballot.carried = now, tally.carried
    if revision.state == RevisionState.BALLOTED:
        revision.state = RevisionState.CARRIED if tally.carried else RevisionState.NOT_CARRIED
    facts = {"carried": tally.carried, "for": tally.in_favour, "against": tally.cannot_accept, "abstain": tally.abstain}
    record(Verb.BALLOT_CLOSED, ballot, by=by, guideline_id=revision.guideline_id, revision=revision.id, **facts)
    for seat in voting:
        _tell("voting/closed", seat, ballot)
    return ballot


def remind(ballot: Ballot, *, by: Person) -> int:
    """Mail to those who have not voted; returns how many. Once a day at the most."""
    ballot = held(ballot)
    membership = membership_of(by, ballot.revision.guideline)
    rules.may_remind(membership, ballot, ballot.reminded_at, clock.now()).enforce()
    return _remind(ballot, by=by)


def call_last(ballot: Ballot) -> int:
    """The machine's own reminder on the last day, unless there was one within a day."""
    ballot = held(ballot)
    now = clock.now()
    is_open = rules.state_of_ballot(ballot, now) == rules.BallotState.OPEN
    return _remind(ballot, by=None) if is_open and rules.last_call_due(ballot, ballot.reminded_at, now) else 0


def _remind(ballot: Ballot, *, by: Person | None) -> int:
    waiting = undecided(ballot)
    for seat in waiting:
        _tell("voting/reminder", seat, ballot)
    ballot.reminded_at = clock.now()
    record(Verb.BALLOT_REMINDED, ballot, by=by, guideline_id=ballot.revision.guideline_id, reminded=len(waiting))
    return len(waiting)


def _flush_or_say(says: str) -> None:
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise Stale(says) from twice


def _tell(template: str, seat: Appointment, ballot: Ballot) -> None:
    """Mail to one expert, in her language and with the times of her zone too."""
    person = seat.person
    revision = ballot.revision
    place = revision.base.number if revision.base else revision.number
    values = {"person": person, "ballot": ballot, "revision": revision, "place": place}
    mail.post(person.email, template, language=person.language, **values)
