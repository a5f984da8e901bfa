"""For everyone: what is held, why, how long."""

from flask import render_template

from consult.tracing.blueprint import bp
from consult.tracing.privacy.held_data import HELD


@bp.get("/privacy/held")
def held_data() -> str:
    return render_template("tracing/held_data.html", rows=HELD)
