"""What the machine filed anew: how many points moved, which, and what a person says to it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.analysis.blueprint import bp
from consult.analysis.queries import themes_for
from consult.analysis.refiling import actions
from consult.analysis.refiling.models import Refiling
from consult.analysis.refiling.queries import as_refiled, moved_in_all, points_refiled, refiling_for, refilings_of
from consult.analysis.refiling.recording import files_at_once
from consult.analysis.rules import may_curate
from consult.core.database import db
from consult.core.pagination import paged


@bp.get("/guidelines/<slug>/themes/refiled")
@login_required
def refilings(slug: str) -> ResponseReturnValue:
    guideline, membership = themes_for(current_user, slug) or abort(404)
    may_curate(membership).enforce()
    told = {"at_once": files_at_once(guideline), "moved": moved_in_all(guideline)}
    page = paged(refilings_of(guideline), size=20)
    return render_template("analysis/refilings.html", guideline=guideline, page=page, **told)


@bp.post("/guidelines/<slug>/themes/refiled")
@login_required
def choose_refiling(slug: str) -> ResponseReturnValue:
    """Whether examples move points at once, or are asked about first."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    may_curate(membership).enforce()
    if request.form.get("at_once") in {"yes", "no"}:
        actions.set_refiling(guideline, at_once=request.form["at_once"] == "yes", by=current_user)
        db.session.commit()
        flash(_("It is decided."))
    return redirect(url_for("analysis.refilings", slug=slug))


@bp.get("/refilings/<int:refiling_id>")
@login_required
def refiling(refiling_id: int) -> ResponseReturnValue:
    refiling, membership = refiling_for(current_user, refiling_id) or abort(404)
    may_curate(membership).enforce()
    page = paged(points_refiled(refiling), size=50)
    return render_template(
        "analysis/refiling.html",
        refiling=refiling,
        guideline=membership.guideline,
        page=page,
        rows=as_refiled(page.items),
    )


@bp.post("/refilings/<int:refiling_id>")
@login_required
def decide_refiling(refiling_id: int) -> ResponseReturnValue:
    """What the pressed button says."""
    refiling, membership = refiling_for(current_user, refiling_id) or abort(404)
    may_curate(membership).enforce()
    said = _decided(refiling)
    db.session.commit()
    flash(said)
    return redirect(url_for("analysis.refiling", refiling_id=refiling.id))


def _decided(refiling: Refiling) -> str:
    do = request.form.get("do")
    if do == "undo":
        back, stayed = actions.undo_refiling(refiling, by=current_user)
        return f"{_back(back)} {_stayed(stayed)}".strip()
    if do == "apply":
        moved, stayed = actions.apply_refiling(refiling, by=current_user)
        return f"{_moved(moved)} {_stayed(stayed)}".strip()
    if do == "decline":
        actions.decline_refiling(refiling, by=current_user)
        return str(_("They stay where they are."))
    if do != "release":
        abort(400)
    actions.release_points(refiling, by=current_user)
    return str(_("The machine may file them again."))


def _back(many: int) -> str:
    return str(ngettext("%(num)s point is back where it was.", "%(num)s points are back where they were.", many))


def _moved(many: int) -> str:
    return str(ngettext("%(num)s point moved.", "%(num)s points moved.", many))


def _stayed(many: int) -> str:
    if not many:
        return ""
    return str(
        ngettext(
            "%(num)s stays: it was moved or decided about since.",
            "%(num)s stay: they were moved or decided about since.",
            many,
        )
    )
