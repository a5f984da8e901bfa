"""Being signed in, without the page: a session as the site begins one, and its cookie."""

from datetime import timedelta

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import inspect, update

from consult.accounts.actions import start_session
from consult.accounts.models import Person, UserSession
from consult.accounts.sessions.tokens import digest_of
from consult.core import clock
from consult.core.database import db

LONG = timedelta(days=365)


def session_of(app: Flask, person: Person) -> str:
    """The token of a session that ends in a year; seen and proved a day ahead, so that a long test meets no limit."""
    number = inspect(person).identity[0]  # the person may belong to another database session than this one
    if has_app_context():
        return _begun(number)
    with app.app_context():
        return _begun(number)


def _begun(number: int) -> str:
    token = start_session(db.session.get_one(Person, number), device="Firefox, Linux", lasts=LONG)
    ahead = clock.now() + timedelta(days=1)
    of_it = UserSession.digest == digest_of(token)
    db.session.execute(update(UserSession).where(of_it).values(seen_at=ahead, proved_at=ahead))
    db.session.commit()
    return token


def sign_in(client: FlaskClient, person: Person) -> None:
    token = session_of(client.application, person)
    with client.session_transaction() as session:
        session["_user_id"] = token
