"""A real `consult serve` for tests: its processes, what it answers, what it says."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Served:
    """`consult serve` with a home and a port of its own; with another `python`, as it is installed there."""

    def __init__(self, home: Path, port: int = 0, *, python: Path | None = None, **settings: str) -> None:
        self.home, self.port = home, port or free_port()
        known = {name: word for name, word in os.environ.items() if not name.startswith("CONSULT_")}
        given = {f"CONSULT_{name.upper()}": text for name, text in settings.items()}
        self.environment = {**known, "CONSULT_HOME": str(home), "CONSULT_SECRET_KEY": "a key for tests alone", **given}
        if python is not None:  # what lies here must not be found
            self.environment.pop("PYTHONPATH", None)
        home.mkdir(parents=True, exist_ok=True)
        self.log = home.parent / f"{home.name}.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(python or sys.executable), "-m", "consult.cli", "serve", "--port", str(self.port)],
                cwd=home if python is not None else None,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def up(self) -> "Served":
        self.until(lambda: self.status("/sign-in") == 200)
        return self

    def until(self, so: Callable[[], object], seconds: float = 90) -> None:
        """Wait until it is so; a line that breaks is not so yet."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if so():
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.1)
        raise AssertionError(f"Not so after {seconds} seconds.\n{self.said()}")

    def ask(self, path: str) -> tuple[int, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

    def status(self, path: str) -> int:
        return self.ask(path)[0]

    def health(self) -> dict[str, dict[str, Any]]:
        return {check["name"]: check for check in json.loads(self.ask("/health")[1])["checks"]}

    def line(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def children(self, words: str = "") -> list[int]:
        """Its processes, by what their command line says; zombies count as well."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,stat=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        return [int(row.split()[0]) for row in listed.splitlines() if words in row]

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:]

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def kill_all(self) -> None:
        if self.process.poll() is None or _group_lives(self.process.pid):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def lives(process: int) -> bool:
    """Whether it runs: one that ended and waits to be reaped does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@contextmanager
def served(home: Path, *, python: Path | None = None, **settings: str) -> Iterator[Served]:
    made = Served(home, python=python, **settings)
    try:
        yield made.up()
    finally:
        made.kill_all()
