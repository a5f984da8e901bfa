"""Processes that must live: started, watched, started again when they die, ended together."""

import json
import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from consult.settings import private_file

log = logging.getLogger(__name__)
LOOKS_EVERY = 0.2  # seconds
SOUND = 10.0  # seconds after which a process is past its beginning
LONGEST_WAIT = 30.0  # seconds before one that keeps dying is started again
ENDS_WITHIN = 20.0  # seconds between asking a process to end and killing it


@dataclass
class Child:
    """A process by its name; `wait` is how long until it is started again. While it is `paused` it is let end."""

    name: str
    command: Sequence[str]
    handles: Sequence[int] = ()
    paused: Callable[[], bool] = lambda: False
    ending: bool = False
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    due: float = 0.0
    wait: float = 0.0
    restarts: int = -1

    def start(self, lifeline: int) -> None:
        """It reads `lifeline` and ends when that breaks: no process outlives its supervisor."""
        self.process = subprocess.Popen(self.command, stdin=lifeline, pass_fds=self.handles)  # noqa: S603 - our own command
        self.started, self.restarts, self.ending = time.monotonic(), self.restarts + 1, False

    def died(self) -> bool:
        """Whether it ended since one last looked; it is reaped then, and due to be started again."""
        if self.process is None or self.process.poll() is None:
            return False
        lived = time.monotonic() - self.started
        self.wait = 0.0 if lived > SOUND or self.ending else min(max(1.0, self.wait * 2), LONGEST_WAIT)
        self.due = time.monotonic() + self.wait
        level = logging.INFO if self.ending else logging.ERROR
        log.log(level, "%s (%s) ended: %s", self.name, self.process.pid, _how(self.process.returncode))
        self.process = None
        return True

    def let_end(self) -> None:
        """Ask it once: asked twice, it would not finish what it does."""
        if self.process is not None and not self.ending:
            self.ending, self.restarts = True, self.restarts - 1
            self.end(signal.SIGTERM)

    def end(self, name: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(name)


@dataclass
class Supervisor:
    """Keeps the children alive until it is told to end. What lives is told in the file `state`."""

    children: Sequence[Child]
    state: Path
    ending: threading.Event = field(default_factory=threading.Event)
    told: str = ""

    def run(self) -> None:
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, lambda *_: self.ending.set())
        lifeline, held = os.pipe()
        try:
            while not self.ending.wait(LOOKS_EVERY):
                self._look(lifeline)
        finally:
            self._end()
            os.close(held)
            os.close(lifeline)
            self._leave()

    def _look(self, lifeline: int) -> None:
        changed = [child for child in self.children if child.died()]
        for child in self.children:
            if child.paused():
                child.let_end()
            elif child.process is None and child.due <= time.monotonic():
                child.start(lifeline)
                changed.append(child)
        if changed:
            self._tell()

    def _tell(self) -> None:
        lives = [
            {
                "name": child.name,
                "of": os.getpid(),
                "alive": child.process is not None,
                "restarts": max(0, child.restarts),
                "paused": child.paused(),
            }
            for child in self.children
        ]
        kept = self.state.with_suffix(".new")
        private_file(kept)
        self.told = json.dumps(lives)
        kept.write_text(self.told, encoding="utf-8")
        kept.replace(self.state)

    def _leave(self) -> None:
        """What another one, started beside this one for a newer version, has written there meanwhile stays."""
        with suppress(OSError):
            if self.state.read_text(encoding="utf-8") == self.told:
                self.state.unlink()

    def _end(self) -> None:
        for child in self.children:
            child.end(signal.SIGTERM)
        until = time.monotonic() + ENDS_WITHIN
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.end(signal.SIGKILL)
                child.process.wait()


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"status {code}"


def end_with_supervisor() -> None:
    """For a child: end when the supervisor is gone, however it went."""

    def watch() -> None:
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(ENDS_WITHIN)
        os._exit(1)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
