"""Filing points under themes, keeping them there, taking them out, deciding which pillar they speak of; and undoing."""

from collections.abc import Callable, Mapping, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts.views import safe_next
from consult.analysis.assignment import actions as assignment
from consult.analysis.blueprint import bp
from consult.analysis.forms import NEW, FileForm, PillarForm
from consult.analysis.models import Point, Theme
from consult.analysis.queries import names_in_use, point_for, points_of_guideline, theme_for, themes_for
from consult.analysis.read_points.actions import note_read
from consult.analysis.rules import may_be_called, may_curate
from consult.analysis.shared.filter_options import choices_of, themes_to_file_under
from consult.analysis.shared.point_filter import NONE
from consult.analysis.shared.point_list import point_details
from consult.analysis.theme_models import CurationChange
from consult.analysis.themes.change_history import changes_of, changes_of_thing
from consult.analysis.themes.undo import undo
from consult.analysis.themes.undo_flash import keep_filing, offer_undo
from consult.core.database import db
from consult.core.forms import select_choices
from consult.core.verbs import Verb
from consult.drafts.models import Guideline, Pillar

MOST_AT_ONCE = 500
# What can be done with ticked points; the first two where they say, the others where they are (`here`).
DO: Mapping[str, Callable[..., CurationChange]] = {
    "file": assignment.file_points,
    "also": assignment.also_file_points,
    "keep": assignment.keep_points,
    "out": assignment.take_out_points,
}


@bp.post("/guidelines/<slug>/points/file")
@login_required
def file_points(slug: str) -> ResponseReturnValue:
    """Decide about the ticked points (`point=…`): `do` is file, also, keep or out."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    may_curate(membership).enforce()
    points = points_of_guideline(guideline, request.form.getlist("point", type=int)[:MOST_AT_ONCE])
    do = request.form.get("do", "file")
    decided = decide(guideline, points, do) if do in {"file", "also"} else decide_here(points, do)
    if decided is None:
        return redirect(safe_next())
    act, said = decided
    db.session.commit()
    offer_undo(act)
    flash(said)
    return redirect(safe_next())


def decide(guideline: Guideline, points: Sequence[Point], do: str) -> tuple[CurationChange, str] | None:
    form = FileForm()
    form.theme.choices = select_choices([("", ""), *themes_to_file_under(guideline), (NEW, "")])
    fault = fault_of(form, points, guideline)
    if fault:
        keep_filing([point.id for point in points], form.theme.data or "", form.label.data or "")
        flash(fault)
        return None
    if form.theme.data in {"", NEW}:
        theme = assignment.found_theme(guideline, form.label.data, points, by=current_user)
        return changes_of(theme)[0], _(
            "The theme “%(label)s” begins with these points. Others like them follow in a moment.",
            label=form.label.data,
        )
    theme = db.session.get(Theme, int(form.theme.data)) or abort(404)
    act = DO[do](points, theme, by=current_user)
    return act, change_words(act, theme)


def fault_of(form: FileForm, points: Sequence[Point], guideline: Guideline) -> str:
    """What is missing, in a sentence; nothing if all is there."""
    if not points:
        return str(_("No point was ticked. Tick those that you want to file, then choose the theme."))
    if not form.validate_on_submit():
        return str(next(iter(form.errors.values()))[0])
    chosen, name = form.theme.data, form.label.data
    if not chosen and not name:
        return str(_("Choose a theme, or type the name of a new one; nothing was moved yet."))
    if chosen == NEW and not name:
        return str(_("Give the new theme a name; nothing was moved yet."))
    if chosen not in {"", NEW} and name:
        return str(
            _("You chose a theme and typed a name for a new one. Keep only one of the two; nothing was moved yet.")
        )
    return may_be_called(name, names_in_use(guideline)).refusal if name else ""


def decide_here(points: Sequence[Point], do: str) -> tuple[CurationChange, str] | None:
    """In the theme whose page it was."""
    here = theme_for(current_user, request.form.get("here", 0, type=int))
    if do not in DO or here is None:
        abort(400)
    if not points:
        flash(_("No point was ticked. Tick those that you have read, then say what is to be done with them."))
        return None
    act = DO[do](points, here[0], by=current_user)
    return act, change_words(act, here[0])


def change_words(act: CurationChange, theme: Theme) -> str:
    """What was done, and what of it is the machine's to follow."""
    many, label = len(act.facts["points"]), {"label": theme.label}
    says: Mapping[str, Callable[[], str]] = {
        Verb.THEME_POINTS_FILED: lambda: ngettext(
            "%(num)s point is filed under “%(label)s” now.",
            "%(num)s points are filed under “%(label)s” now.",
            many,
            **label,
        ),
        Verb.THEME_POINTS_FILED_TOO: lambda: ngettext(
            "%(num)s point is filed under “%(label)s”, too. It stays where it was.",
            "%(num)s points are filed under “%(label)s”, too. They stay where they were.",
            many,
            **label,
        ),
        Verb.THEME_POINTS_KEPT: lambda: ngettext(
            "%(num)s point is kept in “%(label)s”. What else is proposed for it stays a proposal.",
            "%(num)s points are kept in “%(label)s”. What else is proposed for them stays a proposal.",
            many,
            **label,
        ),
        Verb.THEME_POINTS_TAKEN_OUT: lambda: ngettext(
            "%(num)s point is taken out of “%(label)s”; the machine does not put it there again.",
            "%(num)s points are taken out of “%(label)s”; the machine does not put them there again.",
            many,
            **label,
        ),
    }
    return str(says[act.verb]())


@bp.get("/points/<int:point_id>")
def point(point_id: int) -> ResponseReturnValue:
    """One point in its comment, with where it is filed and by whom."""
    point, membership = point_for(current_user, point_id) or abort(404)
    guideline = point.comment.round.guideline
    if membership.team:
        note_read([point], by=current_user)
    form = PillarForm(formdata=None, pillar=point.pillar.code if point.pillar is not None else NONE, next=request.path)
    form.pillar.choices = select_choices(choices_of(guideline).pillar)
    return render_template(
        "analysis/point.html",
        row=point_details([point])[0],
        guideline=guideline,
        membership=membership,
        choices=choices_of(guideline),
        pillar_form=form,
        history=changes_of_thing(point) if membership.inside else [],
    )


@bp.post("/points/<int:point_id>/back")
@login_required
def put_back(point_id: int) -> ResponseReturnValue:
    """Undo the last decision about a point, or the one named by `change`."""
    point, membership = point_for(current_user, point_id) or abort(404)
    may_curate(membership).enforce()
    undo(point, request.form.get("change", type=int), by=current_user)
    db.session.commit()
    flash(_("Undone: the point is back where it was."))
    return redirect(safe_next() if request.form.get("next") else url_for("analysis.point", point_id=point.id))


@bp.post("/points/<int:point_id>/pillar")
@login_required
def decide_pillar(point_id: int) -> ResponseReturnValue:
    point, membership = point_for(current_user, point_id) or abort(404)
    may_curate(membership).enforce()
    form = PillarForm()
    pillars: dict[str, Pillar | None] = {pillar.code: pillar for pillar in membership.guideline.pillars}
    pillars[NONE] = None
    form.pillar.choices = select_choices((code, code) for code in pillars)
    if not form.validate_on_submit():
        abort(400)
    decision = assignment.decide_pillar(point, pillars[form.pillar.data], by=current_user)
    db.session.commit()
    offer_undo(decision)
    flash(_("Decided: the machine proposes no other pillar for this point."))
    return redirect(safe_next())
