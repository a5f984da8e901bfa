"""The page on which a published text becomes the start of another guideline."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.rules import may_administer
from consult.core.database import db
from consult.core.ruling import Refused
from consult.core.text import short_name
from consult.drafts.adoption.actions import adopt_text
from consult.drafts.adoption.queries import adoptions_of
from consult.drafts.forms import GuidelineForm
from consult.drafts.queries import clause_counts, draft_for
from consult.drafts.views import bp, is_taken


@bp.route("/guidelines/<slug>/drafts/<int:number>/adopt", methods=["GET", "POST"])
@login_required
def adopt_draft(slug: str, number: int) -> ResponseReturnValue:
    """Some pillars or all; whoever adopts becomes the secretariat of the new guideline."""
    draft, _membership = draft_for(current_user, slug, number) or abort(404)
    may_administer(current_user).enforce()
    form, counts = GuidelineForm(), clause_counts(draft)
    del form.language
    chosen = set(request.form.getlist("pillar"))
    if form.title.data and not form.slug.data:
        form.slug.data = short_name(form.title.data, "guideline", 60, is_taken)
    refusal = ""
    if form.validate_on_submit():
        if is_taken(form.slug.data):
            form.slug.errors = [_("Another guideline has this short name. Choose another.")]
        else:
            try:
                said = (form.slug.data, form.title.data, form.sentence.data)
                made, _draft = adopt_text(draft, chosen, *said, notice=form.notice.data, by=current_user)
            except Refused as refused:
                refusal = str(refused)
            else:
                db.session.commit()
                flash(_("The text is adopted: its first draft is in work. It is private until you make it public."))
                return redirect(url_for("tracing.manage", slug=made.slug))
    pillars = [(pillar, counts.get(pillar.id, 0)) for pillar in draft.guideline.pillars]
    page = render_template(
        "drafts/adopt.html",
        draft=draft,
        form=form,
        refusal=refusal,
        pillars=[(pillar, number) for pillar, number in pillars if number],
        chosen=chosen if request.method == "POST" else {pillar.code for pillar, _number in pillars},
        adoptions=adoptions_of(draft, current_user),
    )
    return page, 422 if form.errors or refusal else 200
