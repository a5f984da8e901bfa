"""Real worker processes for tests, and waiting until something is so."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

from flask import Flask

from consult.core.database import db, for_reading

UP = "works"  # a worker prints it when it is about to begin


@contextmanager
def worker(app: Flask, home: Path, script: str) -> Iterator[subprocess.Popen[str]]:
    """`consult work` on a machine of its own (its folder is `home`) with the site's database; `script` runs before."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONSULT_")}
    environment |= {
        "CONSULT_HOME": str(home),
        "CONSULT_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "CONSULT_SECRET_KEY": "a key for tests alone",
    }
    home.mkdir(parents=True, exist_ok=True)
    whole = f"{script}\nfrom consult.cli import main\nprint({UP!r}, flush=True)\nmain(['work'])"
    with (home / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", whole], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=30)
        assert process.stdout is not None
        process.stdout.close()


def says(process: subprocess.Popen[str], words: str, seconds: float = 180) -> None:
    """Wait until it prints a line with these words."""
    assert process.stdout is not None
    too_late = Timer(seconds, process.kill)
    too_late.start()
    try:
        if not any(words in line for line in process.stdout):
            raise AssertionError(f"It ended, and never said {words!r}.")
    finally:
        too_late.cancel()


def until(so: Callable[[], object], seconds: float = 180) -> None:
    """Wait until it is so, looking at the database anew each time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with for_reading():
            found = so()
            db.session.rollback()
        if found:
            return
        time.sleep(0.1)
    raise AssertionError(f"Not so after {seconds} seconds.")
