"""Databases on the way: empty ones, and copies of one that climbs the steps once."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url, text

from consult.app import create_app
from consult.core.database import db
from consult.core.resources import resource_folder
from consult.settings import Settings
from tests import postgres
from tests.conftest import closed

FIRST = "base"
STEPS = [step.revision for step in reversed(list(ScriptDirectory(str(resource_folder("migrations"))).walk_revisions()))]
BEFORE = dict(zip(STEPS, [FIRST, *STEPS], strict=False))


class Place:
    """Where databases are made: files in a folder, or databases of a PostgreSQL server."""

    def __init__(self, folder: Path, server: str = "") -> None:
        self.folder, self.server = folder, server
        self.numbers = count(1)

    def new(self, like: str = "") -> str:
        """The address of a database without a table, or of a copy of the one at `like`: nobody is connected to it."""
        number = next(self.numbers)
        if not self.server:
            file = self.folder / f"{number}.sqlite"
            if like:
                shutil.copyfile(like.removeprefix("sqlite:///"), file)
            return f"sqlite:///{file}"
        template = make_url(like).database if like else "template0"
        self._say(f"CREATE DATABASE steps_{number} TEMPLATE {template}")
        return self.server.replace("/postgres?", f"/steps_{number}?")

    def drop(self, address: str) -> None:
        if self.server:
            self._say(f"DROP DATABASE {make_url(address).database}")
        else:
            Path(address.removeprefix("sqlite:///")).unlink(missing_ok=True)

    def _say(self, words: str) -> None:
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(words))
        engine.dispose()

    @contextmanager
    def site(self, address: str) -> Iterator[Flask]:
        app = create_app(Settings(home=self.folder, secret_key="a key for tests alone", database_url=address))
        with app.app_context():
            yield app
            db.session.remove()
        closed(app)


class Ladder:
    """One database that is brought from step to step; whoever wants it as it was at one gets a copy."""

    def __init__(self, place: Place) -> None:
        self.place, self.address, self.at = place, place.new(), FIRST

    def copy(self, step: str) -> str:
        if step == FIRST:
            return self.place.new()
        if self.at != FIRST and self.at > step:
            self.address, self.at = self.place.new(), FIRST
        if self.at != step:
            with self.place.site(self.address):
                upgrade(revision=step)
            self.at = step
        return self.place.new(self.address)


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def ladder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ladder:
    server = "" if request.param == "sqlite" else request.getfixturevalue("postgres_address")
    return Ladder(Place(tmp_path_factory.mktemp("steps"), server))


@pytest.fixture
def empty(ladder: Ladder) -> Iterator[Flask]:
    """A site whose database has no table yet."""
    yield from served(ladder.place, ladder.place.new())


@pytest.fixture
def below(ladder: Ladder, step: str) -> Iterator[Flask]:
    """A site whose database has taken all steps before `step`."""
    yield from served(ladder.place, ladder.copy(BEFORE[step]))


@pytest.fixture
def newest(ladder: Ladder) -> Iterator[Flask]:
    """A site whose database has taken every step."""
    yield from served(ladder.place, ladder.copy(STEPS[-1]))


def served(place: Place, address: str) -> Iterator[Flask]:
    with place.site(address) as app:
        yield app
    place.drop(address)
