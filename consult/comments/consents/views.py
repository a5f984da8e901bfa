"""Authors see and change what they chose; the secretariat takes it away as a file."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from wtforms import BooleanField

from consult.accounts import signed_links
from consult.accounts.access_log.models import PersonalData
from consult.accounts.access_log.recording import notes_access
from consult.comments.actions import comment_to_take_back
from consult.comments.blueprint import bp, link_of_a_receipt, signed_in_to_write
from consult.comments.consents.actions import change_choices
from consult.comments.consents.queries import consents_of, standing_consents
from consult.comments.models import Comment
from consult.comments.queries import comment_for, own_comment
from consult.consultations.queries import round_for
from consult.consultations.rules import may_manage_rounds
from consult.core.csv_files.safety import csv_lines
from consult.core.database import db
from consult.core.forms import BaseForm
from consult.core.ruling import Refused


class ChoicesForm(BaseForm):
    """What an author may choose at any time."""

    named: Any = BooleanField(_l("Show my name with it"))
    contact: Any = BooleanField(_l("The drafting team may write to me about it"))


@bp.route("/comments/<reference>/choices", methods=["GET", "POST"])
@signed_in_to_write
def choices(reference: str) -> ResponseReturnValue:
    comment = own_comment(current_user, reference)
    if comment is None:
        (comment_for(current_user, reference) or abort(404))
        raise Refused(_("Only its author changes these choices."))
    return _choices_page(comment, url_for("comments.choices", reference=comment.reference))


@bp.route("/comments/choices/<token>", methods=["GET", "POST"])
def choices_by_link(token: str) -> ResponseReturnValue:
    """By the link of the receipt that also withdraws it: no account is needed."""
    try:
        comment = comment_to_take_back(token)
    except signed_links.LinkExpired:
        comment = None
    if comment is None or comment.author is None:
        return render_template("comments/link_broken.html", instead=link_of_a_receipt()), 404
    return _choices_page(comment, url_for("comments.choices_by_link", token=token))


def _choices_page(comment: Comment, here: str) -> ResponseReturnValue:
    kept = consents_of(comment)
    form = ChoicesForm(named=comment.named, contact=bool(kept and kept[0].contact))
    if form.validate_on_submit() and comment.author is not None:
        change_choices(comment, publish_name=form.named.data, contact=form.contact.data, by=comment.author)
        db.session.commit()
        flash(_("Your choices are kept."))
        return redirect(here)
    return render_template("comments/choices.html", comment=comment, form=form, kept=kept)


@bp.get("/rounds/<round_slug>/choices.csv")
@login_required
@notes_access(PersonalData.REGISTER)
def choices_of_round(round_slug: str) -> ResponseReturnValue:
    """What the author of each comment chose, under which notice; an address only of who may be written to."""
    round_, membership = round_for(current_user, round_slug) or abort(404)
    may_manage_rounds(membership).enforce()
    rows = [["reference", "publish_name", "contact", "email", "notice", "notice_of", "chosen_at"]]
    for kept in standing_consents(round_):
        author, notice = kept.comment.author, kept.notice
        rows.append(
            [
                kept.comment.reference,
                "yes" if kept.publish_name else "no",
                "yes" if kept.contact else "no",
                author.email if kept.contact and author is not None else "",
                str(notice.number) if notice is not None else "",
                notice.at.date().isoformat() if notice is not None else "",
                kept.at.isoformat(),
            ]
        )
    told = {"Content-Disposition": f'attachment; filename="choices-{round_.slug}.csv"'}
    return Response("".join(csv_lines(rows)), mimetype="text/csv", headers=told)
