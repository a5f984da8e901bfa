"""A guideline's own page kept in order: its name and notices, its pillars, its timeline."""

from collections.abc import Iterable
from dataclasses import asdict

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.forms import select_choices
from consult.core.locking import version_of
from consult.core.references import referred_to
from consult.drafts.frame import actions
from consult.drafts.frame.forms import KINDS, DetailsForm, FrameCodeForm, PillarEditForm, StepForm
from consult.drafts.models import Guideline, Milestone, Part, Pillar
from consult.drafts.queries import guideline_for, milestones_of, newest_draft
from consult.drafts.rules import may_manage_frame
from consult.drafts.views import bp

PLACES = {"up": -1, "down": 1}


def managed(slug: str) -> Guideline:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_manage_frame(membership).enforce()
    return guideline


@bp.route("/guidelines/<slug>/details", methods=["GET", "POST"])
@login_required
def details(slug: str) -> ResponseReturnValue:
    guideline = managed(slug)
    before = actions.details_of(guideline)
    form = DetailsForm(obj=guideline, base_version=version_of(vars(before)))
    if newest_draft(guideline) is not None:
        del form.language
    if form.validate_on_submit():
        wanted = actions.Details(**{**asdict(before), **_filled(form, before)})
        actions.change_details(guideline, wanted, base_version=form.base_version.data, by=current_user)
        db.session.commit()
        flash(_("The guideline’s page is changed."))
        return redirect(url_for("tracing.manage", slug=slug))
    return render_template("drafts/details.html", guideline=guideline, form=form)


def _filled(form: DetailsForm, before: actions.Details) -> dict[str, str]:
    return {name: form[name].data for name in asdict(before) if name in form}


# Pillars


@bp.route("/guidelines/<slug>/pillars", methods=["GET", "POST"])
@login_required
def pillars(slug: str) -> ResponseReturnValue:
    guideline = managed(slug)
    form = PillarEditForm()
    if form.validate_on_submit() and _is_free(form, guideline, None):
        pillar = actions.add_pillar(guideline, form.facts, by=current_user)
        db.session.commit()
        flash(_("The pillar %(code)s is added.", code=pillar.code))
        return redirect(url_for("drafts.pillars", slug=slug))
    used = referred_to(Pillar, [pillar.id for pillar in guideline.pillars])
    return render_template("drafts/pillars.html", guideline=guideline, form=form, used=used)


def code_is_free(form: FrameCodeForm, others: Iterable[Pillar | Part], says: str) -> bool:
    """Of the pillars, or the parts: all but the one that it is for."""
    if form.code.data.casefold() in {other.code.casefold() for other in others}:
        form.code.errors = [says]
    return not form.code.errors


def _is_free(form: FrameCodeForm, guideline: Guideline, own: Pillar | None) -> bool:
    others = [pillar for pillar in guideline.pillars if pillar is not own]
    return code_is_free(form, others, _("Another pillar has this code. Choose another."))


def one_pillar(guideline: Guideline, code: str) -> Pillar:
    return next((pillar for pillar in guideline.pillars if pillar.code == code), None) or abort(404)


@bp.route("/guidelines/<slug>/pillars/<code>", methods=["GET", "POST"])
@login_required
def pillar(slug: str, code: str) -> ResponseReturnValue:
    guideline = managed(slug)
    pillar = one_pillar(guideline, code)
    form = PillarEditForm(obj=pillar, base_version=version_of(vars(actions.facts_of(pillar))))
    if pillar.kind not in dict(KINDS):  # from an import
        form.kind.choices = select_choices([*KINDS, (pillar.kind, pillar.kind)])
    if form.validate_on_submit() and _is_free(form, guideline, pillar):
        actions.change_pillar(guideline, pillar, form.facts, base_version=form.base_version.data, by=current_user)
        db.session.commit()
        flash(_("The pillar %(code)s is changed.", code=pillar.code))
        return redirect(url_for("drafts.pillars", slug=slug))
    return render_template("drafts/pillar.html", guideline=guideline, form=form, pillar=pillar)


@bp.post("/guidelines/<slug>/pillars/<code>/<any(up, down):way>")
@login_required
def move_pillar(slug: str, code: str, way: str) -> ResponseReturnValue:
    guideline = managed(slug)
    actions.move_pillar(guideline, one_pillar(guideline, code), PLACES[way], by=current_user)
    db.session.commit()
    return redirect(url_for("drafts.pillars", slug=slug))


@bp.post("/guidelines/<slug>/pillars/<code>/remove")
@login_required
def remove_pillar(slug: str, code: str) -> ResponseReturnValue:
    guideline = managed(slug)
    pillar = one_pillar(guideline, code)
    actions.remove_pillar(guideline, pillar, by=current_user)
    db.session.commit()
    flash(_("The pillar %(code)s is removed; nothing belonged to it.", code=code))
    return redirect(url_for("drafts.pillars", slug=slug))


# The timeline


@bp.route("/guidelines/<slug>/timeline", methods=["GET", "POST"])
@login_required
def milestones(slug: str) -> ResponseReturnValue:
    guideline = managed(slug)
    form = StepForm()
    if form.validate_on_submit():
        milestone = actions.add_step(guideline, form.step, by=current_user)
        db.session.commit()
        flash(_("“%(title)s” is on the timeline.", title=milestone.title))
        return redirect(url_for("drafts.milestones", slug=slug))
    steps = milestones_of(guideline)
    days = [step.starts_on for step in steps]
    return render_template("drafts/milestones.html", guideline=guideline, form=form, steps=steps, days=days)


def _milestone(guideline: Guideline, milestone_id: int) -> Milestone:
    found = db.session.get(Milestone, milestone_id)
    return found if found is not None and found.guideline_id == guideline.id else abort(404)


@bp.route("/guidelines/<slug>/timeline/<int:milestone_id>", methods=["GET", "POST"])
@login_required
def milestone(slug: str, milestone_id: int) -> ResponseReturnValue:
    guideline = managed(slug)
    milestone = _milestone(guideline, milestone_id)
    form = StepForm(obj=milestone, base_version=version_of(vars(actions.step_of(milestone))))
    if form.validate_on_submit():
        actions.change_step(guideline, milestone, form.step, base_version=form.base_version.data, by=current_user)
        db.session.commit()
        flash(_("“%(title)s” is changed.", title=milestone.title))
        return redirect(url_for("drafts.milestones", slug=slug))
    return render_template("drafts/milestone.html", guideline=guideline, form=form, milestone=milestone)


@bp.post("/guidelines/<slug>/timeline/<int:milestone_id>/<any(up, down):way>")
@login_required
def move_milestone(slug: str, milestone_id: int, way: str) -> ResponseReturnValue:
    guideline = managed(slug)
    actions.move_step(guideline, _milestone(guideline, milestone_id), PLACES[way], by=current_user)
    db.session.commit()
    return redirect(url_for("drafts.milestones", slug=slug))


@bp.post("/guidelines/<slug>/timeline/<int:milestone_id>/remove")
@login_required
def remove_milestone(slug: str, milestone_id: int) -> ResponseReturnValue:
    guideline = managed(slug)
    milestone = _milestone(guideline, milestone_id)
    title, starts_on = milestone.title, milestone.starts_on
    actions.remove_step(guideline, milestone, by=current_user)
    db.session.commit()
    flash(_("“%(title)s” (%(day)s) is off the timeline.", title=title, day=starts_on.isoformat()))
    return redirect(url_for("drafts.milestones", slug=slug))
