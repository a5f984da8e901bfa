"""Templates of a desk: listed, written, changed, put away; where each was used."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.pagination import paged
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for
from consult.responses.answer_templates import actions
from consult.responses.answer_templates.forms import TemplateForm
from consult.responses.answer_templates.labels import FIELD_MEANINGS
from consult.responses.answer_templates.models import AnswerTemplate
from consult.responses.answer_templates.queries import template_for, templates_of, uses_counted, uses_of
from consult.responses.blueprint import bp
from consult.responses.rules import may_answer


@bp.app_context_processor
def template_names() -> dict[str, object]:
    return {"answer_templates_of": templates_of}


@bp.route("/guidelines/<slug>/desk/templates", methods=["GET", "POST"])
@login_required
def answer_templates(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    form = TemplateForm()
    form.guideline = guideline
    if form.validate_on_submit():
        told = (form.name.data, form.text.data, form.decided)
        template = actions.write_template(guideline, *told, by=current_user)
        db.session.commit()
        flash(_("“%(name)s” can be chosen wherever something is answered.", name=template.name))
        return redirect(url_for("responses.answer_templates", slug=slug))
    return _list_page(guideline, form)


def _list_page(guideline: Guideline, form: TemplateForm) -> ResponseReturnValue:
    in_use, away = templates_of(guideline), templates_of(guideline, archived=True)
    page = render_template(
        "responses/answer_templates/list.html",
        guideline=guideline,
        form=form,
        in_use=in_use,
        away=away,
        used=uses_counted([*in_use, *away]),
        fields=FIELD_MEANINGS,
    )
    return page, 422 if form.errors else 200


@bp.route("/answer-templates/<int:template_id>", methods=["GET", "POST"])
@login_required
def answer_template(template_id: int) -> ResponseReturnValue:
    """Its words, and what began with it; or put away and taken out again, as the button says."""
    template, membership = template_for(current_user, template_id) or abort(404)
    may_answer(membership).enforce()
    if request.form.get("do") in {"put_away", "take_out"}:
        actions.put_away(template, away=request.form["do"] == "put_away", by=current_user)
        db.session.commit()
        return redirect(url_for("responses.answer_templates", slug=template.guideline.slug))
    form = _form_of(template)
    if form.validate_on_submit():
        told = (form.name.data, form.text.data, form.decided)
        actions.change_template(template, *told, base_version=form.base_version.data, by=current_user)
        db.session.commit()
        flash(_("It is kept. Answers that began with it before stay as they are."))
        return redirect(url_for("responses.answer_template", template_id=template.id))
    page = render_template(
        "responses/answer_templates/one.html",
        guideline=template.guideline,
        template=template,
        form=form,
        page=paged(uses_of(template)),
        fields=FIELD_MEANINGS,
    )
    return page, 422 if form.errors else 200


def _form_of(template: AnswerTemplate) -> TemplateForm:
    told = {"name": template.name, "text": template.text, "disposition": template.disposition or ""}
    form = TemplateForm(data={**told, "base_version": str(template.version)})
    form.guideline, form.template = template.guideline, template
    return form
