"""What happens to a ballot but votes: its closing corrected or put off, newer words, objections, certified, void."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.models import Appointment, Wording
from consult.drafts.queries import current_draft, membership_of
from consult.revisions.actions import bases_in_force, current_wording, set_against
from consult.revisions.models import Revision, RevisionState
from consult.revisions.rules import is_sound_revision, on_draft_in_force
from consult.voting import rules
from consult.voting.electorate import note
from consult.voting.group.queries import procedure_of
from consult.voting.models import Ballot, BallotEventKind, Choice, ObjectionQuestion, Vote
from consult.voting.objections.queries import open_objections
from consult.voting.objections.rules import is_uncontested
from consult.voting.queries import (
    ballots_on,
    extensions_of,
    open_question_on,
    recount_if_countable,
    seat_in,
    seats,
    standing_vote,
    votes_cast,
)
from consult.voting.tally import tally_record
from consult.voting.telling import tell_all, tell_member

DECIDED = frozenset({RevisionState.BALLOTED, RevisionState.CARRIED, RevisionState.NOT_CARRIED})


def correct_closing(ballot: Ballot, closes_at: datetime, *, reason: str, by: Person) -> Ballot:
    """A wrong closing time put right, to either side, before anybody has voted."""
    ballot = held(ballot)
    _say_why(reason)
    counted = {"votes": votes_cast(ballot), "seated": seats(ballot.revision.guideline_id)}
    membership = membership_of(by, ballot.revision.guideline)
    rules.may_correct(membership, ballot, closes_at, **counted, now=clock.now()).enforce()
    was, ballot.closes_at, ballot.first_closes_at = ballot.closes_at, closes_at, closes_at
    return _put_off(ballot, Verb.BALLOT_CORRECTED, BallotEventKind.CORRECTED, was=was, reason=reason, by=by)


def extend_ballot(ballot: Ballot, closes_at: datetime, *, reason: str, by: Person) -> Ballot:
    """More time, within the bounds of the rules of procedure."""
    ballot = held(ballot)
    guideline, times = ballot.revision.guideline, extensions_of(ballot)
    rules.may_extend(
        membership_of(by, guideline),
        ballot,
        closes_at,
        times=times,
        procedure=procedure_of(guideline),
        now=clock.now(),
    ).enforce()
    _say_why(reason)
    was, ballot.closes_at = ballot.closes_at, closes_at
    return _put_off(ballot, Verb.BALLOT_EXTENDED, BallotEventKind.EXTENDED, was=was, reason=reason, by=by)


def _put_off(ballot: Ballot, verb: Verb, kind: BallotEventKind, *, was: datetime, reason: str, by: Person) -> Ballot:
    facts = {"was": was.isoformat(), "closes": ballot.closes_at.isoformat()}
    note(ballot, kind, clock.now(), by=by, reason=reason, **facts)
    record(verb, ballot, by=by, guideline_id=ballot.revision.guideline_id, **facts, reason=reason)
    tell_all("voting/extended", ballot, corrected=kind == BallotEventKind.CORRECTED, opening=False, reason=reason)
    return ballot


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why. The reason is shown on the ballot and sent to everyone who votes."))


def newer_words(revision: Revision) -> Wording | None:
    """The clause's words in the draft in force, where the revision was made against an older one."""
    return current_wording(revision.base) if revision.base is not None and not on_draft_in_force(revision) else None


def follow_same_words(ballot: Ballot, revision: Revision, now: datetime) -> None:
    """Where a newer draft has the same words for the clause, they are what it is voted on: nothing has changed."""
    newer = bases_in_force(revision) if not on_draft_in_force(revision) else None
    if newer and all(newer[base.id].text == base.text for base in revision.bases):
        _follow(ballot, revision, newer, now, by=None, reason=_("The clause has the same words in the newer draft."))


def continue_ballot(ballot: Ballot, *, reason: str, by: Person) -> Ballot:
    """Another draft was published meanwhile: from now on it is on the words of that draft, and all are told."""
    ballot = held(ballot)
    revision = held(ballot.revision)
    rules.may_continue(membership_of(by, revision.guideline), ballot, clock.now()).enforce()
    _say_why(reason)
    newer = bases_in_force(revision)
    if newer is None:
        raise Refused(_("The newer draft has no such clause any more. Declare the ballot void."))
    if revision.structure is None:
        base = newer.get(revision.base.id) if revision.base is not None else None
        is_sound_revision(revision.kind, base.text if base else "", revision.proposed_text).enforce()
    _follow(ballot, revision, newer, clock.now(), by=by, reason=reason)
    tell_all("voting/continued", ballot, reason=reason)
    return ballot


def _follow(
    ballot: Ballot,
    revision: Revision,
    newer: Mapping[int, Wording],
    now: datetime,
    *,
    by: Person | None,
    reason: str,
) -> None:
    draft = current_draft(revision.guideline)
    if draft is None:
        return
    was = revision.base_id
    set_against(revision, draft, newer)
    base = revision.base
    facts: dict[str, Any] = {"was": was, "base": base.id if base is not None else None, "draft": draft.number}
    note(ballot, BallotEventKind.CONTINUED, now, by=by, reason=reason, **facts)
    record(Verb.BALLOT_CONTINUED, ballot, by=by, guideline_id=revision.guideline_id, **facts, reason=reason)


def void_ballot(ballot: Ballot, *, reason: str, by: Person) -> Ballot:
    """It decides nothing; its votes are kept and shown as void. The revision is where it was before the ballot."""
    ballot = held(ballot)
    rules.may_void(membership_of(by, ballot.revision.guideline), ballot, clock.now()).enforce()
    if not reason.strip():
        raise Refused(_("Say why the ballot is void. The reason is public, and stays with the votes."))
    return _void(ballot, reason, clock.now(), by=by)


def void_by_the_clock(ballot: Ballot, reason: str, now: datetime) -> Ballot:
    """A planned one that could not open."""
    return _void(ballot, reason, now, by=None)


def _void(ballot: Ballot, reason: str, now: datetime, *, by: Person | None) -> Ballot:
    revision = held(ballot.revision)
    if ballot.closed_at is None and ballot.seated_at is not None:
        tally = recount_if_countable(ballot)
        ballot.tally = tally_record(tally) if tally is not None else None
    ballot.closed_at, ballot.carried = ballot.closed_at or now, None
    ballot.voided_at, ballot.voided_by, ballot.void_reason = now, by, reason
    if revision.state in DECIDED and ballots_on(revision)[-1].id == ballot.id:
        revision.state = ballot.came_from
    note(ballot, BallotEventKind.VOIDED, now, by=by, reason=reason)
    facts = {"reason": reason, "revision": revision.id}
    record(Verb.BALLOT_VOIDED, ballot, by=by, guideline_id=revision.guideline_id, **facts)
    tell_all("voting/voided", ballot)
    return ballot


def certify_ballot(ballot: Ballot, *, by: Person) -> Ballot:
    """Nobody contests how it was held: what it decided stands."""
    ballot = held(ballot)
    guideline, now = ballot.revision.guideline, clock.now()
    procedure = procedure_of(guideline)
    rules.may_certify(membership_of(by, guideline), ballot, procedure=procedure, now=now).enforce()
    is_uncontested(open_objections(ballot)).enforce()
    ballot.certified_at, ballot.certified_by = now, by
    note(ballot, BallotEventKind.CERTIFIED, now, by=by)
    facts = {"carried": ballot.carried, "revision": ballot.revision_id}
    record(Verb.BALLOT_CERTIFIED, ballot, by=by, guideline_id=guideline.id, **facts)
    return ballot


def withdraw_decision(ballot: Ballot, *, reason: str, by: Person) -> Ballot:
    """A carried revision that waits for a draft is taken back in the open: nobody holds it back by doing nothing."""
    revision = held(ballot.revision)
    rules.may_withdraw_decision(membership_of(by, revision.guideline), revision).enforce()
    _say_why(reason)
    revision.state = RevisionState.WITHDRAWN
    revision.version += 1
    revision.changed_at = clock.now()
    facts = {"reason": reason, "version": revision.version, "title": revision.title}
    record(Verb.REVISION_WITHDRAWN, revision, by=by, guideline_id=revision.guideline_id, **facts)
    tell_all("voting/withdrawn", ballot, reason=reason)
    return ballot


def ask_objector(vote: Vote, question: str, *, by: Person) -> ObjectionQuestion:
    """Whether they sustain it, given what is offered. Until they lift it, it stands."""
    ballot = held(vote.ballot)
    db.session.refresh(vote)
    objects = vote.choice == Choice.CANNOT_ACCEPT and vote.superseded_at is None
    membership, asked = membership_of(by, ballot.revision.guideline), open_question_on(vote) is not None
    rules.may_ask(membership, ballot, objects=objects, asked=asked, now=clock.now()).enforce()
    asking = ObjectionQuestion(vote=vote, asked_at=clock.now(), asked_by=by, question=question)
    db.session.add(asking)
    record(Verb.VOTE_OBJECTION_ASKED, vote, by=by, guideline_id=ballot.revision.guideline_id, ballot=ballot.id)
    tell_member("voting/asked", vote.seat.holder, ballot, question=question)
    return asking


def answer_question(member: Appointment, vote: Vote, *, lifted: bool, answer: str) -> ObjectionQuestion:
    """The objector, or who took over their seat, sustains or lifts it, while the ballot is open."""
    ballot = held(vote.ballot)
    db.session.refresh(vote)
    now, seat = clock.now(), seat_in(ballot, member)
    rules.may_vote(member, seat, ballot, now, standing=standing_vote(seat)).enforce()
    question = open_question_on(vote)
    if question is None or seat is None or vote.seat_id != seat.id or vote.superseded_at is not None:
        raise Refused(_("Nobody asks you about an objection here."))
    question.answered_at, question.lifted, question.answer = now, lifted, answer
    guideline_id = ballot.revision.guideline_id
    record(Verb.VOTE_OBJECTION_ANSWERED, vote, by=member.person, guideline_id=guideline_id, ballot=ballot.id)
    return question
