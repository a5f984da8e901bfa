"""Pages for people about what programs may do here."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from consult.api.blueprint import READS_A_MINUTE
from consult.core.urls import absolute_url

programs = Blueprint("programs", __name__)


@programs.get("/api")
def for_programs() -> ResponseReturnValue:
    """What programs may ask, address by address."""
    described = current_app.extensions["consult_openapi"].to_dict()
    address = absolute_url("api.openapi_document")
    return render_template("api/about.html", described=described, address=address, a_minute=READS_A_MINUTE)
