"""What every test stands on: a migrated database rolled back after each test, people, a strict browser."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache

from consult.app import create_app
from consult.core.database import db
from consult.core.runtime import garbage
from consult.settings import Settings
from tests import postgres
from tests import verbs as verbs  # noqa: PLC0414 - watches what tests record
from tests.browser import Browser
from tests.people import People

COMPILED_TEMPLATES = Path(tempfile.gettempdir()) / f"consult-templates-{os.getuid()}"
COMPILED_TEMPLATES.mkdir(mode=0o700, exist_ok=True)
TESTS_BETWEEN_FREEZES = 100
_finished = count(1)

REQUIRE_ALL = os.environ.get("CONSULT_REQUIRE_ALL") == "1"


EACH_CASE_ON_BOTH = ("tests/migrations/", "tests/core/")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many tests wait for a browser, a server or a worker of their own."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What differs by engine is the statement, not the case: PostgreSQL runs the first case of a test, SQLite all."""
    seen: set[str] = set()
    kept: list[pytest.Item] = []
    for item in items:
        test, _, case = item.nodeid.partition("[")
        if "postgres" in case:
            item.add_marker(pytest.mark.postgres)
            if test in seen and not test.startswith(EACH_CASE_ON_BOTH):
                continue
            seen.add(test)
        kept.append(item)
    items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """With CONSULT_REQUIRE_ALL=1 a skipped test is a failed one: what CI has must all be run."""
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and CONSULT_REQUIRE_ALL=1: {report.longrepr}"
    return report


def pytest_runtest_logfinish() -> None:
    """What caches of statements and templates hold by now stays: no collection need look at it again."""
    garbage.safe_point()
    if next(_finished) % TESTS_BETWEEN_FREEZES == 0:
        garbage.freeze_loaded()


def site(home: Path, database_url: str = "", **settings: object) -> Flask:
    """With every table: on SQLite a new one begins with a copy of a database that was migrated once a session."""
    if not database_url and not (home / "consult.sqlite").exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(_migrated_once(), home / "consult.sqlite")
        (home / "consult.sqlite").chmod(0o600)
        return _site(home, database_url, settings)
    app = _site(home, database_url, settings)
    with app.app_context():
        upgrade()
    return app


def _site(home: Path, database_url: str, settings: dict[str, object]) -> Flask:
    given = {"languages": "en,ar", "secret_key": "a key for tests alone", **settings}
    app = create_app(Settings(home=home, database_url=database_url, **given))
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(COMPILED_TEMPLATES))  # compiled once, not once a site
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, SERVER_NAME=None)
    return app


@cache
def _migrated_once() -> Path:
    home = Path(_kept_for_the_session.name)
    app = _site(home, "", {})
    with app.app_context():
        upgrade()
    closed(app)  # the last connection writes everything into the one file
    return home / "consult.sqlite"


_kept_for_the_session = tempfile.TemporaryDirectory(prefix="consult-migrated-")


def closed(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = site(tmp_path_factory.mktemp("sqlite"))
    garbage.freeze_loaded()  # what tests stand on stays: no collection need look at it
    yield app
    closed(app)


@pytest.fixture(scope="session")
def postgres_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with postgres.server() as address:
        app = site(tmp_path_factory.mktemp("home"), address)
        yield app
        closed(app)


@pytest.fixture(params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """A site whose changes are rolled back after the test, on SQLite and on PostgreSQL."""
    yield from rolled_back(request.getfixturevalue(f"{request.param}_app"))


@pytest.fixture
def page_app(sqlite_app: Flask) -> Iterator[Flask]:
    yield from rolled_back(sqlite_app)


def rolled_back(app: Flask) -> Iterator[Flask]:
    """One connection with an outer transaction; every commit inside is a savepoint of it."""
    with app.app_context():
        engines = db._app_engines[app]
        engine = engines[None]
        connection = engine.connect()
        transaction = connection.begin()
        engines[None] = connection
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield app
        finally:
            db.session.remove()
            transaction.rollback()
            connection.close()
            engines[None] = engine


@pytest.fixture
def people(app: Flask) -> People:
    """Personas on both databases; a test of pages asks for `browser` instead."""
    return People()


@pytest.fixture
def browser(page_app: Flask) -> Browser:
    return Browser(page_app, People())
