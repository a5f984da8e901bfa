"""The register of a guideline: read in, what was read, written out for the team and for everyone."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required
from sqlalchemy import select

from consult.accounts.access_log.models import PersonalData
from consult.accounts.access_log.recording import notes_access
from consult.accounts.sessions.current import password_asked_again
from consult.comments.blueprint import bp
from consult.comments.formats.catalogue import TITLES, write_comments
from consult.comments.formats.form_files import form_as_file
from consult.comments.models import CommentState, Import
from consult.comments.register import exporting, uploads
from consult.comments.register.columns import COLUMNS, NAMES
from consult.comments.register.file_reading import is_small
from consult.comments.register.file_writing import register_lines, register_table
from consult.comments.register.forms import HINTS, upload_form
from consult.comments.register.importing import may_import_register
from consult.comments.register.models import RegisterUpload, UploadState
from consult.comments.register.placed_by_hand import leave_on_whole_text, place_rows, typed_places
from consult.comments.register.staging import Outdated, show_staged, state_promised
from consult.comments.register.workbook import writing as workbook_writing
from consult.comments.rules import may_moderate
from consult.consultations.models import Round
from consult.consultations.queries import participation_of, round_for, rounds_of
from consult.core import clock
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.pagination import paged
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.core.security.event_log import SecurityEvent, SecurityOutcome, here, security_event
from consult.core.streaming import apart, download, joined
from consult.core.text import one_line
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for, membership_of, wordings_of
from consult.drafts.rules import may_read_draft

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHOWN = 20  # rows of a list whose places are not sure


@bp.route("/guidelines/<slug>/register", methods=["GET", "POST"], endpoint="register")
@login_required
def register_page(slug: str) -> ResponseReturnValue:
    """Choose a file and see what is in it; nothing is kept yet."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    rounds = _theirs(guideline, membership)
    form, now_open = upload_form(rounds, TITLES, clock.now())
    if form.validate_on_submit():
        round_ = next(r for r in rounds if r.slug == form.round_slug.data)
        name = one_line(form.file.data.filename)[-200:]
        return _taken_in(round_, form.file.data.read(), name, form.file_format.data or "")
    imports = select(Import).join(Round, Round.id == Import.round_id).where(Round.guideline_id == guideline.id)
    return render_template(
        "comments/register.html",
        guideline=guideline,
        form=form,
        rounds=rounds,
        now_open=now_open,
        waiting=uploads.waiting_uploads(guideline, rounds),
        page=paged(imports.order_by(Import.id.desc())),
        rounds_by_id={round_.id: round_ for round_ in _all_rounds(guideline)},
        takes=exporting.may_export_register(membership),
        receives_mail=membership.secretariat,
        columns=NAMES,
        hints=HINTS,
    )


def _taken_in(round_: Round, content: bytes, name: str, file_format: str) -> ResponseReturnValue:
    """The file is kept and read: a small one now, a large one by a worker. Either way the next page tells."""
    upload = uploads.begin_upload(round_, content, name, language_now(), by=current_user, file_format=file_format)
    db.session.commit()
    job, address = uploads.reading_job(upload), _upload_page(upload)
    if job is not None and is_small(content):
        queue.run(job.id)
    return redirect(address)


def _upload_page(upload: RegisterUpload) -> str:
    return url_for("comments.register_upload", slug=upload.round.guideline.slug, upload_id=upload.id)


def _all_rounds(guideline: Guideline) -> Sequence[Round]:
    found = rounds_of(guideline, clock.now())
    return [*found.open, *found.past, *found.upcoming]


def _theirs(guideline: Guideline, membership: Membership) -> Sequence[Round]:
    """The rounds into which they may read a register; Refused when there is none of them."""
    every = _all_rounds(guideline)
    if not every:
        may_import_register(membership, None).enforce()
    rulings = [(r, may_import_register(membership, participation_of(membership.person, r))) for r in every]
    theirs = [round_ for round_, ruling in rulings if ruling]
    if every and not theirs:
        raise Refused(rulings[0][1].refusal)
    return theirs


@bp.get("/guidelines/<slug>/register/uploads/<int:upload_id>")
@login_required
def register_upload(slug: str, upload_id: int) -> ResponseReturnValue:
    """How far the reading is; then what was recognised, or every fault by row."""
    upload, _membership = uploads.upload_for(current_user, slug, upload_id) or abort(404)
    return _upload_as_read(upload), (422 if upload.state == UploadState.FAULTY else 200)


def _upload_as_read(upload: RegisterUpload, **placing: Any) -> str:
    round_ = upload.round
    waits = state_promised(round_) == CommentState.HELD
    membership, place = membership_of(current_user, round_.guideline), participation_of(current_user, round_)
    job = uploads.reading_job(upload) if upload.state == UploadState.READING else None
    return render_template(
        "comments/register_upload.html",
        upload=upload,
        round=round_,
        job=job,
        stuck=job is None or job.ended_badly,
        sample=uploads.sample_of(upload) if upload.state == UploadState.READY else [],
        doubts=uploads.number_of_doubtful_rows(upload) if upload.state == UploadState.READY else 0,
        doubtful=uploads.doubtful_rows(upload, at_most=SHOWN) if upload.state == UploadState.READY else [],
        alike=uploads.rows_alike(upload),
        format_name=TITLES.get(upload.file_format),
        guessed=upload.columns is not None and upload.mapping is None,
        row_in_file=uploads.row_in_file,
        waits=waits,
        moderates=waits and may_moderate(membership, place, round_),
        **placing,
    )


@bp.post("/guidelines/<slug>/register/uploads/<int:upload_id>/place")
@login_required
def place_register_rows(slug: str, upload_id: int) -> ResponseReturnValue:
    """Rows whose place is not sure, each on the clause that a person says."""
    upload, _membership = uploads.upload_for(current_user, slug, upload_id) or abort(404)
    typed = typed_places(upload, request.form)
    faults = leave_on_whole_text(upload) if request.form.get("do") == "whole" else place_rows(upload, typed)
    db.session.commit()
    if faults:
        return _upload_as_read(upload, faults=faults, typed=typed), 422
    flash(_("The rows are placed."))
    return redirect(url_for("comments.register_upload", slug=slug, upload_id=upload_id))


@bp.post("/guidelines/<slug>/register/uploads/<int:upload_id>/import")
@login_required
def import_register(slug: str, upload_id: int) -> ResponseReturnValue:
    """All of it or nothing."""
    upload, _membership = uploads.upload_for(current_user, slug, upload_id) or abort(404)
    try:
        kept = show_staged(upload, by=current_user, read=request.form.get("do") == "read")
    except Outdated:
        db.session.rollback()
        uploads.have_read(upload, by=current_user)
        db.session.commit()
        flash(_("The round has changed since this file was read. It is read once more; nothing was imported yet."))
        return redirect(url_for("comments.register_upload", slug=slug, upload_id=upload_id))
    db.session.commit()
    flash(ngettext("%(num)s comment is imported.", "%(num)s comments are imported.", kept.accepted))
    return redirect(url_for("comments.register", slug=slug))


@bp.post("/guidelines/<slug>/register/uploads/<int:upload_id>/cancel")
@login_required
def cancel_register(slug: str, upload_id: int) -> ResponseReturnValue:
    upload, _membership = uploads.upload_for(current_user, slug, upload_id) or abort(404)
    uploads.cancel_upload(upload)
    db.session.commit()
    flash(_("The file is put aside. Nothing of it was imported."))
    return redirect(url_for("comments.register", slug=slug))


@bp.get("/guidelines/<slug>/register.<any(csv, xlsx, jsonl):file_format>")
@login_required
@password_asked_again
@notes_access(PersonalData.REGISTER)
def take_register(slug: str, file_format: str) -> ResponseReturnValue:
    """For the team: every comment that counts, with names."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    exporting.may_export_register(membership).enforce()
    security_event(SecurityEvent.EXPORT, SecurityOutcome.DONE, account=current_user.id, about=here())
    return _file(exporting.rows_for_the_team(guideline), file_format, f"{slug}-register-for-the-team")


@bp.get("/guidelines/<slug>/comments.<any(csv, xlsx, jsonl):file_format>")
def open_data(slug: str, file_format: str) -> Response:
    """For everyone: what anyone may read now, without personal data."""
    guideline, _membership = guideline_for(current_user, slug) or abort(404)
    return _file(exporting.rows_for_everyone(guideline, clock.now()), file_format, f"{slug}-comments")


def _file(portions: Iterable[exporting.Rows], file_format: str, name: str) -> Response:
    """Lines as they are read; a workbook, which is an archive, is written to a file on disk first."""
    rows = chain.from_iterable(apart(portions))
    if file_format == "xlsx":
        made = workbook_writing.pieces({"register": register_table(rows)})
        return download(made, content_type=CONTENT_TYPES[file_format], name=f"{name}.{file_format}")
    return download(
        joined(register_lines(rows, file_format)), content_type=CONTENT_TYPES[file_format], name=f"{name}.{file_format}"
    )


@bp.get("/rounds/<round_slug>/comment-form.<any(docx, xlsx):ending>")
def comment_form(round_slug: str, ending: str) -> Response:
    """The ISO/IEC commenting template with a row for each clause of the round, to fill off line and read in here."""
    round_, membership = round_for(current_user, round_slug) or abort(404)
    if not may_read_draft(membership, round_.draft):
        abort(404)
    facts = {"date": f"{clock.now():%Y-%m-%d}", "document": round_.guideline.title, "project": round_.title}
    rows = [{"clause": wording.number, "title": wording.heading} for wording in wordings_of(round_.draft)]
    made = form_as_file(write_comments(rows, "iso", facts), f".{ending}")
    return download([made], content_type=CONTENT_TYPES[ending], name=f"{round_slug}-comments.{ending}")


@bp.get("/rounds/<round_slug>/register-template.xlsx")
def register_template(round_slug: str) -> Response:
    """An empty register for one round, with its clauses and the words that each column takes."""
    round_, membership = round_for(current_user, round_slug) or abort(404)
    if not may_read_draft(membership, round_.draft):
        abort(404)
    clauses = [(w.number, w.pillar.code, w.text) for w in wordings_of(round_.draft)]
    words = [(column.name, ", ".join(column.words)) for column in COLUMNS if column.words]
    tables: dict[str, workbook_writing.Table] = {
        "register": (NAMES, []),
        "clauses": (("clause", "pillar", "text"), clauses),
        "words": (("column", "one of"), words),
    }
    made = [workbook_writing.write(tables)]
    return download(made, content_type=CONTENT_TYPES["xlsx"], name=f"{round_slug}-register.xlsx")
