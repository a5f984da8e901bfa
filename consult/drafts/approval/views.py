"""The page on which the secretariat records that a draft is the final text; what every page prints of it."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from wtforms import DateField

from consult.core import clock
from consult.core.database import db
from consult.core.forms import BaseForm, line, prose, required
from consult.drafts.approval import actions
from consult.drafts.queries import draft_for
from consult.drafts.views import bp


class ApprovalForm(BaseForm):
    approved_on: Any = DateField(_l("Approved on"), [required(_l("Give the day on which it was approved."))])
    approved_by = line(_l("By which body"), required(_l("Name the body that approved it.")))
    review_on: Any = DateField(_l("To be reviewed by"), [required(_l("Give the day by which it is reviewed."))])
    procedure = prose(_l("How it is reviewed"), required(_l("Say who reviews it, and how.")), longest=3000)


@bp.app_context_processor
def final_text() -> dict[str, object]:
    return {"approval_of": actions.approval_of}


@bp.route("/guidelines/<slug>/drafts/<int:number>/approval", methods=["GET", "POST"])
@login_required
def approval(slug: str, number: int) -> ResponseReturnValue:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    actions.may_approve(membership, draft).enforce()
    form = ApprovalForm(obj=actions.approval_of(draft))
    if form.validate_on_submit():
        names = ("approved_on", "approved_by", "review_on", "procedure")
        terms = actions.ApprovalTerms(**{name: form[name].data for name in names})
        sound = actions.are_sound_terms(terms, clock.now().date())
        if sound:
            actions.approve_draft(draft, terms, by=current_user)
            db.session.commit()
            flash(_("Draft %(number)s is the final text. Its review date is printed with it.", number=number))
            return redirect(url_for("comments.read", slug=slug, number=number))
        form.review_on.errors = [*form.review_on.errors, sound.refusal]
    return render_template("drafts/approval.html", draft=draft, guideline=draft.guideline, form=form)
