"""The interface for programs: one blueprint, described by OpenAPI 3.1 from the code (flask-smorest)."""

import time
from typing import Any

from flask import Flask, Response, request, url_for
from flask_smorest import Api, Blueprint

from consult.accounts.views import from_here
from consult.api.problems import PROBLEM, ProblemSchema, problem, tell_problems, told_of
from consult.api.reading_limit import ReadingLimit
from consult.core.security.rate_limit import network_of

VERSION = "1.0"
READS_A_MINUTE = 600
READING = frozenset({"GET", "HEAD", "OPTIONS"})
SAYS = (
    "What everyone may read on this site, as JSON, and comments that a partner's site passes on for its visitors. "
    "Lists are read some at a time: `next` is the address of the following ones, null after the last. Every answer "
    "that may be kept has an ETag. What is wrong is told as problem details (RFC 9457)."
)

bp = Blueprint("api", __name__, url_prefix="/api/v1", description="Version 1. Fields are added, never taken away.")
tell_problems(bp)
_reading = ReadingLimit(READS_A_MINUTE)


class ProgramInterface(Api):  # type: ignore[misc]
    """Describes what the blueprint answers; errors of the site's pages stay the site's."""

    ERROR_SCHEMA = ProblemSchema

    def _register_responses(self) -> None:
        """Errors come as problem details, all else as JSON."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE

    def _register_error_handlers(self) -> None:
        """None for the whole site: the blueprint has its own."""


def set_up_programs(app: Flask) -> None:
    app.config.update(API_TITLE="consult", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0")
    described = ProgramInterface(app, spec_kwargs={"info": {"description": SAYS}})
    described.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    described.register_blueprint(bp)
    app.extensions["consult_openapi"] = described.spec
    app.after_request(_no_page_for_programs)


def _no_page_for_programs(answer: Response) -> Response:
    """What no view of ours answered (no such address, another method) is told as a problem, not as a page."""
    if answer.status_code < 400 or answer.mimetype != "text/html" or not request.path.startswith(f"{bp.url_prefix}/"):
        return answer
    kept = {name: answer.headers[name] for name in ("Allow", "Retry-After") if name in answer.headers}
    return problem(answer.status_code, told_of(answer.status_code), headers=kept)


@bp.before_request
def _count() -> Response | None:
    if request.method in READING and _reading.left(network_of(from_here()), time.monotonic()) < 0:
        says = f"More than {READS_A_MINUTE} requests in a minute from one network. Wait a minute."
        return problem(429, says, headers={"Retry-After": "60"})
    return None


@bp.after_request
def _for_programs(answer: Response) -> Response:
    """For programs of any site, as nothing here is anyone's own; told apart by its ETag."""
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method not in READING:
        return answer
    answer.headers["Access-Control-Allow-Origin"] = "*"
    if answer.status_code == 200:
        answer.headers["Cache-Control"] = "public, no-cache"
        answer.add_etag(weak=True)  # it may still be compressed
        answer.make_conditional(request)
    return answer


def next_address(after: Any, limit: int, **named: Any) -> str | None:
    """Where the following ones are; None after the last."""
    if after is None:
        return None
    return url_for(str(request.endpoint), **(request.view_args or {}), **named, after=after, limit=limit)
