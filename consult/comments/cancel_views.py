"""Calling a round off: what was said in it stays, and everyone it concerns is told."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.comments.blueprint import bp
from consult.comments.queries import authors_in, number_sent_in
from consult.consultations import actions
from consult.consultations.forms import CancelForm
from consult.consultations.planning_views import cancelled_words
from consult.consultations.queries import participation_of, people_in, round_for
from consult.consultations.rules import may_cancel, may_change_round
from consult.core import clock
from consult.core.database import db


@bp.route("/rounds/<round_slug>/cancel", methods=["GET", "POST"])
@login_required
def cancel_round(round_slug: str) -> ResponseReturnValue:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    place = participation_of(current_user, round_)
    may_change_round(membership, place).enforce()
    form, authors = CancelForm(), authors_in(round_)
    if form.validate_on_submit():
        because, now = form.because.data, clock.now()
        told = actions.cancel_round(round_, because, by=current_user, now=now, also_tell=authors)
        db.session.commit()
        flash(cancelled_words(_("The round is cancelled."), len(told)))
        return redirect(url_for("consultations.round", round_slug=round_.slug))
    return render_template(
        "comments/cancel_round.html",
        form=form,
        round=round_,
        ruling=may_cancel(membership, place, round_, clock.now()),
        sent=number_sent_in(round_),
        people=len({*people_in(round_), *authors}),
    )
