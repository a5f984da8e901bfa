"""An answer that is public is taken back, with a reason that everyone reads."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.drafts.membership import Membership
from consult.responses import actions
from consult.responses.asks.queries import ask_on_desk
from consult.responses.blueprint import bp
from consult.responses.coverage.queries import count_of_held
from consult.responses.forms import TakingBackForm
from consult.responses.models import Answer
from consult.responses.queries import point_on_desk, theme_on_desk
from consult.responses.rules import may_answer


@bp.route("/answers/<int:answer_id>/withdraw", methods=["GET", "POST"])
@login_required
def withdraw(answer_id: int) -> ResponseReturnValue:
    """Not at one press: what is taken back is shown, and asked why."""
    answer = db.session.get(Answer, answer_id) or abort(404)
    membership, page = _answered(answer) or abort(404)
    may_answer(membership).enforce()
    form = TakingBackForm()
    if form.validate_on_submit():
        actions.withdraw_answer(answer, form.because.data, by=current_user)
        db.session.commit()
        flash(_("The answer is withdrawn. The record keeps it."))
        return redirect(page)
    if answer.superseded_at is not None:
        flash(_("This answer was changed or withdrawn meanwhile."))
        return redirect(page)
    points = count_of_held(answer) if answer.point_id is None else 1
    shown = {"guideline": membership.guideline, "answer": answer, "points": points, "back": page}
    return render_template("responses/withdraw.html", form=form, **shown), 422 if form.is_submitted() else 200


def _answered(answer: Answer) -> tuple[Membership, str] | None:
    """The reader's membership where it was answered, and the page where it is answered."""
    if answer.ask_id is not None:
        of_ask = ask_on_desk(current_user, answer.ask_id)
        return (of_ask[1], url_for("responses.answer_ask", ask_id=answer.ask_id)) if of_ask else None
    if answer.theme_id is not None:
        of_theme = theme_on_desk(current_user, answer.theme_id)
        return (of_theme[1], url_for("responses.answer_theme", theme_id=answer.theme_id)) if of_theme else None
    of_point = point_on_desk(current_user, answer.point_id or 0)
    return (of_point[1], url_for("responses.answer_point", point_id=answer.point_id)) if of_point else None
