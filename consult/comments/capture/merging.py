"""A file from a room into the session that it names: all of it, once, or nothing."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.models import Person
from consult.comments.capture.actions import CaptureResult, capture_points
from consult.comments.capture.models import CaptureRoute
from consult.comments.capture.queries import wordings_in_scope
from consult.comments.capture.room_file import RoomFileContext, RoomFileFault, read_room_file
from consult.consultations.models import Round, Session
from consult.consultations.queries import session_in, sessions_in
from consult.core.i18n.languages import NAMES as LANGUAGES


def room_file_context(round_: Round) -> RoomFileContext:
    return RoomFileContext(
        round_slug=round_.slug,
        sessions={session.id for session in sessions_in(round_)},
        clauses={wording.number for wording in wordings_in_scope(round_)},
        languages=LANGUAGES.keys(),
    )


def merge_room_file(
    round_: Round, content: bytes, *, by: Person | None, now: datetime, only: Session | None = None
) -> CaptureResult:
    """Idempotent. `only`: the session on whose page it was chosen. Raises RoomFileFault with nothing kept."""
    found = read_room_file(content, room_file_context(round_))
    session = session_in(round_, found.session_id)
    if session is None or (only is not None and session.id != only.id):
        title = session.title if session is not None else ""
        raise RoomFileFault(
            _("This file is of the session “%(title)s”. Choose it on that session’s page.", title=title)
        )
    return capture_points(session, found.points, by=by, route=CaptureRoute.FILE, now=now)


def told_of_merge(result: CaptureResult) -> str:
    """What came of it, for who chose the file."""
    said = [ngettext("%(num)s point is new.", "%(num)s points are new.", result.new)]
    if result.already:
        said.append(ngettext("%(num)s was there already.", "%(num)s were there already.", result.already))
    if result.otherwise:
        said.append(
            ngettext(
                "%(num)s has other words there; what is there stays.",
                "%(num)s have other words there; what is there stays.",
                result.otherwise,
            )
        )
    return " ".join(said)
