"""What the chair does: opening a ballot, extending it, changing its rule, reminding, closing."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.core import clock
from consult.core.database import db
from consult.core.forms import in_zone
from consult.drafts.membership import Membership
from consult.revisions.queries import revision_for, rivals_of
from consult.voting import actions, queries, rules
from consult.voting.blueprint import ballot_names, ballot_redline, bp
from consult.voting.forms import ClosingForm, OpeningForm, RuleForm, put_off, quorum_choice, suggested
from consult.voting.models import Ballot


@bp.route("/revisions/<int:revision_id>/ballot", methods=["GET", "POST"])
@login_required
def open(revision_id: int) -> ResponseReturnValue:  # noqa: A001 - the page's name in addresses
    revision, membership = revision_for(current_user, revision_id) or abort(404)
    rules.may_open(membership, revision).enforce()
    form = OpeningForm(**suggested(queries.last_ballot(revision.guideline), current_user.timezone))
    seated = queries.seats(revision.guideline_id)
    form.offer(seated)
    if form.validate_on_submit():
        now, closes_at = clock.now(), in_zone(form.closes_at.data, form.timezone.data)
        sound = rules.may_run(now, closes_at, seated=seated, now=now)
        if sound:
            hidden, zone = form.results_hidden.data, form.timezone.data
            ballot = actions.open_ballot(
                revision, form.rule, closes_at=closes_at, timezone=zone, results_hidden=hidden, by=current_user
            )
            db.session.commit()
            flash(_("The ballot is open. Every expert with a vote is told by mail."))
            return redirect(url_for("voting.ballot", ballot_id=ballot.id))
        form.closes_at.errors = [sound.refusal]
    page = render_template(
        "voting/open.html",
        revision=revision,
        form=form,
        seated=seated,
        segments=ballot_redline(revision),
        rivals=rivals_of(revision),
        **ballot_names(),
    )
    return page, 422 if form.errors else 200


@bp.get("/ballots/<int:ballot_id>/lead")
@login_required
def lead(ballot_id: int) -> ResponseReturnValue:
    ballot, membership = _ballot_to_lead(ballot_id)
    return _lead_page(ballot, membership)


@bp.post("/ballots/<int:ballot_id>/extend")
@login_required
def extend(ballot_id: int) -> ResponseReturnValue:
    ballot, membership = _ballot_to_lead(ballot_id)
    form = ClosingForm(timezone=ballot.timezone)
    if form.validate_on_submit():
        until = in_zone(form.closes_at.data, form.timezone.data)
        later = rules.may_extend(membership, ballot, until, clock.now())
        if later:
            actions.extend_ballot(ballot, until, by=current_user)
            db.session.commit()
            flash(_("The ballot closes later now. Every expert with a vote is told by mail."))
            return redirect(url_for("voting.ballot", ballot_id=ballot_id))
        form.closes_at.errors = [later.refusal]
    return _lead_page(ballot, membership, closing=form)


@bp.post("/ballots/<int:ballot_id>/rule")
@login_required
def change_rule(ballot_id: int) -> ResponseReturnValue:
    ballot, membership = _ballot_to_lead(ballot_id)
    form = RuleForm()
    if not form.validate_on_submit():
        return _lead_page(ballot, membership, rule=form)
    actions.change_rule(ballot, form.rule, by=current_user)
    db.session.commit()
    flash(_("The rule is changed. It stays as it is from the first vote on."))
    return redirect(url_for("voting.ballot", ballot_id=ballot_id))


@bp.post("/ballots/<int:ballot_id>/remind")
@login_required
def remind(ballot_id: int) -> ResponseReturnValue:
    ballot, _membership = _ballot_to_lead(ballot_id)
    reminded = actions.remind(ballot, by=current_user)
    db.session.commit()
    flash(ngettext("%(num)s expert is reminded by mail.", "%(num)s experts are reminded by mail.", reminded))
    return redirect(url_for("voting.lead", ballot_id=ballot_id))


@bp.post("/ballots/<int:ballot_id>/close")
@login_required
def close(ballot_id: int) -> ResponseReturnValue:
    ballot, _membership = queries.ballot_for(current_user, ballot_id) or abort(404)
    actions.close_ballot(ballot, by=current_user)
    db.session.commit()
    return redirect(url_for("voting.ballot", ballot_id=ballot_id))


def _ballot_to_lead(ballot_id: int) -> tuple[Ballot, Membership]:
    ballot, membership = queries.ballot_for(current_user, ballot_id) or abort(404)
    rules.may_lead(membership, ballot, clock.now()).enforce()
    return ballot, membership


def _lead_page(
    ballot: Ballot, membership: Membership, *, closing: ClosingForm | None = None, rule: RuleForm | None = None
) -> ResponseReturnValue:
    now, waiting = clock.now(), queries.undecided(ballot)
    rule = rule or RuleForm(None, majority=ballot.majority, quorum=quorum_choice(ballot.quorum))
    rule.offer(queries.seats(ballot.revision.guideline_id))
    page = render_template(
        "voting/lead.html",
        ballot=ballot,
        closing=closing or ClosingForm(None, **put_off(ballot)),
        rule=rule,
        waiting=waiting,
        may_change_rule=rules.may_change_rule(membership, ballot, queries.votes_cast(ballot), now),
        may_remind=rules.may_remind(membership, ballot, ballot.reminded_at, now),
        may_close=rules.may_close(membership, ballot, len(waiting), now),
        **ballot_names(),
    )
    wrong = (closing is not None and closing.errors) or rule.errors
    return page, 422 if wrong else 200
