"""Answers on their way: what waits for my yes, what I wrote, what is cleared; each step a button."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.core.database import db
from consult.drafts.queries import guideline_for
from consult.responses.blueprint import bp
from consult.responses.clearance import actions
from consult.responses.clearance.queries import clearance_required, draft_on_desk, drafts_at
from consult.responses.models import AnswerStage
from consult.responses.rules import may_answer, may_set_clearance


@bp.get("/guidelines/<slug>/desk/clearance")
@login_required
def clearance(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    waiting = drafts_at(guideline, AnswerStage.FOR_CLEARANCE)
    return render_template(
        "responses/clearance.html",
        guideline=guideline,
        required=clearance_required(guideline),
        may_set=may_set_clearance(membership),
        for_me=[draft for draft in waiting if draft.by_id != current_user.id],
        with_others=[draft for draft in waiting if draft.by_id == current_user.id],
        drafts=drafts_at(guideline, AnswerStage.DRAFT),
        cleared=drafts_at(guideline, AnswerStage.CLEARED),
    )


@bp.post("/guidelines/<slug>/desk/clearance")
@login_required
def set_clearance(slug: str) -> ResponseReturnValue:
    """Everything that is cleared made public at once; or, by the secretariat, whether a second reader is needed."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    if request.form.get("do") == "publish":
        ready = drafts_at(guideline, AnswerStage.CLEARED)
        for draft in ready:
            actions.make_public(draft, by=current_user)
        flash(ngettext("%(num)s answer is public.", "%(num)s answers are public.", len(ready)))
    elif request.form.get("required") in {"yes", "no"}:
        actions.set_clearance(guideline, required=request.form["required"] == "yes", by=current_user)
        flash(_("It is decided."))
    db.session.commit()
    return redirect(url_for("responses.clearance", slug=slug))


@bp.post("/answer-drafts/<int:draft_id>")
@login_required
def move_draft(draft_id: int) -> ResponseReturnValue:
    """The step that the pressed button names."""
    draft, membership = draft_on_desk(current_user, draft_id) or abort(404)
    may_answer(membership).enforce()
    match request.form.get("do"):
        case "ask":
            actions.ask_for_clearance(draft, by=current_user)
        case "clear":
            actions.clear(draft, by=current_user, version=request.form.get("version", type=int))
        case "give_back":
            actions.give_back(draft, request.form.get("note", "")[:2000], by=current_user)
        case "drop":
            actions.drop_draft(draft, by=current_user)
        case "publish":
            actions.make_public(draft, by=current_user)
    db.session.commit()
    return redirect(url_for("responses.clearance", slug=draft.guideline.slug))
