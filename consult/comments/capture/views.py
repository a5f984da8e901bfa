"""The rapporteur's pages of a session: writing down, letting in, taking back, the file for a place without a line."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.comments.blueprint import bp, signed_in_to_write
from consult.comments.capture import actions
from consult.comments.capture.forms import CaptureForm, RoomFileForm
from consult.comments.capture.labels import CAPTURE_ROUTE_NAMES, ROOM_VIEW_NAMES
from consult.comments.capture.merging import merge_room_file, told_of_merge
from consult.comments.capture.models import CaptureRoute
from consult.comments.capture.queries import (
    SessionForReader,
    captured_in,
    captured_with,
    points_waiting_in,
    room_of,
    session_for,
    wordings_in_scope,
)
from consult.comments.capture.room_file import RoomFileFault
from consult.comments.capture.room_page import room_page
from consult.comments.capture.rules import may_capture, may_let_in, point_waits_for_moderator
from consult.comments.rules import may_moderate
from consult.consultations.models import Session
from consult.consultations.rules import CONFIDENTIAL
from consult.core import clock
from consult.core.database import db
from consult.core.pagination import paged
from consult.core.urls import absolute_url


@bp.route("/rounds/<round_slug>/sessions/<int:session_id>/capture", methods=["GET", "POST"])
@signed_in_to_write
def capture(round_slug: str, session_id: int) -> ResponseReturnValue:
    """One point at a time. A script sends the same form and asks for JSON: the reference, or what is wrong."""
    theirs = _theirs(round_slug, session_id)
    session = theirs.session
    form = CaptureForm(clause=request.args.get("clause", ""), table=request.args.get("table", ""))
    form.offer_clauses(list(wordings_in_scope(session.round)))
    if form.validate_on_submit():
        result = actions.capture_points(
            session, [form.said()], by=current_user, route=CaptureRoute.PAGE, now=clock.now()
        )
        comment = result.comments[form.point_id.data]
        db.session.commit()
        if _wants_json():
            return {"reference": comment.reference, "state": comment.state, "text": comment.text}
        flash(_("Written down as %(reference)s.", reference=comment.reference))
        return redirect(_page(session, clause=form.clause.data or None, table=form.table.data or None))
    if form.errors and _wants_json():
        return {"says": " ".join(str(said) for errors in form.errors.values() for said in errors)}, 422
    return _shown(theirs, form, RoomFileForm(prefix="merge"))


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _theirs(round_slug: str, session_id: int) -> SessionForReader:
    theirs = session_for(current_user, round_slug, session_id) or abort(404)
    may_capture(theirs.membership, theirs.place, theirs.session).enforce()
    return theirs


def _page(session: Session, **kept: Any) -> str:
    return url_for("comments.capture", round_slug=session.round.slug, session_id=session.id, **kept)


def _shown(
    theirs: SessionForReader, form: CaptureForm, file: RoomFileForm, fault: RoomFileFault | None = None
) -> ResponseReturnValue:
    form.begin_point()
    session, round_, room = theirs.session, theirs.session.round, room_of(theirs.session)
    page = paged(captured_in(session), size=50)
    lets_in = may_let_in(theirs.membership, theirs.place, round_)
    waiting, for_moderator = points_waiting_in(session), 0
    if not may_moderate(theirs.membership, theirs.place, round_):
        for_moderator = sum(map(point_waits_for_moderator, waiting))
    shown = render_template(
        "comments/capture/capture.html",
        session=session,
        round=round_,
        form=form,
        file=file,
        fault=fault,
        room=room,
        address=absolute_url("comments.room", code=room.code) if room is not None else "",
        page=page,
        numbers={wording.clause_id: wording.number for wording in wordings_in_scope(round_)},
        waiting=len(waiting) - for_moderator,
        for_moderator=for_moderator,
        lets_in=lets_in,
        hidden_routes={CaptureRoute.PHONE} if round_.visibility in CONFIDENTIAL and not lets_in else set(),
        view_names=ROOM_VIEW_NAMES,
        route_names=CAPTURE_ROUTE_NAMES,
    )
    return shown, 422 if form.errors or file.errors or fault else 200


@bp.post("/rounds/<round_slug>/sessions/<int:session_id>/merge")
@signed_in_to_write
def merge_room(round_slug: str, session_id: int) -> ResponseReturnValue:
    """A file that was filled in without a line. The same file again changes nothing."""
    theirs = _theirs(round_slug, session_id)
    session, file = theirs.session, RoomFileForm(prefix="merge")
    form = CaptureForm(formdata=None)
    form.offer_clauses(list(wordings_in_scope(session.round)))
    if not file.validate_on_submit():
        return _shown(theirs, form, file)
    content = file.file.data.read()
    try:
        result = merge_room_file(session.round, content, by=current_user, now=clock.now(), only=session)
    except RoomFileFault as fault:
        return _shown(theirs, form, file, fault)
    db.session.commit()
    flash(told_of_merge(result))
    return redirect(_page(session))


@bp.post("/rounds/<round_slug>/sessions/<int:session_id>/points/<reference>/take-back")
@signed_in_to_write
def take_back_captured(round_slug: str, session_id: int, reference: str) -> ResponseReturnValue:
    session = (session_for(current_user, round_slug, session_id) or abort(404)).session
    point = captured_with(session, reference) or abort(404)
    _theirs(round_slug, session_id)
    actions.take_back_point(point, by=current_user)
    db.session.commit()
    flash(_("%(reference)s is taken back. Write it down again if it was meant otherwise.", reference=reference))
    return redirect(_page(session))


@bp.post("/rounds/<round_slug>/sessions/<int:session_id>/let-in")
@signed_in_to_write
def let_in_captured(round_slug: str, session_id: int) -> ResponseReturnValue:
    session = _theirs(round_slug, session_id).session
    let_in = actions.let_in_points(session, by=current_user)
    db.session.commit()
    flash(ngettext("%(num)s point can be read now.", "%(num)s points can be read now.", let_in))
    return redirect(_page(session))


@bp.post("/rounds/<round_slug>/sessions/<int:session_id>/room")
@signed_in_to_write
def set_room(round_slug: str, session_id: int) -> ResponseReturnValue:
    """Open the short address for those in the room, or close it."""
    session = _theirs(round_slug, session_id).session
    if request.form.get("do") == "close":
        actions.close_room(session, by=current_user, now=clock.now())
        said = _("The short address takes no more points.")
    else:
        actions.open_room(session, by=current_user, now=clock.now())
        said = _("The short address takes points for the next twelve hours.")
    db.session.commit()
    flash(said)
    return redirect(_page(session))


@bp.get("/rounds/<round_slug>/sessions/<int:session_id>/room.html")
@login_required
def room_file(round_slug: str, session_id: int) -> Response:
    """The same as one file for a stick or a chat, which works where there is no line at all."""
    session = _theirs(round_slug, session_id).session
    answer = Response(room_page(session, list(wordings_in_scope(session.round))), mimetype="text/html")
    name = f"{session.round.slug}-{session.id}-room.html"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
