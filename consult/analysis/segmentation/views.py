"""Cutting a comment into points by hand, joining two of them, and giving it back to the machine."""

from dataclasses import dataclass

from flask import abort, flash, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound

from consult.analysis.assignment.views import point as point_page
from consult.analysis.blueprint import bp
from consult.analysis.models import Point
from consult.analysis.queries import point_for
from consult.analysis.rules import may_curate
from consult.analysis.segmentation import actions as segmentation
from consult.analysis.segmentation.queries import hand_cut_of
from consult.comments.models import Comment
from consult.core.database import db

_LAST = 2**31 - 1  # no row has a higher number


@bp.context_processor
def how_it_is_cut() -> dict[str, object]:
    return {"cutting_of": segmentation.cutting_of, "hand_cut_of": hand_cut_of, "chosen": g.get("chosen")}


@dataclass(frozen=True)
class Chosen:
    """What they chose over points that were cut otherwise meanwhile."""

    says: str
    begins: frozenset[int]


def point_to_cut(point_id: int) -> Point:
    """The point, if they may cut it. Of one that went when its comment was cut otherwise, they are told so."""
    found = point_for(current_user, point_id)
    if found is None:
        other = _another_of_its_comment()
        raise segmentation.cut_meanwhile(other.comment) if other is not None else NotFound
    point, membership = found
    may_curate(membership).enforce()
    return point


def _another_of_its_comment() -> Point | None:
    """The point that holds now the place that they looked at, if they may cut it."""
    comment = db.session.get(Comment, min(request.form.get("comment-was", 0, type=int), _LAST))
    placed = segmentation.points_placed(comment) if comment is not None else []
    at = request.form.get("start-was", 0, type=int)
    point = next((each for each in reversed(placed) if each.start <= at), None)
    found = point_for(current_user, point.id) if point is not None else None
    return point if found is not None and may_curate(found[1]) else None


def kept_over(meanwhile: segmentation.CutMeanwhile, point_id: int) -> ResponseReturnValue:
    """The page as it is now, with their choice in it."""
    db.session.rollback()
    g.chosen = Chosen(str(meanwhile), frozenset({0, *request.form.getlist("begins", type=int)}))
    there = point_for(current_user, point_id)
    other = _another_of_its_comment() if there is None or there[0].start < 0 else None
    page = make_response(point_page(other.id if other is not None else point_id))
    page.status_code = 409
    return page


@bp.post("/points/<int:point_id>/cut")
@login_required
def cut(point_id: int) -> ResponseReturnValue:
    """`begins=…` are the places where points begin; `do` may join this point with the one before or after instead."""
    starts = request.form.getlist("begins", type=int)
    read = {"digest": request.form.get("digest", ""), "base_version": request.form.get("base_version", "")}
    do = request.form.get("do", "cut")
    try:
        point = point_to_cut(point_id)
        if do in {"before", "after"}:
            now = segmentation.join(point, do, **read, by=current_user)
        else:
            now = segmentation.cut_by_hand(point, starts, **read, by=current_user)
    except segmentation.CutMeanwhile as meanwhile:
        return kept_over(meanwhile, point_id)
    db.session.commit()
    if now is None:
        flash(_("The comment is cut so already; nothing was changed."))
    else:
        flash(_("The points are as you cut them, and stay so. New ones are filed under themes within a minute."))
    return redirect(url_for("analysis.point", point_id=now.id if now is not None else point_id))


@bp.get("/points/<int:point_id>/cut")
def look_again(point_id: int) -> ResponseReturnValue:
    """Who comes back to where their choice was kept, by signing in or by another language, finds the point."""
    _point, _membership = point_for(current_user, point_id) or abort(404)
    return redirect(url_for("analysis.point", point_id=point_id))


@bp.post("/points/<int:point_id>/uncut")
@login_required
def uncut(point_id: int) -> ResponseReturnValue:
    point = point_to_cut(point_id)
    segmentation.cut_by_machine(point, by=current_user, base_version=request.form.get("base_version", ""))
    db.session.commit()
    flash(_("The machine cuts this comment again, within a minute."))
    return redirect(url_for("analysis.point", point_id=point_id))
