"""`/metrics`, for Prometheus: to whoever has the token, or asks from this machine itself."""

import hmac
import ipaddress

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST

from consult.core.observability.metrics import exposition
from consult.settings import Settings

bp = Blueprint("observability", __name__)
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-Ip", "Via")


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    settings: Settings = current_app.extensions["consult_settings"]
    if not _may_read(settings.metrics_token):
        abort(404)
    return Response(exposition(settings), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _may_read(token: str) -> bool:
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return _is_from_here()


def _is_from_here() -> bool:
    """From this machine and through no proxy: one that stands here passes on what others ask."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
