"""Everything that people did about themes and points, in one list; what can be undone has its button."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from consult.analysis.blueprint import bp
from consult.analysis.rules import may_curate
from consult.analysis.themes.change_history import as_changed, changes_in
from consult.core.pagination import paged
from consult.drafts.queries import guideline_for


@bp.get("/guidelines/<slug>/themes/changes")
@login_required
def changes(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_curate(membership).enforce()
    page = paged(changes_in(guideline), size=20)
    return render_template("analysis/changes.html", guideline=guideline, page=page, changes=as_changed(page.items))
