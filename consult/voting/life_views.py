"""What the chair decides about a ballot: asking an objector, going on, certifying, voiding, taking a decision back."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core import clock
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.voting import life, queries, rules
from consult.voting.blueprint import ballot_names, bp
from consult.voting.chair_views import ballot_to_lead, lead_page
from consult.voting.forms import ChairReasonForm, ObjectionQuestionForm
from consult.voting.models import Ballot, Vote


@bp.post("/ballots/<int:ballot_id>/certify")
@login_required
def certify(ballot_id: int) -> ResponseReturnValue:
    ballot, _membership = queries.ballot_for(current_user, ballot_id) or abort(404)
    life.certify_ballot(ballot, by=current_user)
    db.session.commit()
    flash(_("The ballot is certified."))
    return redirect(url_for("voting.certificate", ballot_id=ballot_id))


# What is done to a ballot with a reason: each with what was done, in words.
WITH_REASON: dict[str, Any] = {
    "void": lambda ballot, reason: life.void_ballot(ballot, reason=reason, by=current_user),
    "continue": lambda ballot, reason: life.continue_ballot(ballot, reason=reason, by=current_user),
    "withdraw": lambda ballot, reason: life.withdraw_decision(ballot, reason=reason, by=current_user),
}


@bp.route("/ballots/<int:ballot_id>/<any(void, continue, withdraw):what>", methods=["GET", "POST"])
@login_required
def decide(ballot_id: int, what: str) -> ResponseReturnValue:
    """Declaring it void, going on after a newer draft, taking back what it carried: each on a page that says what it
    means and asks why."""
    ballot, membership = queries.ballot_for(current_user, ballot_id) or abort(404)
    _may_decide(what, membership, ballot).enforce()
    form = ChairReasonForm()
    if form.validate_on_submit():
        WITH_REASON[what](ballot, form.reason.data)
        db.session.commit()
        flash(_("Done. Everyone who votes is told, with your reason."))
        return redirect(url_for("voting.ballot", ballot_id=ballot_id))
    page = render_template("voting/decide.html", ballot=ballot, what=what, form=form, **ballot_names())
    return page, 422 if form.errors else 200


def _may_decide(what: str, membership: Membership, ballot: Ballot) -> Any:
    now = clock.now()
    if what == "void":
        return rules.may_void(membership, ballot, now)
    if what == "continue":
        return rules.may_continue(membership, ballot, now)
    return rules.may_withdraw_decision(membership, ballot.revision)


@bp.post("/ballots/<int:ballot_id>/ask")
@login_required
def ask(ballot_id: int) -> ResponseReturnValue:
    """The chair asks an objector; which one, the form says."""
    ballot, membership = ballot_to_lead(ballot_id)
    vote = db.session.get(Vote, request.form.get("vote", 0, type=int))
    if vote is None or vote.ballot_id != ballot.id:
        abort(404)
    form = ObjectionQuestionForm()
    if not form.validate_on_submit():
        return lead_page(ballot, membership, asking=form)
    life.ask_objector(vote, form.question.data, by=current_user)
    db.session.commit()
    flash(_("They are asked by mail, and answer on the ballot's page."))
    return redirect(url_for("voting.lead", ballot_id=ballot_id))
