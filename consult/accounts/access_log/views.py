"""For administrators: who opened personal data of others."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from consult.accounts.access_log.labels import PERSONAL_DATA_NAMES
from consult.accounts.access_log.queries import accesses
from consult.accounts.blueprint import bp
from consult.accounts.rules import may_administer
from consult.accounts.sessions.current import password_asked_again
from consult.core.pagination import paged


@bp.get("/people/opened")
@login_required
@password_asked_again
def opened() -> ResponseReturnValue:
    may_administer(current_user).enforce()
    page = paged(accesses(), size=50)
    return render_template("accounts/opened.html", page=page, names=PERSONAL_DATA_NAMES)
