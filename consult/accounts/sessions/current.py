"""The session behind a request: begun, ended, looked up, and its password asked for again.

A row for each device stands behind the cookie, so that a session can be listed and ended from elsewhere. Reading it
takes no statement more than reading the person did; `seen_at` is written once in ten minutes, and only if the
database is free.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import update

from consult.accounts import actions
from consult.accounts.models import Person, UserSession
from consult.accounts.queries import session_with
from consult.accounts.rules import is_proved, may_sign_in
from consult.accounts.second_factor.queries import has_second_factor
from consult.accounts.sessions.devices import device_of
from consult.accounts.single_sign_on.provider import identity_provider
from consult.accounts.single_sign_on.queries import identities_of
from consult.core import clock, errors
from consult.core.clock import UNSAID_ZONE
from consult.core.database import db, write_if_free
from consult.core.security.event_log import SecurityEvent, SecurityOutcome, here, security_event
from consult.core.security.rate_limit import network_of
from consult.core.templating import reader_zone
from consult.settings import Settings

SEEN_EVERY = timedelta(minutes=10)
UNTIL_THE_BROWSER_IS_CLOSED = timedelta(days=1)  # at most: some browsers never close
WAITING = "waiting_for_code"  # what the cookie says of whoever gave the first factor alone
TIME_FOR_A_CODE = timedelta(minutes=10)
P = ParamSpec("P")


@dataclass(frozen=True)
class CurrentSession:
    """What a request knows of its session; plain values, since a commit forgets the row."""

    id: int
    seen_at: datetime
    proved_at: datetime


@dataclass(frozen=True)
class WaitingForCode:
    """Whoever gave the first factor and owes the second; signed in as nobody until then."""

    person: Person
    stay: bool
    then: str


def set_up_sessions(app: Flask, settings: Settings) -> None:
    app.config.update(
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        SESSION_REFRESH_EACH_REQUEST=False,  # it ends when it was said to end
        REMEMBER_COOKIE_DURATION=timedelta(0),  # not used: a cookie from before is deleted at signing out
    )
    manager = LoginManager(app)
    manager.login_view = "accounts.sign_in"
    manager.login_message = None
    manager.session_protection = None  # a phone changes its network all the time
    manager.user_loader(person_of_session)
    app.after_request(_note_seen)


def person_of_session(token: str) -> Person | None:
    """Flask-Login's loader: the person that the token of the cookie stands for, if the session still runs."""
    found = session_with(token)
    if found is None or found.ends_at <= clock.now() or found.person.suspended_at is not None:
        return None
    g.user_session = CurrentSession(found.id, found.seen_at, found.proved_at)
    return found.person


def current_session() -> CurrentSession | None:
    """None for a visitor."""
    return g.get("user_session") if current_user.is_authenticated else None


def sign_in(person: Person, *, stay: bool, then: str) -> str:
    """Begin a session, or ask for the second factor first; where to go now. The caller commits.

    Every way to sign in leads through here: a password, a mailed link, another site. Whoever was signed in on this
    device before no longer is.
    """
    sign_out()
    if not has_second_factor(person):
        begin(person, stay=stay)
        return then
    now = clock.now().timestamp()
    session[WAITING] = {"id": person.id, "key": person.session_key, "stay": stay, "then": then, "at": now}
    return url_for("accounts.second_step")


def waiting_for_code() -> WaitingForCode | None:
    """Not for long, not after the password was changed, not for who was suspended meanwhile."""
    kept = session.get(WAITING)
    if kept is None or clock.now().timestamp() - kept["at"] > TIME_FOR_A_CODE.total_seconds():
        return None
    person = db.session.get(Person, kept["id"])
    if person is None or person.session_key != kept["key"] or not may_sign_in(person):
        return None
    return WaitingForCode(person, kept["stay"], kept["then"])


def begin(person: Person, *, stay: bool) -> None:
    """A session for whoever gave all that is asked of them; the caller commits."""
    settings: Settings = current_app.extensions["consult_settings"]
    session.pop(WAITING, None)
    lasts = timedelta(days=settings.session_days) if stay else UNTIL_THE_BROWSER_IS_CLOSED
    device = device_of(request.user_agent.string)
    network = network_of(request.remote_addr or "")
    person.session_token = actions.start_session(person, device=device, network=network, lasts=lasts)
    session.permanent = stay
    login_user(person)
    security_event(SecurityEvent.SIGN_IN, SecurityOutcome.DONE, account=person.id, about=here())


def sign_out() -> None:
    """End the session behind this request, in the database and in the browser; the caller commits."""
    running = current_session()
    if running is not None:
        actions.end_session(current_user, running.id)
        security_event(SecurityEvent.SIGN_OUT, SecurityOutcome.DONE, account=current_user.id, about=here())
    g.pop("user_session", None)
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    logout_user()


def password_asked_again(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """For what harms most when done by who found a device unlocked. Who has nothing to give (a demo) is not asked."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        running = current_session()
        if running is None or (endpoint := _proves_at(current_user)) is None:
            return view(*args, **kwargs)
        sending = request.method == "POST"
        if is_proved(running.proved_at, clock.now(), sending=sending):
            return view(*args, **kwargs)
        prove = url_for(endpoint, next=request.full_path.rstrip("?"))
        return _kept(prove) if sending else redirect(prove)

    return guarded


def _proves_at(person: Person) -> str | None:
    """Where they show that they are who signed in: here by the password, or where an identity provider asks for it."""
    if person.password_hash is not None:
        return "accounts.prove"
    return "accounts.prove_with_provider" if identity_provider() is not None and identities_of(person) else None


def _kept(prove: str) -> ResponseReturnValue:
    says = _(
        "This needs your password, and it is a while since you gave it. Nothing was done; what you typed is below."
    )
    return errors.page(403, _("Give your password again"), says, go=prove, go_says=_("Give the password"))


def _note_seen(answer: Response) -> Response:
    """Once in a while, when nobody else writes: a page that is read waits for no lock."""
    running: CurrentSession | None = g.get("user_session")
    if running is None or request.method != "GET" or clock.now() - running.seen_at < SEEN_EVERY:
        return answer
    write_if_free(update(UserSession).where(UserSession.id == running.id).values(seen_at=clock.now()))
    return answer


@reader_zone
def zone_of_whoever_is_signed_in() -> str:
    zone = current_user.timezone if current_user.is_authenticated else UNSAID_ZONE
    return "" if zone == UNSAID_ZONE else str(zone)
