"""A revision of the structure changed while it is in work, and several revisions put together as one decision."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.drafts.queries import guideline_for, wordings_of
from consult.revisions import queries, rules
from consult.revisions.blueprint import bp
from consult.revisions.models import Revision, RevisionKind
from consult.revisions.structure.actions import put_together
from consult.revisions.structure.changes import ClauseChange
from consult.revisions.structure.clause_page_views import ClausePage, refused_into
from consult.revisions.structure.forms import ClausesForm, MoveForm, TogetherForm
from consult.revisions.structure.queries import to_put_together
from consult.revisions.structure.views import clause_in, moved_clause, parts_in, show_place


@bp.route("/revisions/<int:revision_id>/edit-structure", methods=["GET", "POST"])
@login_required
def edit_clauses(revision_id: int) -> ResponseReturnValue:
    """The clauses that a split or merge would put, or the place of one that moves; of several as one, why alone."""
    revision, membership = queries.revision_for(current_user, revision_id) or abort(404)
    rules.may_edit_revision(membership, revision).enforce()
    if revision.structure is None:
        return redirect(url_for("revisions.edit", revision_id=revision.id))
    form: Any = MoveForm() if revision.kind == RevisionKind.MOVE else ClausesForm()
    first = revision.changes[0]
    if revision.kind == RevisionKind.MOVE:
        form.offer(revision.guideline, wordings_of(revision.draft))
    if not form.is_submitted():
        _show_revision(form, revision)
    if "more" in request.form:
        form.shown.data = str(len(form.clauses()) + 1)
    more = {"wording": revision.base, "revision": revision}
    page = ClausePage(membership, revision.clause, "revisions/structure/edit.html", more)
    changes = revision.changes if revision.kind == RevisionKind.SEVERAL else (_edited(form, revision, first),)
    return page.answer(form, revision.kind, changes, revision.bases, revision=revision)


def _show_revision(form: Any, revision: Revision) -> None:
    form.title.data, form.rationale.data = revision.title, revision.rationale
    form.base_version.data = str(revision.version)
    first = revision.changes[0]
    if revision.kind == RevisionKind.MOVE and revision.base is not None:
        show_place(form, revision.base, first.results[0])
    elif revision.kind != RevisionKind.SEVERAL:
        form.shown.data = str(len(first.results))
        form.meant.data = True
        for at, result in enumerate(first.results, start=1):
            kept = revision.number if at == 1 else ""
            form[f"heading_{at}"].data, form[f"number_{at}"].data = result.heading, result.number or kept
            form[f"text_{at}"].data = result.text


def _edited(form: Any, revision: Revision, first: ClauseChange) -> ClauseChange:
    base = next((wording for wording in revision.bases if wording.id == first.bases[0]), None) or abort(404)
    if revision.kind == RevisionKind.MOVE:
        return ClauseChange(first.bases, (moved_clause(form, base),))
    if revision.kind == RevisionKind.MERGE:
        return ClauseChange(first.bases, (clause_in(form, 1, base),))
    return ClauseChange(first.bases, tuple(parts_in(form, base)))


@bp.route("/guidelines/<slug>/revisions/together", methods=["GET", "POST"])
@login_required
def together(slug: str) -> ResponseReturnValue:
    """Tick revisions in work: they become one, which is voted on as one."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    rules.may_propose(membership).enforce()
    form, offered = TogetherForm(), to_put_together(guideline)
    form.guideline, ticked = guideline, set(form.revisions.data or [])
    if form.validate_on_submit():
        chosen = [revision for revision in offered if revision.id in ticked]
        told = {"title": form.title.data, "rationale": form.rationale.data}
        made = refused_into(form, lambda: put_together(chosen, **told, by=current_user))
        if made is not None:
            db.session.commit()
            flash(_("They are one revision now; the record keeps those that it was made of."))
            return redirect(url_for("revisions.revision", revision_id=made.id))
    page = render_template(
        "revisions/structure/together.html", form=form, guideline=guideline, offered=offered, ticked=ticked
    )
    return page, 422 if form.errors else 200
