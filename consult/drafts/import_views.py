"""Importing a draft in two steps: what a file holds and which clauses it continues is shown, then it is kept."""

import json
from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.locking import Stale
from consult.core.text import one_line
from consult.drafts import actions, import_export, outline
from consult.drafts.forms import KeepForm, OutlineForm, StylesForm
from consult.drafts.models import Draft, Guideline
from consult.drafts.queries import draft_to_continue, guideline_for
from consult.drafts.structure import papers
from consult.drafts.structure.blocks import Paper, UnreadablePaper, blocks_from_json, blocks_to_json
from consult.drafts.structure.labels import ROLE_NAMES
from consult.drafts.structure.roles import BlockRole, guessed_roles
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
    name, content = form.file.data.filename or "", form.file.data.read()
    if papers.is_paper(name):
        return _of_paper(guideline, form, name, content)
    if (paper := papers.paper_of_table(name, content)) is not None:
        return _read_so(guideline, paper, papers.roles_for(guideline, paper.blocks), form.title.data)
    try:
        read = import_export.read_outline(name, content, language=guideline.language)
    except outline.UnreadableOutline as unreadable:
        return _choose(guideline, form, unreadable.faults)
    return _shown(guideline, read, form.title.data)


def _of_paper(guideline: Guideline, form: OutlineForm, name: str, content: bytes) -> ResponseReturnValue:
    """A Word document, Markdown, HTML or Akoma Ntoso: read with what its styles are taken for; a person corrects it."""
    try:
        paper = papers.read_paper(name, content)
    except UnreadablePaper as unreadable:
        return _choose(guideline, form, [str(unreadable)])
    roles = papers.roles_for(guideline, paper.blocks)
    if roles != guessed_roles(paper.blocks):
        says = _("Its styles stand for what they stood for in the paper before. Look at them below, and read it again.")
        paper = Paper(paper.blocks, [*paper.remarks, says])
    return _read_so(guideline, paper, roles, form.title.data)


@bp.post("/guidelines/<slug>/drafts/read-again")
@login_required
def read_again(slug: str) -> ResponseReturnValue:
    """The same paper, its styles taken for what a person says."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    import_export.may_import(membership).enforce()
    form = StylesForm()
    if not form.validate_on_submit():
        return _choose(guideline, OutlineForm(formdata=None), [_("Choose the file again.")])
    try:
        paper = Paper(blocks_from_json(form.blocks.data), (form.remarks.data or "").splitlines())
    except UnreadablePaper as unreadable:
        return _choose(guideline, OutlineForm(formdata=None, title=form.title.data), [str(unreadable)])
    typed = {name.removeprefix("style-"): text for name, text in request.form.items() if name.startswith("style-")}
    return _read_so(guideline, paper, papers.roles_said(paper.blocks, typed), form.title.data)


def _read_so(guideline: Guideline, paper: Paper, roles: Mapping[str, BlockRole], title: str) -> ResponseReturnValue:
    blocks, remarks = blocks_to_json(paper.blocks), "\n".join(paper.remarks)
    structure: dict[str, Any] = {
        "paper": paper,
        "styles": papers.styles_of(paper.blocks, roles),
        "role_names": ROLE_NAMES,
        "styles_form": StylesForm(formdata=None, blocks=blocks, remarks=remarks, title=title),
    }
    try:
        found = papers.outline_from(paper.blocks, roles, guideline)
    except outline.UnreadableOutline as unreadable:
        page = render_template("drafts/structure.html", guideline=guideline, faults=unreadable.faults, **structure)
        return page, 422
    said = json.dumps(roles, ensure_ascii=False)
    return _shown(guideline, found.outline, title, roles=said, found=found, structure=structure)


def _shown(
    guideline: Guideline, read: outline.Outline, title: str, *, roles: str = "", **structure: Any
) -> ResponseReturnValue:
    before = draft_to_continue(guideline)
    text = import_export.recognised(read, guideline)
    against = before.number if before else ""
    keep = KeepForm(formdata=None, title=title, outline=outline.to_json(text), against=against, roles=roles)
    more = {**structure.get("structure", {}), "recognised": structure.get("found")}
    return _recognised(guideline, before, keep, import_export.continuing(text, before), **more)


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
    before = draft_to_continue(guideline)
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
    if form.roles.data:
        papers.keep_roles(guideline, _roles_in(form.roles.data), by=current_user.id)
    db.session.commit()
    flash(_("The draft is kept, in work. Publish it when it is ready."))
    return redirect(url_for("drafts.edit", slug=slug, number=draft.number))


def _roles_in(carried: str) -> dict[str, str]:
    """As the page carried them; nothing of what it did not write."""
    try:
        said = json.loads(carried)
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(role) for name, role in said.items()} if isinstance(said, dict) else {}


def _choose(guideline: Guideline, form: OutlineForm, faults: list[str], *, status: int = 422) -> ResponseReturnValue:
    return render_template("drafts/import.html", guideline=guideline, form=form, faults=faults), status


def _recognised(
    guideline: Guideline,
    before: Draft | None,
    form: KeepForm,
    found: import_export.Continuing,
    *,
    status: int = 200,
    **structure: Any,
) -> ResponseReturnValue:
    shown = {"guideline": guideline, "before": before, "form": form, "found": found}
    return render_template("drafts/recognised.html", **shown, **structure), status
