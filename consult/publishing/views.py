"""Preparing and publishing the next draft; what changed from the draft before."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core import clock
from consult.core.database import db
from consult.core.templating import rule
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState, Guideline
from consult.drafts.queries import current_draft, draft_for, draft_in_work, guideline_for
from consult.drafts.text_diff import difference
from consult.publishing import actions, queries
from consult.publishing.blockers import blockers_of
from consult.publishing.changelog import changes_into, comments_answered
from consult.publishing.forms import PublishForm
from consult.publishing.labels import OMISSION_NAMES, SOURCE_KIND_NAMES
from consult.publishing.models import Carry
from consult.publishing.overrides.queries import (
    backing_of,
    live_override,
    override_used_for,
    people_to_confirm,
)
from consult.publishing.overrides.rules import is_waiting_for_second
from consult.publishing.rules import is_overridden, may_confirm, may_make, may_prepare
from consult.publishing.words.as_json import draft_as_json
from consult.publishing.words.history import clauses_without_a_vote, mark_of, words_of_clauses
from consult.publishing.words.in_text import revisions_in_text

bp = Blueprint("publishing", __name__)
rule("confirm_carry", may_confirm)
rule("prepare_draft", may_prepare)


@bp.app_context_processor
def tellings() -> dict[str, object]:
    """What every page that shows a revision or words of a text says of whose they are."""
    return {
        "in_text": lambda revision: revisions_in_text([revision])[revision.id],
        "omission_names": OMISSION_NAMES,
        "source_kind_names": SOURCE_KIND_NAMES,
        "mark_of": mark_of,
    }


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
    if not form.validate_on_submit():
        return _prepare_page(draft.guideline, membership, form)
    publication = actions.publish(
        draft, title=form.title.data, note=form.note.data, base_version=form.base_version.data, by=current_user
    )
    db.session.commit()
    carries = publication.draft.based_on_id is not None
    flash(
        _("The draft is published. Comments are being carried to it now.") if carries else _("The draft is published.")
    )
    return redirect(url_for("publishing.changes", slug=slug, number=number))


def _publish_form(draft: Draft | None) -> PublishForm:
    if draft is None:
        return PublishForm(None)
    return PublishForm(None, title=draft.title, note=draft.note, base_version=queries.text_of(draft).digest)


def _prepare_page(guideline: Guideline, membership: Membership, form: PublishForm) -> ResponseReturnValue:
    base, in_work = current_draft(guideline), draft_in_work(guideline)
    revisions = queries.unpublished_carried_revisions(guideline)
    read = queries.text_of(in_work) if in_work is not None else None
    prepared = {source.revision.id for source in read.sources} if read is not None else None
    found = blockers_of(guideline, in_work)
    override = live_override(in_work) if in_work is not None else None
    return render_template(
        "publishing/prepare.html",
        guideline=guideline,
        base=base,
        in_work=in_work,
        making=may_make(membership, base, in_work),
        revisions=[(r, difference(r.base_text, r.proposed_text)) for r in revisions],
        chosen=prepared if prepared is not None else {revision.id for revision in revisions},
        ballots=queries.carrying_ballots(revisions),
        answered=comments_answered(revisions),
        obstacles=found,
        overridden=is_overridden(found, override, backing_of(override)) if found else None,
        proposed=override if override is not None and is_waiting_for_second(override, found) else None,
        second_people=people_to_confirm(override) if override is not None else [],
        firm=any(not obstacle.passable for obstacle in found),
        unvoted=clauses_without_a_vote(queries.text_of(base), read) if base is not None and read is not None else [],
        difference=difference,
        changes=changes_into(in_work, base) if in_work is not None and base is not None else None,
        form=form,
    )


@bp.get("/guidelines/<slug>/drafts/<int:number>/changes")
def changes(slug: str, number: int) -> ResponseReturnValue:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    before, publication = draft.based_on, queries.publication_of(draft)
    return render_template(
        "publishing/changes.html",
        draft=draft,
        guideline=draft.guideline,
        membership=membership,
        before=before,
        publication=publication,
        override=override_used_for(draft) if publication is not None and publication.obstacles else None,
        omitted=queries.omitted_from(publication) if publication is not None else [],
        changes=changes_into(draft, before) if before is not None else None,
        fates=queries.fates(draft, Carry.confirmed_at.is_not(None)) if before is not None else {},
        waiting=queries.waiting(draft),
        left_behind=queries.rounds_left_behind(draft, clock.now()) if draft.state == DraftState.PUBLISHED else [],
    )


@bp.get("/guidelines/<slug>/drafts/<int:number>/words.json")
def changes_as_json(slug: str, number: int) -> ResponseReturnValue:
    """Whose every word is: each run with its source, and what was taken out by whom."""
    draft, _membership = draft_for(current_user, slug, number) or abort(404)
    publication = queries.publication_of(draft)
    told = draft_as_json(
        draft,
        queries.wordings_with_clauses(draft),
        words_of_clauses(draft.guideline, up_to=draft),
        override_used_for(draft) if publication is not None else None,
        queries.omitted_from(publication) if publication is not None else (),
    )
    return jsonify(told)
