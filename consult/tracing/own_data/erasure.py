"""Erasing a person: their name and address are replaced, and their words go unless a decision stands on them.

What was answered, or led to a revision, is part of the record of the guideline; it stays without a name. What
was not goes altogether: its words are taken out of every version, and the journal says so, so that a check of
receipts does not take it for a loss.
"""

import secrets
from collections.abc import Collection, Sequence

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import selectinload

from consult.accounts.access_log.models import PersonalDataAccess
from consult.accounts.actions import end_sessions
from consult.accounts.countries import country_name
from consult.accounts.models import Person, erased_address
from consult.accounts.passkeys.actions import forget_passkeys
from consult.accounts.second_factor.actions import forget_second_factor
from consult.accounts.single_sign_on.actions import forget_identities
from consult.analysis.models import Point
from consult.analysis.read_points.actions import forget_read_points_of
from consult.comments.mail_in.actions import forget_mail_from
from consult.comments.models import Capacity, Comment, CommentState
from consult.comments.papers.ending import end_papers_of
from consult.comments.positions.actions import leave_organisations
from consult.comments.requests.actions import forget_request
from consult.consultations.models import Participation
from consult.consultations.requests.queries import requests_to
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.mail.outbox import Message
from consult.core.transparency.commitments import forget_salts
from consult.core.verbs import Verb
from consult.drafts.models import RUNNING, Appointment
from consult.drafts.people.models import RoleOffer
from consult.responses.assignments.actions import end_assignments_of
from consult.responses.notes.actions import forget_notes_of
from consult.responses.queries import AT_ONCE, IN_PLACE, effective_answers
from consult.revisions.models import Revision, revision_point
from consult.tracing.following.actions import forget_following_of
from consult.tracing.rules import may_be_erased
from consult.voting.interests.models import Interest
from consult.voting.models import Ballot, BallotEvent, BallotEventKind, BallotSeat, Vote
from consult.voting.nominations.actions import erase_nomination, forget_nominator
from consult.voting.nominations.queries import nominations_about
from consult.voting.objections.actions import lapse_objection
from consult.voting.objections.models import Objection

NEVER_SENT = frozenset({CommentState.DRAFT, CommentState.UNCONFIRMED})


def erase_person(person: Person, *, asked: bool = True) -> None:
    """Cannot be undone. Raises Refused while they hold a role. Not `asked` for by them where the time is over.

    Whatever they send at this moment is kept before, and erased with the rest, or comes after and is refused.
    """
    person = held(person)
    db.session.expire_all()  # what of theirs was read before may have changed
    may_be_erased(person, roles_of(person)).enforce()
    for comment in comments_of(person):
        if comment.state in NEVER_SENT:
            db.session.delete(comment)
        elif comment.position_id is not None:
            continue  # the organisation said it, under no person's name
        elif stands_under_a_decision(comment):
            _take_out_the_name(comment)
        else:
            _take_out_the_words(comment)
    for objection in db.session.scalars(select(Objection).where(Objection.by_id == person.id)):
        objection.named = False
        lapse_objection(objection, "Its author was erased.")
    leave_organisations(person)
    forget_mail_from(person.email)
    end_assignments_of(person)
    forget_notes_of(person)
    forget_read_points_of(person)
    forget_following_of(person)
    db.session.execute(delete(Participation).where(Participation.person_id == person.id))
    for request in requests_to(person):
        forget_request(request)
    _forget_titles(person)
    db.session.execute(delete(RoleOffer).where(RoleOffer.email == person.email))
    db.session.execute(delete(Message).where(Message.recipient == person.email))
    db.session.execute(delete(PersonalDataAccess).where(PersonalDataAccess.about_id == person.id))
    _forget_interests_and_nominations(person)
    _replace(person)
    record(Verb.PERSON_ERASED, person, by=person if asked else None)


def _forget_titles(person: Person) -> None:
    titled = (Appointment.person_id == person.id, Appointment.title != "")
    held_once = db.session.scalars(select(Appointment).where(*titled)).all()
    forget_salts(Appointment.__tablename__, [place.id for place in held_once])
    for place in held_once:
        place.title = ""


def _forget_interests_and_nominations(person: Person) -> None:
    """That a member declared, and how it was handled, stays; what they said of themselves goes."""
    places = select(Appointment.id).where(Appointment.person_id == person.id)
    declared = db.session.scalars(select(Interest).where(Interest.appointment_id.in_(places))).all()
    forget_salts(Interest.__tablename__, [interest.id for interest in declared])
    for interest in declared:
        interest.text, interest.since, interest.until, interest.erased_at = "", None, None, clock.now()
    _print_as_erased(places)
    for nomination in nominations_about(person):
        if nomination.nominee_email == person.email:
            erase_nomination(nomination)
        else:
            forget_nominator(nomination)


def _print_as_erased(places: Select[int]) -> None:
    """Frozen seats keep their state: a roll call goes on saying how each state voted, and that its member is erased."""
    seats = or_(BallotSeat.appointment_id.in_(places), BallotSeat.holder_id.in_(places))
    theirs = set(db.session.scalars(places))
    printed = db.session.scalars(select(BallotSeat).where(seats)).all()
    cast = db.session.scalars(select(Vote).where(Vote.voter_id.in_(places))).all()
    # What was committed to with the name is told no more; a new leaf says what is printed now.
    forget_salts(BallotSeat.__tablename__, [seat.id for seat in printed])
    forget_salts(Vote.__tablename__, [vote.id for vote in cast])
    for seat in printed:
        said = erased_member(seat.member_state)
        seat.name = said if seat.appointment_id in theirs else seat.name
        seat.holder_name = said if seat.holder_id in theirs else seat.holder_name
    for vote in cast:
        vote.voter_name = erased_member(vote.voter.member_state)
    _tell_of_erased(theirs)


def _tell_of_erased(theirs: Collection[int]) -> None:
    """Lines of a ballot's life name who passed a seat on to whom: also those who held it between two others."""
    groups = select(Appointment.guideline_id).where(Appointment.id.in_(theirs))
    held_in = select(Ballot.id).join(Ballot.revision).where(Revision.guideline_id.in_(groups))
    passed_on = (BallotEvent.kind == BallotEventKind.TAKEN_OVER, BallotEvent.ballot_id.in_(held_in))
    for event in db.session.scalars(select(BallotEvent).where(*passed_on)):
        for side in ("was", "successor"):
            place = event.facts.get(side)
            if place in theirs:
                said = erased_member(db.session.get_one(Appointment, place).member_state)
                forget_salts(BallotEvent.__tablename__, [event.id])
                event.facts = event.facts | {f"{side}_name": said}


def erased_member(state: str | None) -> str:
    """What is printed in the place of a name; in English as names are, whatever language the page is in."""
    return f"Erased member of {country_name(state)}" if state else "Erased member"


def roles_of(person: Person) -> int:
    return len(db.session.scalars(select(Appointment.id).where(Appointment.person_id == person.id, RUNNING)).all())


def comments_of(person: Person) -> list[Comment]:
    query = select(Comment).where(Comment.author_id == person.id).options(selectinload(Comment.versions))
    return list(db.session.scalars(query.order_by(Comment.id)).all())


def stand_under_a_decision(comments: Sequence[Comment]) -> set[int]:
    """Numbers of those of which a point was answered or is named by a revision; some queries for all of them."""
    points: list[Point] = []
    numbers = [comment.id for comment in comments]
    for start in range(0, len(numbers), AT_ONCE):
        cut = Point.comment_id.in_(numbers[start : start + AT_ONCE])
        points += db.session.scalars(select(Point).where(cut, IN_PLACE))
    answered = effective_answers(points)
    named: set[int] = set()
    for start in range(0, len(points), AT_ONCE):
        cut = revision_point.c.point_id.in_([point.id for point in points[start : start + AT_ONCE]])
        named |= set(db.session.scalars(select(revision_point.c.point_id).where(cut)))
    return {point.comment_id for point in points if point.id in answered or point.id in named}


def stands_under_a_decision(comment: Comment) -> bool:
    return comment.id in stand_under_a_decision([comment])


def _take_out_the_name(comment: Comment) -> None:
    """An official position stays that of its organisation; country and type stay, since breadth counts by them."""
    comment.author_name, comment.named = "", False
    end_papers_of(comment)  # a paper names its author on every page
    if comment.capacity == Capacity.PERSONAL:
        comment.organisation = ""
    for version in comment.versions:
        version.author_shown = version.author_salt = None
    _record(Verb.COMMENT_MADE_NAMELESS, comment)


def _take_out_the_words(comment: Comment) -> None:
    _take_out_the_name(comment)
    db.session.execute(delete(Point).where(Point.comment_id == comment.id))
    for version in comment.versions:
        version.text = version.proposed_text = ""
        version.as_said = None
        version.digest = "" if version.commitment else version.digest  # a hash without salt could be guessed at
    forget_salts("comment_version", [version.id for version in comment.versions])
    comment.digest = "" if comment.commitment else comment.digest
    comment.text = comment.proposed_text = comment.title = comment.evidence_url = comment.provenance = ""
    comment.quote = comment.prefix = comment.suffix = ""
    comment.state, comment.hidden_because = CommentState.WITHDRAWN, ""
    _record(Verb.COMMENT_ERASED, comment)


def _record(verb: Verb, comment: Comment) -> None:
    record(verb, comment, by=comment.author, guideline_id=comment.round.guideline_id, reference=comment.reference)


def _replace(person: Person) -> None:
    """Only their number is left; no session and no link of theirs works any more."""
    person.name = person.reads = ""
    person.email = erased_address(person.id)
    person.password_hash = person.confirmed_at = person.country = person.stakeholder_type = person.language = None
    person.organisation = None
    person.timezone = "UTC"
    person.administrator = False
    person.session_key = secrets.token_hex(8)
    end_sessions(person)
    forget_second_factor(person)
    forget_passkeys(person)
    forget_identities(person)
