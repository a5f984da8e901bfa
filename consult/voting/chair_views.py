"""What the chair does: opening a ballot, its rule and closing, reminders, objections, certifying, declaring void."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.core import clock
from consult.core.database import db
from consult.core.forms import BaseForm, in_zone
from consult.core.ruling import Refused
from consult.drafts.membership import Membership
from consult.revisions.models import Revision
from consult.revisions.queries import revision_for, rivals_of
from consult.voting import actions, life, queries, rules
from consult.voting.blueprint import ballot_names, ballot_redline, bp, may_open_now
from consult.voting.forms import (
    SEATS,
    ObjectionQuestionForm,
    OpeningForm,
    OpeningTimeForm,
    PutOffForm,
    RuleForm,
    local_time_of,
    put_off,
    quorum_choice,
    suggested,
)
from consult.voting.group.labels import extension_in_words
from consult.voting.group.queries import procedure_of
from consult.voting.labels import rule_in_words
from consult.voting.models import Ballot, Majority, Vote
from consult.voting.tally import Rule


@bp.route("/revisions/<int:revision_id>/ballot", methods=["GET", "POST"])
@login_required
def open(revision_id: int) -> ResponseReturnValue:  # noqa: A001 - the page's name in addresses
    revision, membership = revision_for(current_user, revision_id) or abort(404)
    may_open_now(membership, revision).enforce()
    form = _opening_form(revision)
    if form.validate_on_submit():
        try:
            ballot = _open(revision, form)
        except Refused as refused:
            db.session.rollback()
            form.form_errors.append(str(refused))
        else:
            planned = ballot.seated_at is None
            flash(_("The ballot is planned.") if planned else _("The ballot is open."))
            flash(_("Every expert with a vote is told by mail."))
            return redirect(url_for("voting.ballot", ballot_id=ballot.id))
    return _opening_page(revision, form)


def _opening_form(revision: Revision) -> OpeningForm:
    guideline = revision.guideline
    begins = suggested(queries.last_ballot(guideline), current_user.timezone, procedure_of(guideline))
    form = OpeningForm(**begins)
    form.offer(queries.seats(revision.guideline_id))
    return form


def _open(revision: Revision, form: OpeningForm) -> Ballot:
    conduct = actions.Conduct(
        secret=form.secret.data, departs_because=form.departs_because.data, again_because=form.again_because.data
    )
    ballot = actions.open_ballot(
        revision,
        form.rule,
        opens_at=form.opening,
        closes_at=in_zone(form.closes_at.data, form.timezone.data),
        timezone=form.timezone.data,
        results_hidden=form.results_hidden.data,
        conduct=conduct,
        by=current_user,
    )
    db.session.commit()
    return ballot


def _opening_page(revision: Revision, form: OpeningForm) -> ResponseReturnValue:
    seated = queries.seats(revision.guideline_id)
    shown = (majority for majority in Majority if majority != Majority.QUARTER_OF_CAST)
    page = render_template(
        "voting/open.html",
        revision=revision,
        form=form,
        seated=seated,
        segments=ballot_redline(revision),
        rivals=rivals_of(revision),
        earlier=queries.ballots_on(revision),
        examples=[rule_in_words(Rule(majority, 0.5), seated) for majority in shown],
        **ballot_names(),
    )
    return page, 422 if form.errors else 200


@bp.get("/ballots/<int:ballot_id>/lead")
@login_required
def lead(ballot_id: int) -> ResponseReturnValue:
    ballot, membership = ballot_to_lead(ballot_id)
    return lead_page(ballot, membership)


@bp.post("/ballots/<int:ballot_id>/extend")
@login_required
def extend(ballot_id: int) -> ResponseReturnValue:
    """Before the first vote the closing time is corrected, to either side; after it, put off."""
    ballot, membership = ballot_to_lead(ballot_id)
    form = PutOffForm(timezone=ballot.timezone)
    if form.validate_on_submit():
        until = in_zone(form.closes_at.data, form.timezone.data)
        change = life.extend_ballot if queries.votes_cast(ballot) else life.correct_closing
        try:
            change(ballot, until, reason=form.reason.data, by=current_user)
        except Refused as refused:
            db.session.rollback()
            form.closes_at.errors = [*form.closes_at.errors, str(refused)]
        else:
            db.session.commit()
            flash(_("The ballot has another closing time now. Every expert with a vote is told by mail."))
            return redirect(url_for("voting.ballot", ballot_id=ballot_id))
    return lead_page(ballot, membership, closing=form)


@bp.post("/ballots/<int:ballot_id>/opening")
@login_required
def correct_opening(ballot_id: int) -> ResponseReturnValue:
    """A planned ballot opens at another time."""
    ballot, membership = ballot_to_lead(ballot_id)
    form = OpeningTimeForm()
    if form.validate_on_submit():
        opens_at = in_zone(form.opens_at.data, ballot.timezone)
        try:
            actions.correct_opening(ballot, opens_at, reason=form.because.data, by=current_user)
        except Refused as refused:
            db.session.rollback()
            form.opens_at.errors = [*form.opens_at.errors, str(refused)]
        else:
            db.session.commit()
            flash(_("The ballot has another opening time now. Every expert with a vote is told by mail."))
            return redirect(url_for("voting.ballot", ballot_id=ballot_id))
    return lead_page(ballot, membership, opening=form)


@bp.post("/ballots/<int:ballot_id>/rule")
@login_required
def change_rule(ballot_id: int) -> ResponseReturnValue:
    ballot, membership = ballot_to_lead(ballot_id)
    form = RuleForm()
    form.offer(queries.seats(ballot.revision.guideline_id))
    if form.validate_on_submit():
        try:
            actions.change_rule(ballot, form.rule, because=form.departs_because.data, by=current_user)
        except Refused as refused:
            db.session.rollback()
            form.form_errors.append(str(refused))
        else:
            db.session.commit()
            flash(_("The rule is changed. It stays as it is from the first vote on."))
            return redirect(url_for("voting.ballot", ballot_id=ballot_id))
    return lead_page(ballot, membership, rule=form)


@bp.post("/ballots/<int:ballot_id>/remind")
@login_required
def remind(ballot_id: int) -> ResponseReturnValue:
    ballot, _membership = ballot_to_lead(ballot_id)
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


def ballot_to_lead(ballot_id: int) -> tuple[Ballot, Membership]:
    ballot, membership = queries.ballot_for(current_user, ballot_id) or abort(404)
    if actions.is_due_to_open(ballot, clock.now()):
        ballot = actions.open_when_due(ballot)
        db.session.commit()
    rules.may_lead(membership, ballot, clock.now()).enforce()
    return ballot, membership


def lead_page(
    ballot: Ballot,
    membership: Membership,
    *,
    closing: PutOffForm | None = None,
    opening: OpeningTimeForm | None = None,
    rule: RuleForm | None = None,
    asking: ObjectionQuestionForm | None = None,
) -> ResponseReturnValue:
    now, waiting, votes = clock.now(), queries.undecided(ballot), queries.votes_cast(ballot)
    sent: tuple[BaseForm | None, ...] = (closing, opening, rule, asking)
    rule = rule or _rule_form(ballot)
    rule.offer(queries.seats(ballot.revision.guideline_id))
    page = render_template(
        "voting/lead.html",
        ballot=ballot,
        votes=votes,
        planned=rules.state_of_ballot(ballot, now) == rules.BallotState.PLANNED,
        closing=closing or PutOffForm(None, **put_off(ballot, extends=votes > 0)),
        opening=opening or OpeningTimeForm(None, opens_at=local_time_of(ballot.opens_at, ballot.timezone)),
        rule=rule,
        asking=asking or ObjectionQuestionForm(None),
        waiting=waiting,
        extension_says=extension_in_words(procedure_of(ballot.revision.guideline)),
        extended=queries.extensions_of(ballot),
        reminders=rules.reminder_times(ballot.opens_at, ballot.closes_at),
        objections=_objections(ballot),
        questions=queries.questions_on(ballot),
        newer=life.newer_words(ballot.revision),
        may_continue=rules.may_continue(membership, ballot, now),
        may_change_rule=rules.may_change_rule(membership, ballot, votes, now),
        may_remind=rules.may_remind(membership, ballot, ballot.reminded_at, now),
        may_close=rules.may_close(membership, ballot, len(waiting), now),
        **ballot_names(),
    )
    return page, 422 if any(form is not None and form.errors for form in sent) else 200


def _rule_form(ballot: Ballot) -> RuleForm:
    """With the rule that it has."""
    kept = {"majority": ballot.majority, "quorum": quorum_choice(ballot.quorum), "counting": ballot.counting}
    return RuleForm(None, **kept, floor=f"{SEATS}{ballot.quorum_floor}")


def _objections(ballot: Ballot) -> list[Vote]:
    """Those that the chair may ask about: under these rules who objects is known to the chair."""
    if ballot.majority not in {Majority.CONSENSUS, Majority.SILENCE}:
        return []
    lifted = queries.lifted_objections(ballot)
    return [v for v in queries.standing_votes(ballot) if v.choice == "cannot_accept" and v.id not in lifted]
