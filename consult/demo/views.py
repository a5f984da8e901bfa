"""Who to be: the demo's personas and their sign-in links. Registered only where a demo was built."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.accounts.sessions import current as sessions
from consult.core.database import db
from consult.demo.people import list_personas

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.get("/")
def personas() -> ResponseReturnValue:
    return render_template("demo/personas.html", personas=list_personas())


@bp.get("/sign-in/<token>")
def sign_in(token: str) -> ResponseReturnValue:
    """Signs in at once: everyone in a demo is invented."""
    number = signed_links.read_link("demo", token, seconds=3650 * signed_links.A_DAY)
    person = db.session.get(Person, number) if number is not None else None
    if person is None:
        abort(404)
    then = sessions.sign_in(person, stay=True, then=url_for("tracing.home"))
    db.session.commit()
    return redirect(then)
