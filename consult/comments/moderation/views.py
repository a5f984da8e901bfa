"""Moderation: what waits, released or hidden with a reason."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy import select

from consult.accounts.views import safe_next
from consult.comments.blueprint import bp, signed_in_to_write
from consult.comments.forms import HideForm
from consult.comments.models import CommentState
from consult.comments.moderation import actions as moderating
from consult.comments.moderation.models import HidingReason
from consult.comments.moderation.queries import (
    claim_of_another,
    claims_on,
    lately,
    open_appeal_about,
    open_appeals,
    to_moderate,
)
from consult.comments.moderation.rules import may_change_what_is_read, may_take
from consult.comments.queries import comment_for, moderated_by
from consult.comments.reading.threads import threads
from consult.comments.rules import may_moderate
from consult.consultations.models import Round
from consult.consultations.queries import participation_of
from consult.core import clock
from consult.core.database import db
from consult.core.pagination import paged
from consult.core.ruling import refuse_unless
from consult.drafts.queries import guideline_for


@bp.get("/guidelines/<slug>/moderation")
@login_required
def moderation(slug: str) -> ResponseReturnValue:
    """Comments that wait, the longest waiting first; `?state=hidden` shows those that were hidden."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    theirs = select(Round.id).where(Round.guideline_id == guideline.id, moderated_by(membership)).limit(1)
    moderates = membership.moderator or db.session.scalar(theirs) is not None
    refuse_unless(moderates, _("This is for the moderators of the rounds.")).enforce()
    hidden = request.args.get("state") == "hidden"
    page = paged(to_moderate(membership, [CommentState.HIDDEN if hidden else CommentState.HELD]))
    newest = [] if hidden else lately(membership)
    said = threads([*page.items, *newest], membership, clock.now(), most=0)
    return render_template(
        "comments/moderation.html",
        guideline=guideline,
        page=page,
        hidden=hidden,
        claims=claims_on(page.items, clock.now()),
        appeals=open_appeals(membership),
        threads=said[: len(page.items)],
        lately=said[len(page.items) :],
    )


@bp.post("/comments/<reference>/claim")
@signed_in_to_write
def claim(reference: str) -> ResponseReturnValue:
    """For some minutes nobody else decides on it."""
    comment, membership = comment_for(current_user, reference) or abort(404)
    may_moderate(membership, participation_of(current_user, comment.round), comment.round).enforce()
    moderating.claim_comment(comment, by=current_user)
    db.session.commit()
    return redirect(url_for("comments.moderation", slug=comment.round.guideline.slug) + f"#{comment.reference}")


@bp.post("/comments/<reference>/release")
@signed_in_to_write
def release(reference: str) -> ResponseReturnValue:
    comment, _membership = comment_for(current_user, reference) or abort(404)
    moderating.release_comment(comment, by=current_user)
    db.session.commit()
    says = _("Comment %(reference)s can be read now.", reference=comment.reference)
    undo = _("If that was not meant: it stands under “Said most recently”, where it can be hidden.")
    flash(f"{says} {undo}")
    return redirect(url_for("comments.moderation", slug=comment.round.guideline.slug))


@bp.route("/comments/<reference>/hide", methods=["GET", "POST"])
@signed_in_to_write
def hide(reference: str) -> ResponseReturnValue:
    comment, membership = comment_for(current_user, reference) or abort(404)
    may_moderate(membership, participation_of(current_user, comment.round), comment.round).enforce()
    may_change_what_is_read(open_appeal_about(comment)).enforce()
    may_take(claim_of_another(comment, current_user, clock.now()), current_user, clock.now()).enforce()
    form = HideForm()
    if form.validate_on_submit():
        moderating.hide_comment(comment, form.reason.data, by=current_user, kind=HidingReason(form.kind.data))
        db.session.commit()
        says = _("Comment %(reference)s is hidden; its author has been told why.", reference=comment.reference)
        undo = _("If that was not meant: release it under “Those that are hidden”.")
        flash(f"{says} {undo}")
        where_from = safe_next() if request.values.get("next") else ""
        return redirect(where_from or url_for("comments.moderation", slug=comment.round.guideline.slug))
    back = safe_next() if request.values.get("next") else url_for("comments.comment", reference=comment.reference)
    return render_template("comments/hide.html", comment=comment, form=form, back=back)
