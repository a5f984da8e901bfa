"""The register of who was asked in a round: kept by the secretariat, filled from files, asked and reminded by mail."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts.access_log.models import PersonalData
from consult.accounts.access_log.recording import notes_access
from consult.accounts.sessions.current import password_asked_again
from consult.comments.blueprint import bp
from consult.comments.requests.actions import forget_request
from consult.comments.requests.labels import STANDING_NAMES
from consult.comments.requests.queries import counts_by_list, next_reminder, requests_register, to_remind
from consult.consultations.models import Round
from consult.consultations.queries import round_for
from consult.consultations.requests import actions
from consult.consultations.requests.forms import RequestsFileForm
from consult.consultations.requests.labels import REQUEST_ANSWER_NAMES
from consult.consultations.requests.models import RequestAnswer
from consult.consultations.requests.queries import not_asked_yet, request_in
from consult.consultations.requests.register_file import COLUMNS, RequestContent, read_requests
from consult.consultations.requests.rules import may_keep_requests
from consult.core import clock
from consult.core.csv_files.reading import TableFault, UnreadableText, decoded
from consult.core.csv_files.safety import csv_lines
from consult.core.database import db
from consult.core.pagination import paged
from consult.core.security.rate_limit import count_attempt
from consult.core.templating import rule

MOST_BYTES = 2_000_000
MAILINGS_AN_HOUR = 20
rule("keep_requests", may_keep_requests)


@bp.route("/rounds/<round_slug>/asked", methods=["GET", "POST"])
@login_required
@password_asked_again
@notes_access(PersonalData.PLACES)
def requests(round_slug: str) -> ResponseReturnValue:
    """`?standing=silent` shows some; a file adds more, all or none."""
    round_ = _theirs(round_slug)
    form = RequestsFileForm()
    faults: list[TableFault] = []
    if form.validate_on_submit():
        rows, faults[:] = _read(form)
        if not faults and not form.errors:
            made = actions.add_requests(round_, rows, by=current_user)
            db.session.commit()
            flash(_added(len(made), len(rows)))
            return _back(round_)
    page = paged(requests_register(round_, request.args.get("standing", "")), size=100, rows=True)
    shown = render_template(
        "comments/requests/register.html",
        round=round_,
        form=form,
        faults=faults,
        page=page,
        counts=counts_by_list(round_),
        waiting=len(not_asked_yet(round_, actions.MAILS_AT_ONCE)),
        next_reminder=next_reminder(round_, clock.now()),
        remindable=len(to_remind(round_, clock.now(), actions.MAILS_AT_ONCE)),
        standing_names=STANDING_NAMES,
        answer_names=REQUEST_ANSWER_NAMES,
        wanted=request.args.get("standing", ""),
        columns=COLUMNS,
    )
    return shown, 422 if form.errors or faults else 200


def _added(new: int, given: int) -> str:
    said: str = ngettext("%(num)s was added to the register.", "%(num)s were added to the register.", new)
    if given > new:
        there = given - new
        said += " " + ngettext("%(num)s stood there already.", "%(num)s stood there already.", there)
    return said


@bp.post("/rounds/<round_slug>/asked/mail")
@login_required
@password_asked_again
def mail_requests(round_slug: str) -> ResponseReturnValue:
    """`do`: ask who was not asked yet, or remind the silent."""
    round_ = _theirs(round_slug)
    count_attempt("ask", str(current_user.id), allowed=MAILINGS_AN_HOUR, within=timedelta(hours=1))
    if request.form.get("do") == "remind":
        silent = to_remind(round_, clock.now(), actions.MAILS_AT_ONCE)
        told = actions.remind_silent(round_, silent, by=current_user)
        flash(ngettext("%(num)s person was reminded.", "%(num)s people were reminded.", told))
    else:
        told = actions.ask_by_mail(round_, by=current_user)
        flash(ngettext("%(num)s person was asked by mail.", "%(num)s people were asked by mail.", told))
    db.session.commit()
    return _back(round_)


@bp.post("/rounds/<round_slug>/asked/<int:request_id>")
@login_required
@password_asked_again
def change_request(round_slug: str, request_id: int) -> ResponseReturnValue:
    """`do`: an answer that came otherwise, or `erase`."""
    round_ = _theirs(round_slug)
    found = request_in(round_, request_id) or abort(404)
    wanted = request.form.get("do", "")
    if wanted == "erase":
        forget_request(found)
        flash(_("Name and address are erased. That somebody was asked stays."))
    elif wanted in set(RequestAnswer):
        actions.note_answer(found, RequestAnswer(wanted), by=current_user, now=clock.now())
        flash(_("The answer is noted."))
    else:
        abort(400)
    db.session.commit()
    return _back(round_)


@bp.get("/rounds/<round_slug>/asked.csv")
@login_required
def requests_csv(round_slug: str) -> Response:
    """Counts by list; nobody's name or address leaves."""
    round_ = _theirs(round_slug)
    answer = Response("".join(csv_lines(_rows(round_))), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{round_.slug}-who-was-asked.csv"'
    return answer


def _rows(round_: Round) -> Iterator[list[str]]:
    yield ["list", "asked", "sent", "accepted", "declined", "silent"]
    for name, counts in counts_by_list(round_).items():
        yield [name, *(str(number) for number in vars(counts).values())]


def _theirs(round_slug: str) -> Round:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    may_keep_requests(membership).enforce()
    return round_


def _back(round_: Round) -> ResponseReturnValue:
    return redirect(url_for("comments.requests", round_slug=round_.slug))


def _read(form: RequestsFileForm) -> tuple[list[RequestContent], list[TableFault]]:
    content = form.file.data.read(MOST_BYTES + 1) if form.file.data else b""
    if not content or len(content) > MOST_BYTES:
        says = _("The file is larger than two megabytes. Split it.") if content else _("Choose a file.")
        form.file.errors = [says]
        return [], []
    try:
        rows, faults = read_requests(decoded(content), list_name=form.list_name.data or "")
    except UnreadableText as unreadable:
        return [], [TableFault(unreadable.line, unreadable.line, "", str(unreadable))]
    return rows, list(faults)
