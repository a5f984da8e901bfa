"""The grid of targets of a guideline or of one of its rounds: typed, or taken in from a file."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.consultations.blueprint import bp
from consult.consultations.models import Round
from consult.consultations.queries import round_named, rounds_of
from consult.consultations.rules import may_manage_rounds
from consult.consultations.targets.actions import set_target_cells
from consult.consultations.targets.forms import TargetGridForm, TargetsFileForm
from consult.consultations.targets.queries import target_cells
from consult.consultations.targets.targets_file import read_targets, target_rows
from consult.consultations.targets.values import Cells
from consult.core import clock
from consult.core.csv_files.reading import TableFault, UnreadableText, decoded
from consult.core.csv_files.safety import csv_lines
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for

MOST_BYTES = 100_000


@bp.route("/guidelines/<slug>/targets/grid", methods=["GET", "POST"])
@login_required
def target_grid(slug: str) -> ResponseReturnValue:
    """`?round=slug`: those of one round."""
    guideline, round_ = _asked(slug)
    form, upload = TargetGridForm(), TargetsFileForm()
    faults: list[TableFault] = []
    if request.method == "GET":
        form.fill(target_cells(guideline, round_))
    elif request.files.get("file"):
        cells, faults[:] = _read(upload)
        if not faults:
            return _set(guideline, round_, {**target_cells(guideline, round_), **cells})
        form = TargetGridForm(formdata=None)
        form.fill(target_cells(guideline, round_))
    elif form.validate_on_submit():
        return _set(guideline, round_, form.cells)
    found = rounds_of(guideline, clock.now())
    page = render_template(
        "consultations/targets/grid.html",
        guideline=guideline,
        round=round_,
        rounds=[*found.open, *found.upcoming, *found.past],
        form=form,
        upload=upload,
        faults=faults,
    )
    return page, 422 if form.errors or faults else 200


@bp.get("/guidelines/<slug>/targets/grid.csv")
@login_required
def target_grid_csv(slug: str) -> Response:
    guideline, round_ = _asked(slug)
    answer = Response("".join(csv_lines(target_rows(target_cells(guideline, round_)))), content_type="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{(round_ or guideline).slug}-targets.csv"'
    return answer


def _asked(slug: str) -> tuple[Guideline, Round | None]:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_manage_rounds(membership).enforce()
    named = request.args.get("round", "")
    round_ = round_named(named) if named else None
    if named and (round_ is None or round_.guideline_id != guideline.id):
        abort(404)
    return guideline, round_


def _set(guideline: Guideline, round_: Round | None, cells: Cells) -> ResponseReturnValue:
    changed = set_target_cells(guideline, round_, cells, by=current_user)
    db.session.commit()
    flash(ngettext("%(num)s target was changed.", "%(num)s targets were changed.", changed))
    named = round_.slug if round_ is not None else None
    return redirect(url_for("consultations.target_grid", slug=guideline.slug, round=named))


def _read(upload: TargetsFileForm) -> tuple[Cells, list[TableFault]]:
    content = upload.file.data.read(MOST_BYTES + 1) if upload.file.data else b""
    if len(content) > MOST_BYTES:
        return {}, [TableFault(1, 1, "", _("The file is larger than a table of targets can be."))]
    try:
        cells, faults = read_targets(decoded(content))
    except UnreadableText as unreadable:
        return {}, [TableFault(unreadable.line, unreadable.line, "", str(unreadable))]
    return cells, list(faults)
