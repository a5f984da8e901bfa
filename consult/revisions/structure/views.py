"""Splitting, merging and moving clauses: forms that work without JavaScript."""

from dataclasses import replace

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Draft, Wording
from consult.drafts.queries import clause_for, current_draft, wording_in, wordings_of
from consult.revisions import rules
from consult.revisions.blueprint import bp
from consult.revisions.models import RevisionKind
from consult.revisions.structure.actions import as_it_stands
from consult.revisions.structure.changes import ClauseChange, Placing, ProposedClause
from consult.revisions.structure.clause_page_views import ClausePage
from consult.revisions.structure.forms import ClausesForm, MoveForm


@bp.route("/clauses/<uid>/split", methods=["GET", "POST"])
@login_required
def split(uid: str) -> ResponseReturnValue:
    clause, membership, current = _clause(uid)
    form = ClausesForm()
    if not form.is_submitted():
        with force_locale(clause.guideline.language):
            form.title.data = _("Split %(number)s", number=current.number)
        _show_clause(form, current, current.text)
        form.base.data = str(current.id)
    if "more" in request.form:
        form.shown.data = str(len(form.clauses()) + 1)
    parts = [part for part in form.clauses() if not part.is_empty]
    changes = (ClauseChange((current.id,), tuple(parts_in(form, current))),)
    too_few = [_("Write at least two clauses: move words from the first into the next.")] if len(parts) < 2 else []
    page = ClausePage(membership, clause, "revisions/structure/split.html", {"wording": current})
    return page.answer(form, RevisionKind.SPLIT, changes, [current], faults=too_few)


def parts_in(form: ClausesForm, base: Wording) -> list[ProposedClause]:
    """The first part keeps the identity of the clause; a part with a number stands where this puts it."""
    found = [clause_in(form, part.place, base, place=None) for part in form.clauses() if not part.is_empty]
    return [replace(one, continues=0 if at == 0 else None) for at, one in enumerate(found)]


def clause_in(form: ClausesForm, at: int, like: Wording, *, place: int | None = 0) -> ProposedClause:
    number = form[f"number_{at}"].data or ""
    stays = number in {"", like.number}
    return replace(
        as_it_stands(like, text=form[f"text_{at}"].data or "", place=place),
        heading=form[f"heading_{at}"].data or "",
        number="" if stays and at == 1 else number,
        placing=Placing.TOGETHER if stays else Placing.NUMBER,
    )


def _show_clause(form: ClausesForm, wording: Wording, text: str) -> None:
    form["heading_1"].data, form["number_1"].data = wording.heading, wording.number
    form["text_1"].data = text


@bp.route("/clauses/<uid>/merge", methods=["GET", "POST"])
@login_required
def merge(uid: str) -> ResponseReturnValue:
    """With others, named by their numbers; at a press their words come together in the form."""
    clause, membership, current = _clause(uid)
    form = ClausesForm()
    if not form.is_submitted():
        with force_locale(clause.guideline.language):
            form.title.data = _("Merge %(number)s with another clause", number=current.number)
        form.sources.data = f"{current.number}, "
        _show_clause(form, current, current.text)
        form.base.data, form.shown.data = str(current.id), "1"
    standing = {wording.number: wording for wording in wordings_of(current.draft)}
    unknown = [number for number in form.numbers if number not in standing]
    bases = [standing[number] for number in dict.fromkeys(form.numbers) if number in standing]
    if "take" in request.form and bases and not unknown:
        _show_clause(form, bases[0], "\n\n".join(base.text for base in bases))
    faults = [_("The current draft has no clause “%(number)s”.", number=number) for number in dict.fromkeys(unknown)]
    if not unknown and (len(bases) < 2 or current not in bases):
        faults = [_("Name at least two clauses, %(number)s among them.", number=current.number)]
    result = clause_in(form, 1, bases[0] if bases else current)
    changes = (ClauseChange(tuple(base.id for base in bases), (result,)),)
    page = ClausePage(membership, clause, "revisions/structure/merge.html", {"wording": current, "bases": bases})
    return page.answer(form, RevisionKind.MERGE, changes, bases, faults=faults, at=form.sources)


@bp.route("/clauses/<uid>/move", methods=["GET", "POST"])
@login_required
def move(uid: str) -> ResponseReturnValue:
    """Another heading, number, pillar, part or place; the words stay."""
    clause, membership, current = _clause(uid)
    form = MoveForm()
    form.offer(clause.guideline, wordings_of(current.draft))
    if not form.is_submitted():
        with force_locale(clause.guideline.language):
            form.title.data = _("Move %(number)s", number=current.number)
        show_place(form, current, as_it_stands(current))
        form.base.data = str(current.id)
    changes = (ClauseChange((current.id,), (moved_clause(form, current),)),)
    page = ClausePage(membership, clause, "revisions/structure/move.html", {"wording": current})
    return page.answer(form, RevisionKind.MOVE, changes, [current])


def show_place(form: MoveForm, wording: Wording, result: ProposedClause) -> None:
    form.heading.data, form.number.data = result.heading, result.number or wording.number
    form.pillar.data, form.part.data = str(result.pillar_id), str(result.part_id or "")
    form.placing.data, form.beside.data = result.placing.value, str(result.beside or "")


def moved_clause(form: MoveForm, base: Wording) -> ProposedClause:
    placing = Placing(form.placing.data) if form.placing.data in set(Placing) else Placing.TOGETHER
    beside = form.beside.data if placing in {Placing.AFTER, Placing.BEFORE} else ""
    number = form.number.data or ""
    return replace(
        as_it_stands(base),
        heading=form.heading.data or "",
        number="" if number == base.number else number,
        pillar_id=_number(form.pillar.data) or base.pillar_id,
        part_id=_number(form.part.data),
        placing=placing,
        beside=_number(beside),
    )


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 10 else None


def _clause(uid: str) -> tuple[Clause, Membership, Wording]:
    """The clause with its words in force; one that is not in them cannot be revised."""
    clause, membership = clause_for(current_user, uid) or abort(404)
    rules.may_propose(membership).enforce()
    draft: Draft | None = current_draft(clause.guideline)
    rules.may_revise(draft).enforce()
    wording = wording_in(draft, clause) if draft is not None else None
    return clause, membership, wording or abort(404)
