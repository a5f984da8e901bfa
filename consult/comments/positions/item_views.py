"""The comments of a position in work, and the notes about it: added, changed, taken, ordered, left out."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.comments.blueprint import bp, signed_in_to_write
from consult.comments.positions import actions, rules
from consult.comments.positions.forms import PositionItemForm, words_of
from consult.comments.positions.models import Position, PositionItem
from consult.comments.positions.views import in_work, loaded, numbered, places_in, typed_on
from consult.core.database import db

# What is done to one comment of a position in work, by the name in the form.
ITEM_DEEDS: dict[str, Callable[..., None]] = {
    "take": actions.take_item,
    "drop": actions.drop_item,
    "up": lambda item, by: actions.move_item(item, down=False, by=by),
    "down": lambda item, by: actions.move_item(item, down=True, by=by),
}


@bp.post("/positions/<reference>/comments")
@signed_in_to_write
def add_to_position(reference: str) -> ResponseReturnValue:
    found, member = loaded(reference)
    rules.may_change_position(found, member).enforce()
    typed = typed_on(found)
    if not typed.sound():
        return in_work(found, member, typed=typed, status=422)
    made = typed.keep()
    db.session.commit()
    if not made:
        flash(_("Nothing was written; a row counts once it holds a comment."))
    return redirect(url_for("comments.position", reference=found.reference, _anchor="comments"))


def _item_of(position: Position, item_id: int) -> PositionItem:
    return next((item for item in position.items if item.id == item_id), None) or abort(404)


@bp.route("/positions/<reference>/comments/<int:item_id>", methods=["GET", "POST"])
@signed_in_to_write
def position_item(reference: str, item_id: int) -> ResponseReturnValue:
    found, member = loaded(reference)
    item, places = _item_of(found, item_id), places_in(found)
    rules.may_change_item(item, member).enforce()
    number = next((name for name, place in places.items() if place in (item.clause, item.clause or item.pillar)), "")
    shown = {"where": number, "stance": item.stance, "text": item.text, "proposed_text": item.proposed_text}
    form = PositionItemForm(base_version=actions.item_version(item), **shown)
    form.places = places
    if form.validate_on_submit():
        actions.change_item(item, words_of(form, places), by=current_user, base_version=form.base_version.data)
        db.session.commit()
        return redirect(url_for("comments.position", reference=found.reference, _anchor=f"item-{item_id}"))
    status = 422 if form.errors else 200
    return render_template(
        "comments/positions/item.html", position=found, item=item, form=form, numbers=numbered(found)
    ), status


@bp.post("/positions/<reference>/comments/<int:item_id>/do")
@signed_in_to_write
def position_item_deed(reference: str, item_id: int) -> ResponseReturnValue:
    found, member = loaded(reference)
    item = _item_of(found, item_id)
    rules.may_change_position(found, member).enforce()
    deed, typed = ITEM_DEEDS.get(request.form.get("do", "")) or abort(400), typed_on(found)
    if not typed.sound():
        return in_work(found, member, typed=typed, status=422)
    deed(item, by=current_user)
    typed.keep()
    db.session.commit()
    return redirect(url_for("comments.position", reference=found.reference, _anchor="comments"))


@bp.post("/positions/<reference>/notes")
@signed_in_to_write
def position_note(reference: str) -> ResponseReturnValue:
    found, member = loaded(reference)
    rules.may_draft_position(member).enforce()
    typed = typed_on(found)
    if not typed.sound():
        return in_work(found, member, typed=typed, status=422)
    if not typed.leave_note():
        flash(_("A note needs words, at most 2,000 characters."))
    typed.keep()
    db.session.commit()
    return redirect(url_for("comments.position", reference=found.reference, _anchor="notes"))
