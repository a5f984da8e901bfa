"""Pages on which a response policy is set: that of a guideline, and what one round says otherwise."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.consultations.blueprint import bp
from consult.consultations.models import Round
from consult.consultations.policy.actions import set_policy
from consult.consultations.policy.forms import PolicyForm
from consult.consultations.policy.queries import policies_of, policy_of_guideline, policy_row
from consult.consultations.policy.values import FIELDS
from consult.consultations.queries import round_for
from consult.consultations.rules import may_manage_rounds
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for


@bp.app_context_processor
def response_policy() -> dict[str, object]:
    """`response_policy(round)`: what was promised to whoever comments in it."""
    return {"response_policy": lambda round_: policies_of([round_])[round_.id]}


@bp.route("/guidelines/<slug>/response-policy", methods=["GET", "POST"])
@login_required
def policy(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_manage_rounds(membership).enforce()
    return _page(guideline, None)


@bp.route("/rounds/<round_slug>/response-policy", methods=["GET", "POST"])
@login_required
def round_policy(round_slug: str) -> ResponseReturnValue:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    may_manage_rounds(membership).enforce()
    return _page(round_.guideline, round_)


def _page(guideline: Guideline, round_: Round | None) -> ResponseReturnValue:
    form = PolicyForm(obj=policy_row(guideline, round_))
    back = (
        url_for("consultations.round", round_slug=round_.slug)
        if round_ is not None
        else url_for("consultations.rounds", slug=guideline.slug)
    )
    if form.validate_on_submit():
        set_policy(guideline, {name: form[name].data for name in FIELDS}, round_=round_, by=current_user)
        db.session.commit()
        flash(_("The response policy is set. It is printed on the round, on the form and in the receipt."))
        return redirect(back)
    return render_template(
        "consultations/policy.html",
        guideline=guideline,
        round=round_,
        form=form,
        inherited=policy_of_guideline(guideline),
        back=back,
    )
