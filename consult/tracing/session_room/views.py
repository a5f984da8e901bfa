"""The wall of a room, and the report of its session, page and Word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.comments.capture.labels import ROOM_VIEW_NAMES
from consult.comments.capture.queries import SessionForReader, room_of, session_for, wordings_in_scope
from consult.comments.capture.rules import may_be_on_the_wall
from consult.consultations.models import Session
from consult.consultations.rules import may_read_session, may_report
from consult.core import clock
from consult.core.i18n.languages import language_now
from consult.core.locking import version_of
from consult.core.ruling import Ruling
from consult.core.streaming import download
from consult.core.urls import absolute_url, qr_code
from consult.drafts.models import Wording
from consult.drafts.rules import may_read_draft
from consult.drafts.text_diff import difference
from consult.drafts.translations.queries import reading_in
from consult.revisions.models import Revision, RevisionState
from consult.revisions.queries import revisions_on
from consult.tracing.blueprint import bp
from consult.tracing.papers.catalogue import MEDIA_TYPES
from consult.tracing.session_room.session_paper import about_point, counted_words, session_paper
from consult.tracing.session_room.session_points import newest_on_the_wall, session_points

REFRESHED = "15"  # seconds
ON_THE_WALL = 8  # points under a clause
UNDER_WAY = (RevisionState.PROPOSED, RevisionState.BALLOTED, RevisionState.CARRIED)


@dataclass(frozen=True)
class WallStep:
    """One picture of the wall: a clause, or a revision of it as a redline."""

    session: Session
    wording: Wording
    revision: Revision | None = None

    @property
    def number(self) -> str:
        return self.wording.number

    @property
    def address(self) -> str:
        return self._address("refresh" in request.args)

    @property
    def refreshed(self) -> str:
        """The same, brought up to date by itself where no script does it."""
        return self._address(refreshed=True)

    def _address(self, refreshed: bool) -> str:
        named: dict[str, Any] = {"round_slug": self.session.round.slug, "session_id": self.session.id}
        named |= {"clause": self.number, "revision": self.revision.id if self.revision is not None else None}
        return url_for("tracing.wall", **named, refresh=REFRESHED if refreshed else None)


@bp.get("/rounds/<round_slug>/sessions/<int:session_id>/wall")
def wall(round_slug: str, session_id: int) -> ResponseReturnValue:
    """Large, with nothing around it; on by a key or a link. `?clause=` its number, `?revision=` one of the clause."""
    theirs = _theirs(round_slug, session_id)
    wordings = wordings_in_scope(theirs.session.round)
    place = next((i for i, w in enumerate(wordings) if w.number == request.args.get("clause")), 0)
    if not wordings:
        abort(404)
    here = _steps(wordings[place], theirs)
    number = request.args.get("revision", "")
    at = next((i for i, step in enumerate(here) if step.revision and str(step.revision.id) == number), 0)
    step, room = here[at], room_of(theirs.session)
    beside = [*_first_step(wordings, place - 1, theirs), *here, *_first_step(wordings, place + 1, theirs)]
    shown_at = beside.index(step)
    reading = reading_in(theirs.session.round.draft, clauses=[step.wording.clause.uid])
    said = _on_the_wall(theirs, step)
    words = reading.of("clause", step.wording.clause.uid, step.wording.heading, step.wording.text)
    mark = _mark(step, [words.language, words.text, reading.language], said, room.open_until if room else None)
    if request.if_none_match.contains_weak(mark):  # asked every two seconds: mostly nothing is new
        return Response(status=304)
    shown = render_template(
        "tracing/session_room/wall.html",
        session=theirs.session,
        step=step,
        reading=reading,
        redlined=difference(step.revision.base_text, step.revision.proposed_text) if step.revision else None,
        before=beside[shown_at - 1] if shown_at else None,
        after=next(iter(beside[shown_at + 1 :]), None),
        points=said,
        about_point=about_point,
        address=absolute_url("comments.room", code=room.code) if room and room.open_until > clock.now() else "",
        qr_code=qr_code,
        refreshed=step.refreshed,
    )
    # Asked for by a link, where no script brings it up to date.
    return shown, {"ETag": f'W/"{mark}"', **({"Refresh": REFRESHED} if "refresh" in request.args else {})}


def _mark(step: WallStep, words: Sequence[str], said: Sequence[Any], opened: datetime | None) -> str:
    """Of all that the picture shows: the clause or redline, the points as they are, whether its address is open."""
    shown = [(point.id, point.comment.text) for point in said]
    state = [step.number, *words, step.revision.proposed_text if step.revision else ""]
    is_open = opened is not None and opened > clock.now()
    return version_of([*state, shown, is_open, language_now(), str(current_user.get_id())])


def _theirs(round_slug: str, session_id: int) -> SessionForReader:
    theirs = session_for(current_user, round_slug, session_id) or abort(404)
    if not may_read_draft(theirs.membership, theirs.session.round.draft):
        abort(404)
    return theirs


def _steps(wording: Wording, theirs: SessionForReader) -> Sequence[WallStep]:
    found = [r for r in revisions_on(wording.clause, theirs.membership) if r.state in UNDER_WAY and r.proposed_text]
    return [WallStep(theirs.session, wording), *(WallStep(theirs.session, wording, one) for one in found)]


def _first_step(wordings: Sequence[Wording], place: int, theirs: SessionForReader) -> Sequence[WallStep]:
    """That of the clause before or after, where there is one."""
    return [WallStep(theirs.session, wordings[place])] if 0 <= place < len(wordings) else []


def _on_the_wall(theirs: SessionForReader, step: WallStep) -> Sequence[Any]:
    if not (_readable(theirs) and may_be_on_the_wall(theirs.session.round)):
        return []
    return newest_on_the_wall(theirs, step.wording.clause_id, ON_THE_WALL)


def _readable(theirs: SessionForReader) -> Ruling:
    """What its host wrote of it."""
    return may_read_session(theirs.membership, theirs.place, theirs.session.round, clock.now())


@bp.get("/rounds/<round_slug>/sessions/<int:session_id>/points")
def session_report(round_slug: str, session_id: int) -> ResponseReturnValue:
    """Drafted from what was captured: counts, points by clause, each with its reference."""
    theirs = _theirs(round_slug, session_id)
    found = session_points(theirs)
    return render_template(
        "tracing/session_room/report.html",
        session=theirs.session,
        round=theirs.session.round,
        readable=_readable(theirs),
        found=found,
        counted=counted_words(found),
        about_point=about_point,
        view_names=ROOM_VIEW_NAMES,
        reports=may_report(theirs.membership, theirs.place),
    )


@bp.get("/rounds/<round_slug>/sessions/<int:session_id>/points.docx")
def session_report_docx(round_slug: str, session_id: int) -> Response:
    theirs = _theirs(round_slug, session_id)
    made = session_paper(theirs.session, session_points(theirs), clock.now(), written=_readable(theirs))
    return download([made], content_type=MEDIA_TYPES["docx"], name=f"{round_slug}-{session_id}-report.docx")
