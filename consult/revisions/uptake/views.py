"""Accepted points whose words nobody carried, for the drafting team, with what is to be done."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.pagination import paged
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for
from consult.responses import answer_queue
from consult.responses.queries import effective_answers
from consult.responses.rules import may_answer
from consult.revisions.blueprint import bp
from consult.revisions.uptake import actions, queries
from consult.revisions.uptake.forms import LinkForm
from consult.revisions.uptake.labels import SENTENCES, UPTAKE_NAMES, WHAT_TO_DO, claim_of
from consult.revisions.uptake.stages import UNSETTLED, Uptake


@bp.app_context_processor
def claims() -> dict[str, object]:
    """An answer is shown on the pages of every stage, and never claims more than became of its words."""
    return {"uptakes_of": queries.uptakes, "claim_of": claim_of}


@bp.route("/guidelines/<slug>/desk/accepted", methods=["GET", "POST"])
@login_required
def accepted(slug: str) -> ResponseReturnValue:
    """By how far the words have come (`stage`), the ones that need most attention first."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    form = LinkForm()
    form.offer(queries.linkable_revisions(guideline))
    if form.validate_on_submit():
        revision = queries.linkable_revision(guideline, int(form.revision.data)) or abort(404)
        linked = actions.link_points(
            revision, answer_queue.points_numbered(guideline, form.points.data), by=current_user
        )
        db.session.commit()
        flash(
            ngettext(
                "%(num)s point is linked to “%(title)s”.",
                "%(num)s points are linked to “%(title)s”.",
                linked,
                title=revision.title,
            )
        )
        return redirect(url_for("revisions.accepted", slug=slug, stage=request.args.get("stage")))
    return _accepted_page(guideline, membership, form)


def _accepted_page(guideline: Guideline, membership: Membership, form: LinkForm) -> ResponseReturnValue:
    counts = queries.promised_by_stage(guideline)
    asked = request.args.get("stage", "")
    stage = Uptake(asked) if asked in {str(one) for one in UNSETTLED} else next(iter(counts), Uptake.NONE)
    page = paged(queries.promised_at(guideline, stage), size=50)
    rendered = render_template(
        "revisions/accepted.html",
        guideline=guideline,
        membership=membership,
        form=form,
        counts=counts,
        stage=stage,
        page=page,
        answers=effective_answers(page.items),
        named=queries.revisions_naming(page.items),
        numbers=answer_queue.clause_numbers_of_points(page.items),
        names=UPTAKE_NAMES,
        what_to_do=WHAT_TO_DO,
        sentences=SENTENCES,
        ticked=set(form.points.data or []),
        back=url_for("revisions.accepted", slug=guideline.slug, stage=stage),
    )
    return rendered, 422 if form.errors else 200
