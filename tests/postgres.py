"""A real PostgreSQL server for the time of a test session, from the system's own programs."""

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def programs() -> Path | None:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    found = str(versions[0]) if versions else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Start one that listens on a socket in a folder of its own; yields its address for SQLAlchemy."""
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql).")
    with tempfile.TemporaryDirectory(prefix="consult-postgres-") as made:
        folder, as_user = Path(made), []
        if getpass.getuser() == "root":  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres")
            as_user = ["runuser", "-u", "postgres", "--"]
        data, initdb, pg_ctl = folder / "data", bin_folder / "initdb", bin_folder / "pg_ctl"
        kept = "on" if durable else "off"
        options = f"-k {folder} -c listen_addresses='' -c jit=off"
        options += f" -c fsync={kept} -c synchronous_commit={kept} -c full_page_writes={kept}"
        _run(*as_user, initdb, "-D", data, "-A", "trust", "-U", "consult", "-E", "UTF8")
        _run(*as_user, pg_ctl, "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://consult@/postgres?host={folder}"
        finally:
            _run(*as_user, pg_ctl, "-D", data, "-m", "immediate", "stop")


def _run(*command: str | Path) -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", env=environment)
