"""A round's questions answered, counted, and told beforehand; the link in a guest's mail."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts import signed_links
from consult.comments.blueprint import bp
from consult.comments.editor.guest_sending_views import limit_mail, may_pass
from consult.comments.forms import ActForm
from consult.comments.questions import actions
from consult.comments.questions.forms import AnswererForm
from consult.comments.questions.models import RoundQuestion
from consult.comments.questions.outline import clauses_of, outline_rows
from consult.comments.questions.queries import (
    answers_on,
    has_begun,
    people_who_answered,
    question_results,
    questions_of,
    sheet_of,
)
from consult.comments.questions.rules import Answers, answers_said, field_of, may_read_results, may_set_questions
from consult.comments.questions.words import option_named
from consult.comments.sittings.puzzles import BITS, new_puzzle
from consult.comments.sittings.remembered import new_sitting, remembered_guest
from consult.consultations.models import Round
from consult.consultations.queries import participation_of, round_for
from consult.consultations.rules import may_comment
from consult.core import clock
from consult.core.csv_files.safety import csv_lines
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.ruling import Ruling
from consult.core.templating import rule
from consult.drafts.membership import Membership
from consult.drafts.rules import may_read_draft

rule("read_results_of", may_read_results)
rule("set_questions", partial(may_set_questions, begun=has_begun))


@dataclass(frozen=True)
class QuestionsAsked:
    """What a page needs to ask them: what was ticked, and whether and how it may be sent."""

    questions: list[RoundQuestion]
    answers: Answers
    ruling: Ruling
    form: Any
    guest: bool

    @property
    def closed(self) -> list[RoundQuestion]:
        return [question for question in self.questions if question.closed]


@bp.app_context_processor
def asked_in_rounds() -> dict[str, object]:
    """`asked_in(round, membership)`: the questions of a round as they are put to whoever reads the page."""
    return {"asked_in": _asked, "field_of_question": field_of, "option_named": option_named}


def _asked(round_: Round, membership: Membership, answers: Answers | None = None) -> QuestionsAsked:
    questions, person = [*questions_of(round_)], membership.person
    place = participation_of(person, round_)
    ruling = may_comment(membership, place, round_, clock.now(), person)
    guest = remembered_guest()
    form = AnswererForm(token=new_sitting(), email=guest.email if guest is not None and person is None else "")
    if answers is None:
        answers = answers_on(sheet_of(person, round_)) if person is not None and questions else {}
    return QuestionsAsked(questions, answers, ruling, form, person is None)


@bp.route("/rounds/<round_slug>/answers", methods=["GET", "POST"], endpoint="answer")
def answer_page(round_slug: str) -> ResponseReturnValue:
    """The closed questions; the round's own page sends them here."""
    round_, membership = round_for(current_user, round_slug) or abort(404)
    asked = _asked(round_, membership)
    if not asked.questions:
        abort(404)
    if request.method == "GET":
        return _page(round_, membership, asked)
    answers, faults = answers_said(asked.questions, {name: request.form.getlist(name) for name in request.form})
    asked = _asked(round_, membership, answers)
    if asked.guest:
        return _as_guest(round_, membership, asked, faults)
    if not ActForm().validate_on_submit():
        abort(400)
    if faults or not asked.ruling:
        return _page(round_, membership, asked, faults, 422)
    actions.answer_questions(round_, current_user, answers)
    db.session.commit()
    flash(_("Your answers are counted. Until the round closes you can change them."))
    return redirect(url_for("consultations.round", round_slug=round_.slug, _anchor="questions"))


def _page(
    round_: Round, membership: Membership, asked: QuestionsAsked, faults: Any = None, status: int = 200, **more: Any
) -> ResponseReturnValue:
    said = {"round": round_, "membership": membership, "asked": asked, "faults": faults or {}, **more}
    return render_template("comments/questions/answer.html", **said), status


def _as_guest(round_: Round, membership: Membership, asked: QuestionsAsked, faults: Any) -> ResponseReturnValue:
    form = asked.form
    if not form.validate_on_submit() or faults or not asked.ruling:
        return _page(round_, membership, asked, faults, 422)
    guest = remembered_guest()
    proved = guest is not None and guest.has_proved(form.email.data)
    if not proved and not may_pass(form):
        form.puzzle.data, form.proof.data = new_puzzle(form.token.data or ""), ""
        return _page(round_, membership, asked, status=429, bits=BITS)
    if not proved:
        limit_mail(form.email.data, needs_mail=True)
    sheet = actions.answer_as_guest(round_, form.email.data, asked.answers, language=language_now(), proved=proved)
    db.session.commit()
    if sheet.confirmed_at is not None:
        flash(_("Your answers are counted. Until the round closes you can change them."))
    else:
        flash(_("Your answers count once you have opened the link that we sent to %(email)s.", email=form.email.data))
    return redirect(url_for("consultations.round", round_slug=round_.slug, _anchor="questions"))


@bp.route("/answers/confirm/<token>", methods=["GET", "POST"])
def confirm_answers(token: str) -> ResponseReturnValue:
    """A page with a button: mail scanners open links, people press buttons."""
    try:
        sheet = actions.sheet_of_link(token)
    except signed_links.LinkExpired:
        says = _("It worked for three days. Your answers were not counted: answer again while the round is open.")
        return render_template("comments/link_expired.html", says=says), 410
    if sheet is None:
        instead = _("If it still does not work, answer once more while the round is open: a new link is sent to you.")
        return render_template("comments/link_broken.html", instead=instead), 404
    form = ActForm()
    if form.validate_on_submit():
        actions.confirm_sheet(sheet)
        db.session.commit()
        return redirect(url_for("comments.confirm_answers", token=token))
    questions = [one for one in questions_of(sheet.round) if one.closed]
    return render_template(
        "comments/questions/confirm.html", sheet=sheet, form=form, questions=questions, answers=answers_on(sheet)
    )


@bp.get("/rounds/<round_slug>/results")
def results(round_slug: str) -> ResponseReturnValue:
    round_ = _counted(round_slug)
    counted = {"results": question_results(round_), "people": people_who_answered(round_)}
    return render_template("comments/questions/results.html", round=round_, **counted)


@bp.get("/rounds/<round_slug>/results.csv")
def results_table(round_slug: str) -> ResponseReturnValue:
    round_ = _counted(round_slug)
    rows = [["question", "kind", "answer", "people", "people_who_answered_it"]]
    for one in question_results(round_):
        pairs = zip(one.question.options, one.counts, strict=True)
        rows += [[one.question.text, one.question.kind, text, str(n), str(one.people)] for text, n in pairs]
    return _as_table(rows, f"results-{round_.slug}.csv")


def _counted(round_slug: str) -> Round:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    may_read_results(membership, participation_of(current_user, round_), round_, clock.now()).enforce()
    return round_ if any(one.closed for one in questions_of(round_)) else abort(404)


@bp.get("/rounds/<round_slug>/outline")
def outline(round_slug: str) -> ResponseReturnValue:
    """To read and print before the round opens: what it asks, and the text that it is about."""
    round_, membership = round_for(current_user, round_slug) or abort(404)
    readable = may_read_draft(membership, round_.draft)
    return render_template(
        "comments/questions/outline.html",
        round=round_,
        questions=questions_of(round_),
        clauses=clauses_of(round_) if readable else [],
        readable=readable,
    )


@bp.get("/rounds/<round_slug>/outline.csv")
def outline_table(round_slug: str) -> ResponseReturnValue:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    clauses = clauses_of(round_) if may_read_draft(membership, round_.draft) else []
    return _as_table(outline_rows(questions_of(round_), clauses), f"outline-{round_.slug}.csv")


def _as_table(rows: Any, name: str) -> Response:
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("".join(csv_lines(rows)), mimetype="text/csv", headers=told)
