"""What changes about the points of a session: written down once each, taken back, let in; its short address."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.comments.actions import acknowledge, move
from consult.comments.capture.models import CapturedPoint, CaptureRoute, SessionRoom
from consult.comments.capture.point_values import SaidInRoom
from consult.comments.capture.queries import (
    known_points,
    points_waiting_in,
    room_of,
    room_with,
    session_for,
    source_of,
    wordings_in_scope,
)
from consult.comments.capture.rules import (
    OPEN_FOR,
    may_capture,
    may_let_in,
    may_write_from_the_room,
    point_waits_for_moderator,
    state_on_arrival,
    takes_points,
)
from consult.comments.models import Channel, Comment, CommentState
from consult.comments.references import ALPHABET, new_reference
from consult.comments.rules import may_moderate
from consult.consultations.models import Session
from consult.consultations.rules import may_report
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held, hold
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.models import Wording


@dataclass(frozen=True)
class CaptureResult:
    """What came of points that were sent: comments of those that are new, how many were there, how many have
    other words than were sent now (what stands stays)."""

    comments: Mapping[str, Comment]  # by the device's id, all of them
    new: int
    already: int
    otherwise: int


def capture_points(
    session: Session, points: Sequence[SaidInRoom], *, by: Person | None, route: CaptureRoute, now: datetime
) -> CaptureResult:
    """Each point that is new becomes a comment of the session (idempotent by id). `by` None: somebody in the room."""
    _enforce_capture(session, by, route, now)
    hold(session, session)  # the same points sent twice at once: the second finds those of the first
    there = dict(known_points(session.round, [point.point_id for point in points]))
    wordings = {wording.number: wording for wording in wordings_in_scope(session.round)}
    otherwise = sum(point.point_id in there and there[point.point_id].text != point.text for point in points)
    already = len(there)
    for point in points:
        if point.point_id not in there:
            there[point.point_id] = _capture(session, point, wordings, by=by, route=route, now=now)
    return CaptureResult(there, len(there) - already, already, otherwise)


def _enforce_capture(session: Session, by: Person | None, route: CaptureRoute, now: datetime) -> None:
    if by is not None:
        theirs = session_for(by, session.round.slug, session.id)
        if theirs is None:
            raise Refused(_("There is no such session."))
        may_capture(theirs.membership, theirs.place, session).enforce()
    elif route == CaptureRoute.PHONE:
        room = room_of(session)
        if room is None:
            raise Refused(_("This session takes no points by a short address."))
        may_write_from_the_room(room, now).enforce()
    else:  # the operator, by a command
        takes_points(session).enforce()


def _capture(
    session: Session,
    point: SaidInRoom,
    wordings: Mapping[str, Wording],
    *,
    by: Person | None,
    route: CaptureRoute,
    now: datetime,
) -> Comment:
    wording = wordings.get(point.clause)
    if point.clause and wording is None:
        raise Refused(_("The draft of this round has no clause “%(number)s”.", number=point.clause))
    comment = Comment(
        reference=new_reference(),
        round=session.round,
        pillar=wording.pillar if wording is not None else None,
        clause=wording.clause if wording is not None else None,
        text=point.text,
        language=point.language,
        channel=Channel.SESSION,
        source_id=source_of(point.point_id),
        provenance=_provenance(session, point),
        state=CommentState.DRAFT,
        saved_at=now,
    )
    waits = state_on_arrival(session.round, route, point.text, point.table) == CommentState.HELD
    acknowledge(comment, there=wording, by=by, waits=waits)
    facts = {"table_name": point.table, "said_by": point.said_by, "view": point.view, "route": route}
    captured_at = min(point.captured_at or now, now)
    db.session.add(CapturedPoint(session_id=session.id, comment_id=comment.id, captured_at=captured_at, **facts))
    return comment


def _provenance(session: Session, point: SaidInRoom) -> str:
    """As a file would say it; pages say it in the reader's language from the point itself."""
    table = f"table {point.table}" if point.table else ""
    return ", ".join(filter(None, (session.title, table, f"said by {point.said_by}")))


def take_back_point(point: CapturedPoint, *, by: Person) -> Comment:
    """Written down wrongly: it stays in the record, and is shown to nobody but the team."""
    comment = _theirs_to_change(point, by)
    move(comment, CommentState.WITHDRAWN)
    _record_of(Verb.COMMENT_TAKEN_BACK, comment, by)
    return comment


def _theirs_to_change(point: CapturedPoint, by: Person) -> Comment:
    theirs = session_for(by, point.session.round.slug, point.session_id)
    if theirs is None:
        raise Refused(_("There is no such session."))
    may_report(theirs.membership, theirs.place).enforce()
    return held(point.comment)


def _record_of(verb: Verb, comment: Comment, by: Person) -> None:
    record(verb, comment, by=by, guideline_id=comment.round.guideline_id, reference=comment.reference)


def let_in_points(session: Session, *, by: Person) -> int:
    """What participants wrote and somebody has read now: all of it that waits for them. How many."""
    theirs = session_for(by, session.round.slug, session.id)
    if theirs is None:
        raise Refused(_("There is no such session."))
    may_let_in(theirs.membership, theirs.place, session.round).enforce()
    moderates = may_moderate(theirs.membership, theirs.place, session.round)
    waiting = [point for point in points_waiting_in(session) if moderates or not point_waits_for_moderator(point)]
    for point in waiting:
        comment = held(point.comment)
        move(comment, CommentState.SENT)
        _record_of(Verb.COMMENT_RELEASED, comment, by)
    return len(waiting)


def open_room(session: Session, *, by: Person, now: datetime) -> SessionRoom:
    """Its short address takes points for some hours from now; the address stays the same."""
    return _set_room(session, now + OPEN_FOR, by=by)


def close_room(session: Session, *, by: Person, now: datetime) -> SessionRoom:
    return _set_room(session, now, by=by)


def _set_room(session: Session, until: datetime, *, by: Person) -> SessionRoom:
    theirs = session_for(by, session.round.slug, session.id)
    if theirs is None:
        raise Refused(_("There is no such session."))
    may_capture(theirs.membership, theirs.place, session).enforce()
    hold(session, session)
    room = room_of(session)
    if room is None:
        room = SessionRoom(session_id=session.id, code=_new_code(), open_until=until)
        db.session.add(room)
    room.open_until = until
    told = until.isoformat(timespec="minutes")
    record(Verb.SESSION_OPENED, session, by=by, guideline_id=session.round.guideline_id, until=told)
    return room


def _new_code() -> str:
    """One of 6 × 10⁸, short enough to be typed from a sheet."""
    while room_with(code := "".join(secrets.choice(ALPHABET) for _place in range(6))) is not None:
        pass
    return code
