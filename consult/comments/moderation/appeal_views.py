"""Pages of appeals: an author asks, another moderator decides."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.comments.blueprint import bp, signed_in_to_write
from consult.comments.models import Comment
from consult.comments.moderation import appeals
from consult.comments.moderation.queries import appeal_against, last_hiding
from consult.comments.moderation.rules import may_appeal, may_decide_appeal
from consult.comments.queries import comment_for, own_comment
from consult.comments.rules import may_moderate
from consult.consultations.queries import participation_of
from consult.core.database import db
from consult.core.forms import BaseForm, one_of, prose, required


class AppealForm(BaseForm):
    """What an author says to another moderator."""

    words = prose(_l("Why should it be read again?"), required(), longest=2000)


class AppealDecisionForm(BaseForm):
    """The other moderator's decision."""

    granted: Any = one_of(
        _l("Decision"), [("yes", _l("Show the comment again")), ("no", _l("It stays hidden"))], required()
    )
    answer = prose(_l("Reason"), required(), longest=2000, description=_l("The author reads it."))


@bp.route("/comments/<reference>/appeal", methods=["GET", "POST"])
@signed_in_to_write
def appeal(reference: str) -> ResponseReturnValue:
    comment = own_comment(current_user, reference) or (comment_for(current_user, reference) or abort(404))[0]
    return _appeal_page(comment, current_user, url_for("comments.appeal", reference=reference))


@bp.route("/comments/appeal/<token>", methods=["GET", "POST"])
def appeal_by_link(token: str) -> ResponseReturnValue:
    """By the link in the mail that told of the hiding: no account is needed."""
    try:
        comment = appeals.comment_to_appeal(token)
    except signed_links.LinkExpired:
        says = _("It worked for sixty days. The comment stays hidden, and stays in the record.")
        return render_template("comments/link_expired.html", says=says), 410
    if comment is None or comment.author is None:
        instead = _("If it still does not work, choose a password for this address, and appeal under “My comments”.")
        return render_template("comments/link_broken.html", instead=instead), 404
    return _appeal_page(comment, comment.author, url_for("comments.appeal_by_link", token=token))


def _appeal_page(comment: Comment, author: Person, here: str) -> ResponseReturnValue:
    decision = last_hiding(comment)
    known = appeal_against(decision) if decision is not None else None
    ruling, form = may_appeal(comment, author, decision, known), AppealForm()
    if known is None:
        ruling.enforce()
    if known is None and form.validate_on_submit():
        appeals.send_appeal(comment, form.words.data, by=author)
        db.session.commit()
        flash(_("Another moderator looks at it. You are told by mail."))
        return redirect(here)
    return render_template("comments/appeal.html", comment=comment, form=form, appeal=known, decision=decision)


@bp.route("/comments/<reference>/appeal/decide", methods=["GET", "POST"])
@signed_in_to_write
def decide_appeal(reference: str) -> ResponseReturnValue:
    comment, membership = comment_for(current_user, reference) or abort(404)
    may_moderate(membership, participation_of(current_user, comment.round), comment.round).enforce()
    decision = last_hiding(comment)
    asked = (appeal_against(decision) if decision is not None else None) or abort(404)
    may_decide_appeal(asked, current_user).enforce()
    form = AppealDecisionForm()
    if form.validate_on_submit():
        granted = form.granted.data == "yes"
        appeals.settle_appeal(asked, granted=granted, answer=form.answer.data, by=current_user)
        db.session.commit()
        flash(_("The appeal is decided; its author has been told."))
        return redirect(url_for("comments.moderation", slug=comment.round.guideline.slug))
    return render_template("comments/decide_appeal.html", comment=comment, form=form, appeal=asked)
