"""An answer that was offered is reused as it is, or refused, at one press; edited, it opens the form."""

from collections.abc import Sequence

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.views import safe_next
from consult.analysis.asks.models import Ask
from consult.analysis.models import Point, Theme
from consult.core.database import db
from consult.core.templating import flash_at
from consult.drafts.membership import Membership
from consult.responses import actions as answering
from consult.responses.answer_queue import examples_of
from consult.responses.asks.queries import ask_on_desk, examples_of_ask
from consult.responses.blueprint import bp
from consult.responses.bulk.copies import answer_copies
from consult.responses.bulk.labels import copies_in_words
from consult.responses.clearance.actions import ask_for_clearance, save_draft
from consult.responses.clearance.queries import clearance_required
from consult.responses.forms import row_number
from consult.responses.memory import actions
from consult.responses.memory.models import ReuseOutcome
from consult.responses.memory.queries import Offer, offer_of
from consult.responses.models import Answer, AnswerDraft
from consult.responses.queries import point_on_desk, theme_on_desk
from consult.responses.rules import may_answer


@bp.post("/points/<int:point_id>/reuse")
@login_required
def reuse_for_point(point_id: int) -> ResponseReturnValue:
    point, membership = point_on_desk(current_user, point_id) or abort(404)
    return _decided(point, (), membership, url_for("responses.answer_point", point_id=point.id))


@bp.post("/themes/<int:theme_id>/reuse")
@login_required
def reuse_for_theme(theme_id: int) -> ResponseReturnValue:
    theme, membership = theme_on_desk(current_user, theme_id) or abort(404)
    return _decided(theme, examples_of(theme), membership, url_for("responses.answer_theme", theme_id=theme.id))


@bp.post("/asks/<int:ask_id>/reuse")
@login_required
def reuse_for_ask(ask_id: int) -> ResponseReturnValue:
    ask, membership = ask_on_desk(current_user, ask_id) or abort(404)
    return _decided(ask, examples_of_ask(ask), membership, url_for("responses.answer_ask", ask_id=ask.id))


def _decided(
    about: Point | Theme | Ask, examples: Sequence[Point], membership: Membership, page: str
) -> ResponseReturnValue:
    """`like` names the offer by its point; `do` is reuse or refuse; `next` the page where it was pressed."""
    may_answer(membership).enforce()
    page = safe_next() if request.values.get("next") else page
    offer = offer_of(about, examples, request.form.get("like", 0, type=row_number))
    if offer is None:
        flash_at(page, _("This answer is not offered any more: it was changed, or somebody decided about it."))
        return redirect(page)
    if request.form.get("do") == "refuse":
        actions.decide_about(about, offer, ReuseOutcome.REFUSED, by=current_user)
        db.session.commit()
        flash_at(page, _("It is not offered here again."))
        return redirect(page)
    drafted = clearance_required(membership.guideline)
    given = _give(about, offer, drafted=drafted)
    copies = answer_copies(about, given, by=current_user) if isinstance(about, Point) else None
    actions.decide_about(about, offer, ReuseOutcome.REUSED, by=current_user)
    db.session.commit()
    said = _("The same answer waits for a second reader.") if drafted else _("It has the same answer now.")
    stays = not drafted or request.values.get("next")
    page = page if stays else url_for("responses.clearance", slug=membership.guideline.slug)
    flash_at(page, " ".join(filter(None, (str(said), copies_in_words(copies)))))
    return redirect(page)


def _give(about: Point | Theme | Ask, offer: Offer, *, drafted: bool) -> Answer | AnswerDraft:
    told = (offer.answer.disposition, offer.answer.reason)
    base = request.form.get("base_version", "0")
    base = base.partition(".")[0] if drafted else base  # one press takes the place of no words that are on their way
    more = {"by": current_user, "referred_to": offer.answer.referred_to, "base_version": base}
    if drafted:
        draft = save_draft(about, *told, **more)
        ask_for_clearance(draft, by=current_user)
        return draft
    if isinstance(about, Ask):
        return answering.answer_ask(about, *told, **more)
    if isinstance(about, Theme):
        return answering.answer_theme(about, *told, **more)
    return answering.answer_point(about, *told, **more)
