"""Links that prove an address: signed, dated, for one purpose, dead once they have done their work."""

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

A_DAY = 24 * 3600


class LinkExpired(Exception):
    """The link was ours but is too old."""


def sign(purpose: str, payload: Any) -> str:
    return _serializer(purpose).dumps(payload)


def read_link(purpose: str, token: str, *, seconds: int = 3 * A_DAY) -> Any | None:
    """What was signed, or None when it is not ours; raises LinkExpired when it is too old."""
    try:
        return _serializer(purpose).loads(token, max_age=seconds)
    except SignatureExpired as old:
        raise LinkExpired from old
    except BadSignature:
        return None


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=f"consult.{purpose}")
