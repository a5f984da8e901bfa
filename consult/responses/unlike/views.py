"""Like asks answered unlike: listed until someone writes why."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.pagination import paged
from consult.drafts.queries import guideline_for
from consult.responses.blueprint import bp
from consult.responses.rules import may_answer
from consult.responses.unlike.actions import explain
from consult.responses.unlike.forms import UnlikeForm
from consult.responses.unlike.queries import unlike_for, unlike_in


@bp.get("/guidelines/<slug>/desk/unlike")
@login_required
def unlike(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    explained = request.args.get("show") == "explained"
    page = paged(unlike_in(guideline, explained=explained), size=20)
    return render_template("responses/unlike.html", guideline=guideline, page=page, explained=explained)


@bp.route("/unlike/<int:pair_id>", methods=["GET", "POST"])
@login_required
def explain_unlike(pair_id: int) -> ResponseReturnValue:
    pair, membership = unlike_for(current_user, pair_id) or abort(404)
    may_answer(membership).enforce()
    form = UnlikeForm()
    if form.validate_on_submit():
        explain(pair, form.because.data, by=current_user)
        db.session.commit()
        flash(_("Thank you. It stands in the record."))
        return redirect(url_for("responses.unlike", slug=membership.guideline.slug))
    if request.method == "GET":
        form.because.data = pair.because
    return render_template("responses/explain_unlike.html", guideline=membership.guideline, pair=pair, form=form)
