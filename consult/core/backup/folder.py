"""A folder of backups: each named by its moment, the newest found, and those that are too many removed."""

import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

_NAME = re.compile(r"consult-(\d{8}T\d{6})Z\.tar\.gz")
_MOMENT = "%Y%m%dT%H%M%S"
UNFINISHED = ".unfinished-"
_LONGEST = timedelta(days=1)  # that making one may take


def name_at(moment: datetime) -> str:
    return f"consult-{moment.astimezone(UTC):{_MOMENT}}Z.tar.gz"


def made_at(path: Path) -> datetime | None:
    """When a file was made, by its name; None for what is no backup."""
    found = _NAME.fullmatch(path.name)
    try:
        return datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def backups_in(folder: Path) -> Sequence[Path]:
    """Oldest first; none where the folder is not there or may not be read."""
    try:
        found = [path for path in folder.iterdir() if made_at(path) is not None]
    except OSError:
        return ()
    return sorted(found, key=lambda path: path.name)


def newest_in(folder: Path) -> Path | None:
    found = backups_in(folder)
    return found[-1] if found else None


def remove_older(folder: Path, *, keep: int) -> Sequence[Path]:
    """Remove all but the `keep` newest; only what is named as a backup is ever touched."""
    gone = backups_in(folder)[:-keep] if keep > 0 else ()
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def remove_unfinished(folder: Path, now: datetime) -> None:
    """What a killed process left behind a day ago or more."""
    for path in folder.glob(f"{UNFINISHED}*"):
        if path.stat().st_mtime < (now - _LONGEST).timestamp():
            shutil.rmtree(path, ignore_errors=True)
