"""Contesting an answer or a ballot, the register of objections, one objection with its decision."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.comments.queries import comment_for
from consult.consultations.policy.queries import policy_of, policy_of_guideline
from consult.core import clock
from consult.core.database import db
from consult.core.pagination import paged
from consult.core.ruling import Ruling
from consult.drafts.membership import Membership
from consult.drafts.queries import guideline_for
from consult.drafts.rules import is_reasoned
from consult.responses.notifications import is_key_of
from consult.responses.queries import answers_of_comment, comment_named, points_of_comment
from consult.voting.blueprint import bp
from consult.voting.group.queries import procedure_of
from consult.voting.objections import actions, queries, rules
from consult.voting.objections.forms import ObjectionDecisionForm, ObjectionForm
from consult.voting.objections.labels import OBJECTION_STATE_NAMES, OUTCOME_NAMES, OUTCOME_TONES
from consult.voting.objections.models import Contested, Objection, ObjectionOutcome
from consult.voting.queries import ballot_for


@bp.app_context_processor
def objections_for_templates() -> dict[str, object]:
    return {
        "objections_to_comment": queries.objections_to_comment,
        "objections_to_ballot": queries.objections_to_ballot,
        "objection_state_names": OBJECTION_STATE_NAMES,
        "outcome_of_objection": OUTCOME_NAMES,
        "tone_of_objection": OUTCOME_TONES,
        "uncontested": lambda ballot: rules.is_uncontested(queries.open_objections(ballot)),
        "may_contest_answer": _may_contest_answer,
        "may_contest_ballot": _may_contest_ballot,
    }


def _may_contest_answer(comment: Comment, person: Person | None) -> Ruling:
    policy, now = policy_of(comment.round), clock.now()
    return rules.may_contest_answer(person, comment, queries.answer_so_far(comment), policy, now)


def _may_contest_ballot(ballot: Any, membership: Membership) -> Ruling:
    days = procedure_of(membership.guideline).objection_days
    before = queries.objections_of(membership.person, ballot) if membership.person is not None else []
    return rules.may_contest_ballot(membership, ballot, before, days, clock.now())


def _author_of(reference: str) -> tuple[Comment, Person]:
    """The comment and who asks: its author by the link that was mailed to them, or whoever is signed in."""
    comment = comment_named(reference)
    if comment is not None and comment.author is not None and is_key_of(comment, _key()):
        return comment, comment.author
    found = comment_for(current_user, reference) or abort(404)
    if not current_user.is_authenticated:
        abort(401)
    return found[0], current_user


def _key() -> str:
    return str(request.values.get("key", ""))


@bp.route("/comments/<reference>/objection", methods=["GET", "POST"])
def contest_answer(reference: str) -> ResponseReturnValue:
    """By the author, signed in or by the mailed link (`key`)."""
    comment, person = _author_of(reference)
    ruling, form = _may_contest_answer(comment, person), ObjectionForm()
    if comment.author_id != person.id:
        ruling.enforce()
    if form.validate_on_submit() and _is_sound(form):
        ruling.enforce()
        actions.contest_answer(comment, person, reason=form.reason.data, change=form.change.data)
        db.session.commit()
        flash(_("Your objection is recorded. Someone who did not give the answer decides, and you are told."))
        return redirect(url_for("voting.contest_answer", reference=reference, key=_key() or None))
    return render_template(
        "voting/objections/contest_answer.html",
        comment=comment,
        guideline=comment.round.guideline,
        decided=answers_of_comment(comment),
        before=queries.objections_to_comment(comment),
        policy=policy_of(comment.round),
        ruling=ruling,
        form=form,
        key=_key(),
    )


def _is_sound(form: ObjectionForm) -> bool:
    ruling = rules.is_sound_objection(form.reason.data, form.change.data)
    if not ruling:
        field = form.change if is_reasoned(form.reason.data) else form.reason
        field.errors = [*field.errors, ruling.refusal]
    return bool(ruling)


@bp.route("/ballots/<int:ballot_id>/objection", methods=["GET", "POST"])
@login_required
def contest_ballot(ballot_id: int) -> ResponseReturnValue:
    ballot, membership = ballot_for(current_user, ballot_id) or abort(404)
    ruling, form = _may_contest_ballot(ballot, membership), ObjectionForm()
    if not membership.expert:
        ruling.enforce()
    if form.validate_on_submit() and _is_sound(form):
        actions.contest_ballot(ballot, current_user, reason=form.reason.data, change=form.change.data)
        db.session.commit()
        flash(_("Your objection is recorded. Someone who did not lead the ballot decides, and you are told."))
        return redirect(url_for("voting.ballot", ballot_id=ballot.id))
    return render_template(
        "voting/objections/contest_ballot.html",
        ballot=ballot,
        guideline=membership.guideline,
        before=queries.objections_of(current_user, ballot),
        policy=policy_of_guideline(membership.guideline),
        ruling=ruling,
        form=form,
    )


@bp.get("/guidelines/<slug>/objections")
def objections(slug: str) -> ResponseReturnValue:
    """The register, for everyone; for the team and the chair, what waits, with when it is due."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    now = clock.now()
    follows = rules.may_follow(membership)
    return render_template(
        "voting/objections/objections.html",
        guideline=guideline,
        membership=membership,
        page=paged(queries.readable_objections(membership, now), size=25),
        waiting=queries.waiting_objections(guideline) if follows else [],
        policy=policy_of_guideline(guideline),
        now_at=now,
    )


@bp.get("/objections/<int:objection_id>")
def objection(objection_id: int) -> ResponseReturnValue:
    found, membership = queries.objection_for(current_user, objection_id) or abort(404)
    return _objection_page(found, membership, ObjectionDecisionForm(None))


def _objection_page(found: Objection, membership: Membership, form: ObjectionDecisionForm) -> ResponseReturnValue:
    led = found.ballot is not None and queries.chair_led(found.ballot)
    points = points_of_comment(found.comment) if found.comment is not None else []
    form.points.choices = [(point.id, point.text) for point in points]
    follows = rules.may_follow(membership)
    return render_template(
        "voting/objections/objection.html",
        objection=found,
        guideline=found.guideline,
        membership=membership,
        form=form,
        points=points,
        follows=follows,
        acknowledging=rules.may_acknowledge(membership, found),
        deciding=rules.may_decide_objection(membership, found, chair_led=led) if follows else None,
        withdrawing=rules.may_withdraw_objection(membership.person, found),
        decided=answers_of_comment(found.comment) if found.comment is not None else [],
    )


@bp.post("/objections/<int:objection_id>/acknowledge")
@login_required
def acknowledge_objection(objection_id: int) -> ResponseReturnValue:
    found, membership = queries.objection_for(current_user, objection_id) or abort(404)
    rules.may_follow(membership).enforce()
    actions.acknowledge_objection(found, by=current_user)
    db.session.commit()
    flash(_("It is acknowledged; whoever filed it is told."))
    return redirect(url_for("voting.objection", objection_id=objection_id))


@bp.post("/objections/<int:objection_id>/decide")
@login_required
def decide_objection(objection_id: int) -> ResponseReturnValue:
    found, membership = queries.objection_for(current_user, objection_id) or abort(404)
    rules.may_follow(membership).enforce()
    form = ObjectionDecisionForm()
    points = points_of_comment(found.comment) if found.comment is not None else []
    form.points.choices = [(point.id, point.text) for point in points]
    if not form.validate_on_submit() or not _is_sound_decision(form, found):
        return _objection_page(found, membership, form)
    decision = actions.ObjectionDecision(
        outcome=ObjectionOutcome(form.outcome.data),
        rationale=form.rationale.data,
        effect=form.effect.data or "",
        points=form.points.data or (),
    )
    actions.decide_objection(found, decision, by=current_user)
    db.session.commit()
    flash(_("It is decided. The decision is public, and whoever filed the objection is told."))
    return redirect(url_for("voting.objection", objection_id=objection_id))


def _is_sound_decision(form: ObjectionDecisionForm, found: Objection) -> bool:
    outcome = ObjectionOutcome(form.outcome.data)
    whole = found.contested == Contested.BALLOT or outcome == ObjectionOutcome.UPHELD
    counted = 1 if whole else len(form.points.data or ())
    ruling = rules.is_sound_decision(outcome, form.rationale.data, form.effect.data or "", counted)
    if not ruling:
        reasoned = is_reasoned(form.rationale.data)
        field = form.rationale if not reasoned else form.effect if not (form.effect.data or "").strip() else form.points
        field.errors = [*field.errors, ruling.refusal]
    return bool(ruling)


@bp.post("/objections/<int:objection_id>/withdraw")
def withdraw_objection(objection_id: int) -> ResponseReturnValue:
    """By who filed it: signed in, or by the mailed link."""
    found = db.session.get(Objection, objection_id) or abort(404)
    if found.comment is not None and is_key_of(found.comment, _key()):
        person, back = found.by, url_for("voting.contest_answer", reference=found.comment.reference, key=_key())
    else:
        if not current_user.is_authenticated:
            abort(401)
        found, _membership = queries.objection_for(current_user, objection_id) or abort(404)
        person, back = current_user, url_for("voting.objection", objection_id=objection_id)
    actions.withdraw_objection(found, person)
    db.session.commit()
    return redirect(back)
