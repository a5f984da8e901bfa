"""The first page, a guideline's page, a clause's ledger, a comment's journey, the journal."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.drafts.queries import guidelines_for

bp = Blueprint("tracing", __name__)


@bp.get("/")
def home() -> ResponseReturnValue:
    return render_template("tracing/home.html", guidelines=guidelines_for(current_user))
