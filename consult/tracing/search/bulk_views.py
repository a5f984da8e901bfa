"""What a search of points finds, decided about together: ticked ones, a page, or all that fit."""

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required
from sqlalchemy import Select

from consult.analysis.models import Point
from consult.analysis.shared.filter_options import themes_to_file_under
from consult.core.database import db
from consult.core.pagination import Page
from consult.core.search.index import catch_up
from consult.core.search.models import SearchKind
from consult.drafts.queries import drafts_of, guideline_for
from consult.responses.answer_queue import clauses_to_refer_to
from consult.responses.answer_templates.starting import note_start, template_asked
from consult.responses.assignments.queries import team_of
from consult.responses.bulk.actions import begin_bulk_act
from consult.responses.bulk.forms import ALL, PAGE, BulkActForm
from consult.responses.bulk.models import BulkKind
from consult.responses.bulk.queries import drafted_by_others, others_than_editorial
from consult.responses.clearance.queries import clearance_required
from consult.responses.forms import row_number
from consult.responses.models import Disposition
from consult.responses.rules import may_answer, may_answer_many
from consult.tracing.blueprint import bp
from consult.tracing.search.bulk_points import (
    SIZE,
    all_that_fit,
    how_many_fit,
    page_of_found_points,
    point_named,
    those_numbered,
)
from consult.tracing.search.candidates import SearchRequest
from consult.tracing.search.hits import hits
from consult.tracing.search.search_filter import SearchFilter
from consult.tracing.search.views import search_request

ANSWERS = {BulkKind.ANSWER, BulkKind.DUPLICATE}


@bp.route("/guidelines/<slug>/points/bulk", methods=["GET", "POST"])
@login_required
def bulk(slug: str) -> ResponseReturnValue:
    """The filters of the search say which points; the pressed button says what is done with them."""
    catch_up()
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    wanted = SearchFilter.of({**request.args, "kind": SearchKind.POINT.value})
    asked = search_request(membership, wanted, drafts_of(guideline, membership))
    total = how_many_fit(asked)
    page, form = page_of_found_points(asked, total), BulkActForm()
    wordings = clauses_to_refer_to(guideline)
    form.offer(guideline, wordings, team_of(guideline), themes_to_file_under(guideline))
    refusal, status, template = "", 200, template_asked(guideline)
    if template is not None:
        form.begin_with(template)
    if form.is_submitted():
        refusal, status = _fault(form, asked, page, total)
        if not refusal and form.validate() and (about := _asked_for(form, asked)) is not None:
            subjects, kind = _subjects(form, asked, page), form.kind or abort(400)
            act = begin_bulk_act(guideline, kind, about, subjects, by=current_user)
            note_start(template if form.kind == BulkKind.ANSWER else None, act)
            db.session.commit()
            return redirect(url_for("responses.bulk_act", act_id=act.id))
    return (
        render_template(
            "tracing/search/bulk.html",
            guideline=guideline,
            membership=membership,
            wanted=wanted,
            total=total,
            page=page,
            hits=hits(SearchKind.POINT, page.items, asked),
            form=form,
            ticked=request.form.getlist("point", type=row_number),
            refusal=refusal,
            colleagues=status == 409 and form.kind in ANSWERS,
            numbers=[wording.number for wording in wordings],
            clearing=clearance_required(guideline),
        ),
        status,
    )


def _subjects(form: BulkActForm, asked: SearchRequest, page: Page) -> Select[Any]:
    if form.scope.data == ALL:
        return all_that_fit(asked)
    ids: Sequence[int] = request.form.getlist("point", type=row_number)[:SIZE]
    return those_numbered(asked.membership.guideline, page.items if form.scope.data == PAGE else ids)


def _fault(form: BulkActForm, asked: SearchRequest, page: Page, total: int) -> tuple[str, int]:
    """What stands in the way of the whole, in a sentence; and how the page answers."""
    guideline, scope = asked.membership.guideline, form.scope.data
    if scope not in {ALL, PAGE} and not request.form.getlist("point", type=row_number):
        return str(_("Tick at least one point, or choose the page or all that fit. Nothing was changed.")), 200
    if scope in {ALL, PAGE} and form.base_version.data != str(total):
        says = ngettext("Now %(num)s point fits.", "Now %(num)s points fit.", total)
        more = _("Look at the list again, then press once more. Nothing was changed.")
        return f"{says} {more}", 409
    if form.kind not in ANSWERS:
        return "", 200
    subjects = _subjects(form, asked, page)
    others = others_than_editorial(subjects)
    may_answer_many(asked.membership, clearing=clearance_required(guideline), others=others).enforce()
    taken = drafted_by_others(subjects, current_user)
    if taken and not form.leave_out.data:
        says = ngettext("A colleague is answering %(num)s of them.", "Colleagues are answering %(num)s of them.", taken)
        more = _("Nothing was changed. You may leave those out and answer the others.")
        return f"{says} {more}", 409
    return "", 200


def _asked_for(form: BulkActForm, asked: SearchRequest) -> dict[str, Any] | None:
    """What the act keeps of the form; None where something named is not there, which the form then says."""
    match form.kind:
        case BulkKind.ANSWER:
            referred_to = form.clause.id if form.clause is not None else None
            said = {"disposition": form.disposition.data, "reason": form.reason.data.strip()}
            return {**said, "referred_to": referred_to}
        case BulkKind.DUPLICATE:
            return _duplicate(form, point_named(asked.membership.guideline, form.of.data))
        case BulkKind.ASSIGN:
            due_on = form.due_on.data.isoformat() if form.due_on.data is not None else None
            return {"assignee": form.person.id if form.person is not None else None, "due_on": due_on}
        case BulkKind.FILE:
            return {"theme": int(form.theme.data)}
        case BulkKind.RETYPE:
            return {"type": form.type.data}
        case BulkKind.CAPACITY:
            return {"capacity": form.capacity.data}
        case _:
            return abort(400)


def _duplicate(form: BulkActForm, of: Point | None) -> dict[str, Any] | None:
    if of is None:
        form.of.errors = [*form.of.errors, _("No point of a comment that stands here has this reference.")]
        return None
    says = _("This says the same as %(reference)s; see the answer to it.", reference=of.comment.reference)
    reason = "\n".join(filter(None, (says, form.words.data.strip())))
    return {"disposition": Disposition.DUPLICATE.value, "reason": reason, "of": of.id, "referred_to": None}
