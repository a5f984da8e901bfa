"""Whom a guideline set out to hear, by region and stakeholder type."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.consultations import actions
from consult.consultations.blueprint import bp
from consult.consultations.forms import GroupsForm
from consult.consultations.queries import targets_of
from consult.consultations.rules import may_manage_rounds
from consult.core.database import db
from consult.drafts.queries import guideline_for


@bp.route("/guidelines/<slug>/targets", methods=["GET", "POST"])
@login_required
def targets(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_manage_rounds(membership).enforce()
    form = GroupsForm()
    before = targets_of(guideline)
    if request.method == "GET":
        form.fill(before)
    if form.validate_on_submit():
        for (dimension, value), number in form.counts.items():
            if number != before.get((dimension, value), 0):
                actions.set_target(guideline, dimension, value, number, by=current_user)
        db.session.commit()
        flash(_("The targets are set."))
        return redirect(url_for("consultations.targets", slug=slug))
    return render_template("consultations/targets.html", form=form, guideline=guideline)
