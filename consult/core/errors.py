"""What a person sees when something is wrong: what happened, what to do, and what they had typed."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

from consult.core.database import db, is_busy, keeps_nothing
from consult.core.kept_forms.typed import typed
from consult.core.kept_forms.views import keep
from consult.core.locking import GoneMeanwhile, Stale
from consult.core.ruling import Refused
from consult.core.security.event_log import SecurityEvent, here, refused, request_id
from consult.core.security.rate_limit import TooMany
from consult.core.streaming import TooManyDownloads
from consult.core.urls import same_origin

log = logging.getLogger(__name__)


def page(code: int, title: str, says: str, **more: Any) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("errors/error.html", code=code, title=title, says=says, typed=typed(), **more), code


def set_up_errors(app: Flask) -> None:
    def says(error: type[Exception] | int, handler: Callable[[Any], ResponseReturnValue]) -> None:
        app.register_error_handler(error, _rolled_back(handler))

    says(Refused, _refused)
    says(TooMany, _too_many)
    says(TooManyDownloads, _too_many_downloads)
    says(Stale, _stale)
    says(CSRFError, _forged)
    for unreadable in (OverflowError, DataError):  # a number or a sign in an address that no database takes
        says(unreadable, lambda _e: _http(BadRequest()))
    says(GoneMeanwhile, lambda _e: _http(NotFound()))
    says(IntegrityError, _twice)
    for unreached in (DBAPIError, PoolTimeout):
        says(unreached, _unreached)
    for code in (400, 401, 403, 404, 405, 413, 415):
        says(code, _http)
    says(500, _broken)
    app.log_exception = _logged_below  # type: ignore[assignment, method-assign]


def _rolled_back(handler: Callable[[Any], ResponseReturnValue]) -> Callable[[Any], ResponseReturnValue]:
    """Nothing of what went wrong is kept. First of all: a session that failed answers nothing, not even who asks."""

    @wraps(handler)
    def after_rolling_back(error: Any) -> ResponseReturnValue:
        db.session.rollback()
        return handler(error)

    return after_rolling_back


def _logged_below(_exc_info: object) -> None:
    """Flask's own line repeats the address, which may hold a token: `_broken` writes ours."""


def _refused(e: Refused) -> ResponseReturnValue:
    refused(SecurityEvent.ACCESS)
    return page(403, _("You cannot do this here"), str(e))


def _stale(e: Stale) -> ResponseReturnValue:
    endpoint, values, words = e.go or ("", {}, "")
    on = {"go": url_for(endpoint, **values), "go_says": words} if endpoint else {}
    told = {"theirs": e.theirs, "yours": e.yours, "again": e.again}
    return page(409, _("Someone changed this meanwhile"), str(e), **told, **on)


def _twice(e: IntegrityError) -> ResponseReturnValue:
    """Two did the same thing at the same moment, and the database let one of them: not a fault of who asks."""
    log.warning("refused by the database: %s", str(e.orig).partition("\n")[0])  # what follows quotes the row
    says = _("The same was done a moment ago, perhaps by a second press of the button. Look before you send it again.")
    return page(409, _("This was done at the same moment"), says)


def _unreached(e: DBAPIError | PoolTimeout) -> ResponseReturnValue:
    if keeps_nothing(e):
        return _unkept(e)
    if not is_busy(e):
        raise e
    log.warning("the database was busy or away: %s: %s", here(), type(e).__name__)
    _ask_for_nobody()
    says = _("Too much is being written at once, or the database is away. Nothing was changed.")
    instead = _("Wait half a minute and send it again; what you typed is kept below.")
    says = f"{says} {instead}"
    return bare(503, _("The site is busy"), says), {"Retry-After": "30"}


def _unkept(e: Exception) -> ResponseReturnValue:
    log.error("the database keeps nothing, is the disk full? %s: %s", here(), type(e).__name__)
    _ask_for_nobody()
    says = _("Its disk is full, or its database may only be read. Nothing was changed; pages can still be read.")
    instead = _("Tell whoever runs this site, and send it again later; what you typed is kept below.")
    return bare(503, _("This site cannot keep anything now"), f"{says} {instead}"), {"Retry-After": "300"}


def bare(code: int, title: str, says: str) -> Response:
    """A page that asks the database for nothing, not even who looks at it: it may not answer."""
    db.session.rollback()
    _ask_for_nobody()
    resend = request.path if g.get("csrf_valid") else None  # only what our own page sent is offered again
    return make_response(
        render_template("errors/bare.html", title=title, says=says, typed=typed(), resend=resend), code
    )


def _ask_for_nobody() -> None:
    """Who asks, and which language they chose, is not looked for any more."""
    g._login_user = AnonymousUserMixin()  # noqa: SLF001 - Flask-Login's place


def _too_many(e: TooMany) -> ResponseReturnValue:
    refused(SecurityEvent.LIMIT)
    says = _("Wait %(minutes)s minutes and try again; what you typed is kept below.", minutes=e.minutes)
    return page(429, _("Too many tries"), says)


def _too_many_downloads(e: TooManyDownloads) -> ResponseReturnValue:  # noqa: ARG001
    says = _("Several files are being made for others at this moment. Wait half a minute and ask for yours again.")
    return bare(503, _("The site is busy"), says), {"Retry-After": "30"}


def _forged(e: CSRFError) -> ResponseReturnValue:  # noqa: ARG001
    """Offered again only to our own pages: filled in and given a fresh token, a form of another site would pass."""
    refused(SecurityEvent.FORM_WITHOUT_TOKEN)
    if not same_origin(request):
        says = _("Another site sent this, or your browser did not say where it comes from. Nothing was done.")
        instead = _("Open the page here and do it there.")
        return page(400, _("This did not come from our pages"), f"{says} {instead}")
    return _ended(400)


def _ended(code: int) -> ResponseReturnValue:
    """Their session had ended while they typed: what they typed waits for a day, for them to sign in and send it."""
    token = keep(typed())
    says = _("Your session had ended before this was sent. Nothing you typed is lost: it is kept for a day.")
    if not token:
        says = _("Your session had ended before this was sent. What you typed is below: check it and send it again.")
    known = {"back": url_for("kept_forms.kept", token=token)} if token else {}
    return page(code, _("Please send this again"), says, resend=None if code == 401 else request.path, **known)


def _http(e: HTTPException) -> ResponseReturnValue:
    if e.code == 401 and request.method == "POST" and same_origin(request) and typed():
        return _ended(401)
    if e.code == 403:
        refused(SecurityEvent.ACCESS)
    titles = {
        401: (_("Please sign in"), _("This page is for people who are signed in.")),
        403: (_("You cannot do this here"), _("You are known, but this is not yours to see or to do.")),
        404: (
            _("There is nothing here"),
            _("The address may be mistyped, or the page may be for other people."),
        ),
        405: (_("That cannot be done this way"), _("Go back and use the button on the page.")),
        413: (_("That is too large"), _("Send a smaller file or a shorter text. Nothing was changed.")),
    }
    code = e.code or 400
    title, says = titles.get(code, (_("That request could not be read"), _("Go back, check what you sent, try again.")))
    return page(code, title, says)


def _broken(e: Exception) -> ResponseReturnValue:
    log.error(
        "a page broke: %s, request %s", here(), request_id(), exc_info=getattr(e, "original_exception", None) or e
    )  # its address may hold a token
    try:
        return page(500, *_what_broke())
    except SQLAlchemyError:  # what broke may be the database
        _ask_for_nobody()
        return bare(500, *_what_broke())


def _what_broke() -> tuple[str, str]:
    return _("Something broke on our side"), _("Nothing you sent was kept half-way. Try again in a minute.")
