"""The register of interests of the expert group: for everyone to read; declared by members, handled by the chair."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.i18n.punctuation import join_list
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused
from consult.drafts.models import Clause, Guideline
from consult.drafts.queries import current_draft, guideline_for, wordings_of
from consult.voting.blueprint import bp
from consult.voting.interests import actions, queries, rules
from consult.voting.interests.forms import HandlingForm, InterestForm
from consult.voting.interests.labels import HANDLING_NAMES, INTEREST_NAMES, NOTHING_DECLARED
from consult.voting.interests.models import Interest, InterestHandling, InterestKind


@bp.app_context_processor
def interest_names() -> dict[str, Any]:
    """What the page of a ballot asks, and what interests are called."""
    return {
        "handled_interest": queries.handled_interest,
        "has_declared": queries.has_declared,
        "interest_names": {**INTEREST_NAMES, InterestKind.NONE: NOTHING_DECLARED},
        "handling_names": HANDLING_NAMES,
    }


@bp.get("/guidelines/<slug>/interests")
def interests(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    register = queries.register_of(guideline)
    own = queries.group_place_of(current_user, guideline)
    return render_template(
        "voting/interests/register.html",
        guideline=guideline,
        membership=membership,
        register=register,
        silent=[line.place for line in register if not line.declared],
        own=own,
        numbers=_numbers(guideline),
        may_declare=rules.may_declare(membership, own),
    )


def _numbers(guideline: Guideline) -> dict[int, str]:
    """The numbers that clauses have in the draft in force."""
    draft = current_draft(guideline)
    return {wording.clause_id: wording.number for wording in wordings_of(draft)} if draft is not None else {}


@bp.route("/guidelines/<slug>/interests/declare", methods=["GET", "POST"])
@login_required
def declare_interest(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    place = queries.group_place_of(current_user, guideline)
    rules.may_declare(membership, place).enforce()
    form = InterestForm()
    form.offer(guideline.pillars)
    if place is not None and form.validate_on_submit():
        try:
            actions.declare(place, _content(form, guideline), by=current_user)
        except Refused as refused:
            form.kind.errors = [str(refused)]
        else:
            db.session.commit()
            flash(_("Your declaration is in the register, for everyone to read."))
            return redirect(url_for("voting.interests", slug=slug))
    history = queries.history_of(place) if place is not None else []
    page = {"guideline": guideline, "form": form, "history": history, "interest": None}
    return render_template("voting/interests/declare.html", **page), 422 if form.errors else 200


def _content(form: InterestForm, guideline: Guideline) -> actions.InterestContent:
    return actions.InterestContent(
        kind=InterestKind(form.kind.data),
        text=form.text.data if form.kind.data != InterestKind.NONE else "",
        since=form.since.data,
        until=form.until.data,
        pillars=[pillar for pillar in guideline.pillars if pillar.id in (form.pillars.data or [])],
    )


@bp.route("/interests/<int:interest_id>/update", methods=["GET", "POST"])
@login_required
def update_interest(interest_id: int) -> ResponseReturnValue:
    interest, membership = queries.interest_for(current_user, interest_id) or abort(404)
    rules.may_update(membership, interest).enforce()
    guideline = membership.guideline
    before = {name: getattr(interest, name) for name in ("kind", "text", "since", "until")}
    form = InterestForm(**before, pillars=[pillar.id for pillar in interest.pillars])
    form.offer(guideline.pillars)
    if form.validate_on_submit():
        try:
            actions.update_interest(interest, _content(form, guideline), by=current_user)
        except Refused as refused:
            form.kind.errors = [str(refused)]
        else:
            db.session.commit()
            flash(_("Your declaration is updated. What it said before is kept in its history."))
            return redirect(url_for("voting.interests", slug=guideline.slug))
    page = {"guideline": guideline, "form": form, "interest": interest}
    page["history"] = queries.history_of(interest.appointment)
    return render_template("voting/interests/declare.html", **page), 422 if form.errors else 200


@bp.route("/interests/<int:interest_id>/handle", methods=["GET", "POST"])
@login_required
def handle_interest(interest_id: int) -> ResponseReturnValue:
    interest, membership = queries.interest_for(current_user, interest_id) or abort(404)
    rules.may_handle(membership, interest).enforce()
    guideline, form = membership.guideline, HandlingForm(pillars=[pillar.id for pillar in interest.pillars])
    form.offer(guideline.pillars)
    if form.validate_on_submit():
        allowed = rules.may_handle(membership, interest, form.decided)
        clauses, unknown = _clauses(form.numbers, guideline)
        form.kind.errors = [allowed.refusal] if not allowed else []
        form.clauses.errors = [_("No clause of the draft in force has this number: %(numbers)s.", numbers=join_list(unknown))] if unknown else []  # fmt: skip  # noqa: E501
        if allowed and not unknown:
            pillars = [pillar for pillar in guideline.pillars if pillar.id in (form.pillars.data or [])]
            decision = actions.Decision(kind=form.decided, because=form.because.data, pillars=pillars, clauses=clauses)
            _tell(actions.handle(interest, decision, by=current_user))
            db.session.commit()
            flash(_("It is recorded and published how the interest is handled, and the member was told by mail."))
            return redirect(url_for("voting.interests", slug=guideline.slug))
    page = {"guideline": guideline, "form": form, "interest": interest}
    return render_template("voting/interests/handle.html", **page), 422 if form.errors else 200


def _clauses(numbers: list[str], guideline: Guideline) -> tuple[list[Clause], list[str]]:
    """The clauses of the draft in force with these numbers, and the numbers that none has."""
    draft = current_draft(guideline)
    known = {w.number: w.clause for w in wordings_of(draft)} if draft is not None and numbers else {}
    return [known[n] for n in numbers if n in known], [n for n in numbers if n not in known]


def _tell(handling: InterestHandling) -> None:
    interest: Interest = handling.interest
    person = interest.appointment.person
    told = {"person": person, "guideline": interest.appointment.guideline, "because": handling.because}
    names = {"how": HANDLING_NAMES[handling.kind], "kind": INTEREST_NAMES[interest.kind]}
    mail.post(person.email, "voting/interest_handled", language=person.language, **told, **names)
