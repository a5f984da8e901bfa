"""The queue of comments carried to a new draft: a person confirms where each belongs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.comments.quotation.anchor import Anchor, places
from consult.core import clock
from consult.core.database import db
from consult.core.pagination import paged
from consult.core.ruling import Refused
from consult.drafts.models import Draft, Wording
from consult.drafts.queries import draft_for, membership_of, wordings_of
from consult.drafts.text_diff import difference
from consult.publishing import actions, queries
from consult.publishing.earlier_comments import (
    NONE_EARLIER,
    EarlierComment,
    EarlierCount,
    earlier_comments,
    earlier_counts,
)
from consult.publishing.forms import SettleForm
from consult.publishing.labels import FATE_NAMES, FATE_PROPOSALS, FATES_OF_MANY
from consult.publishing.models import Carry
from consult.publishing.rules import SURE, may_confirm
from consult.publishing.views import bp


@bp.app_context_processor
def comments_of_earlier_drafts() -> dict[str, object]:
    """For pages of clauses, which belong to an earlier stage."""
    return {"earlier_on": earlier_on, "earlier_comments": earlier_on_wording, "carried_as": FATE_NAMES}


def earlier_on(draft: Draft, clause_id: int) -> EarlierCount:
    """Asked for each clause of a page, counted once for all."""
    if draft.based_on_id is None:
        return NONE_EARLIER
    counted = g.setdefault("earlier_counts", {})
    if draft.id not in counted:
        counted[draft.id] = earlier_counts(draft, membership_of(current_user, draft.guideline), clock.now())
    count: EarlierCount = counted[draft.id].get(clause_id, NONE_EARLIER)
    return count


def earlier_on_wording(wording: Wording) -> Sequence[EarlierComment]:
    return earlier_comments(wording, membership_of(current_user, wording.draft.guideline), clock.now())


@bp.get("/guidelines/<slug>/drafts/<int:number>/carried")
@login_required
def carried(slug: str, number: int) -> ResponseReturnValue:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    may_confirm(membership).enforce()
    page = paged(queries.to_confirm(draft), size=20)
    return render_template(
        "publishing/carried.html",
        draft=draft,
        page=page,
        words=_words(draft, page.items),
        difference=difference,
        wordings=wordings_of(draft),
        fates=queries.fates(draft),
        fate_proposals=FATE_PROPOSALS,
        fates_of_many=FATES_OF_MANY,
        waiting=queries.fates(draft, Carry.confirmed_at.is_(None)),
        left=queries.how_many_left(draft),
        job=queries.carrying_job(draft),
        sure=SURE,
        sure_ones=queries.sure_ones(draft, SURE),
    )


@dataclass(frozen=True)
class MarkedClause:
    """A clause with the passage marked: what stands before it, the passage, what stands after it."""

    wording: Wording
    before: str
    passage: str
    after: str


def _words(draft: Draft, carries: Sequence[Carry]) -> dict[int, tuple[MarkedClause | None, MarkedClause | None]]:
    """By carry: the words that the comment was about, and those it would be tied to."""
    if draft.based_on is None:
        return {}
    old = {wording.clause_id: wording for wording in wordings_of(draft.based_on)}
    earlier = queries.carries_by_comment(draft.based_on, [carry.comment_id for carry in carries])
    found = {}
    for carry in carries:
        came, said = earlier.get(carry.comment_id), carry.comment
        clause = came.wording.clause_id if came is not None and came.wording is not None else said.clause_id
        anchor = Anchor(came.quote) if came is not None else Anchor(said.quote, said.prefix, said.suffix)
        new = carry.wording
        found[carry.id] = (_marked(old.get(clause or 0), anchor), _marked(new, Anchor(carry.quote)))
    return found


def _marked(wording: Wording | None, anchor: Anchor) -> MarkedClause | None:
    if wording is None:
        return None
    found = places(wording.text, anchor) if anchor.quote else []
    if not found:
        return MarkedClause(wording, wording.text, "", "")
    start, end = found[0].start, found[0].end
    return MarkedClause(wording, wording.text[:start], wording.text[start:end], wording.text[end:])


@bp.post("/carries/<int:carry_id>")
@login_required
def settle(carry_id: int) -> ResponseReturnValue:
    carry, membership = queries.carry_for(current_user, carry_id) or abort(404)
    may_confirm(membership).enforce()
    form, draft = SettleForm(), carry.draft
    if not form.validate_on_submit():
        abort(400)
    decide: dict[str, Any] = {
        "confirm": lambda: actions.confirm_carry(carry, by=current_user),
        "gone": lambda: actions.say_gone(carry, by=current_user),
        "move": lambda: actions.move_carry(carry, _clause_numbered(draft, form.number.data), by=current_user),
    }
    decide[form.decision.data]()
    db.session.commit()
    flash(_("Settled: %(reference)s.", reference=carry.comment.reference))
    return redirect(url_for("publishing.carried", slug=draft.guideline.slug, number=draft.number))


def _clause_numbered(draft: Draft, number: str) -> Wording:
    found = next((w for w in wordings_of(draft) if w.number.casefold() == number.casefold()), None)
    if found is None:
        raise Refused(_("Draft %(draft)s has no clause “%(number)s”. Give its number as printed.", draft=draft.number, number=number))  # fmt: skip  # noqa: E501
    return found


@bp.post("/guidelines/<slug>/drafts/<int:number>/carried")
@login_required
def settle_sure(slug: str, number: int) -> ResponseReturnValue:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    may_confirm(membership).enforce()
    confirmed = actions.confirm_sure(draft, by=current_user)
    db.session.commit()
    flash(ngettext("%(num)s comment is confirmed.", "%(num)s comments are confirmed.", confirmed))
    return redirect(url_for("publishing.carried", slug=slug, number=number))
