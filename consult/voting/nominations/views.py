"""Calls for nominations, for everyone; a nomination from its form to its receipt."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts import signed_links
from consult.accounts.views import from_here
from consult.core import clock
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.security.rate_limit import count_attempt
from consult.drafts.queries import guideline_for
from consult.voting.blueprint import bp
from consult.voting.nominations import actions, queries, rules
from consult.voting.nominations.forms import ConfirmNominationForm, LetterForm, NominationForm
from consult.voting.nominations.labels import NOMINATOR_NAMES
from consult.voting.nominations.models import Nomination, NominationState

NOMINATIONS_AN_HOUR = 20
SECONDS_TO_FINISH = 14 * signed_links.A_DAY


@bp.get("/guidelines/<slug>/nominations")
def calls(slug: str) -> ResponseReturnValue:
    """Every call with its criteria; the newest leads."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    now = clock.now()
    found = queries.calls_of(guideline)
    return render_template(
        "voting/nominations/calls.html",
        guideline=guideline,
        calls=[(call, rules.may_nominate(guideline, call, now)) for call in found],
        may_call=rules.may_call(membership),
        nominator_names=NOMINATOR_NAMES,
    )


@bp.route("/calls/<int:call_id>/nominate", methods=["GET", "POST"])
def nominate(call_id: int) -> ResponseReturnValue:
    """First the words, then the letter. A late one is refused, with what was typed on the page."""
    call, membership = queries.call_for(current_user, call_id) or abort(404)
    form = NominationForm(**_known())
    form.offer(of_states=call.guideline.group_of_states)
    open_now = rules.may_nominate(call.guideline, call, clock.now())
    if form.is_submitted():
        open_now.enforce()
    if form.validate_on_submit():
        count_attempt("nominate", from_here(), allowed=NOMINATIONS_AN_HOUR, within=timedelta(hours=1))
        begun = actions.begin_nomination(call, form.content, by=membership.person, language=language_now())
        token = signed_links.sign(actions.PURPOSE, begun.id)
        db.session.commit()
        return redirect(url_for("voting.attach_letter", token=token))
    page = render_template("voting/nominations/nominate.html", call=call, form=form, open_now=open_now)
    return page, 422 if form.errors else 200


def _known() -> dict[str, str]:
    """What is known of whoever is signed in."""
    if not current_user.is_authenticated:
        return {}
    body = current_user.organisation.name if current_user.organisation else ""
    return {
        "nominator_name": current_user.name,
        "nominator_email": current_user.email,
        "nominating_body": body,
        "member_state": current_user.country or "",
    }


def _begun(purpose: str, token: str) -> Nomination:
    """The nomination that a link names: whoever holds the link goes on with it."""
    try:
        number = signed_links.read_link(purpose, token, seconds=SECONDS_TO_FINISH)
    except signed_links.LinkExpired:
        number = None
    nomination = db.session.get(Nomination, number) if isinstance(number, int) else None
    if nomination is None:
        abort(404)
    return nomination


@bp.route("/nominations/<token>/letter", methods=["GET", "POST"])
def attach_letter(token: str) -> ResponseReturnValue:
    nomination = _begun(actions.PURPOSE, token)
    form, ruling = LetterForm(), rules.may_attach(nomination, clock.now())
    if form.is_submitted():
        ruling.enforce()
    if form.validate_on_submit() and form.letter is not None:
        actions.attach_letter(nomination, form.letter, confirmed=_is_theirs(nomination))
        db.session.commit()
        return redirect(url_for("voting.nomination_sent", token=token))
    page = {"nomination": nomination, "call": nomination.call, "form": form, "ruling": ruling}
    return render_template("voting/nominations/letter.html", **page), 422 if form.errors else 200


def _is_theirs(nomination: Nomination) -> bool:
    """Whether whoever is signed in has shown that the nominator's mailbox is theirs."""
    person = current_user
    return bool(person.is_authenticated and person.confirmed_at and person.email == nomination.nominator_email)


@bp.get("/nominations/<token>/sent")
def nomination_sent(token: str) -> ResponseReturnValue:
    """The receipt, or where the mail to answer is."""
    nomination = _begun(actions.PURPOSE, token)
    letter = queries.signed_letter_of(nomination)
    if letter is None:
        abort(404)
    waits = nomination.state == NominationState.UNCONFIRMED
    page = {"nomination": nomination, "call": nomination.call, "letter": letter, "waits": waits}
    return render_template("voting/nominations/sent.html", **page)


@bp.route("/nominations/<token>/confirm", methods=["GET", "POST"])
def confirm_nomination(token: str) -> ResponseReturnValue:
    """A button, not the link itself: mail programs open links."""
    nomination = _begun(f"{actions.PURPOSE}-confirm", token)
    form, ruling = ConfirmNominationForm(), rules.may_confirm_nomination(nomination)
    if ruling and form.validate_on_submit():
        actions.confirm_nomination(nomination)
        db.session.commit()
        flash(_("The nomination is taken in. A receipt is on its way to you by mail."))
        return redirect(url_for("voting.nomination_sent", token=signed_links.sign(actions.PURPOSE, nomination.id)))
    page = {"nomination": nomination, "call": nomination.call, "form": form, "ruling": ruling}
    return render_template("voting/nominations/confirm.html", **page)
