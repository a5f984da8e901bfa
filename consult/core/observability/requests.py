"""Each answer is counted, timed and, where logs are read by machines, told: by its endpoint, never by its address."""

import logging
import time

from flask import Flask, Response, g, request

from consult.core.observability.metrics import count_request
from consult.settings import Settings

log = logging.getLogger("consult.requests")
UNTOLD = frozenset({"static_file", "health.live", "health.ready", "observability.metrics"})
SLOW = 5.0  # seconds
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def set_up_requests(app: Flask, settings: Settings) -> None:
    """Before anything else is set up: what comes first here looks at the answer last."""
    every_one = settings.log_format == "json"

    def begin() -> None:
        g.began = time.perf_counter()

    def tell(answer: Response) -> Response:
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        endpoint = request.endpoint or "nowhere"
        method = request.method if request.method in METHODS else "other"
        count_request(endpoint, method, answer.status_code, seconds)
        if (every_one and endpoint not in UNTOLD) or seconds > SLOW:
            told = {"method": method, "endpoint": endpoint, "status": answer.status_code}
            log.info("request", extra={**told, "milliseconds": round(seconds * 1000)})
        return answer

    app.before_request(begin)
    app.after_request(tell)
