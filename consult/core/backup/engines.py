"""A consistent copy of the database while others write, and back: SQLite's backup API, PostgreSQL's own programs."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from consult.core.backup.manifest import BackupFault
from consult.core.database import sqlite_driver as sqlite
from consult.settings import private_file

PROGRAMS = Path("/usr/lib/postgresql")  # Debian's, by version


def sqlite_file(database: str) -> Path:
    name = make_url(database).database
    if not name or name == ":memory:" or name.startswith("file:"):
        raise BackupFault("Only a SQLite database in a file of its own can be saved. See CONSULT_DATABASE_URL.")
    return Path(name)


def copy_sqlite(source: Path, target: Path) -> None:
    """One read transaction: who writes meanwhile is not held up, and is not in the copy."""
    private_file(target)
    address = f"{source.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite.connect(address, uri=True)) as live, closing(sqlite.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
            found: list[tuple[Any, ...]] = copy.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite.Error as error:
        raise BackupFault(f"The database could not be copied: {error}. Nothing was kept.") from error
    if found != [("ok",)]:
        raise BackupFault(f"The copy of the database is damaged, so {source} is: {found[0][0]}. Nothing was kept.")


def dump_postgres(database: str, target: Path) -> None:
    """One snapshot, by pg_dump; who writes meanwhile is not held up."""
    private_file(target)
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    _run_program("pg_dump", database, options)


def fill_postgres(database: str, dump: Path) -> None:
    """Into an empty database, in one transaction: all of it or nothing."""
    options = ("--exit-on-error", "--no-owner", "--no-privileges", "--single-transaction", str(dump))
    _run_program("pg_restore", database, options)


def _run_program(name: str, database: str, options: Sequence[str]) -> None:
    url = make_url(database)
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": url.password} if url.password else {}  # not on the command line, where all can read it
    environment = {**os.environ, **secret, "LC_ALL": "C.UTF-8"}
    command = [str(program(name)), f"--dbname={address}", *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise BackupFault(f"{name} failed: {said[0]} Its version must be that of the server or newer.")


def program(name: str) -> Path:
    """PostgreSQL's program of this name, the newest that is installed. Raises BackupFault."""
    by_version = sorted(PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: _number(path.parent.parent.name))
    found = str(by_version[-1]) if by_version else shutil.which(name)
    if found is None:
        says = f"{name} is not here. Install PostgreSQL's programs (Debian: apt-get install postgresql-client)."
        raise BackupFault(says)
    return Path(found)


def _number(version: str) -> float:
    try:
        return float(version)
    except ValueError:
        return 0.0


def tables_in(database: str) -> Sequence[str]:
    """What stands in a PostgreSQL database already."""
    engine = create_engine(database, connect_args={"connect_timeout": 5})
    try:
        return inspect(engine).get_table_names()
    except SQLAlchemyError as error:
        raise BackupFault(f"The database does not answer: {_said(error)} See CONSULT_DATABASE_URL.") from error
    finally:
        engine.dispose()


@contextmanager
def passing_database(database: str, name: str) -> Iterator[str]:
    """A database of its own on the same server, gone afterwards: for trying a backup."""
    url: URL = make_url(database)
    engine = create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 5})
    try:
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
        except SQLAlchemyError as error:
            says = f"No database can be made to try the backup in: {_said(error)}"
            raise BackupFault(f"{says} Let the role do it: ALTER ROLE {url.username} CREATEDB.") from error
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        engine.dispose()


def _said(error: SQLAlchemyError) -> str:
    text = str(getattr(error, "orig", error)).strip().splitlines()
    return text[0] if text else type(error).__name__
