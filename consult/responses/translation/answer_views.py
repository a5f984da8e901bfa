"""The page on which an answer is given in further languages."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.forms import BaseForm, choice, one_of, prose
from consult.core.i18n.languages import CODES, NAMES
from consult.drafts.labels import STATUS_NAMES
from consult.drafts.models import Guideline, Status
from consult.drafts.queries import membership_of
from consult.drafts.translations.rules import LONGEST
from consult.responses.blueprint import bp
from consult.responses.models import Answer
from consult.responses.rules import may_answer
from consult.responses.translation.answers import answer_in, answer_read, answer_translations


class AnswerTranslationForm(BaseForm):
    language = choice(_l("Language"), [])
    text = prose(_l("Translation"), longest=LONGEST, description=_l("Empty takes it away."))
    status = one_of(_l("What it is"), list(STATUS_NAMES.items()))


@bp.app_context_processor
def answers_in_languages() -> dict[str, object]:
    return {"answer_read": answer_read}


@bp.route("/answers/<int:answer_id>/languages", methods=["GET", "POST"])
@login_required
def answer_languages(answer_id: int) -> ResponseReturnValue:
    """Beside the original; `?language=fr` opens that one."""
    answer = db.session.get(Answer, answer_id)
    if answer is None or answer.superseded_at is not None:
        abort(404)
    guideline = _guideline_of(answer)
    membership = membership_of(current_user, guideline)
    if not membership.knows:
        abort(404)
    may_answer(membership).enforce()
    kept = answer_translations(answer)
    form = _form(guideline, {one.language: one for one in kept})
    if form.validate_on_submit():
        status = Status(form.status.data or Status.TRANSLATED)
        answer_in(guideline, answer, form.language.data, form.text.data or "", status, by=current_user)
        db.session.commit()
        flash(_("It is kept."))
        return redirect(url_for("responses.answer_languages", answer_id=answer.id))
    page = render_template(
        "responses/translation/answer.html", guideline=guideline, answer=answer, kept=kept, form=form
    )
    return page, 422 if form.errors else 200


def _form(guideline: Guideline, kept: dict[str, Any]) -> AnswerTranslationForm:
    others = [code for code in CODES if code != guideline.language]
    asked = request.args.get("language", "")
    there = kept.get(asked)
    form = AnswerTranslationForm(
        language=asked if asked in others else others[0],
        text=there.text if there is not None else "",
        status=there.status if there is not None else Status.TRANSLATED,
    )
    form.language.choices = [(code, NAMES[code]) for code in others]
    return form


def _guideline_of(answer: Answer) -> Guideline:
    if answer.point is not None:
        return answer.point.comment.round.guideline
    if answer.theme is None:
        abort(404)
    return answer.theme.guideline
