"""While maintenance is announced: nothing is taken in, pages say so, and can be read if possible."""

from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.core.errors import bare
from consult.core.runtime.maintenance import Maintenance, announced
from consult.settings import Settings

READS = frozenset({"GET", "HEAD", "OPTIONS"})
ALWAYS = frozenset({"static_file", "health.live", "health.ready", "health.whole", "observability.metrics"})


def set_up_maintenance(app: Flask, settings: Settings) -> None:
    """After the guard against forged forms: only what our own page sent is offered to be sent again."""

    def stop() -> ResponseReturnValue | None:
        told = announced(settings.home)
        g.maintenance = told
        if told is None or request.endpoint in ALWAYS or (told.reading and request.method in READS):
            return None
        return closed_page(told)

    app.before_request(stop)
    app.context_processor(lambda: {"maintenance": g.get("maintenance")})


def closed_page(told: Maintenance) -> ResponseReturnValue:
    says = _("This site is being worked on. Nothing was changed.")
    instead = _("Try again a little later; what you typed is kept below.") if request.method == "POST" else ""
    page = bare(503, _("Back soon"), " ".join(filter(None, (told.says, says, instead))))
    page.headers["Retry-After"] = str(told.retry_after)
    return page
