"""Preparing and publishing the next draft; what changed from the draft before."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.templating import rule
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, Guideline
from consult.drafts.queries import current_draft, draft_for, draft_in_work, guideline_for
from consult.drafts.text_diff import difference
from consult.publishing import actions, queries
from consult.publishing.blockers import blockers_of
from consult.publishing.changelog import changes_into, comments_answered
from consult.publishing.forms import PublishForm
from consult.publishing.rules import may_confirm, may_make, may_prepare, may_publish

bp = Blueprint("publishing", __name__)
rule("confirm_carry", may_confirm)
rule("prepare_draft", may_prepare)


@bp.get("/guidelines/<slug>/publish")
@login_required
def prepare(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_prepare(membership).enforce()
    return _prepare_page(guideline, membership, _publish_form(draft_in_work(guideline)))


@bp.post("/guidelines/<slug>/publish/prepare")
@login_required
def make(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_prepare(membership).enforce()
    chosen = set(request.form.getlist("revision", type=int))
    without = [
        revision.id for revision in queries.unpublished_carried_revisions(guideline) if revision.id not in chosen
    ]
    draft = actions.prepare_draft(guideline, without=without, by=current_user)
    db.session.commit()
    flash(_("Draft %(number)s is prepared. Read it through; only the drafting team and the experts see it.", number=draft.number))  # fmt: skip  # noqa: E501
    return redirect(url_for("publishing.prepare", slug=slug))


@bp.post("/guidelines/<slug>/publish/<int:number>")
@login_required
def publish(slug: str, number: int) -> ResponseReturnValue:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    may_prepare(membership).enforce()
    form = PublishForm()
    sound = form.validate_on_submit()
    ruling = may_publish(membership, draft, blockers_of(draft.guideline, draft), form.reason.data or "")
    if not ruling:
        form.reason.errors = [*form.reason.errors, ruling.refusal]
    if not sound or not ruling:
        return _prepare_page(draft.guideline, membership, form)
    publication = actions.publish(
        draft, title=form.title.data, note=form.note.data, override_reason=form.reason.data, by=current_user
    )
    db.session.commit()
    carries = publication.draft.based_on_id is not None
    flash(
        _("The draft is published. Comments are being carried to it now.") if carries else _("The draft is published.")
    )
    return redirect(url_for("publishing.changes", slug=slug, number=number))


def _publish_form(draft: Draft | None) -> PublishForm:
    return PublishForm(None, title=draft.title if draft is not None else "", note=draft.note if draft else "")


def _prepare_page(guideline: Guideline, membership: Membership, form: PublishForm) -> ResponseReturnValue:
    base, in_work = current_draft(guideline), draft_in_work(guideline)
    revisions = queries.unpublished_carried_revisions(guideline)
    prepared = {source.revision.id for source in queries.draft_sources(in_work)} if in_work is not None else None
    found = blockers_of(guideline, in_work)
    return render_template(
        "publishing/prepare.html",
        guideline=guideline,
        base=base,
        in_work=in_work,
        making=may_make(membership, base, in_work),
        revisions=[(r, difference(r.base.text if r.base else "", r.proposed_text)) for r in revisions],
        chosen=prepared if prepared is not None else {revision.id for revision in revisions},
        ballots=queries.carrying_ballots(revisions),
        answered=comments_answered(revisions),
        obstacles=found,
        firm=any(not obstacle.passable for obstacle in found),
        changes=changes_into(in_work, base) if in_work is not None and base is not None else None,
        form=form,
    )


@bp.get("/guidelines/<slug>/drafts/<int:number>/changes")
def changes(slug: str, number: int) -> ResponseReturnValue:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    before = draft.based_on
    return render_template(
        "publishing/changes.html",
        draft=draft,
        guideline=draft.guideline,
        membership=membership,
        before=before,
        publication=queries.publication_of(draft),
        changes=changes_into(draft, before) if before is not None else None,
        fates=queries.fates(draft) if before is not None else {},
        waiting=queries.waiting(draft),
    )
