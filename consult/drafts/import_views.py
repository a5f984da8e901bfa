"""Importing a draft in two steps: what a file holds and which clauses it continues is shown, then it is kept."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.locking import Stale
from consult.core.text import one_line
from consult.drafts import actions, import_export, outline
from consult.drafts.forms import KeepForm, OutlineForm
from consult.drafts.models import Draft, Guideline
from consult.drafts.queries import guideline_for, newest_draft
from consult.drafts.views import bp


@bp.route("/guidelines/<slug>/drafts/import", methods=["GET", "POST"])
@login_required
def import_outline(slug: str) -> ResponseReturnValue:
    """First step: the file is read and what was recognised is shown; nothing is kept yet."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    import_export.may_import(membership).enforce()
    form = OutlineForm()
    if not form.validate_on_submit():
        return _choose(guideline, form, [], status=422 if form.errors else 200)
    try:
        read = import_export.read_outline(
            form.file.data.filename or "", form.file.data.read(), language=guideline.language
        )
    except outline.UnreadableOutline as unreadable:
        return _choose(guideline, form, unreadable.faults)
    before = newest_draft(guideline)
    text = import_export.recognised(read, guideline)
    against = before.number if before else ""
    keep = KeepForm(formdata=None, title=form.title.data, outline=outline.to_json(text), against=against)
    return _recognised(guideline, before, keep, import_export.continuing(text, before))


@bp.post("/guidelines/<slug>/drafts/keep")
@login_required
def keep_outline(slug: str) -> ResponseReturnValue:
    """Second step: kept, with the clauses that a person says it continues."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    import_export.may_import(membership).enforce()
    form = KeepForm()
    if not form.outline.data:
        abort(400)
    try:
        carried = outline.from_json(form.outline.data, language=guideline.language)
        read = import_export.in_language(carried, guideline.language)
    except outline.UnreadableOutline as unreadable:
        return _choose(guideline, OutlineForm(formdata=None, title=form.title.data), unreadable.faults)
    before = newest_draft(guideline)
    if form.against.data and form.against.data != str(before.number if before else ""):
        raise Stale(_("There is a newer draft than the one that this file was compared with. Read the file again."))
    typed = {place: request.form.get(f"continues-{place}") for place in range(1, len(read.clauses) + 1)}
    chosen = {place: one_line(number) for place, number in typed.items() if number is not None}
    others = {place: request.form.get(f"also-{place}") for place in range(1, len(read.clauses) + 1)}
    also = {place: one_line(numbers) for place, numbers in others.items() if numbers is not None}
    found = import_export.continuing(read, before, chosen, also or None)
    if found.faults or not form.validate_on_submit():
        return _recognised(guideline, before, form, found, status=422)
    draft = actions.start_draft(guideline, form.title.data, by=current_user)
    actions.keep_outline(draft, found.outline, lineage=found.lineage, by=current_user)
    db.session.commit()
    flash(_("The draft is kept, in work. Publish it when it is ready."))
    return redirect(url_for("drafts.edit", slug=slug, number=draft.number))


def _choose(guideline: Guideline, form: OutlineForm, faults: list[str], *, status: int = 422) -> ResponseReturnValue:
    return render_template("drafts/import.html", guideline=guideline, form=form, faults=faults), status


def _recognised(
    guideline: Guideline, before: Draft | None, form: KeepForm, found: import_export.Continuing, *, status: int = 200
) -> ResponseReturnValue:
    page = render_template("drafts/recognised.html", guideline=guideline, before=before, form=form, found=found)
    return page, status
