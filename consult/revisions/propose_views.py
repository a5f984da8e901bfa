"""Writing a revision: new words for a clause, its deletion, a new clause. Each form works without JavaScript."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.analysis.models import Point
from consult.comments.models import Comment
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.text import whole_number
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Wording
from consult.drafts.queries import clause_for, current_draft, draft_for, guideline_for, wording_in
from consult.drafts.redline.moves import redline_with_moves
from consult.revisions import actions, draft_sources, queries, rules
from consult.revisions.actions import RevisionContent
from consult.revisions.blueprint import bp
from consult.revisions.force import normative_strength
from consult.revisions.forms import ClauseDeletionForm, ClauseForm, EditForm, WhyForm, WordsForm
from consult.revisions.models import Revision, RevisionKind


@bp.route("/clauses/<uid>/propose", methods=["GET", "POST"])
@login_required
def propose(uid: str) -> ResponseReturnValue:
    """New words against the draft in force; `start` names a comment or a revision whose words to start from."""
    clause, membership = clause_for(current_user, uid) or abort(404)
    rules.may_propose(membership).enforce()
    current = _current(clause)
    form = WordsForm()
    started, named = _start(form, current, request.args.get("start", ""))
    base = _base(form, clause) or current
    points, sound = _checked(form, membership, clause, base_text=base.text)
    stale = None
    if sound:
        try:
            return _kept(actions.propose_revision(base, _proposal(form, points), by=current_user))
        except Stale as found:
            stale, form.base.data = found, str(current.id)
    told = {"wording": current, "started": started, "alternatives": draft_sources.alternatives(clause, membership)}
    return _page(form, membership, clause, points or named, stale=stale, was=base, **told)


@bp.route("/clauses/<uid>/propose-deletion", methods=["GET", "POST"])
@login_required
def propose_deletion(uid: str) -> ResponseReturnValue:
    clause, membership = clause_for(current_user, uid) or abort(404)
    rules.may_propose(membership).enforce()
    current = _current(clause)
    form = ClauseDeletionForm()
    if not form.is_submitted():
        form.base.data = str(current.id)
        with force_locale(clause.guideline.language):
            form.title.data = _("Delete %(number)s", number=current.number)
    base = _base(form, clause) or current
    points, sound = _checked(form, membership, clause)
    stale = None
    if sound:
        try:
            return _kept(actions.propose_deletion(base, _proposal(form, points), by=current_user))
        except Stale as found:
            stale, form.base.data = found, str(current.id)
    return _page(form, membership, clause, points, wording=current, stale=stale, was=base, deletes=True)


@bp.route("/guidelines/<slug>/revisions/new-clause", methods=["GET", "POST"])
@login_required
def propose_clause(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    rules.may_propose(membership).enforce()
    draft = current_draft(guideline)
    if draft is None:
        rules.may_revise(draft).enforce()
        abort(404)
    form = ClauseForm()
    form.offer(guideline)
    form.take(queries.numbers_taken(draft))
    points, sound = _checked(form, membership, None)
    if sound:
        pillar = next(p for p in guideline.pillars if p.code == form.pillar.data)
        part = next((p for p in guideline.parts if p.code == form.part.data), None)
        place: dict[str, Any] = {"pillar": pillar, "part": part, "number": form.number.data}
        return _kept(actions.propose_clause(draft, _proposal(form, points), by=current_user, **place))
    return _page(form, membership, None, points)


@bp.route("/revisions/<int:revision_id>/edit", methods=["GET", "POST"])
@login_required
def edit(revision_id: int) -> ResponseReturnValue:
    revision, membership = queries.revision_for(current_user, revision_id) or abort(404)
    rules.may_edit_revision(membership, revision).enforce()
    if revision.structure is not None:
        return redirect(url_for("revisions.edit_clauses", revision_id=revision.id))
    shown = {"text": revision.proposed_text, "title": revision.title, "rationale": revision.rationale}
    form = EditForm(**shown, base_version=str(revision.version))
    deletes = revision.kind == RevisionKind.DELETE
    base_text = None if deletes else revision.base.text if revision.base is not None else ""
    points, sound = _checked(form, membership, revision.clause, base_text=base_text)
    stale = None
    if sound:
        try:
            changed = _proposal(form, points)
            base_version = form.base_version.data
            return _kept(actions.edit_revision(revision, changed, base_version=base_version, by=current_user))
        except Stale as found:
            stale, form.base_version.data = found, str(revision.version)
    named = points if form.is_submitted() else revision.points
    told = {"wording": revision.base, "revision": revision, "deletes": deletes}
    return _page(form, membership, revision.clause, named, stale=stale, **told)


@bp.post("/drafts/<slug>/<int:number>/redline/<uid>")
@login_required
def redline(slug: str, number: int, uid: str) -> ResponseReturnValue:
    """A fragment: what the words in the form change in those of this draft, and what the watch says of it."""
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    found = clause_for(current_user, uid) or abort(404)
    rules.may_propose(membership).enforce()
    wording = wording_in(draft, found[0]) or abort(404)
    return render_template("revisions/_redline.html", **_compared(wording, request.form.get("text", "")))


def _current(clause: Clause) -> Wording:
    """The words in force; a clause that is not in them cannot be revised."""
    draft = current_draft(clause.guideline)
    rules.may_revise(draft).enforce()
    wording = wording_in(draft, clause) if draft is not None else None
    return wording or abort(404)


def _base(form: WordsForm | ClauseDeletionForm, clause: Clause) -> Wording | None:
    """The words that the form was opened with."""
    wording = db.session.get(Wording, whole_number(form.base.data or "") or 0)
    return wording if wording is not None and wording.clause_id == clause.id else None


def _start(form: WordsForm, current: Wording, key: str) -> tuple[Comment | Revision | None, Sequence[Point]]:
    """Fill an opened form: the words that stand, or those of a comment or another revision, with its points."""
    if form.is_submitted():
        return None, ()
    form.base.data, form.text.data = str(current.id), current.text
    with force_locale(current.clause.guideline.language):
        form.title.data = _("New words for %(number)s", number=current.number)
    started = draft_sources.alternative(current, key) if key else None
    if started is None:
        return None, ()
    form.text.data = draft_sources.initial_text(started, current)
    return started, draft_sources.points_that_come_with(started)


def _checked(
    form: WhyForm, membership: Membership, clause: Clause | None, *, base_text: str | None = None
) -> tuple[list[Point], bool]:
    """The points a sent form names, and whether it may be kept: nothing wrong in it, and not only a preview."""
    form.guideline = membership.guideline
    if not form.validate_on_submit() and not form.is_submitted():
        return [], False
    points = draft_sources.points_named(form, membership.guideline, clause)
    if base_text is not None and not form.errors:
        kind = RevisionKind.REWORD if base_text else RevisionKind.ADD
        ruling = rules.is_sound_revision(kind, base_text, form.text.data or "")
        form.text.errors = [ruling.refusal] if not ruling else []
    return points, not form.errors and "preview" not in request.form


def _proposal(form: WhyForm, points: Sequence[Point]) -> RevisionContent:
    text = form.text.data if "text" in form else ""
    return RevisionContent(title=form.title.data, rationale=form.rationale.data, text=text, points=points)


def _kept(revision: Revision) -> ResponseReturnValue:
    db.session.commit()
    flash(_("The revision is kept. Propose it to the experts when it is ready."))
    return redirect(url_for("revisions.revision", revision_id=revision.id))


def _compared(wording: Wording, text: str) -> dict[str, Any]:
    remarks = normative_strength.watch(wording.text, text, wording.language)
    return {"segments": redline_with_moves(wording.text, text), "remarks": remarks, "language": wording.language}


def _others_on(clause: Clause | None, membership: Membership, own: Revision | None) -> list[Revision]:
    """Revisions of the clause that are under way besides this one: what is written becomes an alternative to them."""
    found = queries.revisions_on(clause, membership) if clause is not None else ()
    return [one for one in found if one.state in rules.LIVE and (own is None or one.id != own.id)]


def _page(
    form: WhyForm,
    membership: Membership,
    clause: Clause | None,
    points: Sequence[Point],
    *,
    stale: Stale | None = None,
    **more: Any,
) -> ResponseReturnValue:
    """The form with the words it is about and the points that can be ticked; a stale one says what changed."""
    wording: Wording | None = more.get("wording")
    compared = _compared(wording, form.text.data or "") if wording is not None and "text" in form else {}
    others = _others_on(clause, membership, more.get("revision"))
    told = {
        "ticked": {point.id for point in points},
        "choice": draft_sources.offered(membership.guideline, clause, points, others),
        "others": others,
    }
    page = render_template(
        "revisions/write.html", form=form, guideline=membership.guideline, stale=stale, **told, **compared, **more
    )
    return page, 409 if stale is not None else 200
