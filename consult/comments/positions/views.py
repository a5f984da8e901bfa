"""An organisation's position: begun, written together, sent as one, signed by others, taken back."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from consult.accounts.models import Organisation
from consult.accounts.organisations.models import OrganisationMember
from consult.accounts.organisations.queries import confirmed_organisations
from consult.accounts.organisations.rules import speaks_for
from consult.comments.blueprint import bp, signed_in_to_write
from consult.comments.positions import actions, rules
from consult.comments.positions.forms import AskToSignForm, Places
from consult.comments.positions.labels import POSITION_STATE_NAMES, SIGNATURE_ANSWER_NAMES
from consult.comments.positions.models import Position, PositionState, SignatureAnswer
from consult.comments.positions.queries import (
    comments_of_position,
    in_time,
    notes_on,
    organisations_to_speak_for,
    position_for,
    position_in_work,
    position_sent,
    positions_sent_in,
    signatories_of,
    signatures_to_answer,
)
from consult.comments.positions.typed import TypedOnPosition
from consult.comments.reading.threads import clause_numbers_of_comments
from consult.consultations.queries import in_scope, round_for
from consult.core.database import db
from consult.drafts.queries import wordings_with_clause

END_DEEDS: dict[str, tuple[Callable[..., Any], object]] = {
    "withdraw": (actions.withdraw_position, _l("The position is withdrawn, with each of its comments.")),
    "disown": (
        lambda position, by: actions.withdraw_position(position, by=by, disowned=True),
        _l("It is on record that your organisation did not send this. Its comments count no more."),
    ),
    "discard": (actions.discard_position, _l("The draft is thrown away.")),
}


@bp.app_context_processor
def position_names() -> dict[str, object]:
    return {
        "position_state_of": POSITION_STATE_NAMES,
        "signature_of": SIGNATURE_ANSWER_NAMES,
        "positions_of_round": lambda round_: positions_sent_in(round_, current_user),
        "speaking_in": lambda round_: [
            (one, position_in_work(round_, one) or position_sent(round_, one))
            for one in organisations_to_speak_for(current_user)
        ],
    }


def loaded(reference: str) -> tuple[Position, OrganisationMember | None]:
    return position_for(current_user, reference) or abort(404)


@bp.post("/rounds/<round_slug>/positions")
@signed_in_to_write
def begin_position(round_slug: str) -> ResponseReturnValue:
    """`organisation` in the form: its number."""
    round_, _membership = round_for(current_user, round_slug) or abort(404)
    if not organisations_to_speak_for(current_user):
        rules.may_draft_position(None).enforce()
    organisation = db.session.get(Organisation, request.form.get("organisation", 0, type=int)) or abort(400)
    position = actions.begin_position(round_, organisation, by=current_user)
    db.session.commit()
    return redirect(url_for("comments.position", reference=position.reference))


@bp.get("/positions/<reference>")
def position(reference: str) -> ResponseReturnValue:
    found, member = loaded(reference)
    if found.state == PositionState.DRAFTING:
        if rules.may_draft_position(member):
            return in_work(found, member)
        return render_template("comments/positions/to_sign.html", **_shown(found, member))
    return render_template("comments/positions/sent.html", **_shown(found, member))


def _shown(position: Position, member: OrganisationMember | None) -> dict[str, Any]:
    said = comments_of_position(position)
    replacing = in_time(current_user, position.round) if speaks_for(member) else None
    return {
        "position": position,
        "member": member,
        "items": [item for item in position.items if not item.suggested],
        "said": said,
        "numbers": clause_numbers_of_comments(said),
        "item_numbers": {clause.id: number for number, clause in numbered(position)},
        "signatories": signatories_of(position),
        "to_answer": signatures_to_answer(position, current_user),
        "may_end": rules.may_end_position(position, member),
        "may_replace": replacing is not None and rules.may_replace_position(position, member, replacing),
    }


def in_work(
    position: Position,
    member: OrganisationMember | None,
    *,
    typed: TypedOnPosition | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    typed = typed or TypedOnPosition.carried(position, places_in(position))
    asking = AskToSignForm(formdata=None)
    asked = {one.organisation_id for one in signatories_of(position)} | {position.organisation_id}
    others = [one for one in db.session.scalars(confirmed_organisations().limit(500)) if one.id not in asked]
    asking.offer(others)
    changeable = {item.id for item in position.items if rules.may_change_item(item, member)}
    return render_template(
        "comments/positions/in_work.html",
        **_shown(position, member),
        every_item=position.items,
        changeable=changeable,
        consolidates=rules.may_consolidate(position, member),
        sending_ruling=rules.may_send_position(position, member, in_time(current_user, position.round)),
        rows=typed.rows,
        sending=typed.sending,
        note=typed.note,
        notes=notes_on(position),
        asking=asking if others else None,
        places=typed.places,
    ), status


def numbered(position: Position) -> list[tuple[str, Any]]:
    """Printed numbers and their clauses, as far as the round goes, in reading order."""
    round_ = position.round
    return [(w.number, w.clause) for w in wordings_with_clause(round_.draft) if in_scope(round_, w.pillar)]


def places_in(position: Position) -> Places:
    """What can be named, in capitals."""
    pillars = {p.code.upper(): p for p in position.round.guideline.pillars if in_scope(position.round, p)}
    return pillars | {number.upper(): clause for number, clause in numbered(position)}


def typed_on(position: Position) -> TypedOnPosition:
    return TypedOnPosition(position, places_in(position))


@bp.post("/positions/<reference>/send")
@signed_in_to_write
def send_position(reference: str) -> ResponseReturnValue:
    found, member = loaded(reference)
    rules.may_draft_position(member).enforce()
    typed = typed_on(found)
    if found.state == PositionState.DRAFTING and not typed.sound(typed.sending):
        return in_work(found, member, typed=typed, status=422)
    if any(typed.rows.filled()):
        kept = typed.keep()
        db.session.commit()
        flash(_("It is not sent yet: the page now holds all that will be sent. Look at it, then send it."))
        return redirect(url_for("comments.position", reference=found.reference, _anchor=f"item-{kept[0].id}"))
    if found.state == PositionState.DRAFTING:
        typed.leave_note()
    actions.send_position(found, signed_off=typed.sending.signed_off.data or "", by=current_user)
    reference = found.reference
    db.session.commit()
    flash(_("The position is sent. This page is its receipt; it was mailed, too."))
    return redirect(url_for("comments.position", reference=reference))


@bp.post("/positions/<reference>/do")
@signed_in_to_write
def end_position(reference: str) -> ResponseReturnValue:
    """Withdraw, disown, throw away, or replace."""
    found, member = loaded(reference)
    rules.may_draft_position(member).enforce()
    wanted = request.form.get("do", "")
    if wanted == "replace":
        made = actions.replace_position(found, by=current_user)
        db.session.commit()
        return redirect(url_for("comments.position", reference=made.reference))
    deed, says = END_DEEDS.get(wanted) or abort(400)
    number = found.organisation_id
    deed(found, by=current_user)
    db.session.commit()
    flash(str(says))
    return redirect(url_for("comments.organisation", organisation_id=number))


@bp.post("/positions/<reference>/signatories")
@signed_in_to_write
def ask_to_sign(reference: str) -> ResponseReturnValue:
    found, member = loaded(reference)
    rules.may_consolidate(found, member).enforce()
    typed = typed_on(found)
    if not typed.sound():
        return in_work(found, member, typed=typed, status=422)
    typed.keep()
    db.session.commit()
    other = db.session.get(Organisation, request.form.get("organisation", 0, type=int))
    if other is None:
        flash(_("Choose an organisation."))
    else:
        actions.ask_to_sign(found, other, by=current_user)
        db.session.commit()
        flash(_("Those who speak for it are told by mail. It counts once one of them has confirmed."))
    return redirect(url_for("comments.position", reference=found.reference, _anchor="signatories"))


@bp.post("/positions/<reference>/signature")
@signed_in_to_write
def answer_signature(reference: str) -> ResponseReturnValue:
    """`signatory`: which organisation answers; `answer`: signed or denied."""
    found, _member = loaded(reference)
    asked = {one.id: one for one in signatures_to_answer(found, current_user)}
    signatory = asked.get(request.form.get("signatory", 0, type=int))
    if signatory is None:
        abort(403)
    if request.form.get("answer") not in set(SignatureAnswer):
        abort(400)
    actions.answer_signature(signatory, SignatureAnswer(request.form["answer"]), by=current_user)
    db.session.commit()
    flash(_("Your answer is recorded. You can change it while the position stands."))
    return redirect(url_for("comments.position", reference=found.reference))
