"""What the columns of a questionnaire are, said by whoever imports it, column by column."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.comments.blueprint import bp
from consult.comments.formats.question_columns import (
    columns_from,
    columns_said,
    grouped_columns,
    questions_listed,
)
from consult.comments.labels import COLUMN_GROUP_NAMES, COLUMN_ROLE_NAMES
from consult.comments.register import uploads
from consult.comments.register.file_reading import is_small
from consult.comments.register.models import RegisterUpload, UploadState
from consult.comments.register.validation import format_context
from consult.core.database import db
from consult.core.locking import held
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.core.text import one_line


@bp.route("/guidelines/<slug>/register/uploads/<int:upload_id>/columns", methods=["GET", "POST"])
@login_required
def register_columns(slug: str, upload_id: int) -> ResponseReturnValue:
    """Each column with how its answers begin, and what it is: a field of the person, or a question."""
    upload, _membership = uploads.upload_for(current_user, slug, upload_id) or abort(404)
    if refusal := _why_not(upload):
        flash(refusal)
        return redirect(url_for("comments.register_upload", slug=slug, upload_id=upload_id))
    typed, faults = {name: one_line(said) for name, said in request.form.items()}, dict[str, str]()
    context = format_context(upload.round, None, lambda: None)
    known = frozenset(map(str.casefold, [*context.clauses, *context.pillars, *context.pillars.values()]))
    columns, listed = columns_from(upload.columns), request.form.get("questions", "")
    if request.form.get("do") == "fill":
        filled = questions_listed(listed, columns)
        typed |= filled
        _tell_filled(sum(name.startswith("title-") for name in filled))
    elif request.method == "POST":
        mapping, faults = columns_said(columns, typed, known)
        if not faults:
            return _read_again(upload, mapping)
    page = render_template(
        "comments/register_columns.html",
        upload=upload,
        round=upload.round,
        groups=grouped_columns(columns, typed, faults),
        listed=listed,
        typed=typed,
        faults=faults,
        roles=COLUMN_ROLE_NAMES,
        group_names=COLUMN_GROUP_NAMES,
        types=STAKEHOLDER_TYPE_NAMES,
    )
    return page, (422 if faults else 200)


def _tell_filled(number: int) -> None:
    if number:
        flash(ngettext("%(num)s question is filled in below.", "%(num)s questions are filled in below.", number))
    else:
        flash(_("No line of the list begins with the name of a column. Write the column first, then its question."))


def _why_not(upload: RegisterUpload) -> str:
    """A file that is done with, or that is no questionnaire."""
    if not upload.columns:
        return str(_("This file is no questionnaire: its columns are known by their names."))
    if upload.content is None or upload.state not in {UploadState.READY, UploadState.FAULTY}:
        return str(_("This file does not wait to be imported any more. Choose it again."))
    return ""


def _read_again(upload: RegisterUpload, mapping: dict[str, object]) -> ResponseReturnValue:
    small = is_small(upload.content or b"")
    upload = held(upload)
    if refusal := _why_not(upload):
        raise Refused(refusal)
    upload.mapping = mapping
    job = uploads.have_read(upload, by=current_user)
    db.session.commit()
    if small:
        queue.run(job.id)
    flash(_("The file is read with what you said of its columns. Nothing is imported yet."))
    return redirect(url_for("comments.register_upload", slug=upload.round.guideline.slug, upload_id=upload.id))
