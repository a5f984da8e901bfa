"""What guests do after they have written: their mail, the button behind its link, taking back, being forgotten."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts import actions as accounts
from consult.accounts import signed_links
from consult.accounts.forms import EmailForm
from consult.accounts.views import from_here, settings
from consult.comments import actions
from consult.comments.blueprint import bp, link_of_a_receipt, was_withdrawn
from consult.comments.editor import guests
from consult.comments.forms import ActForm
from consult.comments.models import Comment, CommentState
from consult.comments.papers.actions import ruling_on_attaching
from consult.comments.papers.links import link_to_attach
from consult.comments.queries import comment_from
from consult.comments.reading.threads import clause_numbers_of_comments
from consult.comments.rules import may_withdraw_comment
from consult.comments.sittings.remembered import forget_guest, remember_author, remembered_guest
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.mail.outbox import count_mail_to
from consult.core.security.rate_limit import count_attempt, forgive_newcomer
from consult.core.text import one_line


@bp.route("/comments/check-mail", methods=["GET", "POST"])
def check_mail() -> ResponseReturnValue:
    """What waits for the link; the button sends it again."""
    guest, form = remembered_guest(), ActForm()
    waiting = guests.waiting_at(guest.sitting, guest.email) if guest is not None else []
    if form.validate_on_submit() and waiting:
        count_mail_to(waiting[-1].author.email if waiting[-1].author is not None else "")
        guests.mail_link(waiting[-1], language=language_now())
        db.session.commit()
        flash(_("The mail is sent again."))
        return redirect(url_for("comments.check_mail"))
    return render_template(
        "comments/check_mail.html",
        outbox=settings().mail_url == "outbox:",
        form=form,
        guest=guest,
        waiting=waiting,
        numbers=clause_numbers_of_comments(list(waiting)),
    )


@bp.route("/comments/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """A page with a button: mail scanners open links, people press buttons. One press for all of a sitting."""
    try:
        comment = guests.comment_of_link(token)
    except signed_links.LinkExpired:
        return render_template("comments/link_expired.html"), 410
    if comment is None:
        return render_template("comments/link_broken.html"), 404
    form, sitting = ActForm(), guests.written_with_it(comment)
    if form.validate_on_submit():
        guests.confirm_comments(sitting)
        if comment.author is not None:
            accounts.learn_zone(comment.author, request.form.get("zone_of_browser", ""))
        _known_from_here(comment)
        db.session.commit()
        return redirect(url_for("comments.confirm", token=token))
    waiting = [said for said in sitting if said.state == CommentState.UNCONFIRMED]
    shown = waiting or [said for said in sitting if said.sent_at and said.state != CommentState.WITHDRAWN]
    if not shown:
        return was_withdrawn(comment)
    template = "comments/confirm.html" if waiting else "comments/receipt.html"
    late = any(guests.came_late(one) for one in waiting)
    said = {"comments": shown, "numbers": clause_numbers_of_comments(shown), "late": late}
    return render_template(template, **said, form=form, paper_link="" if waiting else _paper_link(comment))


def _paper_link(comment: Comment) -> str:
    """Only for who has no account, and while they may still add something."""
    author = comment.author
    if author is None or author.password_hash is not None or not ruling_on_attaching(comment, author):
        return ""
    return url_for("comments.attach_paper_by_link", token=link_to_attach(comment, author))


def _known_from_here(comment: Comment) -> None:
    if comment.author is not None:
        forgive_newcomer(guests.NEWCOMER, from_here(), comment.author.email)
        remember_author(comment, guests.sitting_of(comment))


@bp.route("/comments/take-back/<token>", methods=["GET", "POST"])
def take_back(token: str) -> ResponseReturnValue:
    """Withdrawn by the link in the receipt: no account is needed, and whoever did not write it says so here, too."""
    try:
        comment = actions.comment_to_take_back(token)
    except signed_links.LinkExpired:
        comment = None
    if comment is None or comment.author is None:
        return render_template("comments/link_broken.html", instead=link_of_a_receipt()), 404
    form = ActForm()
    if form.validate_on_submit():
        if comment.state != CommentState.WITHDRAWN:
            actions.withdraw_comment(comment, by=comment.author)
        db.session.commit()
        return redirect(url_for("comments.take_back", token=token))
    ruling = may_withdraw_comment(comment, comment.author)
    return render_template("comments/take_back.html", comment=comment, form=form, ruling=ruling)


@bp.route("/comments/forget-me", methods=["GET", "POST"])
def forget_me() -> ResponseReturnValue:
    """For a phone that others use too: what this browser kept of a guest is gone."""
    form = ActForm()
    if form.validate_on_submit():
        forget_guest()
        return redirect(url_for("comments.forget_me"))
    return render_template("comments/forget_me.html", guest=remembered_guest(), form=form)


@bp.route("/comments/receipt-again", methods=["GET", "POST"])
def receipt_again() -> ResponseReturnValue:
    """The receipt, or the link to confirm, to the address that the comment was written with; whoever asks hears the
    same, so that nobody learns whose it is."""
    reference = one_line(request.args.get("of", ""))[:40]
    if not reference:
        return redirect(url_for("tracing.find"))  # where a reference is typed
    form = EmailForm(email=current_user.email if current_user.is_authenticated else "")
    if form.validate_on_submit():
        count_attempt("mail", from_here(), allowed=settings().sign_ups_per_hour, within=timedelta(hours=1))
        count_mail_to(form.email.data, about="receipt")
        comment = comment_from(form.email.data, reference)
        if comment is not None and comment.state == CommentState.UNCONFIRMED:
            guests.mail_link(comment, language=language_now())
        elif comment is not None:
            actions.post_receipt([comment])
        db.session.commit()
        flash(_("If the comment was written with this address, the mail is on its way."))
        return redirect(url_for("comments.receipt_again", of=reference))
    return render_template("comments/receipt_again.html", form=form, reference=reference)
