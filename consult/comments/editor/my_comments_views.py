"""What they wrote: drafts, sent comments, receipts; sending all at once, withdrawing, throwing away."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required

from consult.accounts import signed_links
from consult.accounts.views import from_here, settings
from consult.comments import actions
from consult.comments.blueprint import bp, signed_in_to_write
from consult.comments.editor import guests
from consult.comments.forms import ActForm
from consult.comments.models import Comment, CommentState
from consult.comments.papers.actions import ruling_on_attaching
from consult.comments.papers.links import link_to_attach
from consult.comments.queries import comment_for, comments_by, drafts_by, own_comment
from consult.comments.reading.threads import clause_numbers_of_comments
from consult.comments.references import read_reference
from consult.comments.rules import may_edit_comment, may_withdraw_comment
from consult.consultations.queries import participation_of
from consult.core import clock
from consult.core.database import db
from consult.core.pagination import paged
from consult.core.security.rate_limit import forgive_newcomer
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


@bp.get("/comments/check-mail")
def check_mail() -> ResponseReturnValue:
    return render_template("comments/check_mail.html", outbox=settings().mail_url == "outbox:")


@bp.route("/comments/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """A page with a button: mail scanners open links, people press buttons."""
    try:
        comment = guests.comment_of_link(token)
    except signed_links.LinkExpired:
        return render_template("comments/link_expired.html"), 410
    if comment is None:
        return render_template("comments/link_broken.html"), 404
    form = ActForm()
    if form.validate_on_submit():
        guests.confirm_comment(comment)
        if comment.author is not None:
            forgive_newcomer(guests.NEWCOMER, from_here(), comment.author.email)
        db.session.commit()
        return redirect(url_for("comments.confirm", token=token))
    if comment.state == CommentState.UNCONFIRMED:
        return render_template(
            "comments/confirm.html", comment=comment, form=form, numbers=clause_numbers_of_comments([comment])
        )
    said = {"comments": [comment], "numbers": clause_numbers_of_comments([comment])}
    return render_template("comments/receipt.html", **said, paper_link=_paper_link(comment))


def _paper_link(comment: Comment) -> str:
    """Only for who has no account, and while they may still add something."""
    author = comment.author
    if author is None or author.password_hash is not None or not ruling_on_attaching(comment, author):
        return ""
    return url_for("comments.attach_paper_by_link", token=link_to_attach(comment, author))


@bp.route("/comments/take-back/<token>", methods=["GET", "POST"])
def take_back(token: str) -> ResponseReturnValue:
    """Withdrawn by the link in the receipt: no account is needed, and whoever did not write it says so here, too."""
    try:
        comment = actions.comment_to_take_back(token)
    except signed_links.LinkExpired:
        comment = None
    if comment is None or comment.author is None:
        return render_template("comments/link_broken.html"), 404
    form = ActForm()
    if form.validate_on_submit():
        if comment.state != CommentState.WITHDRAWN:
            actions.withdraw_comment(comment, by=comment.author)
        db.session.commit()
        return redirect(url_for("comments.take_back", token=token))
    ruling = may_withdraw_comment(comment, comment.author)
    return render_template("comments/take_back.html", comment=comment, form=form, ruling=ruling)
