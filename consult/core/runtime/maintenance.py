"""Maintenance: a sentence in a file of the home folder. While it is there nothing is taken in, and pages can be read.

A file and no row: it holds while the database is moved, restored or away.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from consult.core import clock
from consult.settings import private_file

FILE = "maintenance.json"
LONGEST_SENTENCE = 500


@dataclass(frozen=True, kw_only=True)
class Maintenance:
    says: str
    until: datetime  # as it was guessed when it began
    reading: bool  # whether pages can still be read

    @property
    def retry_after(self) -> int:
        """Seconds; a minute where it takes longer than was thought."""
        return max(60, int((self.until - clock.now()).total_seconds()))


def announced(home: Path) -> Maintenance | None:
    """What is announced in this home, if anything. A file that cannot be read announces, too."""
    try:
        told: dict[str, Any] = json.loads((home / FILE).read_text(encoding="utf-8"))
        return Maintenance(
            says=str(told["says"]), until=datetime.fromisoformat(told["until"]), reading=bool(told["reading"])
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return Maintenance(says="", until=clock.now(), reading=True)


def announce(home: Path, says: str, *, minutes: int, reading: bool) -> Maintenance:
    told = Maintenance(says=says, until=clock.now() + timedelta(minutes=minutes), reading=reading)
    beside = home / f"{FILE}.new"
    private_file(beside)
    beside.write_text(json.dumps({**asdict(told), "until": told.until.isoformat()}), encoding="utf-8")
    beside.replace(home / FILE)
    return told


def end(home: Path) -> bool:
    """Whether there was any."""
    there = (home / FILE).exists()
    (home / FILE).unlink(missing_ok=True)
    return there
