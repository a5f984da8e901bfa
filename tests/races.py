"""What tests of races stand on: a site with a database of its own, where commits are commits, and threads."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from consult.accounts.models import Person
from tests.conftest import closed, site
from tests.signed_in import sign_in


def real_site(request: pytest.FixtureRequest, home: Path) -> Iterator[Flask]:
    """For a fixture with the parameters "sqlite" and "postgres"."""
    if request.param == "sqlite":
        app = site(home)
    else:
        server = request.getfixturevalue("postgres_app").config["SQLALCHEMY_DATABASE_URI"]
        name = f"race_{time.monotonic_ns()}"
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        app = site(home, server.replace("/postgres?", f"/{name}?"))
    yield app
    closed(app)


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run the works in threads that start together."""
    gate = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        gate.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def posting(app: Flask, person: Person, address: str, form: dict[str, str]) -> Callable[[], int]:
    """A person who sends a form; called in any thread, it returns the status of the answer.

    Who is sent to the sign-in page was not let in: that is 401, whatever the status of the redirect.
    """
    client = signed_in(app, person)

    def send() -> int:
        answer = client.post(address, data=form)
        return 401 if "/sign-in" in answer.headers.get("Location", "") else answer.status_code

    return send


def signed_in(app: Flask, person: Person) -> FlaskClient:
    client = app.test_client()
    sign_in(client, person)
    return client
