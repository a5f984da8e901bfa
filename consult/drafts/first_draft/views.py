"""The form that gives a clause of a first draft its number, heading and place."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from wtforms import HiddenField

from consult.core.database import db
from consult.core.forms import BaseForm, choice, line, required, select_choices
from consult.core.ruling import Refused
from consult.drafts.first_draft.actions import ClausePlacing, place_clause, placing_version
from consult.drafts.first_draft.rules import may_place_clauses
from consult.drafts.models import Draft, Wording
from consult.drafts.queries import current_draft, draft_for, wordings_of
from consult.drafts.views import bp


class PlacingForm(BaseForm):
    number = line(_l("Number"), required(), longest=80)
    heading = line(_l("Heading"), longest=300)
    pillar = choice(_l("Pillar"), [], required())
    part = choice(_l("Part"), [])
    before = line(
        _l("Stands before clause"), longest=80, description=_l("Its number. Left empty, it stays in its place.")
    )
    base_version: Any = HiddenField()


@bp.route("/guidelines/<slug>/drafts/<int:number>/place/<int:wording_id>", methods=["GET", "POST"])
@login_required
def place_wording(slug: str, number: int, wording_id: int) -> ResponseReturnValue:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    wording = db.session.get(Wording, wording_id)
    if wording is None or wording.draft_id != draft.id:
        abort(404)
    may_place_clauses(membership, draft, current_draft(draft.guideline)).enforce()
    form = _form(draft, wording)
    if form.validate_on_submit() and _placed(form, draft, wording):
        db.session.commit()
        flash(_("%(number)s is placed.", number=form.number.data))
        return redirect(url_for("drafts.edit", slug=slug, number=number, _anchor=f"c-{wording.clause.uid}"))
    page = render_template("drafts/place_wording.html", draft=draft, wording=wording, form=form)
    return page, 422 if form.errors else 200


def _form(draft: Draft, wording: Wording) -> PlacingForm:
    form = PlacingForm(
        number=wording.number,
        heading=wording.heading,
        pillar=wording.pillar.code,
        part=wording.part.code if wording.part else "",
        base_version=placing_version(wording),
    )
    form.pillar.choices = select_choices((one.code, one.title) for one in draft.guideline.pillars)
    form.part.choices = select_choices([("", _("none")), *((one.code, one.title) for one in draft.guideline.parts)])
    return form


def _placed(form: PlacingForm, draft: Draft, wording: Wording) -> bool:
    asked = form.before.data or ""
    before = next((one for one in wordings_of(draft) if one.number == asked), None)
    if asked and before is None:
        form.before.errors = [_("This draft has no clause “%(number)s”.", number=asked)]
        return False
    pillar = next(one for one in draft.guideline.pillars if one.code == form.pillar.data)
    part = next((one for one in draft.guideline.parts if one.code == form.part.data), None)
    placing = ClausePlacing(form.number.data, form.heading.data or "", pillar, part, before)
    try:
        place_clause(wording, placing, base_version=form.base_version.data, by=current_user)
    except Refused as refused:
        form.number.errors = [str(refused)]
        return False
    return True
