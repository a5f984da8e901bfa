"""The pages of parts, the frame's second axis; two parts or pillars made one."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.forms import select_choices
from consult.core.locking import version_of
from consult.core.references import referred_to
from consult.drafts.frame import actions
from consult.drafts.frame.forms import FrameCodeForm, FrameMergeForm, PartEditForm
from consult.drafts.frame.views import PLACES, code_is_free, managed, one_pillar
from consult.drafts.models import Guideline, Part, Pillar
from consult.drafts.translations.naming import shown_name
from consult.drafts.views import bp


def _part(guideline: Guideline, code: str) -> Part:
    return next((part for part in guideline.parts if part.code == code), None) or abort(404)


def _is_free(form: FrameCodeForm, guideline: Guideline, own: Part | None) -> bool:
    others = [part for part in guideline.parts if part is not own]
    return code_is_free(form, others, _("Another part has this code. Choose another."))


@bp.route("/guidelines/<slug>/parts", methods=["GET", "POST"])
@login_required
def parts(slug: str) -> ResponseReturnValue:
    guideline = managed(slug)
    form = PartEditForm()
    if form.validate_on_submit() and _is_free(form, guideline, None):
        part = actions.add_part(guideline, form.facts, by=current_user)
        db.session.commit()
        flash(_("The part %(code)s is added.", code=part.code))
        return redirect(url_for("drafts.parts", slug=slug))
    used = referred_to(Part, [part.id for part in guideline.parts])
    return render_template("drafts/parts.html", guideline=guideline, form=form, used=used)


@bp.route("/guidelines/<slug>/parts/<code>", methods=["GET", "POST"])
@login_required
def part(slug: str, code: str) -> ResponseReturnValue:
    guideline = managed(slug)
    part = _part(guideline, code)
    form = PartEditForm(obj=part, base_version=version_of(vars(actions.part_facts_of(part))))
    if form.validate_on_submit() and _is_free(form, guideline, part):
        actions.change_part(guideline, part, form.facts, base_version=form.base_version.data, by=current_user)
        db.session.commit()
        flash(_("The part %(code)s is changed.", code=part.code))
        return redirect(url_for("drafts.parts", slug=slug))
    return render_template("drafts/part.html", guideline=guideline, form=form, part=part)


@bp.post("/guidelines/<slug>/parts/<code>/<any(up, down):way>")
@login_required
def move_part(slug: str, code: str, way: str) -> ResponseReturnValue:
    guideline = managed(slug)
    actions.move_part(guideline, _part(guideline, code), PLACES[way], by=current_user)
    db.session.commit()
    return redirect(url_for("drafts.parts", slug=slug))


@bp.post("/guidelines/<slug>/parts/<code>/remove")
@login_required
def remove_part(slug: str, code: str) -> ResponseReturnValue:
    guideline = managed(slug)
    actions.remove_part(guideline, _part(guideline, code), by=current_user)
    db.session.commit()
    flash(_("The part %(code)s is removed; nothing belonged to it.", code=code))
    return redirect(url_for("drafts.parts", slug=slug))


# Two become one


@bp.route("/guidelines/<slug>/parts/<code>/merge", methods=["GET", "POST"])
@login_required
def merge_part(slug: str, code: str) -> ResponseReturnValue:
    guideline = managed(slug)
    part = _part(guideline, code)
    form = _merge_form([one for one in guideline.parts if one is not part])
    if form.validate_on_submit():
        into = _part(guideline, form.into.data)
        return _merged(code, into, actions.merge_parts(guideline, part, into, by=current_user), "drafts.parts", slug)
    heading = _("Merge the part %(code)s: %(title)s", code=part.code, title=shown_name(part))
    return _merge_page(guideline, part, form, heading, "drafts.parts")


@bp.route("/guidelines/<slug>/pillars/<code>/merge", methods=["GET", "POST"])
@login_required
def merge_pillar(slug: str, code: str) -> ResponseReturnValue:
    guideline = managed(slug)
    pillar = one_pillar(guideline, code)
    form = _merge_form([one for one in guideline.pillars if one is not pillar])
    if form.validate_on_submit():
        into = one_pillar(guideline, form.into.data)
        moved = actions.merge_pillars(guideline, pillar, into, by=current_user)
        return _merged(code, into, moved, "drafts.pillars", slug)
    heading = _("Merge the pillar %(code)s: %(title)s", code=pillar.code, title=shown_name(pillar))
    return _merge_page(guideline, pillar, form, heading, "drafts.pillars")


def _merge_page(
    guideline: Guideline, row: Part | Pillar, form: FrameMergeForm, heading: str, back: str
) -> ResponseReturnValue:
    ruling = actions.ruling_on_merging(guideline, row, by=current_user)
    shown = {"guideline": guideline, "form": form, "ruling": ruling, "heading": heading, "back": back}
    return render_template("drafts/merge.html", **shown)


def _merge_form(others: Sequence[Part | Pillar]) -> FrameMergeForm:
    form = FrameMergeForm()
    form.into.choices = select_choices([("", ""), *((one.code, f"{one.code} {shown_name(one)}") for one in others)])
    return form


def _merged(code: str, into: Part | Pillar, moved: int, back: str, slug: str) -> ResponseReturnValue:
    db.session.commit()
    told = ngettext(
        "%(code)s is merged into %(into)s: %(num)s clause moved.",
        "%(code)s is merged into %(into)s: %(num)s clauses moved.",
        moved,
        code=code,
        into=into.code,
    )
    flash(told)
    return redirect(url_for(back, slug=slug))
