"""Passkeys: made and removed on one's own page, shown at sign-in. The password goes on to work without scripts."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.blueprint import bp
from consult.accounts.passkeys import actions, ceremony
from consult.accounts.passkeys.ceremony import PasskeyRefused, RelyingParty
from consult.accounts.passkeys.models import Passkey
from consult.accounts.passkeys.queries import passkey_with, passkeys_of
from consult.accounts.rules import may_sign_in
from consult.accounts.sessions import current as sessions
from consult.accounts.sessions.current import password_asked_again
from consult.accounts.sessions.devices import device_of
from consult.accounts.views import from_here, safe_next, settings
from consult.core import errors
from consult.core.database import db
from consult.core.security.event_log import SecurityEvent, SecurityOutcome, here, security_event
from consult.core.security.rate_limit import count_attempt

MOST = 20  # of one person
LONGEST = 20_000  # characters of an answer


def _party() -> RelyingParty | None:
    return ceremony.relying_party(settings().base_url)


@bp.app_context_processor
def passkeys_for_templates() -> dict[str, object]:
    """`passkey_options()`: what the sign-in page asks the browser for; empty where no passkeys can be."""
    return {"passkey_options": _options, "passkeys_offered": _party() is not None}


def _options() -> str:
    party = _party()
    return ceremony.options_to_show(party) if party is not None else ""


@bp.route("/profile/passkeys", methods=["GET", "POST"])
@login_required
@password_asked_again
def passkeys() -> ResponseReturnValue:
    party = _party() or abort(404)
    known = passkeys_of(current_user)
    if request.method == "POST":
        _added(party, len(known))
        return redirect(url_for("accounts.passkeys"))
    names = {"email": current_user.email, "name": current_user.name, "known": [one.credential_id for one in known]}
    options = ceremony.options_to_make(party, person_id=current_user.id, **names)
    return render_template("accounts/passkeys.html", passkeys=known, options=options)


def _added(party: RelyingParty, there: int) -> None:
    sent = request.form.get("credential", "")[:LONGEST]
    try:
        key = ceremony.made_key(party, sent) if there < MOST else None
    except PasskeyRefused:
        key = None
    if key is None or passkey_with(key.credential_id) is not None:
        flash(_("No passkey was added: the browser gave none that is new, or the page stood open for too long."))
        return
    actions.add_passkey(current_user, key, device=device_of(request.user_agent.string))
    db.session.commit()
    flash(_("The passkey is added. You sign in with it from now on, if you like."))


@bp.post("/profile/passkeys/<int:passkey_id>/remove")
@login_required
@password_asked_again
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    if not actions.remove_passkey(current_user, passkey_id):
        abort(404)
    db.session.commit()
    flash(_("The passkey is removed. Remove it on the device as well."))
    return redirect(url_for("accounts.passkeys"))


@bp.post("/sign-in/passkey")
def passkey_sign_in() -> ResponseReturnValue:
    """Two factors in one: no code is asked for beside it."""
    party = _party() or abort(404)
    count_attempt("passkey-from", from_here(), allowed=60, within=timedelta(hours=1))
    then = safe_next()
    try:
        passkey = _proved(party, request.form.get("credential", "")[:LONGEST])
    except PasskeyRefused:
        db.session.commit()
        security_event(SecurityEvent.SIGN_IN, SecurityOutcome.FAILED, account=None, about=here())
        return _not_accepted(_("This passkey is not known here any more, or the page stood open for too long."))
    if not (ruling := may_sign_in(passkey.person)):
        return _not_accepted(ruling.refusal)
    sessions.sign_out()
    sessions.begin(passkey.person, stay=False)
    db.session.commit()
    return redirect(then)


def _proved(party: RelyingParty, sent: str) -> Passkey:
    passkey = passkey_with(ceremony.credential_id_in(sent))
    if passkey is None:
        raise PasskeyRefused
    count = ceremony.count_after(party, sent, public_key=passkey.public_key, sign_count=passkey.sign_count)
    actions.use_passkey(passkey, sign_count=count)
    return passkey


def _not_accepted(because: str) -> ResponseReturnValue:
    instead = _("Try again, or sign in with your password.")
    says = f"{because} {instead}"
    return errors.page(403, _("You are not signed in"), says, go=url_for("accounts.sign_in"), go_says=_("Sign in"))
