"""Settling the brackets of a clause: each kept or dropped, and the clean text proposed as a revision."""

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.locking import Stale
from consult.drafts.brackets.parsing import Settlement, brackets_in, settled_text
from consult.drafts.models import Wording
from consult.drafts.queries import clause_for, current_draft, wording_in
from consult.drafts.redline.moves import redline_with_moves
from consult.revisions import actions, rules
from consult.revisions.blueprint import bp
from consult.revisions.forms import BracketsForm


@bp.route("/clauses/<uid>/brackets", methods=["GET", "POST"])
@login_required
def settle_brackets(uid: str) -> ResponseReturnValue:
    clause, membership = clause_for(current_user, uid) or abort(404)
    rules.may_propose(membership).enforce()
    draft = current_draft(clause.guideline)
    rules.may_revise(draft).enforce()
    wording = (wording_in(draft, clause) if draft is not None else None) or abort(404)
    form = BracketsForm()
    form.guideline = membership.guideline
    chosen = _chosen(wording)
    text = settled_text(wording.text, chosen)
    if form.validate_on_submit() and "preview" not in request.form:
        said = _refusal(form, wording, text)
        if not said:
            return _proposed(form, wording, text)
        form.rationale.errors = [said]
    elif not form.is_submitted():
        form.base.data = str(wording.id)
    page = render_template(
        "revisions/settle_brackets.html",
        form=form,
        guideline=membership.guideline,
        wording=wording,
        brackets=brackets_in(wording.text).brackets,
        chosen=chosen,
        segments=redline_with_moves(wording.text, text) if chosen else (),
    )
    return page, 422 if form.errors else 200


def _chosen(wording: Wording) -> Mapping[int, Settlement]:
    """What was chosen for each bracket that is there; the others stay open."""
    sent = {b.number: request.form.get(f"bracket-{b.number}", "") for b in brackets_in(wording.text).brackets}
    return {number: Settlement(choice) for number, choice in sent.items() if choice in set(Settlement)}


def _refusal(form: BracketsForm, wording: Wording, text: str) -> str:
    if form.base.data != str(wording.id):
        form.base.data = str(wording.id)
        return str(_("There is a newer draft. Read the brackets as they stand there now, and choose again."))
    if not text:
        return str(_("Nothing would be left of the clause. Propose to delete it instead."))
    return "" if text != wording.text else str(_("Keep or drop at least one bracket."))


def _proposed(form: BracketsForm, wording: Wording, text: str) -> ResponseReturnValue:
    title = _("Brackets of %(number)s settled", number=wording.number)
    proposal = actions.RevisionContent(title=title, rationale=form.rationale.data, text=text)
    try:
        made = actions.propose_revision(wording, proposal, by=current_user)
    except Stale:
        abort(409)
    db.session.commit()
    flash(_("The revision is kept. Propose it to the experts when it is ready."))
    return redirect(url_for("revisions.revision", revision_id=made.id))
