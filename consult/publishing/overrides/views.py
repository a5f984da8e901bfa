"""Publishing all the same: the obstacles with what is edited by hand, the proposal, and the second person's answer."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.ruling import Ruling
from consult.drafts.membership import Membership
from consult.drafts.models import Draft
from consult.drafts.queries import current_draft, draft_for, membership_of
from consult.drafts.text_diff import difference
from consult.publishing.blockers import blockers_of
from consult.publishing.labels import OVERRIDE_STATE_NAMES
from consult.publishing.models import PublicationOverride
from consult.publishing.overrides import actions, queries, rules
from consult.publishing.overrides.forms import Ground, OverrideAnswerForm, OverrideForm, grounds_typed
from consult.publishing.queries import text_of
from consult.publishing.rules import Blocker, digest_of_obstacles, may_prepare
from consult.publishing.views import bp
from consult.publishing.words.history import clauses_without_a_vote


@bp.route("/guidelines/<slug>/publish/<int:number>/all-the-same", methods=["GET", "POST"])
@login_required
def override(slug: str, number: int) -> ResponseReturnValue:
    """What stands in the way, and a proposal to publish although it does."""
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    rules.may_read_override(membership).enforce()
    obstacles = blockers_of(draft.guideline, draft)
    grounds = [Ground(obstacle) for obstacle in obstacles]
    if OverrideForm().validate_on_submit():
        rules.may_propose_override(membership, draft, obstacles).enforce()
        grounds = grounds_typed(obstacles, request.form)
        if not any(ground.error for ground in grounds):
            actions.propose_override(draft, {g.obstacle.kind: g.reason for g in grounds}, by=current_user)
            db.session.commit()
            flash(_("It is proposed. It counts when a second person confirms it; they have been written to."))
            return redirect(url_for("publishing.override", slug=slug, number=number))
    return _override_page(draft, membership, grounds, OverrideAnswerForm(None))


def _override_page(
    draft: Draft, membership: Membership, grounds: Sequence[Ground], answer_form: OverrideAnswerForm
) -> ResponseReturnValue:
    base, live = current_draft(draft.guideline), queries.live_override(draft)
    obstacles = [ground.obstacle for ground in grounds]
    other = base is not None and base.id != draft.id
    lapsed = _lapsed(live, obstacles)
    return render_template(
        "publishing/override.html",
        draft=draft,
        guideline=draft.guideline,
        grounds=grounds,
        obstacles=obstacles,
        unvoted=clauses_without_a_vote(text_of(base), text_of(draft)) if base is not None and other else [],
        difference=difference,
        live=live,
        lapsed=lapsed,
        proposing=rules.may_propose_override(membership, draft, obstacles),
        answering=_answering(live, membership, obstacles),
        withdrawing=rules.may_withdraw_override(membership, live) if live is not None and not lapsed else None,
        publishing=may_prepare(membership),
        has_chair=queries.has_chair(draft.guideline),
        past=[each for each in queries.overrides_of(draft) if each is not live],
        override_state_names=OVERRIDE_STATE_NAMES,
        answer_form=answer_form,
    )


def _lapsed(live: PublicationOverride | None, obstacles: Sequence[Blocker]) -> str:
    """Why it counts no more; empty while it does."""
    if live is None:
        return ""
    if live.digest != digest_of_obstacles(obstacles):
        says = _(
            "What stands in the way has changed since it was proposed. Read what stands in the way now, and propose it "
            "again."
        )
        return str(says)
    return queries.backing_of(live).refusal


def _answering(live: PublicationOverride | None, membership: Membership, obstacles: Sequence[Blocker]) -> Ruling | None:
    if live is None:
        return None
    guideline = live.draft.guideline
    proposer, led = membership_of(live.proposed_by, guideline), queries.has_chair(guideline)
    return rules.may_answer_override(membership, live, proposer, obstacles, has_chair=led)


@bp.post("/overrides/<int:override_id>")
@login_required
def answer_override(override_id: int) -> ResponseReturnValue:
    """The second person's word."""
    found, membership = queries.override_for(current_user, override_id) or abort(404)
    rules.may_read_override(membership).enforce()
    draft, form = found.draft, OverrideAnswerForm()
    if not form.validate_on_submit():
        grounds = [Ground(obstacle) for obstacle in blockers_of(draft.guideline, draft)]
        return _override_page(draft, membership, grounds, form)
    digest = digest_of_obstacles(blockers_of(draft.guideline, draft))
    if found is queries.live_override(draft) and found.digest != digest:  # lapsed: the page says so, with the new form
        return redirect(url_for("publishing.override", slug=draft.guideline.slug, number=draft.number))
    if form.answer.data == "confirm":
        actions.confirm_override(found, note=form.note.data or "", by=current_user)
        flash(_("You confirmed it. The drafting team can publish the draft now."))
    else:
        actions.decline_override(found, note=form.note.data or "", by=current_user)
        flash(_("You declined it. What stands in the way is to be dealt with first."))
    db.session.commit()
    return redirect(url_for("publishing.override", slug=draft.guideline.slug, number=draft.number))


@bp.post("/overrides/<int:override_id>/withdraw")
@login_required
def withdraw_override(override_id: int) -> ResponseReturnValue:
    found, membership = queries.override_for(current_user, override_id) or abort(404)
    rules.may_read_override(membership).enforce()
    actions.withdraw_override(found, by=current_user)
    db.session.commit()
    flash(_("The proposal is withdrawn."))
    return redirect(url_for("publishing.override", slug=found.draft.guideline.slug, number=found.draft.number))
