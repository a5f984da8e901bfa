"""Opening, voting, extending, reminding, closing. Whoever changes a ballot or its votes holds its row."""

from datetime import datetime
from typing import Any

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
from consult.voting.electorate import follow_replacements, freeze, note, seats_as_facts
from consult.voting.models import Ballot, BallotEventKind, Choice, Vote
from consult.voting.queries import (
    recount,
    replaced_in,
    seat_in,
    seats,
    seats_of_ballot,
    standing_vote,
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
        came_from=revision.state,
        majority=rule.majority,
        quorum=rule.quorum,
        quorum_floor=rule.floor,
        counting=rule.counting,
        results_hidden=results_hidden,
        opens_at=opens_at or now,
        closes_at=closes_at,
        first_closes_at=closes_at,
        timezone=timezone,
        opened_by=by,
    )
    db.session.add(ballot)
    _flush_or_say(_("Someone else opened a ballot on this revision at the same moment. Look at that one."))
    revision.state = RevisionState.BALLOTED
    if ballot.opens_at <= now:
        _opened(ballot, now, by=by)
    else:
        record(Verb.BALLOT_PLANNED, ballot, by=by, guideline_id=revision.guideline_id, **_terms(ballot))
        note(ballot, BallotEventKind.PLANNED, now, by=by)
        _tell_all("voting/opened", ballot)
    return ballot


def _terms(ballot: Ballot) -> dict[str, Any]:
    """What the journal keeps of a ballot that is planned or opened."""
    return {
        "revision": ballot.revision_id,
        "base": ballot.revision.base_id,
        "majority": ballot.majority,
        "quorum": ballot.quorum,
        "floor": ballot.quorum_floor,
        "counting": ballot.counting,
        "secret": ballot.secret,
        "opens": ballot.opens_at.isoformat(),
        "closes": ballot.closes_at.isoformat(),
    }


def _opened(ballot: Ballot, now: datetime, *, by: Person | None) -> None:
    """From here on its electorate stands."""
    those = seats_as_facts(freeze(ballot, now))
    record(Verb.BALLOT_OPENED, ballot, by=by, guideline_id=ballot.revision.guideline_id, **_terms(ballot), seats=those)
    note(ballot, BallotEventKind.OPENED, now, by=by, seats=len(those))
    _tell_all("voting/opened", ballot)


def open_when_due(ballot: Ballot) -> Ballot:
    """A planned ballot whose time has come opens: by the clock, or by whoever looks at it or votes before that.

    Seats of members who were replaced since go to their successors.
    """
    now = clock.now()
    if ballot.closed_at is not None or now < ballot.opens_at or not (ballot.seated_at is None or replaced_in(ballot)):
        return ballot
    ballot = held(ballot)
    if ballot.closed_at is not None:
        return ballot
    if ballot.seated_at is None:
        _opened(ballot, now, by=None)
    elif now < ballot.closes_at:
        follow_replacements(ballot, now)
    return ballot


def cast_vote(
    member: Appointment, ballot: Ballot, choice: Choice, *, reason: str = "", acceptable_wording: str = ""
) -> Vote:
    """The vote of the seat that a member holds, in place of the one before, which is kept. The same vote sent twice is
    one vote.

    Words that the choice does not ask for are dropped: an objection thought better of is not published with a yes.
    """
    ballot = open_when_due(held(ballot))
    reason = reason if choice in WITH_REASON else ""
    acceptable_wording = acceptable_wording if choice == Choice.CANNOT_ACCEPT else ""
    now, seat = clock.now(), seat_in(ballot, member)
    rules.may_vote(member, seat, ballot, now).enforce()
    if seat is None:
        raise LookupError("may_vote lets nobody vote without a seat")
    before = standing_vote(seat)
    said = (choice, reason, acceptable_wording)
    if before is not None and (before.choice, before.reason, before.acceptable_wording) == said:
        return before
    if before is not None:
        before.superseded_at = now
        db.session.flush()
    vote = Vote(
        ballot=ballot,
        seat=seat,
        voter=member,
        voter_name=member.person.name,
        choice=choice,
        reason=reason,
        acceptable_wording=acceptable_wording,
        cast_at=now,
    )
    db.session.add(vote)
    _flush_or_say(
        _("Another vote of yours arrived at the same moment and stands. Look at it, and change it if need be.")
    )
    # Not what was chosen: the journal is read while the ballot is open.
    verb = Verb.VOTE_CHANGED if before is not None else Verb.VOTE_CAST
    record(verb, vote, by=member.person, guideline_id=ballot.revision.guideline_id, ballot=ballot.id)
    return vote


def extend_ballot(ballot: Ballot, closes_at: datetime, *, by: Person) -> Ballot:
    ballot = held(ballot)
    rules.may_extend(membership_of(by, ballot.revision.guideline), ballot, closes_at, clock.now()).enforce()
    was, ballot.closes_at = ballot.closes_at, closes_at
    facts = {"was": was.isoformat(), "closes": closes_at.isoformat()}
    record(Verb.BALLOT_EXTENDED, ballot, by=by, guideline_id=ballot.revision.guideline_id, **facts)
    note(ballot, BallotEventKind.EXTENDED, clock.now(), by=by, was=was.isoformat(), closes=closes_at.isoformat())
    _tell_all("voting/extended", ballot)
    return ballot


def change_rule(ballot: Ballot, rule: Rule, *, by: Person) -> Ballot:
    """Another rule, as long as nobody has voted under the one printed."""
    ballot = held(ballot)
    membership = membership_of(by, ballot.revision.guideline)
    rules.may_change_rule(membership, ballot, votes_cast(ballot), clock.now()).enforce()
    ballot.majority, ballot.quorum = rule.majority, rule.quorum
    ballot.quorum_floor, ballot.counting = rule.floor, rule.counting
    facts: dict[str, Any] = {"majority": rule.majority, "quorum": rule.quorum}
    facts |= {"floor": rule.floor, "counting": rule.counting}
    note(ballot, BallotEventKind.RULE_CHANGED, clock.now(), by=by, **facts)
    record(Verb.BALLOT_RULE_CHANGED, ballot, by=by, guideline_id=ballot.revision.guideline_id, **facts)
    return ballot


def close_ballot(ballot: Ballot, *, by: Person | None = None) -> Ballot:
    """Count the standing votes and settle the revision; `by` None is the clock. A closed ballot stays as it is."""
    ballot = open_when_due(held(ballot))
    if ballot.closed_at is not None:
        return ballot
    now, revision = clock.now(), held(ballot.revision)
    membership = membership_of(by, revision.guideline) if by is not None else None
    rules.may_close(membership, ballot, len(undecided(ballot)), now).enforce()
    tally = recount(ballot)
    ballot.tally = tally_record(tally)
    ballot.closed_at, ballot.carried = now, tally.carried
    if revision.state == RevisionState.BALLOTED:
        revision.state = RevisionState.CARRIED if tally.carried else RevisionState.NOT_CARRIED
    facts = {"carried": tally.carried, "for": tally.in_favour, "against": tally.cannot_accept, "abstain": tally.abstain}
    record(Verb.BALLOT_CLOSED, ballot, by=by, guideline_id=revision.guideline_id, revision=revision.id, **facts)
    note(ballot, BallotEventKind.CLOSED, now, by=by, carried=tally.carried)
    _tell_all("voting/closed", ballot)
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
        _tell("voting/reminder", seat.holder, ballot)
    ballot.reminded_at = clock.now()
    note(ballot, BallotEventKind.REMINDED, clock.now(), by=by, reminded=len(waiting))
    record(Verb.BALLOT_REMINDED, ballot, by=by, guideline_id=ballot.revision.guideline_id, reminded=len(waiting))
    return len(waiting)


def _flush_or_say(says: str) -> None:
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise Stale(says) from twice


def _tell_all(template: str, ballot: Ballot) -> None:
    """Mail to whoever holds a seat; before it opens, to whoever would."""
    if ballot.seated_at is None:
        members = db.session.scalars(voters(ballot.revision.guideline_id)).unique().all()
    else:
        members = [seat.holder for seat in seats_of_ballot(ballot)]
    for member in members:
        if member.ended_at is None:
            _tell(template, member, ballot)


def _tell(template: str, member: Appointment, ballot: Ballot) -> None:
    """Mail to one expert, in their language and with the times of their zone too."""
    person = member.person
    revision = ballot.revision
    place = revision.base.number if revision.base else revision.number
    values = {"person": person, "ballot": ballot, "revision": revision, "place": place}
    mail.post(person.email, template, language=person.language, **values)
