"""Files kept between the step that shows what is in them and the step that imports them: by digest, for a day."""

import hashlib
import re
import time
from pathlib import Path

from flask import current_app

from consult.core.queue import queue

A_DAY = 24 * 3600


def folder() -> Path:
    home: Path = current_app.extensions["consult_settings"].home
    return home / "uploads"


def keep(content: bytes) -> str:
    """The digest under which the file is found again. Only the owner of the process reads the folder."""
    digest = hashlib.sha256(content).hexdigest()
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder() / digest
    half = kept.with_suffix(".part")
    half.touch(mode=0o600)
    half.write_bytes(content)
    half.replace(kept)
    return digest


def kept(digest: str) -> bytes | None:
    """The file, or None: too old, imported meanwhile, or never there."""
    path = folder() / digest
    if not re.fullmatch(r"[0-9a-f]{64}", digest) or not path.is_file():
        return None
    return path.read_bytes()


def forget(digest: str) -> None:
    if re.fullmatch(r"[0-9a-f]{64}", digest):
        (folder() / digest).unlink(missing_ok=True)


@queue.sweep
def forget_old_uploads() -> None:
    """Files that nobody came back to hold names; they are not kept longer than a day."""
    if folder().is_dir():
        for path in folder().iterdir():
            if time.time() - path.stat().st_mtime > A_DAY:
                path.unlink(missing_ok=True)
