"""Curation of themes: naming, merging, setting aside, and undoing any of it."""

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts.views import safe_next
from consult.analysis.blueprint import bp
from consult.analysis.forms import AskForm, MergeForm, RenameForm
from consult.analysis.models import Theme, ThemeState
from consult.analysis.queries import names_in_use, theme_for, themes_of
from consult.analysis.rules import may_be_called, may_curate
from consult.analysis.themes import actions
from consult.analysis.themes.change_history import changes_of_thing
from consult.analysis.themes.undo import undo
from consult.analysis.themes.undo_flash import offer_undo
from consult.core.database import db
from consult.core.forms import select_choices
from consult.core.locking import Stale, version_of


def theme_to_curate(theme_id: int) -> Theme:
    theme, membership = theme_for(current_user, theme_id) or abort(404)
    may_curate(membership).enforce()
    return theme


def merge_form(theme: Theme, **given: object) -> MergeForm:
    form = MergeForm(**given)
    others = [(str(other.id), other.label) for other in themes_of(theme.guideline) if other.id != theme.id]
    form.into.choices = select_choices([("", _("Choose a theme")), *others])
    return form


def curation_page(theme: Theme, rename: RenameForm, merge: MergeForm) -> ResponseReturnValue:
    return render_template(
        "analysis/curate.html",
        theme=theme,
        guideline=theme.guideline,
        merged_into=db.session.get(Theme, theme.merged_into_id) if theme.merged_into_id is not None else None,
        active=theme.state == ThemeState.ACTIVE,
        rename=rename,
        merge=merge,
        ask=AskForm(formdata=None),
        history=changes_of_thing(theme),
    )


@bp.get("/themes/<int:theme_id>/curate")
@login_required
def curate(theme_id: int) -> ResponseReturnValue:
    theme = theme_to_curate(theme_id)
    return curation_page(theme, RenameForm(label=theme.label, base_version=version_of(theme.label)), merge_form(theme))


@bp.post("/themes/<int:theme_id>/name")
@login_required
def rename(theme_id: int) -> ResponseReturnValue:
    theme = theme_to_curate(theme_id)
    form = RenameForm()
    if not form.validate_on_submit():
        return curation_page(theme, form, merge_form(theme, formdata=None))
    taken = may_be_called(form.label.data, names_in_use(theme.guideline, but=theme))
    if not taken:
        form.label.errors = [taken.refusal]
        return curation_page(theme, form, merge_form(theme, formdata=None))
    try:
        done = actions.rename_theme(
            theme, form.label.data, by=current_user, base_version=form.base_version.data or None
        )
    except Stale as stale:
        form.label.errors, form.base_version.data = [str(stale)], version_of(theme.label)
        return make_response(curation_page(theme, form, merge_form(theme, formdata=None)), 409)
    db.session.commit()
    offer_undo(done)
    flash(_("The theme has its name, and keeps it when the analysis runs again."))
    return redirect(url_for("analysis.theme", theme_id=theme.id))


@bp.post("/themes/<int:theme_id>/merge")
@login_required
def merge(theme_id: int) -> ResponseReturnValue:
    theme = theme_to_curate(theme_id)
    form = merge_form(theme)
    if not form.validate_on_submit():
        return curation_page(
            theme, RenameForm(formdata=None, label=theme.label, base_version=version_of(theme.label)), form
        )
    into = theme_to_curate(int(form.into.data))
    done = actions.merge_theme(theme, into, by=current_user)
    db.session.commit()
    offer_undo(done)
    flash(_("“%(label)s” is part of this theme now.", label=theme.label))
    return redirect(url_for("analysis.theme", theme_id=into.id))


@bp.post("/themes/<int:theme_id>/<any(aside, back, apart):step>")
@login_required
def change(theme_id: int, step: str) -> ResponseReturnValue:
    """Set a theme aside, bring it back, or part it from the one that it was merged into."""
    theme = theme_to_curate(theme_id)
    steps = {
        "aside": (actions.set_theme_aside, _("The theme is set aside. Its points stay in it.")),
        "back": (actions.bring_theme_back, _("The theme is in use again.")),
        "apart": (actions.part_theme, _("The themes are two again.")),
    }
    act, said = steps[step]
    done = act(theme, by=current_user)
    db.session.commit()
    if step != "apart":
        offer_undo(done)
    flash(said)
    return redirect(url_for("analysis.theme", theme_id=theme.id))


@bp.post("/themes/<int:theme_id>/undo")
@login_required
def undo_change(theme_id: int) -> ResponseReturnValue:
    """Take back the change named by `change`, or the last one."""
    theme = theme_to_curate(theme_id)
    slug = theme.guideline.slug
    later = undo(theme, request.form.get("change", type=int), by=current_user)
    db.session.commit()
    flash(_("Undone.") if not later else undone_but(later))
    if db.session.get(Theme, theme_id) is None:  # it was never begun
        return redirect(url_for("analysis.themes", slug=slug))
    return redirect(safe_next() if request.form.get("next") else url_for("analysis.theme", theme_id=theme_id))


def undone_but(later: int) -> str:
    return str(
        ngettext(
            "Undone, except for %(num)s point that was decided again since.",
            "Undone, except for %(num)s points that were decided again since.",
            later,
        )
    )
