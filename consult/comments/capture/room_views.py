"""For those who sit in the room: a plain form under a short address, and the sheets for the tables."""

from datetime import timedelta

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.views import settings
from consult.comments.blueprint import bp
from consult.comments.capture import actions
from consult.comments.capture.forms import PhoneForm
from consult.comments.capture.models import CaptureRoute
from consult.comments.capture.queries import room_of, room_with, session_for, wordings_in_scope
from consult.comments.capture.rules import may_capture, may_write_from_the_room
from consult.comments.forms import personal_data_asked
from consult.consultations.queries import round_for
from consult.core import clock
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.security.rate_limit import count_attempt
from consult.core.urls import absolute_url, qr_code
from consult.drafts.translations.queries import reading_in

AN_HOUR = 1_000  # points of one room: forty people who write much


@bp.route("/r/<code>", methods=["GET", "POST"])
def room(code: str) -> ResponseReturnValue:
    """No account, no script, no name: whoever has the address from the sheet sits in the room."""
    found = room_with(code) or abort(404)
    session, now = found.session, clock.now()
    ruling = may_write_from_the_room(found, now)
    form = PhoneForm(clause=request.args.get("clause", ""), table=request.args.get("table", ""))
    form.offer_clauses(list(wordings_in_scope(session.round)))
    sendable = bool(ruling) and form.validate_on_submit()
    personal = personal_data_asked(form, "text", "table") if sendable else []
    if sendable and not personal:
        count_attempt("room", str(found.id), allowed=AN_HOUR, within=timedelta(hours=1))
        result = actions.capture_points(session, [form.said()], by=None, route=CaptureRoute.PHONE, now=now)
        reference = result.comments[form.point_id.data].reference
        db.session.commit()
        kept = {"clause": form.clause.data or None, "table": form.table.data or None}
        return redirect(url_for("comments.room", code=found.code, said=reference, **kept))
    form.begin_point()
    page = render_template(
        "comments/capture/room.html",
        room=found,
        session=session,
        form=form,
        ruling=ruling,
        personal=personal,
        reads_round=round_for(current_user, session.round.slug) is not None,
        said=request.args.get("said", ""),
    )
    return page, 422 if form.errors or personal else 200


@bp.get("/rounds/<round_slug>/sessions/<int:session_id>/sheets")
@login_required
def room_sheets(round_slug: str, session_id: int) -> ResponseReturnValue:
    """To print: the clause, the short address and its picture; of a pillar, or of one clause (`?clause=`)."""
    theirs = session_for(current_user, round_slug, session_id) or abort(404)
    session = theirs.session
    may_capture(theirs.membership, theirs.place, session).enforce()
    every = wordings_in_scope(session.round)
    pillars = list({wording.pillar.code: wording.pillar for wording in every}.values())
    wanted, clause = request.args.get("pillar", ""), request.args.get("clause", "")
    chosen = wanted if wanted in {pillar.code for pillar in pillars} else (pillars[0].code if pillars else "")
    shown = [w for w in every if (w.number == clause if clause else w.pillar.code == chosen)]
    opened = room_of(session)
    reading = reading_in(session.round.draft, clauses=[wording.clause.uid for wording in shown])
    with force_locale(reading.language if reading.language in settings().language_codes else language_now()):
        asks = str(_("What should this clause say? Write it here:"))  # whoever sits at the table reads it
    return render_template(
        "comments/capture/sheets.html",
        session=session,
        round=session.round,
        room=opened,
        pillars=pillars,
        chosen=chosen,
        reading=reading,
        there=reading.there(shown),
        asks=asks,
        sheets=[(wording, qr_code(_address(opened.code, wording.number))) for wording in shown] if opened else [],
        address=_address(opened.code) if opened else "",
    )


def _address(code: str, clause: str = "") -> str:
    return absolute_url("comments.room", code=code, clause=clause or None)
