"""A bulk act on its way, done, undone; and all of them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.pagination import paged
from consult.drafts.queries import guideline_for
from consult.responses.blueprint import bp
from consult.responses.bulk import actions
from consult.responses.bulk.labels import BULK_ITEM_STATE_NAMES, BULK_KIND_NAMES, LEFT_ALONE_NAMES
from consult.responses.bulk.models import BulkAct
from consult.responses.bulk.portions import UNDO
from consult.responses.bulk.queries import (
    bulk_act_for,
    bulk_acts_of,
    is_being_done,
    left_alone,
    things_left_alone,
    things_of_act,
    waits_for_clearance,
)
from consult.responses.bulk.undoable import GIVES_ANSWERS, what_can_be_undone
from consult.responses.forms import TakingBackForm
from consult.responses.rules import may_answer

DO = {"resume": actions.resume_bulk_act, "stop": actions.stop_bulk_act}


@bp.get("/guidelines/<slug>/bulk")
@login_required
def bulk_acts(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    page = paged(bulk_acts_of(guideline))
    return render_template("responses/bulk/acts.html", guideline=guideline, page=page, kind_names=BULK_KIND_NAMES)


@bp.get("/bulk/<int:act_id>")
@login_required
def bulk_act(act_id: int) -> ResponseReturnValue:
    """How far it is, what was left alone and why, and the way back."""
    act, membership = bulk_act_for(current_user, act_id) or abort(404)
    may_answer(membership).enforce()
    return _page(act, TakingBackForm(formdata=None))


def _page(act: BulkAct, form: TakingBackForm) -> str:
    over = act.finished_at is not None and act.undo_at is None
    return render_template(
        "responses/bulk/act.html",
        form=form,
        guideline=act.guideline,
        act=act,
        kind_names=BULK_KIND_NAMES,
        why_names=LEFT_ALONE_NAMES,
        state_names=BULK_ITEM_STATE_NAMES,
        reasons=left_alone(act),
        left=things_left_alone(act),
        being_done=is_being_done(act),
        waits=act.kind in GIVES_ANSWERS and waits_for_clearance(act),
        can_undo=act.kind in UNDO,
        undoable=what_can_be_undone(act) if over and act.kind in UNDO else None,
    )


@bp.get("/bulk/<int:act_id>/all")
@login_required
def things_in_bulk_act(act_id: int) -> ResponseReturnValue:
    """Every one of them with its words and what became of it, to be read before anything is pressed."""
    act, membership = bulk_act_for(current_user, act_id) or abort(404)
    may_answer(membership).enforce()
    return render_template(
        "responses/bulk/things.html",
        guideline=act.guideline,
        act=act,
        page=paged(things_of_act(act), rows=True, total=act.size),
        kind_names=BULK_KIND_NAMES,
        why_names=LEFT_ALONE_NAMES,
        state_names=BULK_ITEM_STATE_NAMES,
    )


@bp.post("/bulk/<int:act_id>")
@login_required
def go_on_with_bulk_act(act_id: int) -> ResponseReturnValue:
    act, membership = bulk_act_for(current_user, act_id) or abort(404)
    may_answer(membership).enforce()
    if request.form.get("do") == "undo":
        form = TakingBackForm()
        if what_can_be_undone(act).public and act.undo_at is None and not form.validate_on_submit():
            return _page(act, form), 422
        actions.undo_bulk_act(act, by=current_user, because=form.because.data or "")
    else:
        do = DO.get(request.form.get("do", "")) or abort(400)
        do(act, by=current_user)
    db.session.commit()
    flash(_("It is done.") if not act.at_work else _("It goes on in the background; this page says how far it is."))
    return redirect(url_for("responses.bulk_act", act_id=act.id))
