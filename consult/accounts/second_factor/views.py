"""The second factor: asked for at sign-in, set up, renewed and removed on one's own page."""

from datetime import timedelta

import segno
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts.actions import end_sessions
from consult.accounts.blueprint import bp
from consult.accounts.models import Person
from consult.accounts.second_factor import actions, codes
from consult.accounts.second_factor.forms import OneTimeCodeForm
from consult.accounts.second_factor.queries import recovery_codes_left, second_factor_of
from consult.accounts.sessions import current as sessions
from consult.accounts.sessions.current import password_asked_again
from consult.accounts.views import safe_next, settings
from consult.core.database import db
from consult.core.security.event_log import SecurityEvent, SecurityOutcome, here, security_event
from consult.core.security.rate_limit import count_attempt, count_failure, forgive, network_of

AN_HOUR = timedelta(hours=1)


@bp.route("/sign-in/code", methods=["GET", "POST"])
def second_step() -> ResponseReturnValue:
    """After the first factor, whichever it was. Without it there is nobody whose code could be tried."""
    waiting = sessions.waiting_for_code()
    if waiting is None:
        flash(_("Give your address and your password first: it is a while since you did."))
        return redirect(url_for("accounts.sign_in"))
    form = OneTimeCodeForm()
    if form.validate_on_submit():
        person = waiting.person
        if _accepted(person, form):
            sessions.begin(person, stay=waiting.stay)
            _say_how_many_are_left(person, form.code.data)
            db.session.commit()
            return redirect(waiting.then)
    return render_template("accounts/second_step.html", form=form)


def _accepted(person: Person, form: OneTimeCodeForm) -> bool:
    """Counted before it is looked at, for the account: who has its password tries codes no faster from many places."""
    key = str(person.id)
    count_attempt("second-factor-from", network_of(request.remote_addr or "", narrow=True), allowed=60, within=AN_HOUR)
    count_failure("second-factor", key, allowed=settings().sign_ins_per_quarter)
    db.session.commit()
    if actions.accept_code(person, form.code.data):
        forgive("second-factor", key)
        security_event(SecurityEvent.SECOND_FACTOR, SecurityOutcome.DONE, account=person.id, about=here())
        return True
    security_event(SecurityEvent.SECOND_FACTOR, SecurityOutcome.FAILED, account=person.id, about=here())
    form.code.errors = [_("This code is not right, or it was used already. Wait for the next one, or check the clock.")]
    return False


def _say_how_many_are_left(person: Person, code: str) -> None:
    if len(codes.plain_code(code)) == codes.RECOVERY_LENGTH:
        left = recovery_codes_left(person)
        flash(ngettext("%(num)s recovery code is left.", "%(num)s recovery codes are left.", left))


@bp.route("/profile/second-factor", methods=["GET", "POST"])
@login_required
@password_asked_again
def second_factor() -> ResponseReturnValue:
    """One page: without one it offers it, begun it shows the QR code, confirmed it says what may be done with it."""
    found = second_factor_of(current_user)
    confirmed = found is not None and found.confirmed_at is not None
    form, chosen = OneTimeCodeForm(), request.form.get("do", "")
    if request.method == "POST" and chosen == "begin":
        actions.begin_second_factor(current_user)
        db.session.commit()
        return redirect(url_for("accounts.second_factor", next=request.form.get("next") or None))
    if found is not None and form.validate_on_submit() and (answer := _done(chosen, form, confirmed=confirmed)):
        return answer
    return _shown(form, begun=found is not None, confirmed=confirmed)


def _done(chosen: str, form: OneTimeCodeForm, *, confirmed: bool) -> ResponseReturnValue | None:
    """What the page was sent for; None where the code was not right."""
    if not confirmed:
        shown = _confirmed(form) if chosen == "confirm" else []
        return _codes_shown(shown, fresh=True) if shown else None
    if chosen not in {"renew", "remove"} or not _accepted(current_user, form):
        return None
    if chosen == "renew":
        return _codes_shown(actions.renew_recovery_codes(current_user), fresh=False)
    actions.remove_second_factor(current_user)
    db.session.commit()
    flash(_("Your second factor is removed."))
    return redirect(url_for("accounts.second_factor"))


def _confirmed(form: OneTimeCodeForm) -> list[str]:
    """Recovery codes, where the code of the app is right; other devices, which gave none, are signed out."""
    shown = actions.confirm_second_factor(current_user, form.code.data)
    if shown:
        running = sessions.current_session()
        end_sessions(current_user, but=running.id if running else None)
    else:
        form.code.errors = [_("This is not the code that your app shows now. Wait for the next one, or set its clock.")]
    return shown


def _codes_shown(shown: list[str], *, fresh: bool) -> ResponseReturnValue:
    """In the answer itself: they are kept nowhere from which they could be shown again."""
    db.session.commit()
    go = safe_next() if request.values.get("next") else url_for("accounts.profile")
    page = render_template("accounts/recovery_codes.html", codes=shown, fresh=fresh, go=go)
    return page, {"Cache-Control": "no-store"}


def _shown(form: OneTimeCodeForm, *, begun: bool, confirmed: bool) -> ResponseReturnValue:
    app_secret = actions.app_secret_of(current_user) if begun and not confirmed else None
    address = codes.app_address(app_secret, email=current_user.email, site="consult") if app_secret else ""
    page = render_template(
        "accounts/second_factor.html",
        form=form,
        confirmed=confirmed,
        left=recovery_codes_left(current_user) if confirmed else 0,
        app_secret=codes.in_groups(app_secret) if app_secret else "",
        picture=segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="white") if address else "",
    )
    return page, {"Cache-Control": "no-store"}
