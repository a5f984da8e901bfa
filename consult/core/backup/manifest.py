"""What a backup says of itself: when, by which program, of which engine, and a digest of each file."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

FORM = "consult-backup/1"
MANIFEST = "manifest.json"
SQLITE_FILE, POSTGRES_FILE = "consult.sqlite", "consult.dump"
DATABASE_FILES = {"sqlite": SQLITE_FILE, "postgresql": POSTGRES_FILE}
# Of the home folder, where they are there; everything else in it can be made again.
HOME_FILES = ("secret_key", "log_key.pem", "demo.json")
KEYS = frozenset({"secret_key", "log_key.pem"})
_PIECE = 1024 * 1024


class BackupFault(Exception):
    """A backup cannot be made, or taken back: the message says why and what to do."""


@dataclass(frozen=True)
class FileDigest:
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class LogState:
    """How far a log had got before the copy was made: what is restored must hold at least this."""

    origin: str
    size: int
    root: str  # hex


@dataclass(frozen=True, kw_only=True)
class Manifest:
    made_at: datetime
    program: str  # the version of consult
    engine: str  # sqlite, postgresql
    migration: str
    files: Mapping[str, FileDigest]
    logs: Sequence[LogState] = field(default_factory=tuple)

    @property
    def written(self) -> str:
        told = {"form": FORM, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(told, indent=1, ensure_ascii=False) + "\n"

    @property
    def database_file(self) -> str:
        return DATABASE_FILES[self.engine]


def manifest_from(text: str) -> Manifest:
    """Raises BackupFault for what is none, or of a later form."""
    try:
        told: dict[str, Any] = json.loads(text)
        if told["form"] != FORM:
            says = (
                f"This backup has the form {told['form']!r}; this program reads {FORM}. Use the program that made it."
            )
            raise BackupFault(says)
        found = Manifest(
            made_at=datetime.fromisoformat(told["made_at"]),
            program=str(told["program"]),
            engine=str(told["engine"]),
            migration=str(told["migration"]),
            files={str(name): FileDigest(int(one["bytes"]), str(one["sha256"])) for name, one in told["files"].items()},
            logs=tuple(LogState(**one) for one in told["logs"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise BackupFault(
            "The manifest of this file cannot be read: it is damaged, or no backup of consult."
        ) from wrong
    allowed = {DATABASE_FILES.get(found.engine), *HOME_FILES}
    if found.engine not in DATABASE_FILES or found.database_file not in found.files or set(found.files) - allowed:
        raise BackupFault("The manifest of this file names what no backup of consult holds. It is damaged.")
    return found


def file_digest(path: Path) -> FileDigest:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return FileDigest(size, digest.hexdigest())
