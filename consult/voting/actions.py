"""Planning, opening, voting, reminding, closing. Whoever changes a ballot or its votes holds its row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, held
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.models import Appointment
from consult.drafts.queries import membership_of
from consult.revisions.models import Revision, RevisionState
from consult.voting import rules
from consult.voting.departures import BallotTerms, departures
from consult.voting.electorate import follow_replacements, freeze, note, seats_as_facts
from consult.voting.group.queries import procedure_of
from consult.voting.joint.queries import alternatives_with, rejections_of
from consult.voting.joint.settling import settle_alternatives
from consult.voting.life import follow_same_words, void_by_the_clock
from consult.voting.models import (
    Ballot,
    BallotEventKind,
    BallotPaper,
    BallotSeat,
    Choice,
    Counting,
    Gradient,
    Majority,
    Vote,
)
from consult.voting.queries import (
    lifted_objections,
    recount_if_countable,
    replaced_in,
    rule_of,
    seat_in,
    seats,
    standing_vote,
    undecided,
    votes_cast,
)
from consult.voting.tally import Rule, tally_record
from consult.voting.telling import tell_all, tell_member

# Every vote may be explained; a recusal alone says nothing of the revision.
WITH_REASON = frozenset(Choice) - {Choice.RECUSED}


@dataclass(frozen=True, kw_only=True)
class Conduct:
    """What else is said of a ballot when it is planned or opened."""

    secret: bool = False
    departs_because: str = ""  # why it departs from the rules of procedure
    again_because: str = ""  # why a revision that was voted on is voted on again


USUAL_CONDUCT = Conduct()


def open_ballot(
    revision: Revision,
    rule: Rule,
    *,
    closes_at: datetime,
    opens_at: datetime | None = None,
    timezone: str = "UTC",
    results_hidden: bool = True,
    conduct: Conduct = USUAL_CONDUCT,
    by: Person,
) -> Ballot:
    """Open a ballot on a revision, at once or at a later time, and tell the experts."""
    now = clock.now()
    revision = held(revision)
    ballot = Ballot(
        revision=revision,
        came_from=revision.state,
        majority=rule.majority,
        quorum=rule.quorum,
        quorum_floor=rule.floor,
        counting=rule.counting,
        secret=conduct.secret,
        results_hidden=results_hidden or conduct.secret,
        departs_because=conduct.departs_because,
        again_because=conduct.again_because,
        opens_at=opens_at or now,
        closes_at=closes_at,
        first_closes_at=closes_at,
        timezone=timezone,
        opened_by=by,
    )
    with db.session.no_autoflush:
        _enforce_opening(ballot, now)
    db.session.add(ballot)
    _flush_or_say(_("Someone else opened a ballot on this revision at the same moment. Look at that one."))
    revision.state = RevisionState.BALLOTED
    (_opened if ballot.opens_at <= now else _planned)(ballot, now, by=by)
    return ballot


def _planned(ballot: Ballot, now: datetime, *, by: Person) -> None:
    record(Verb.BALLOT_PLANNED, ballot, by=by, guideline_id=ballot.revision.guideline_id, **_terms(ballot))
    note(ballot, BallotEventKind.PLANNED, now, by=by, reason=ballot.again_because)
    tell_all("voting/opened", ballot)


def _enforce_opening(ballot: Ballot, now: datetime) -> None:
    revision, procedure = ballot.revision, procedure_of(ballot.revision.guideline)
    membership = membership_of(ballot.opened_by, revision.guideline)
    rules.may_open(membership, revision).enforce()
    rules.may_be_opened_by(membership, procedure).enforce()
    rules.may_ballot_again(revision, rejections_of(revision), ballot.again_because, procedure, now).enforce()
    voting = seats(revision.guideline_id)
    rules.may_run(ballot.opens_at, ballot.closes_at, seated=voting, now=now, majority=ballot.majority).enforce()
    if ballot.secret:
        rules.may_be_secret(ballot.majority, per_state=ballot.counting == Counting.PER_STATE).enforce()
    if departures_of(ballot, now) and not ballot.departs_because.strip():
        raise Refused(_("This ballot departs from the group's rules of procedure. Say why; everyone reads it."))


def departures_of(ballot: Ballot, announced_at: datetime) -> list[str]:
    """Where it is otherwise than the group's rules of procedure say; the usual ones where it set none."""
    terms = BallotTerms(
        rule=rule_of(ballot),
        secret=ballot.secret,
        results_hidden=ballot.results_hidden,
        announced_at=announced_at,
        opens_at=ballot.opens_at,
        closes_at=ballot.first_closes_at,
    )
    return departures(terms, procedure_of(ballot.revision.guideline))


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
        "departs_because": ballot.departs_because,
        "again_because": ballot.again_because,
    }


def _opened(ballot: Ballot, now: datetime, *, by: Person | None) -> None:
    """From here on its electorate stands."""
    those = seats_as_facts(freeze(ballot, now))
    guideline_id = ballot.revision.guideline_id
    record(Verb.BALLOT_OPENED, ballot, by=by, guideline_id=guideline_id, **_terms(ballot), seats=those)
    note(ballot, BallotEventKind.OPENED, now, by=by, reason=ballot.again_because, seats=len(those))
    tell_all("voting/opened", ballot)


def correct_opening(ballot: Ballot, opens_at: datetime, *, reason: str, by: Person) -> Ballot:
    """A planned one opens at another time. Where that departs from the rules of procedure, the reason stands on it."""
    ballot = held(ballot)
    guideline, now = ballot.revision.guideline, clock.now()
    if not reason.strip():
        raise Refused(_("Say why. The reason is shown on the ballot and sent to everyone who votes."))
    seated = seats(guideline.id)
    rules.may_correct_opening(membership_of(by, guideline), ballot, opens_at, seated=seated, now=now).enforce()
    was, ballot.opens_at = ballot.opens_at, opens_at
    if not ballot.departs_because and departures_of(ballot, now):
        ballot.departs_because = reason
    facts = {"was": was.isoformat(), "opens": opens_at.isoformat()}
    note(ballot, BallotEventKind.CORRECTED, now, by=by, reason=reason, **facts)
    record(Verb.BALLOT_OPENING_CORRECTED, ballot, by=by, guideline_id=guideline.id, **facts, reason=reason)
    tell_all("voting/extended", ballot, corrected=True, opening=True, reason=reason)
    return ballot


def is_due_to_open(ballot: Ballot, now: datetime) -> bool:
    """Whether looking at it changes something: its time has come, or a member who holds a seat was replaced."""
    waits = ballot.closed_at is None and now >= ballot.opens_at
    return waits and (ballot.seated_at is None or replaced_in(ballot))


def open_when_due(ballot: Ballot) -> Ballot:
    """A planned ballot whose time has come opens: by the clock, or by whoever looks at it or votes before that.

    One whose words are superseded by then does not: it is void, and the revision is proposed again. Seats of members
    who were replaced since it opened go to their successors.
    """
    now = clock.now()
    if not is_due_to_open(ballot, now):
        return ballot
    ballot = held(ballot)
    if ballot.closed_at is not None:
        return ballot
    if ballot.seated_at is not None:
        if now < ballot.closes_at:
            follow_replacements(ballot, now)
        return ballot
    follow_same_words(ballot, held(ballot.revision), now)
    in_force = rules.words_in_force(ballot.revision)
    if not seats(ballot.revision.guideline_id):
        in_force = rules.may_run(ballot.opens_at, ballot.closes_at, seated=0, now=now)
    if in_force:
        _opened(ballot, now, by=None)
    else:
        void_by_the_clock(ballot, in_force.refusal, now)
    return ballot


def cast_vote(
    member: Appointment,
    ballot: Ballot,
    choice: Choice,
    *,
    reason: str = "",
    acceptable_wording: str = "",
    gradient: Gradient | None = None,
) -> Vote | BallotPaper:
    """The vote of the seat that a member holds, in place of the one before, which is kept. The same vote sent twice is
    one vote.

    Words that the choice does not ask for are dropped: an objection thought better of is not published with a yes.
    A secret vote is a paper that leads to nobody; a recusal is no choice and is given by name. Either is final there.
    """
    ballot = open_when_due(held(ballot))
    now, seat = clock.now(), seat_in(ballot, member)
    rules.may_vote(member, seat, ballot, now, standing=standing_vote(seat)).enforce()
    rules.may_choose(ballot, choice).enforce()
    if seat is None:
        raise LookupError("may_vote lets nobody vote without a seat")
    words = {
        "choice": choice,
        "gradient": gradient if choice == Choice.INDICATED else None,
        "reason": reason if choice in WITH_REASON else "",
        "acceptable_wording": acceptable_wording if choice == Choice.CANNOT_ACCEPT else "",
    }
    if ballot.secret and choice != Choice.RECUSED:
        return _cast_secretly(seat, ballot, words)
    return _cast_by_name(member, seat, ballot, words, now)


def _cast_by_name(member: Appointment, seat: BallotSeat, ballot: Ballot, words: dict[str, Any], now: datetime) -> Vote:
    before = standing_vote(seat)
    same = before is not None and all(getattr(before, name) == said for name, said in words.items())
    if before is not None and same and before.id not in lifted_objections(ballot):  # an objection lifted is made anew
        return before
    if before is not None:
        before.superseded_at = now
        db.session.flush()
    vote = Vote(ballot=ballot, seat=seat, voter=member, voter_name=member.person.name, cast_at=now, **words)
    db.session.add(vote)
    _flush_or_say(
        _("Another vote of yours arrived at the same moment and stands. Look at it, and change it if need be.")
    )
    # Not what was chosen: the journal is read while the ballot is open.
    verb = Verb.VOTE_CHANGED if before is not None else Verb.VOTE_CAST
    record(verb, vote, by=member.person, guideline_id=ballot.revision.guideline_id, ballot=ballot.id)
    return vote


def _cast_secretly(seat: BallotSeat, ballot: Ballot, words: dict[str, Any]) -> BallotPaper:
    """The seat is marked, the paper is put in, and nothing joins the two."""
    seat.took_part = True
    paper = BallotPaper(ballot=ballot, **words)
    db.session.add(paper)
    facts = {"ballot": ballot.id}
    person = seat.holder.person
    record(Verb.VOTE_CAST_SECRETLY, seat, by=person, guideline_id=ballot.revision.guideline_id, **facts)
    return paper


def change_rule(ballot: Ballot, rule: Rule, *, because: str = "", by: Person) -> Ballot:
    """Another rule, as long as nobody has voted under the one printed."""
    ballot = held(ballot)
    membership = membership_of(by, ballot.revision.guideline)
    rules.may_change_rule(membership, ballot, votes_cast(ballot), clock.now()).enforce()
    seated, now = seats(ballot.revision.guideline_id), clock.now()
    rules.may_run(ballot.opens_at, ballot.closes_at, seated=seated, now=now, majority=rule.majority).enforce()
    if ballot.secret:
        rules.may_be_secret(rule.majority, per_state=rule.counting == Counting.PER_STATE).enforce()
    ballot.majority, ballot.quorum = rule.majority, rule.quorum
    ballot.quorum_floor, ballot.counting = rule.floor, rule.counting
    ballot.departs_because = because or ballot.departs_because
    if departures_of(ballot, ballot.opens_at) and not ballot.departs_because:
        raise Refused(_("This rule departs from the group's rules of procedure. Say why; everyone reads it."))
    facts: dict[str, Any] = {"majority": rule.majority, "quorum": rule.quorum}
    facts |= {"floor": rule.floor, "counting": rule.counting}
    note(ballot, BallotEventKind.RULE_CHANGED, now, by=by, reason=because, **facts)
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
    follow_same_words(ballot, revision, now)
    tally = recount_if_countable(ballot)
    if tally is None:
        raise Refused(_("There are more votes than seats in this ballot, so it cannot be counted. Declare it void."))
    carried = tally.carried if tally.decides else None
    ballot.tally, ballot.closed_at, ballot.carried = tally_record(tally), now, carried
    if revision.state == RevisionState.BALLOTED and alternatives_with(ballot) is None:
        decided = RevisionState.CARRIED if tally.carried else RevisionState.NOT_CARRIED
        revision.state = decided if tally.decides else ballot.came_from
    facts = {"carried": ballot.carried, "for": tally.in_favour, "against": tally.cannot_accept}
    facts |= {"abstain": tally.abstain, "revision": revision.id}
    entry = record(Verb.BALLOT_CLOSED, ballot, by=by, guideline_id=revision.guideline_id, **facts)
    db.session.flush()
    note(ballot, BallotEventKind.CLOSED, now, by=by, carried=ballot.carried, entry=entry.id)
    settle_alternatives(ballot, by=by)
    tell_all("voting/closed", ballot)
    return ballot


def remind(ballot: Ballot, *, by: Person) -> int:
    """Mail to those who have not voted; returns how many. Once a day at the most."""
    ballot = held(ballot)
    membership = membership_of(by, ballot.revision.guideline)
    rules.may_remind(membership, ballot, ballot.reminded_at, clock.now()).enforce()
    return _remind(ballot, by=by)


def call_last(ballot: Ballot) -> int:
    """The machine's own reminders, at the times that its length asks for."""
    ballot = held(ballot)
    now = clock.now()
    is_open = rules.state_of_ballot(ballot, now) == rules.BallotState.OPEN
    return _remind(ballot, by=None) if is_open and rules.last_call_due(ballot, ballot.reminded_at, now) else 0


def _remind(ballot: Ballot, *, by: Person | None) -> int:
    waiting, now = undecided(ballot), clock.now()
    for seat in waiting:
        tell_member("voting/reminder", seat.holder, ballot, silence=ballot.majority == Majority.SILENCE)
    ballot.reminded_at = now
    note(ballot, BallotEventKind.REMINDED, now, by=by, reminded=len(waiting))
    record(Verb.BALLOT_REMINDED, ballot, by=by, guideline_id=ballot.revision.guideline_id, reminded=len(waiting))
    return len(waiting)


def _flush_or_say(says: str) -> None:
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise Stale(says) from twice
