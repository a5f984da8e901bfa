"""The host's page: questions set one after another until the round opens."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.comments.blueprint import bp, signed_in_to_write
from consult.comments.questions import actions
from consult.comments.questions.forms import QuestionForm
from consult.comments.questions.labels import QUESTION_KIND_NAMES
from consult.comments.questions.models import QuestionKind
from consult.comments.questions.queries import has_begun, question_in, questions_of
from consult.comments.questions.rules import may_set_questions
from consult.consultations.models import Round
from consult.consultations.queries import participation_of, round_for
from consult.core import clock
from consult.core.database import db


@bp.route("/rounds/<round_slug>/questions", methods=["GET", "POST"])
@signed_in_to_write
def questions(round_slug: str) -> ResponseReturnValue:
    round_ = _round_to_set(round_slug)
    form = QuestionForm()
    form.others = [one.text for one in questions_of(round_)]
    if form.validate_on_submit():
        actions.add_question(round_, QuestionKind(form.kind.data), form.question.data, form.said, by=current_user)
        db.session.commit()
        flash(_("The question is added."))
        return redirect(url_for("comments.questions", round_slug=round_.slug))
    page = render_template(
        "comments/questions/questions.html",
        round=round_,
        form=form,
        questions=questions_of(round_),
        kind_of=QUESTION_KIND_NAMES,
    )
    return page, 422 if form.errors else 200


@bp.route("/rounds/<round_slug>/questions/<int:question_id>/change", methods=["GET", "POST"])
@signed_in_to_write
def change_asked(round_slug: str, question_id: int) -> ResponseReturnValue:
    round_ = _round_to_set(round_slug)
    question = question_in(round_, question_id) or abort(404)
    form = QuestionForm()
    form.others = [one.text for one in questions_of(round_) if one.id != question.id]
    if request.method == "GET":
        form.fill(question)
    if form.validate_on_submit():
        said = (QuestionKind(form.kind.data), form.question.data, form.said)
        actions.change_question(question, *said, by=current_user, base_version=form.base_version.data)
        db.session.commit()
        flash(_("The question is changed."))
        return redirect(url_for("comments.questions", round_slug=round_.slug))
    page = render_template("comments/questions/change_asked.html", round=round_, form=form)
    return page, 422 if form.errors else 200


@bp.post("/rounds/<round_slug>/questions/<int:question_id>/remove")
@signed_in_to_write
def take_out_question(round_slug: str, question_id: int) -> ResponseReturnValue:
    round_ = _round_to_set(round_slug)
    question = question_in(round_, question_id) or abort(404)
    actions.remove_question(question, by=current_user)
    db.session.commit()
    flash(_("The question is taken out."))
    return redirect(url_for("comments.questions", round_slug=round_.slug))


def _round_to_set(round_slug: str) -> Round:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    place = participation_of(current_user, round_)
    may_set_questions(membership, place, round_, clock.now(), begun=has_begun).enforce()
    return round_
