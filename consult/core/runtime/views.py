"""Health, for load balancers and monitoring: alive, ready for requests, and everything."""

from dataclasses import asdict

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from consult.core.runtime import health

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/live")
def live() -> ResponseReturnValue:
    """This process answers; it asks nobody."""
    return jsonify(status="pass")


@bp.get("/ready")
def ready() -> ResponseReturnValue:
    """Pages can be served: the database answers and has the right tables. What else is wrong is told, as a warning."""
    return _told(health.ready(current_app.extensions["consult_settings"]))


@bp.get("")
def whole() -> ResponseReturnValue:
    """What is dead, for whoever is to be woken: 503 if anything is."""
    return _told(health.whole(current_app.extensions["consult_settings"]))


def _told(checks: list[health.HealthCheck]) -> ResponseReturnValue:
    status = health.worst_of(checks)
    answer = jsonify(status=status, checks=[asdict(check) for check in checks])
    answer.headers["Cache-Control"] = "no-store"
    return answer, 503 if status == "fail" else 200
