"""The page behind the link in the mail: who is asked to take part says yes or no, without an account."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import signed_links
from consult.consultations.blueprint import bp
from consult.consultations.requests import actions
from consult.consultations.requests.models import ReviewRequest
from consult.consultations.requests.queries import request_of_link
from consult.consultations.requests.rules import may_answer_request
from consult.core import clock
from consult.core.database import db
from consult.core.ruling import Ruling


@bp.route("/asked/<token>", methods=["GET", "POST"])
def asked(token: str) -> ResponseReturnValue:
    """A page with two buttons: mail scanners open links, people press buttons."""
    try:
        found = request_of_link(token)
    except signed_links.LinkExpired:
        return _refused(_("This link is too old. Ask whoever invited you for a new one."), 410)
    if found is None:
        return _refused(_("This link is not complete, or it was replaced. Open it from the newest mail again."), 404)
    ruling = may_answer_request(found, clock.now())
    if request.method == "GET" or not ruling:
        return _page(found, ruling, status=200 if ruling else 410)
    if request.form.get("answer") == "no":
        actions.decline_request(found, now=clock.now())
    else:
        actions.take_up_request(found, now=clock.now())
    db.session.commit()
    return redirect(url_for("consultations.asked", token=token, said=found.answer.value))


def _page(found: ReviewRequest, ruling: Ruling, *, status: int) -> ResponseReturnValue:
    """Right after the answer it is thanked for; later the link has been used."""
    just_said = request.args.get("said", "") == found.answer.value and found.answered_at is not None
    shown = render_template(
        "consultations/requests/asked.html",
        asked=found,
        round=found.round,
        guideline=found.round.guideline,
        ruling=ruling,
        just_said=just_said,
    )
    return shown, 200 if just_said else status


def _refused(says: str, status: int) -> ResponseReturnValue:
    return render_template("consultations/requests/no_link.html", says=says), status
