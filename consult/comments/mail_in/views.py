"""Received by mail: listed, read, placed, refused, answered; and the sender's own yes."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts import signed_links
from consult.accounts.models import StakeholderType
from consult.comments.blueprint import bp, was_withdrawn
from consult.comments.forms import ActForm
from consult.comments.mail_in import actions, queries, rules
from consult.comments.mail_in.forms import AnswerMailForm, PlaceMailForm, RefuseMailForm
from consult.comments.mail_in.labels import MAIL_STATES
from consult.comments.mail_in.models import MailState, ReceivedMail
from consult.comments.mail_in.placements import comments_placed_from
from consult.comments.models import CommentState
from consult.comments.papers.suggesting import ClauseSuggester, SuggestedFrom
from consult.comments.reading.threads import clause_numbers_of_comments
from consult.core.database import db
from consult.core.pagination import paged
from consult.drafts.models import Wording
from consult.drafts.queries import guideline_for, wordings_of


@bp.get("/guidelines/<slug>/received-mail")
@login_required
def received_mails(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    rules.may_handle_mail(membership).enforce()
    page = paged(queries.mail_of(guideline))
    return render_template("comments/mail_in/list.html", guideline=guideline, page=page, states=MAIL_STATES)


@bp.get("/received-mail/<int:mail_id>")
@login_required
def received_mail(mail_id: int) -> ResponseReturnValue:
    mail, _membership = queries.mail_for(current_user, mail_id) or abort(404)
    return _mail_page(mail)


def _mail_page(mail: ReceivedMail, **sent: Any) -> str:
    wordings = wordings_of(mail.round.draft)
    fresh = {"words": mail.words, "number": _clause_named(mail, wordings)} if mail.state == "waiting" else {}
    placing = sent.get("placing") or PlaceMailForm(formdata=None, **fresh)
    placing.offer_countries()
    comments = comments_placed_from(mail)
    return render_template(
        "comments/mail_in/mail.html",
        mail=mail,
        placing=placing,
        refusing=sent.get("refusing") or RefuseMailForm(formdata=None),
        answering=sent.get("answering") or AnswerMailForm(formdata=None),
        places=rules.may_place_mail(mail),
        refuses=rules.may_refuse_mail(mail),
        papers=queries.papers_in(mail),
        comments=comments,
        numbers=clause_numbers_of_comments(comments),
        waiting=actions.waiting_for_sender(mail),
        wordings=wordings,
        states=MAIL_STATES,
    )


def _clause_named(mail: ReceivedMail, wordings: Sequence[Wording]) -> str:
    """The number of the one clause that its words name, else the one that its subject names; else the whole text."""
    named = ClauseSuggester([SuggestedFrom(one.clause_id, one.number, "") for one in wordings])
    numbers = {one.clause_id: one.number for one in wordings}
    found = named.suggested(mail.words) or named.suggested(mail.subject or "")
    return numbers[found.clause_id] if found is not None else ""


@bp.post("/received-mail/<int:mail_id>/place")
@login_required
def place_mail(mail_id: int) -> ResponseReturnValue:
    mail, _membership = queries.mail_for(current_user, mail_id) or abort(404)
    rules.may_place_mail(mail).enforce()
    form = PlaceMailForm()
    form.offer_countries()
    sound = form.validate_on_submit()
    for name, says in (actions.fault_of_placing(mail, form.words.data, form.number.data) if sound else {}).items():
        form[name].errors = [says]
    if form.errors:
        return _mail_page(mail, placing=form), 422
    said = form.stakeholder_type.data
    kind = StakeholderType(said) if said else None
    about = {"organisation": form.organisation.data, "kind": kind, "country": form.country.data or ""}
    actions.place_mail(mail, form.words.data, form.number.data, by=current_user, **about)
    if asks := request.form.get("do") == "ask":
        actions.ask_sender(mail, by=current_user)
    db.session.commit()
    asked = _("It is placed, and its sender is asked. Nothing of it counts or is shown before they confirm it.")
    flash(asked if asks else _("It is placed. Place more of it, or ask its sender to confirm."))
    return redirect(url_for("comments.received_mail", mail_id=mail.id))


@bp.post("/received-mail/<int:mail_id>/ask")
@login_required
def ask_sender(mail_id: int) -> ResponseReturnValue:
    mail, _membership = queries.mail_for(current_user, mail_id) or abort(404)
    actions.ask_sender(mail, by=current_user)
    db.session.commit()
    flash(_("The sender is asked. Nothing of it counts or is shown before they confirm it."))
    return redirect(url_for("comments.received_mail", mail_id=mail.id))


@bp.post("/received-mail/<int:mail_id>/refuse")
@login_required
def refuse_mail(mail_id: int) -> ResponseReturnValue:
    mail, _membership = queries.mail_for(current_user, mail_id) or abort(404)
    form = RefuseMailForm()
    if not form.validate_on_submit():
        return _mail_page(mail, refusing=form), 422
    actions.refuse_mail(mail, form.because.data, by=current_user)
    db.session.commit()
    flash(_("Refused. Its sender is told why."))
    return redirect(url_for("comments.received_mail", mail_id=mail.id))


@bp.post("/received-mail/<int:mail_id>/answer")
@login_required
def answer_mail(mail_id: int) -> ResponseReturnValue:
    mail, _membership = queries.mail_for(current_user, mail_id) or abort(404)
    form = AnswerMailForm()
    if not form.validate_on_submit():
        return _mail_page(mail, answering=form), 422
    actions.answer_mail(mail, form.answer.data, by=current_user)
    db.session.commit()
    flash(_("Your answer is on its way."))
    return redirect(url_for("comments.received_mail", mail_id=mail.id))


@bp.route("/comments/confirm-mail/<token>", methods=["GET", "POST"])
def confirm_mail(token: str) -> ResponseReturnValue:
    """A page with a button: mail scanners open links, people press buttons."""
    try:
        mail = actions.mail_of_link(token)
    except signed_links.LinkExpired:
        return render_template("comments/link_expired.html"), 410
    if mail is None or mail.state != MailState.PLACED:
        return render_template("comments/link_broken.html"), 404
    form = ActForm()
    if form.validate_on_submit():
        actions.confirm_mail(mail)
        db.session.commit()
        return redirect(url_for("comments.confirm_mail", token=token))
    comments = comments_placed_from(mail)
    said = {"comments": comments, "numbers": clause_numbers_of_comments(comments)}
    if actions.waiting_for_sender(mail):
        return render_template("comments/mail_in/confirm.html", mail=mail, form=form, **said)
    if not comments:
        return render_template("comments/link_expired.html"), 410
    standing = [comment for comment in comments if comment.state != CommentState.WITHDRAWN]
    if not standing:
        return was_withdrawn(comments[0])
    return render_template("comments/receipt.html", **said | {"comments": standing})
