"""What came into an answered theme since, and what left it: read, then given the answer or let go."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required
from sqlalchemy import Select

from consult.analysis.models import Point
from consult.core.database import db
from consult.responses.blueprint import bp
from consult.responses.bulk.actions import begin_bulk_act
from consult.responses.bulk.models import BulkAct, BulkKind
from consult.responses.clearance.queries import clearance_required, is_drafted
from consult.responses.coverage import actions
from consult.responses.coverage.queries import Moved, came_since, first_of, held_from_elsewhere, left_since, moved_since
from consult.responses.forms import row_number
from consult.responses.models import Answer
from consult.responses.queries import count_of, current_answer, theme_on_desk
from consult.responses.rules import may_answer


@bp.get("/themes/<int:theme_id>/since-the-answer")
@login_required
def since_the_answer(theme_id: int) -> ResponseReturnValue:
    theme, membership = theme_on_desk(current_user, theme_id) or abort(404)
    may_answer(membership).enforce()
    return render_template(
        "responses/since_the_answer.html",
        theme=theme,
        answer=current_answer(theme=theme),
        moved=moved_since([theme]).get(theme.id, Moved()),
        came=first_of(came_since(theme.id).where(~is_drafted())),
        on_way=count_of(came_since(theme.id).where(is_drafted())),
        clearing=clearance_required(theme.guideline),
        left=first_of(left_since(theme.id)),
    )


@bp.post("/themes/<int:theme_id>/since-the-answer")
@login_required
def settle_since_the_answer(theme_id: int) -> ResponseReturnValue:
    """The ticked points get the answer, or are let go."""
    theme, membership = theme_on_desk(current_user, theme_id) or abort(404)
    may_answer(membership).enforce()
    answer, ticked = current_answer(theme=theme), request.form.getlist("points", type=row_number)
    page = url_for("responses.since_the_answer", theme_id=theme.id)
    if answer is not None and (number := request.form.get("all_in", type=row_number)):
        page = url_for("responses.answer_theme", theme_id=number)
        where = theme_on_desk(current_user, number) or abort(404)
        ticked = list(dict(held_from_elsewhere(where[0])).get(answer, []))
    if answer is None or not ticked:
        flash(_("Tick at least one point.") if answer is not None else _("This theme has no answer."))
        return redirect(page)
    if request.form.get("do") == "let_go":
        number = actions.end_coverage(answer, ticked, by=current_user)
        flash(ngettext("%(num)s point wants another answer.", "%(num)s points want another answer.", number))
    else:
        act = _same_words_for(answer, came_since(theme.id).where(Point.id.in_(ticked), ~is_drafted()))
        page = url_for("responses.bulk_act", act_id=act.id)
    db.session.commit()
    return redirect(page)


def _same_words_for(answer: Answer, points: Select[Any]) -> BulkAct:
    """As any answer to many: read by a second reader where the guideline asks for one, listed, and undone."""
    told = {"disposition": answer.disposition.value, "reason": answer.reason, "referred_to": answer.referred_to_id}
    theme = answer.theme or abort(404)
    return begin_bulk_act(theme.guideline, BulkKind.ANSWER, told, points.with_only_columns(Point.id), by=current_user)
