"""Cutting a comment into points by hand, joining two of them, and giving it back to the machine."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.analysis import cutting
from consult.analysis.blueprint import bp
from consult.analysis.hand_cuts import hand_cut_of
from consult.analysis.models import Point
from consult.analysis.queries import point_for
from consult.analysis.rules import may_curate
from consult.core.database import db


@bp.context_processor
def how_it_is_cut() -> dict[str, object]:
    return {"cutting_of": cutting.cutting_of, "hand_cut_of": hand_cut_of}


def hers_to_cut(point_id: int) -> Point:
    point, standing = point_for(current_user, point_id) or abort(404)
    may_curate(standing).enforce()
    return point


@bp.post("/points/<int:point_id>/cut")
@login_required
def cut(point_id: int) -> ResponseReturnValue:
    """`begins=…` are the places where points begin; `do` may join this point with the one before or after instead."""
    point = hers_to_cut(point_id)
    starts = request.form.getlist("begins", type=int)
    digest = request.form.get("digest", "")
    do = request.form.get("do", "cut")
    if do in {"before", "after"}:
        now = cutting.join(point, do, digest=digest, by=current_user)
    else:
        now = cutting.cut_by_hand(point, starts, digest=digest, by=current_user)
    db.session.commit()
    if now is None:
        flash(_("The comment is cut so already; nothing was changed."))
    else:
        flash(_("The points are as you cut them, and stay so. New ones are filed under themes within a minute."))
    return redirect(url_for("analysis.point", point_id=now.id if now is not None else point_id))


@bp.post("/points/<int:point_id>/uncut")
@login_required
def uncut(point_id: int) -> ResponseReturnValue:
    point = hers_to_cut(point_id)
    cutting.cut_by_machine(point, by=current_user)
    db.session.commit()
    flash(_("The machine cuts this comment again, within a minute."))
    return redirect(url_for("analysis.point", point_id=point_id))
