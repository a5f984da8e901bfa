"""What they wrote: drafts, sent comments, receipts; sending all at once, withdrawing, throwing away."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required

from consult.comments import actions
from consult.comments.blueprint import bp, signed_in_to_write
from consult.comments.forms import ActForm
from consult.comments.models import Comment
from consult.comments.queries import comment_for, comments_by, drafts_by, own_comment
from consult.comments.reading.threads import clause_numbers_of_comments
from consult.comments.references import read_reference
from consult.comments.rules import may_edit_comment, may_withdraw_comment
from consult.consultations.queries import participation_of
from consult.core import clock
from consult.core.database import db
from consult.core.pagination import paged
from consult.core.templating import main_links

main_links.append(("comments.mine", _l("My comments")))


@bp.get("/comments/mine")
@login_required
def mine() -> ResponseReturnValue:
    page = paged(comments_by(current_user), size=50)
    drafts = drafts_by(current_user)
    rulings = {draft.id: actions.ruling_on_sending(draft) for draft in drafts}
    return render_template(
        "comments/mine.html",
        page=page,
        drafts=drafts,
        rulings=rulings,
        ready=sum(map(bool, rulings.values())),
        numbers=clause_numbers_of_comments([*page.items, *drafts]),
        editable={comment.id for comment in page.items if _may_still_edit(comment)},
        withdrawable={comment.id for comment in page.items if may_withdraw_comment(comment, current_user)},
    )


def _may_still_edit(comment: Comment) -> bool:
    place = participation_of(current_user, comment.round)
    return bool(may_edit_comment(comment, current_user, place, clock.now()))


@bp.post("/comments/send")
@signed_in_to_write
def send_all() -> ResponseReturnValue:
    """Every draft that can be sent; those that cannot stay, each saying why."""
    ready = [draft for draft in drafts_by(current_user) if actions.ruling_on_sending(draft)]
    if not ready:
        flash(_("None of your drafts can be sent as it is."))
        return redirect(url_for("comments.mine"))
    for draft in ready:
        actions.send_comment(draft)
    actions.post_receipt(ready)
    db.session.commit()
    return redirect(url_for("comments.receipt", of=[comment.reference for comment in ready]))


@bp.get("/comments/receipt")
@login_required
def receipt() -> ResponseReturnValue:
    """`?of=` a reference, once or several times."""
    asked = {read_reference(typed) for typed in request.args.getlist("of")[:200]}
    found = [c for c in db.session.scalars(comments_by(current_user)).unique() if c.reference in asked and c.sent_at]
    if not found:
        abort(404)
    return render_template("comments/receipt.html", comments=found, numbers=clause_numbers_of_comments(found))


def _written_by_them(reference: str) -> Comment:
    """Of others they hear that it is not theirs, if they may read it."""
    own = own_comment(current_user, reference)
    return own if own is not None else (comment_for(current_user, reference) or abort(404))[0]


@bp.route("/comments/<reference>/withdraw", methods=["GET", "POST"])
@signed_in_to_write
def withdraw(reference: str) -> ResponseReturnValue:
    comment = _written_by_them(reference)
    may_withdraw_comment(comment, current_user).enforce()
    form = ActForm()
    if form.validate_on_submit():
        actions.withdraw_comment(comment, by=current_user)
        db.session.commit()
        flash(_("Your comment is withdrawn. Others no longer see it."))
        return redirect(url_for("comments.mine"))
    return render_template("comments/withdraw.html", comment=comment, form=form)


@bp.post("/comments/<reference>/discard")
@signed_in_to_write
def discard(reference: str) -> ResponseReturnValue:
    comment = _written_by_them(reference)
    actions.discard_draft(comment, by=current_user)
    db.session.commit()
    flash(_("The draft is thrown away."))
    return redirect(url_for("comments.mine"))
