"""Filing points under themes, deciding which pillar they speak of, and taking it back."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts.views import safe_next
from consult.analysis import actions
from consult.analysis.blueprint import bp
from consult.analysis.choices import choices_of, themes_to_file_under
from consult.analysis.forms import NEW, FileForm, PillarForm
from consult.analysis.models import Point, Theme
from consult.analysis.queries import point_for, points_of_guideline, themes_for
from consult.analysis.rules import may_curate
from consult.analysis.selection import NONE
from consult.analysis.shown import shown
from consult.core.database import db
from consult.core.forms import choices
from consult.core.journal import entries_about
from consult.drafts.models import Guideline, Pillar

MOST_AT_ONCE = 500


@bp.post("/guidelines/<slug>/points/file")
@login_required
def file_points(slug: str) -> ResponseReturnValue:
    """Put the ticked points (`point=…`) under one theme, or under a new one that begins with them."""
    guideline, standing = themes_for(current_user, slug) or abort(404)
    may_curate(standing).enforce()
    form = FileForm()
    form.theme.choices = choices([*themes_to_file_under(guideline), (NEW, _("A new theme"))])
    points = points_of_guideline(guideline, request.form.getlist("point", type=int)[:MOST_AT_ONCE])
    fault = fault_of(form, points)
    if fault:
        flash(fault)
        return redirect(safe_next())
    theme = theme_to_file_under(form, guideline)
    actions.file_points(points, theme, by=current_user)
    db.session.commit()
    flash(
        ngettext(
            "%(num)s point is filed under “%(label)s” now.",
            "%(num)s points are filed under “%(label)s” now.",
            len(points),
            label=theme.label,
        )
    )
    return redirect(safe_next())


def fault_of(form: FileForm, points: Sequence[Point]) -> str:
    """What is missing, in a sentence; nothing if all is there."""
    if not points:
        return str(_("No point was ticked. Tick those that you want to file, then choose the theme."))
    if not form.validate_on_submit():
        return str(next(iter(form.errors.values()))[0])
    if form.theme.data == NEW and not form.label.data:
        return str(_("Give the new theme a name; nothing was moved yet."))
    return ""


def theme_to_file_under(form: FileForm, guideline: Guideline) -> Theme:
    if form.theme.data == NEW:
        return actions.found_theme(guideline, form.label.data, by=current_user)
    return db.session.get(Theme, int(form.theme.data)) or abort(404)


@bp.get("/points/<int:point_id>")
def point(point_id: int) -> ResponseReturnValue:
    """One point in its comment, with where it is filed and by whom."""
    point, standing = point_for(current_user, point_id) or abort(404)
    guideline = point.comment.round.guideline
    form = PillarForm(formdata=None, pillar=point.pillar.code if point.pillar is not None else NONE, next=request.path)
    form.pillar.choices = choices(choices_of(guideline).pillar)
    return render_template(
        "analysis/point.html",
        row=shown([point])[0],
        guideline=guideline,
        standing=standing,
        choices=choices_of(guideline),
        pillar_form=form,
        history=entries_about(point)[::-1][:20],
    )


@bp.post("/points/<int:point_id>/back")
@login_required
def put_back(point_id: int) -> ResponseReturnValue:
    """Undo the last filing of a point."""
    point, standing = point_for(current_user, point_id) or abort(404)
    may_curate(standing).enforce()
    actions.undo_filing(point, by=current_user)
    db.session.commit()
    flash(_("The point is back where it was."))
    return redirect(url_for("analysis.point", point_id=point.id))


@bp.post("/points/<int:point_id>/pillar")
@login_required
def decide_pillar(point_id: int) -> ResponseReturnValue:
    point, standing = point_for(current_user, point_id) or abort(404)
    may_curate(standing).enforce()
    form = PillarForm()
    pillars: dict[str, Pillar | None] = {pillar.code: pillar for pillar in standing.guideline.pillars}
    pillars[NONE] = None
    form.pillar.choices = choices((code, code) for code in pillars)
    if not form.validate_on_submit():
        abort(400)
    actions.decide_pillar(point, pillars[form.pillar.data], by=current_user)
    db.session.commit()
    flash(_("Decided: the machine proposes no other pillar for this point."))
    return redirect(safe_next())
