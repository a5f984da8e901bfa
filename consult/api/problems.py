"""What a program is told when something is wrong: problem details (RFC 9457), with what to do."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NoReturn

from flask import Response, json
from flask_babel import gettext as _
from flask_smorest import Blueprint, abort
from marshmallow import Schema, fields
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from consult.core.database import db, is_busy, keeps_nothing
from consult.core.locking import GoneMeanwhile
from consult.core.ruling import Refused
from consult.core.security.rate_limit import TooMany

log = logging.getLogger(__name__)
PROBLEM = "application/problem+json"


class ProblemSchema(Schema):
    """Problem details, RFC 9457."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "what is wrong and what to do"})
    errors = fields.Dict(metadata={"description": "by field, the sentences that say what is wrong with it"})


def problem(
    code: int, detail: str, *, faults: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """`faults`: by name of a field, the sentences that say what is wrong with it."""
    db.session.rollback()
    told: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code, "detail": detail}
    if faults:
        told["errors"] = faults
    answer = Response(json.dumps(told), status=code, content_type=PROBLEM)
    answer.headers.update(headers or {})
    return answer


def refuse_fields(**faults: str | list[str]) -> NoReturn:
    """What was sent cannot be used: by field, why."""
    said = {name: [says] if isinstance(says, str) else says for name, says in faults.items()}
    raise abort(422, messages={"sent": said})


def tell_problems(bp: Blueprint) -> None:
    """Code by code: what a stage says of one code is asked before what a blueprint says of all."""
    for code in (400, 401, 403, 404, 405, 406, 409, 413, 415, 422):
        bp.register_error_handler(code, _of_http)
    bp.register_error_handler(Refused, lambda refused: problem(403, str(refused)))
    bp.register_error_handler(TooMany, _too_many)
    bp.register_error_handler(GoneMeanwhile, lambda _gone: problem(404, _not_there()))
    for unreadable in (OverflowError, DataError):
        bp.register_error_handler(unreadable, lambda _error: problem(400, _("A number in the address is too large.")))
    bp.register_error_handler(IntegrityError, lambda _error: problem(409, _("The same was sent at the same moment.")))
    for unreached in (DBAPIError, PoolTimeout):
        bp.register_error_handler(unreached, _unreached)


def _of_http(error: HTTPException) -> Response:
    data: Mapping[str, Any] = getattr(error, "data", None) or {}
    faults: Mapping[str, Any] = data.get("messages") or {}
    flat = {name: said for part in faults.values() if isinstance(part, Mapping) for name, said in part.items()}
    code = error.code or 400
    headers = {"WWW-Authenticate": "Bearer"} if code == 401 else {}
    if code == 405 and error.get_response().headers.get("Allow"):
        headers["Allow"] = error.get_response().headers["Allow"]
    return problem(code, told_of(code), faults=flat or None, headers=headers)


def told_of(code: int) -> str:
    """The sentence for a code."""
    says = {
        401: _("A token is needed: send it as “Authorization: Bearer …”. The secretariat gives them out."),
        404: _not_there(),
        405: _("This address takes another method."),
        413: _("That is too large."),
        415: _("Send JSON, and say so: “Content-Type: application/json”."),
        422: _("Some of what was sent cannot be used; “errors” says what, field by field."),
    }
    return str(says.get(code, _("That request could not be read.")))


def _not_there() -> str:
    return str(_("There is nothing here, or it is not for everyone."))


def _too_many(error: TooMany) -> Response:
    says = _("Too many requests. Wait %(minutes)s minutes.", minutes=error.minutes)
    return problem(429, says, headers={"Retry-After": str(error.minutes * 60)})


def _unreached(error: DBAPIError | PoolTimeout) -> Response:
    if not is_busy(error) and not keeps_nothing(error):
        raise error
    log.warning("the database was busy or away: %s", type(error).__name__)
    return problem(503, _("The site is busy. Nothing was changed."), headers={"Retry-After": "30"})
