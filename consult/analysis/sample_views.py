"""Is the machine right? Samples drawn, coded blind, and what came of it."""

import secrets

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.analysis import actions, sampling
from consult.analysis.blueprint import bp
from consult.analysis.choices import choices_of
from consult.analysis.forms import CodeForm, DrawForm
from consult.analysis.models import Sample, Theme
from consult.analysis.queries import sample_for, themes_for
from consult.analysis.rules import may_code, may_draw
from consult.analysis.selection import NONE
from consult.core.database import db
from consult.core.forms import choices


@bp.route("/guidelines/<slug>/samples", methods=["GET", "POST"])
@login_required
def samples(slug: str) -> ResponseReturnValue:
    """The samples so far; a POST draws one."""
    guideline, standing = themes_for(current_user, slug) or abort(404)
    may_code(standing).enforce()
    form = DrawForm()
    if form.is_submitted():
        may_draw(standing).enforce()
    if form.validate_on_submit():
        sample = actions.draw_sample(guideline, form.size.data, by=current_user, seed=secrets.randbelow(2**31))
        db.session.commit()
        return redirect(url_for("analysis.sample", sample_id=sample.id))
    return render_template(
        "analysis/samples.html",
        guideline=guideline,
        standing=standing,
        form=form,
        samples=sampling.samples_of(guideline),
    )


@bp.get("/samples/<int:sample_id>")
@login_required
def sample(sample_id: int) -> ResponseReturnValue:
    """How far each coder is; how well they agree with each other and with the machine."""
    sample, standing = sample_for(current_user, sample_id) or abort(404)
    may_code(standing).enforce()
    coders, pairs = sampling.results_of(sample)
    points = sampling.points_of_sample(sample)
    mine = next((coder.coded for coder in coders if coder.person == current_user), 0)
    return render_template(
        "analysis/sample.html",
        guideline=sample.guideline,
        sample=sample,
        size=len(points),
        mine=mine,
        blind=0 < mine < len(points),
        coders=coders,
        pairs=pairs,
        languages=sampling.by_language(sample),
    )


@bp.route("/samples/<int:sample_id>/code", methods=["GET", "POST"])
@login_required
def code(sample_id: int) -> ResponseReturnValue:
    """The next point that she has not coded, without what anyone else said of it."""
    sample, standing = sample_for(current_user, sample_id) or abort(404)
    may_code(standing).enforce()
    sampled = sampling.next_to_code(sample, current_user)
    if sampled is None:
        flash(_("You have coded every point of this sample."))
        return redirect(url_for("analysis.sample", sample_id=sample.id))
    form = code_form(sample)
    if form.validate_on_submit() and form.sampled.data == str(sampled.id):
        theme = db.session.get(Theme, int(form.theme.data)) if form.theme.data != NONE else None
        pillars = {pillar.code: pillar for pillar in sample.guideline.pillars}
        actions.code_point(sampled, theme, pillars.get(form.pillar.data), by=current_user)
        db.session.commit()
        return redirect(url_for("analysis.code", sample_id=sample.id))
    form.sampled.data = str(sampled.id)
    return render_template(
        "analysis/code.html", guideline=sample.guideline, sample=sample, point=sampled.point, form=form
    )


def code_form(sample: Sample) -> CodeForm:
    form = CodeForm()
    offered = choices_of(sample.guideline)
    form.theme.choices = choices([("", _("Choose a theme")), *offered.theme])
    form.pillar.choices = choices([("", _("Choose a pillar")), *offered.pillar])
    return form
