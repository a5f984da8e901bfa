"""Answers on their way: what waits for my yes, what I wrote, what is cleared; each step a button."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy import Select

from consult.analysis.read_points.actions import note_read
from consult.core.database import db
from consult.core.pagination import Page, paged
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for
from consult.responses.blueprint import bp
from consult.responses.bulk.actions import begin_bulk_act
from consult.responses.bulk.labels import BULK_KIND_NAMES, LEFT_ALONE_NAMES
from consult.responses.bulk.models import BulkAct, BulkKind
from consult.responses.bulk.queries import bulk_act_for, is_being_done, left_alone
from consult.responses.clearance import actions
from consult.responses.clearance.queries import (
    DraftGroup,
    at_stage,
    clearance_required,
    counts_by_stage,
    draft_on_desk,
    drafts_like,
    drafts_numbered,
    groups_of,
)
from consult.responses.clearance.reached_points import all_reached_points, reached_points
from consult.responses.forms import row_number
from consult.responses.models import AnswerDraft, AnswerStage
from consult.responses.rules import may_answer, may_set_clearance

ALIKE = {"clear_all": BulkKind.CLEAR, "publish_all": BulkKind.PUBLISH}  # with all that have the same words


@bp.get("/guidelines/<slug>/desk/clearance")
@login_required
def clearance(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    counts, act = counts_by_stage(guideline, current_user), _act_begun(guideline)
    view = request.args.get("view", "")
    view = view if view in counts else next((name for name, count in counts.items() if count), "for_me")
    page = _groups(guideline, view)
    return render_template(
        "responses/clearance.html",
        guideline=guideline,
        required=clearance_required(guideline),
        may_set=may_set_clearance(membership),
        counts=counts,
        view=view,
        page=page,
        answered=reached_points([group.draft.id for group in page.items if group.of_many]),
        act=act,
        public=_made_public(guideline),
        being_done=act is not None and act.at_work and is_being_done(act),
        reasons=left_alone(act) if act is not None and act.skipped else (),
        kind_names=BULK_KIND_NAMES,
        why_names=LEFT_ALONE_NAMES,
    )


def _made_public(guideline: Guideline) -> AnswerDraft | None:
    """What was made public from here (`?public=`): the list leads to where it is changed or withdrawn."""
    found = draft_on_desk(current_user, request.args.get("public", 0, type=row_number))
    there = found is not None and found[0].guideline_id == guideline.id and found[0].stage == AnswerStage.PUBLIC
    return found[0] if found is not None and there else None


def _act_begun(guideline: Guideline) -> BulkAct | None:
    """What was asked of many from here (`?act=`): the list says what came of it."""
    found = bulk_act_for(current_user, request.args.get("act", 0, type=row_number))
    return found[0] if found is not None and found[0].guideline_id == guideline.id and found[0].of_drafts else None


@bp.get("/answer-drafts/<int:draft_id>/points")
@login_required
def points_of_draft(draft_id: int) -> ResponseReturnValue:
    """Every point that an answer on its way is for."""
    draft, membership = draft_on_desk(current_user, draft_id) or abort(404)
    may_answer(membership).enforce()
    page = paged(all_reached_points(draft))
    note_read(page.items, by=current_user)
    return render_template("responses/points_of_draft.html", guideline=draft.guideline, draft=draft, page=page)


def _groups(guideline: Guideline, view: str) -> Page:
    """What has the same words is one entry, so that what was drafted together is read once."""
    stages = {"cleared": AnswerStage.CLEARED, "draft": AnswerStage.DRAFT}
    drafts = at_stage(guideline, stages.get(view, AnswerStage.FOR_CLEARANCE))
    if view == "for_me":
        drafts = drafts.where(AnswerDraft.by_id != current_user.id)
    if view == "with_others":
        drafts = drafts.where(AnswerDraft.by_id == current_user.id)
    page = paged(groups_of(drafts), rows=True)
    found = drafts_numbered([number for number, _count in page.items])
    groups = [DraftGroup(found[number], count) for number, count in page.items]
    return Page(groups, page.number, page.size, page.total)


@bp.post("/guidelines/<slug>/desk/clearance")
@login_required
def set_clearance(slug: str) -> ResponseReturnValue:
    """Everything that is cleared made public at once; or, by the secretariat, whether a second reader is needed."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    if request.form.get("do") == "publish":
        ready = at_stage(guideline, AnswerStage.CLEARED).with_only_columns(AnswerDraft.id)
        if db.session.scalar(ready.order_by(None).limit(1)) is None:
            flash(_("Nothing that is cleared is left to make public."))
            return redirect(url_for("responses.clearance", slug=slug))
        return _many(guideline, BulkKind.PUBLISH, {}, ready)
    if request.form.get("required") in {"yes", "no"}:
        actions.set_clearance(guideline, required=request.form["required"] == "yes", by=current_user)
        flash(_("It is decided."))
    db.session.commit()
    return redirect(url_for("responses.clearance", slug=slug))


def _many(guideline: Guideline, kind: BulkKind, asked: dict[str, Any], drafts: Select[Any]) -> ResponseReturnValue:
    """Each by itself: one that is stale is listed, and holds up none of the others."""
    act = begin_bulk_act(guideline, kind, asked, drafts, by=current_user)
    db.session.commit()
    return redirect(url_for("responses.clearance", slug=guideline.slug, act=act.id))


@bp.post("/answer-drafts/<int:draft_id>")
@login_required
def move_draft(draft_id: int) -> ResponseReturnValue:
    """The step that the pressed button names."""
    draft, membership = draft_on_desk(current_user, draft_id) or abort(404)
    may_answer(membership).enforce()
    if request.form.get("do") in ALIKE:
        kind, asked = ALIKE[request.form["do"]], {"disposition": draft.disposition.value, "reason": draft.reason}
        return _many(draft.guideline, kind, asked, drafts_like(draft))
    said = _("It is done.")
    match request.form.get("do"):
        case "ask":
            actions.ask_for_clearance(draft, by=current_user)
        case "clear":
            version, read = request.form.get("version", type=int), request.form.get("read", "")
            actions.clear(draft, by=current_user, version=version, read=read)
            said = _("Cleared. Under “Cleared” it can be made public.")
        case "give_back":
            actions.give_back(draft, request.form.get("note", "")[:2000], by=current_user)
        case "drop":
            actions.drop_draft(draft, by=current_user)
        case "publish":
            actions.make_public(draft, by=current_user)
            db.session.commit()
            return redirect(url_for("responses.clearance", slug=draft.guideline.slug, public=draft.id))
        case _:
            return redirect(url_for("responses.clearance", slug=draft.guideline.slug))
    db.session.commit()
    flash(said)
    return redirect(url_for("responses.clearance", slug=draft.guideline.slug))
