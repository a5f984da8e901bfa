"""The register of a guideline: read in, what was read, written out for the team and for everyone."""

from collections.abc import Iterable, Mapping, Sequence

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required
from sqlalchemy import select

from consult.comments import extract, register, uploads, workbook_writing
from consult.comments.blueprint import bp
from consult.comments.intake import Faulty, import_rows, may_import_register
from consult.comments.models import Import
from consult.comments.register_check import Checked, check_rows
from consult.comments.register_forms import HINTS, ImportForm, UploadForm
from consult.comments.register_rows import LISTED, Said
from consult.consultations.models import Round
from consult.consultations.queries import participation_of, round_for, rounds_of
from consult.core import clock
from consult.core.database import db
from consult.core.forms import choices
from consult.core.paging import paged
from consult.core.ruling import Refused
from consult.core.text import one_line
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for, wordings_of
from consult.drafts.rules import may_read_draft
from consult.drafts.standing import Standing

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FAULTS_SHOWN = 500


@bp.route("/guidelines/<slug>/register", methods=["GET", "POST"], endpoint="register")
@login_required
def register_page(slug: str) -> ResponseReturnValue:
    """Choose a file and see what is in it; nothing is kept yet."""
    guideline, standing = guideline_for(current_user, slug) or abort(404)
    rounds = _hers(guideline, standing)
    form = UploadForm()
    form.round_slug.choices = choices([("", _("Choose a round")), *((r.slug, r.title) for r in rounds)])
    if form.validate_on_submit():
        round_ = next(r for r in rounds if r.slug == form.round_slug.data)
        return _show(round_, form.file.data.read(), one_line(form.file.data.filename)[-200:])
    imports = select(Import).join(Round, Round.id == Import.round_id).where(Round.guideline_id == guideline.id)
    return render_template(
        "comments/register.html",
        guideline=guideline,
        form=form,
        rounds=rounds,
        page=paged(imports.order_by(Import.id.desc())),
        rounds_by_id={round_.id: round_ for round_ in _all_rounds(guideline)},
        takes=extract.may_extract(standing),
        columns=register.COLUMNS,
        hints=HINTS,
    )


def _all_rounds(guideline: Guideline) -> Sequence[Round]:
    found = rounds_of(guideline, clock.now())
    return [*found.open, *found.past, *found.upcoming]


def _hers(guideline: Guideline, standing: Standing) -> Sequence[Round]:
    """The rounds into which she may read a register; Refused when there is none of them."""
    every = _all_rounds(guideline)
    if not every:
        may_import_register(standing, None).enforce()
    rulings = [(r, may_import_register(standing, participation_of(standing.person, r))) for r in every]
    hers = [round_ for round_, ruling in rulings if ruling]
    if every and not hers:
        raise Refused(rulings[0][1].refusal)
    return hers


def _show(round_: Round, content: bytes, name: str) -> ResponseReturnValue:
    """What was recognised, or every fault by row. The file is kept until it is imported, a day at most."""
    reading = register.read(content)
    found = check_rows(round_, reading.rows)
    faults = reading.in_order([*reading.faults, *found.faults])
    form = None
    if not faults and found.new:
        form = ImportForm(formdata=None, round_slug=round_.slug, digest=uploads.keep(content), file_name=name)
    shown = render_template(
        "comments/register_report.html",
        round=round_,
        file_name=name,
        found=found,
        notices=[*reading.notices, *found.notices],
        faults=faults[:FAULTS_SHOWN],
        all_faults=len(faults),
        begins={row.number: row.cells.get("comment", "") for row in reading.rows} if faults else {},
        faulty_rows=len({fault.row for fault in faults}),
        sample=_sample(reading.rows, found),
        form=form,
    )
    return shown, (422 if faults else 200)


def _sample(rows: Sequence[register.Row], found: Checked) -> Sequence[tuple[Said, str]]:
    """The first new rows as they were read, each with the number of its clause."""
    clauses = {row.number: row.cells.get("clause", "") for row in rows}
    return [(one, clauses[one.row]) for one in found.new[:10]]


@bp.post("/guidelines/<slug>/register/import")
@login_required
def import_register(slug: str) -> ResponseReturnValue:
    """All of it or nothing."""
    form = ImportForm()
    round_, standing = round_for(current_user, form.round_slug.data or "") or abort(404)
    if round_.guideline.slug != slug:
        abort(404)
    may_import_register(standing, participation_of(current_user, round_)).enforce()
    content = uploads.kept(form.digest.data or "")
    if content is None:
        flash(_("The file is no longer kept here. Choose it again; nothing was imported."))
        return redirect(url_for("comments.register", slug=slug))
    name = one_line(form.file_name.data)[-200:]
    try:
        kept = import_rows(round_, register.read(content).rows, current_user, name, form.digest.data)
    except Faulty:  # the round or its draft changed meanwhile
        db.session.rollback()
        return _show(round_, content, name)
    db.session.commit()
    uploads.forget(form.digest.data)
    flash(ngettext("%(num)s comment is imported.", "%(num)s comments are imported.", kept.accepted))
    return redirect(url_for("comments.register", slug=slug))


@bp.get("/guidelines/<slug>/register.<any(csv, xlsx, jsonl):form>")
@login_required
def take_register(slug: str, form: str) -> Response:
    """For the team: every comment that counts, with names."""
    guideline, standing = guideline_for(current_user, slug) or abort(404)
    extract.may_extract(standing).enforce()
    return _file(extract.register_of(guideline), form, f"{slug}-register")


@bp.get("/guidelines/<slug>/comments.<any(csv, xlsx, jsonl):form>")
def open_data(slug: str, form: str) -> Response:
    """For everyone: what anyone may read now, without personal data."""
    guideline, _standing = guideline_for(current_user, slug) or abort(404)
    return _file(extract.public_register_of(guideline, clock.now()), form, f"{slug}-comments")


def _file(rows: Iterable[Mapping[str, str]], form: str, name: str) -> Response:
    return _download(register.write(rows, form), form, name)


def _download(content: bytes, form: str, name: str) -> Response:
    answer = Response(content, content_type=KINDS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@bp.get("/rounds/<round_slug>/register-template.xlsx")
def register_template(round_slug: str) -> Response:
    """An empty register for one round, with its clauses and the words that each column takes."""
    round_, standing = round_for(current_user, round_slug) or abort(404)
    if not may_read_draft(standing, round_.draft):
        abort(404)
    clauses = [(w.number, w.pillar.code, w.text) for w in wordings_of(round_.draft)]
    words = [(name, ", ".join(listed)) for name, listed in LISTED.items()]
    tables: dict[str, workbook_writing.Table] = {
        "register": (register.COLUMNS, []),
        "clauses": (("clause", "pillar", "text"), clauses),
        "words": (("column", "one of"), words),
    }
    return _download(workbook_writing.write(tables), "xlsx", f"{round_slug}-register")
