"""Headers on every answer, and the guard against forged forms. No page may hold inline code or ask a third host."""

import gzip

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from consult.core.security.event_log import request_id
from consult.core.urls import from_elsewhere
from consult.settings import Settings

csrf = CSRFProtect()

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
        # No script hands a string to what would run or parse it, and no policy is there that would let one.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
A_YEAR = "public, max-age=31536000, immutable"


class OwnSessions(SecureCookieSessionInterface):
    """No cookie is set in answer to what another site sent.

    A browser leaves our cookie out of such a request (SameSite) but keeps the one that comes back: the new, empty
    session in the answer would sign out whoever was signed in.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.method in SAFE or not from_elsewhere(request):
            super().save_session(app, session, response)


def set_up_security(app: Flask, settings: Settings) -> None:
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a comment may take two hours to write
        WTF_CSRF_SSL_STRICT=False,  # the Referer may be stripped by a proxy; SameSite and the token remain
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=settings.secure,
        MAX_CONTENT_LENGTH=settings.upload_megabytes * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
    )
    app.session_interface = OwnSessions()
    csrf.init_app(app)
    app.after_request(_compress)
    app.after_request(_add_headers)
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _compress(answer: Response) -> Response:
    """Gzip for text of some length, where the browser takes it: a slow line is the rule, not the exception."""
    takes_it = request.accept_encodings["gzip"] > 0
    text = (answer.mimetype or "").startswith("text/") or answer.mimetype in {
        "application/json",
        "image/svg+xml",
    }
    if not takes_it or not text or answer.status_code != 200 or "Content-Encoding" in answer.headers:
        return answer
    answer.direct_passthrough = False
    body = answer.get_data()
    if len(body) > 400:  # below, the frame costs what it saves
        answer.set_data(gzip.compress(body, 6, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
        answer.vary.add("Accept-Encoding")
    return answer


def _add_headers(answer: Response) -> Response:
    for name, text in HEADERS.items():
        answer.headers.setdefault(name, text)
    if (goes_to := answer.headers.get("Location", "")).startswith(request.host_url):
        answer.headers["Location"] = goes_to[len(request.host_url) - 1 :]  # the Host header is not believed
    answer.headers["X-Request-Id"] = request_id()
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint == "static_file" and answer.status_code == 200:
        answer.headers["Cache-Control"] = A_YEAR
    else:
        answer.headers.setdefault("Cache-Control", "private, no-cache")
    answer.vary.add("Cookie")
    return answer
