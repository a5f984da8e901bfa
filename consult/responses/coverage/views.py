"""What came into an answered theme since, and what left it: read, then given the answer or let go."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.core.database import db
from consult.responses.blueprint import bp
from consult.responses.coverage import actions
from consult.responses.coverage.queries import Moved, came_since, first_of, left_since, moved_since
from consult.responses.forms import row_number
from consult.responses.queries import current_answer, theme_on_desk
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
        came=first_of(came_since(theme.id)),
        left=first_of(left_since(theme.id)),
    )


@bp.post("/themes/<int:theme_id>/since-the-answer")
@login_required
def settle_since_the_answer(theme_id: int) -> ResponseReturnValue:
    """The ticked points get the answer, or are let go."""
    theme, membership = theme_on_desk(current_user, theme_id) or abort(404)
    may_answer(membership).enforce()
    answer, ticked = current_answer(theme=theme), request.form.getlist("points", type=row_number)
    if answer is None or not ticked:
        flash(_("Tick at least one point."))
        return redirect(url_for("responses.since_the_answer", theme_id=theme.id))
    if request.form.get("do") == "let_go":
        number = actions.end_coverage(answer, ticked, by=current_user)
        said = ngettext("%(num)s point wants another answer.", "%(num)s points want another answer.", number)
    else:
        number = actions.give_to_newcomers(answer, ticked, by=current_user)
        said = ngettext("%(num)s point now has this answer.", "%(num)s points now have this answer.", number)
    db.session.commit()
    flash(said)
    return redirect(url_for("responses.since_the_answer", theme_id=theme.id))
