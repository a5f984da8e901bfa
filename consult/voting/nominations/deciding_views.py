"""What the secretariat does: calls, reads nominations and letters, looks at the balance, accepts, declines."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.access_log.models import PersonalData
from consult.accounts.access_log.recording import notes_access
from consult.accounts.countries import REGION_NAMES
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.core import clock
from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.people.rules import SEATS_PER_STATE
from consult.drafts.queries import guideline_for
from consult.voting.blueprint import bp
from consult.voting.nominations import actions, queries, rules
from consult.voting.nominations.balance import balance, full_states, nominated_place, too_many_of_a_state
from consult.voting.nominations.forms import CallForm, DecisionForm
from consult.voting.nominations.labels import GENDER_NAMES, NOMINATION_STATES
from consult.voting.nominations.models import Nomination, NominationCall, NominationState, Nominators

NAMES = {"region": REGION_NAMES, "gender": GENDER_NAMES, "stakeholder_type": STAKEHOLDER_TYPE_NAMES}


@bp.route("/guidelines/<slug>/nominations/call", methods=["GET", "POST"])
@login_required
def publish_call(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    rules.may_call(membership).enforce()
    kind = Nominators.GOVERNMENTS if guideline.group_of_states else Nominators.BOTH
    form = CallForm(timezone=current_user.timezone, nominators=kind)
    if form.validate_on_submit():
        actions.publish_call(guideline, form.content, by=current_user)
        db.session.commit()
        flash(_("The call is published. Nominations are open until its deadline."))
        return redirect(url_for("voting.calls", slug=slug))
    page = render_template("voting/nominations/call_form.html", guideline=guideline, form=form, call=None)
    return page, 422 if form.errors else 200


@bp.route("/calls/<int:call_id>/change", methods=["GET", "POST"])
@login_required
def change_call(call_id: int) -> ResponseReturnValue:
    call, membership = queries.call_for(current_user, call_id) or abort(404)
    rules.may_call(membership).enforce()
    local = call.closes_at.astimezone(clock.zone(call.timezone)).replace(tzinfo=None)
    kept = {name: getattr(call, name) for name in ("title", "text", "criteria", "nominators", "seats", "timezone")}
    form = CallForm(**kept, closes_at=local)
    if form.validate_on_submit():
        actions.change_call(call, form.content, by=current_user)
        db.session.commit()
        flash(_("The call is changed."))
        return redirect(url_for("voting.calls", slug=call.guideline.slug))
    page = render_template("voting/nominations/call_form.html", guideline=call.guideline, form=form, call=call)
    return page, 422 if form.errors else 200


def _call_to_decide(call_id: int) -> NominationCall:
    call, membership = queries.call_for(current_user, call_id) or abort(404)
    rules.may_call(membership).enforce()
    return call


def _nomination(nomination_id: int) -> Nomination:
    nomination, membership = queries.nomination_for(current_user, nomination_id) or abort(404)
    rules.may_call(membership).enforce()
    return nomination


@bp.get("/calls/<int:call_id>/nominations")
@login_required
@notes_access(PersonalData.NOMINATIONS)
def nominations(call_id: int) -> ResponseReturnValue:
    """The list with its balance, as it stands and as it would be with those ticked (`with` in the address)."""
    call = _call_to_decide(call_id)
    found = queries.nominations_to(call)
    wanted = set(request.args.getlist("with"))
    ticked = [n for n in found if str(n.id) in wanted and n.state == NominationState.SUBMITTED]
    now, then = queries.group_places(call.guideline), [nominated_place(one) for one in ticked]
    return render_template(
        "voting/nominations/list.html",
        call=call,
        guideline=call.guideline,
        nominations=found,
        ticked=ticked,
        seated=len(now),
        balance=balance(now, then),
        over=too_many_of_a_state(now, then, SEATS_PER_STATE),
        full=full_states(now, SEATS_PER_STATE),
        **_names(),
    )


def _names() -> dict[str, Any]:
    return {"axis_names": NAMES, "nomination_states": NOMINATION_STATES, "type_names": STAKEHOLDER_TYPE_NAMES}


@bp.get("/nominations/<int:nomination_id>")
@login_required
@notes_access(PersonalData.NOMINATION)
def nomination(nomination_id: int) -> ResponseReturnValue:
    return _nomination_page(_nomination(nomination_id), DecisionForm(None))


def _nomination_page(one: Nomination, form: DecisionForm, refused: str = "") -> ResponseReturnValue:
    page = render_template(
        "voting/nominations/nomination.html",
        nomination=one,
        call=one.call,
        guideline=one.call.guideline,
        letter=queries.signed_letter_of(one),
        form=form,
        refused=refused,
        may_accept=actions.acceptable_now(one, by=current_user),
        gender_names=GENDER_NAMES,
        **_names(),
    )
    return page, 422 if form.errors or refused else 200


@bp.post("/nominations/<int:nomination_id>/accept")
@login_required
def accept_nomination(nomination_id: int) -> ResponseReturnValue:
    one = _nomination(nomination_id)
    try:
        actions.accept(one, by=current_user)
    except Refused as refused:
        says = str(refused)
        db.session.rollback()
        return _nomination_page(_nomination(nomination_id), DecisionForm(None), says)
    db.session.commit()
    flash(_("Accepted: the seat is offered to %(name)s by mail, and whoever nominated them is told.", name=one.nominee_name))  # fmt: skip  # noqa: E501
    return redirect(url_for("voting.nominations", call_id=one.call_id))


@bp.post("/nominations/<int:nomination_id>/decline")
@login_required
def decline_nomination(nomination_id: int) -> ResponseReturnValue:
    one = _nomination(nomination_id)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _nomination_page(one, form)
    actions.decline_nomination(one, form.because.data, by=current_user)
    db.session.commit()
    flash(_("Declined. Nominator and nominee are told by mail, with your reason."))
    return redirect(url_for("voting.nominations", call_id=one.call_id))


@bp.get("/nominations/<int:nomination_id>/letter")
@login_required
@notes_access(PersonalData.LETTER)
def letter(nomination_id: int) -> ResponseReturnValue:
    """As it was received; always as a download, so that nothing in it runs on this site."""
    one, membership = queries.nomination_for(current_user, nomination_id) or abort(404)
    rules.may_read_letter(membership, one).enforce()
    kept = queries.signed_letter_of(one) or abort(404)
    response = Response(kept.content, mimetype=kept.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=kept.file_name)
    return response
