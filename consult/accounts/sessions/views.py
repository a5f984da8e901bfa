"""Where someone is signed in: listed, ended one by one or all, and the password asked again."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts import actions, passwords
from consult.accounts.blueprint import bp
from consult.accounts.forms import ProofForm
from consult.accounts.queries import sign_in_sessions_of
from consult.accounts.sessions import current as sessions
from consult.accounts.views import safe_next, settings
from consult.core import clock
from consult.core.database import db
from consult.core.security.event_log import SecurityEvent, SecurityOutcome, here, security_event
from consult.core.security.rate_limit import count_failure, forgive, network_of


@bp.get("/sessions", endpoint="sessions")
@login_required
def listed() -> ResponseReturnValue:
    running = sessions.current_session()
    rows = sign_in_sessions_of(current_user, clock.now())
    return render_template("accounts/sessions.html", sessions=rows, this=running.id if running else None)


@bp.post("/sessions/<int:session_id>/end")
@login_required
def end_session(session_id: int) -> ResponseReturnValue:
    if not actions.end_session(current_user, session_id):
        abort(404)
    db.session.commit()
    _told(SecurityEvent.SESSION_ENDED)
    flash(_("That device is signed out."))
    return redirect(url_for("accounts.sessions"))


@bp.post("/sessions/end")
@login_required
def end_sessions() -> ResponseReturnValue:
    """All others, or with `all` this one as well."""
    running = sessions.current_session()
    _told(SecurityEvent.SESSION_ENDED)
    if request.form.get("which") == "all":
        actions.end_sessions(current_user)
        sessions.sign_out()
    else:
        actions.end_sessions(current_user, but=running.id if running else None)
    db.session.commit()
    flash(_("Those devices are signed out."))
    return redirect(url_for("accounts.sessions"))


@bp.route("/sign-in/again", methods=["GET", "POST"])
@login_required
def prove() -> ResponseReturnValue:
    """Who holds a device that is signed in may not be who signed in on it."""
    form = ProofForm()
    running = sessions.current_session()
    if form.validate_on_submit() and running is not None:
        key = f"{current_user.id} {network_of(request.remote_addr or '')}"
        count_failure("prove", key, allowed=settings().sign_ins_per_quarter)
        db.session.commit()
        if passwords.matches(current_user.password_hash, form.password.data):
            forgive("prove", key)
            actions.prove_session(running.id)
            db.session.commit()
            _told(SecurityEvent.PASSWORD_AGAIN)
            return redirect(safe_next())
        _told(SecurityEvent.PASSWORD_AGAIN, SecurityOutcome.FAILED)
        form.password.errors = [_("This is not your password. Nothing was done.")]
    return render_template("accounts/prove.html", form=form)


def _told(what: SecurityEvent, outcome: SecurityOutcome = SecurityOutcome.DONE) -> None:
    security_event(what, outcome, account=current_user.id, about=here())
