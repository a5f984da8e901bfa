"""Accounts, for administrators: found, suspended, made administrators, and each of it taken back."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required

from consult.accounts import actions
from consult.accounts.access_log.models import PersonalData
from consult.accounts.access_log.recording import notes_access
from consult.accounts.blueprint import bp
from consult.accounts.models import Person
from consult.accounts.queries import administrators, people_called, sign_in_sessions_of
from consult.accounts.rules import (
    may_administer,
    may_become_administrator,
    may_end_administration,
    may_suspend,
)
from consult.accounts.second_factor.actions import reset_second_factor
from consult.accounts.second_factor.queries import has_second_factor
from consult.accounts.sessions.current import password_asked_again
from consult.core import clock
from consult.core.database import db
from consult.core.pagination import paged
from consult.core.security.event_log import SecurityEvent, SecurityOutcome, security_event

# What an administrator may do to an account, by the name in the form, and what is said when it is done.
DEEDS: dict[str, tuple[Callable[..., None], object]] = {
    "suspend": (actions.suspend, _l("The account is suspended, and signed out everywhere.")),
    "restore": (actions.lift_suspension, _l("The account is not suspended any more.")),
    "make_administrator": (actions.make_administrator, _l("This person administers the site now.")),
    "reset_second_factor": (reset_second_factor, _l("The second factor is reset. This person is told by mail.")),
    "end_administration": (actions.end_administration, _l("This person does not administer the site any more.")),
}


@bp.get("/people")
@login_required
@password_asked_again
@notes_access(PersonalData.ACCOUNTS)
def people() -> ResponseReturnValue:
    may_administer(current_user).enforce()
    words = request.args.get("called", "")[:200]
    return render_template("accounts/people.html", page=paged(people_called(words)), called=words)


@bp.route("/people/<int:person_id>", methods=["GET", "POST"])
@login_required
@password_asked_again
@notes_access(PersonalData.ACCOUNT)
def person(person_id: int) -> ResponseReturnValue:
    may_administer(current_user).enforce()
    who = db.session.get(Person, person_id)
    if who is None or not who.name:
        abort(404)
    if request.method == "POST":
        chosen = request.form.get("do", "")
        if chosen not in DEEDS and chosen != "end_sessions":
            abort(400)
        _do(chosen, who)
        db.session.commit()
        return redirect(url_for("accounts.person", person_id=who.id))
    count = administrators()
    rulings = {
        "suspend": may_suspend(who, current_user, count),
        "make_administrator": may_become_administrator(who),
        "end_administration": may_end_administration(who, count),
    }
    open_now = sign_in_sessions_of(who, clock.now())
    second = has_second_factor(who)
    return render_template("accounts/person.html", who=who, rulings=rulings, sessions=open_now, second=second)


def _do(chosen: str, who: Person) -> None:
    if chosen == "end_sessions":
        actions.end_sessions(who)
        whose = f"person:{who.id}"
        security_event(SecurityEvent.SESSION_ENDED, SecurityOutcome.DONE, account=current_user.id, about=whose)
        flash(_("This person is signed out everywhere."))
        return
    action, says = DEEDS[chosen]
    action(who, by=current_user)
    flash(str(says))
