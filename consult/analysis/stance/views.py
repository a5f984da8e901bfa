"""Stance coded by one key, theme by theme or clause by clause; and what the machine makes of it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.analysis.blueprint import bp
from consult.analysis.forms import StanceForm
from consult.analysis.models import Point
from consult.analysis.queries import clause_points_for, theme_for
from consult.analysis.rules import may_code
from consult.analysis.stance.actions import code_stance
from consult.analysis.stance.queries import FEWEST, StanceScope, lesson_of, next_stance_point, stance_counts
from consult.comments.models import Stance
from consult.core.database import db
from consult.core.text import whole_number
from consult.drafts.queries import wordings_through_drafts


@bp.route("/themes/<int:theme_id>/stance", methods=["GET", "POST"])
@login_required
def theme_stance(theme_id: int) -> ResponseReturnValue:
    theme, membership = theme_for(current_user, theme_id) or abort(404)
    may_code(membership).enforce()
    here = url_for("analysis.theme_stance", theme_id=theme.id)
    back = (url_for("analysis.theme", theme_id=theme.id), theme.label)
    return _coded(StanceScope(theme.guideline, theme=theme), here, back)


@bp.route("/clauses/<uid>/stance", methods=["GET", "POST"])
@login_required
def clause_stance(uid: str) -> ResponseReturnValue:
    clause, membership = clause_points_for(current_user, uid) or abort(404)
    may_code(membership).enforce()
    number = numbers[-1].number if (numbers := wordings_through_drafts(clause)) else uid
    here = url_for("analysis.clause_stance", uid=uid)
    return _coded(
        StanceScope(clause.guideline, clause=clause), here, (url_for("analysis.clause_points", uid=uid), number)
    )


def _coded(scope: StanceScope, here: str, back: tuple[str, str]) -> ResponseReturnValue:
    form = StanceForm()
    if form.validate_on_submit():
        point = _point_in(scope, form.point.data or "")
        if point is None:
            flash(_("That point stands elsewhere now. Here is the next one."))
            return redirect(here)
        code_stance(point, Stance(form.stance.data), scope, by=current_user)
        db.session.commit()
        return redirect(here)
    lesson = lesson_of(scope)
    asked = _point_in(scope, form.point.data or "") if form.is_submitted() else None
    upcoming = asked or next_stance_point(scope, request.args.get("after", 0, type=int))
    form.point.data = str(upcoming.id) if upcoming is not None else ""
    return render_template(
        "analysis/stance.html",
        guideline=scope.guideline,
        back=back,
        here=here,
        form=form,
        point=upcoming,
        counts=stance_counts(scope, lesson),
        lesson=lesson,
        fewest=FEWEST,
    )


def _point_in(scope: StanceScope, number: str) -> Point | None:
    if (chosen := whole_number(number)) is None:
        return None
    return db.session.scalars(scope.points(Point).where(Point.id == chosen)).one_or_none()
