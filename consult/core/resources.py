"""Where templates, static files, migrations and translations are, beside the package or in the wheel; its version."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def resource_folder(name: str) -> Path:
    packed = PACKAGE / "_data" / name
    return packed if packed.is_dir() else PACKAGE.parent / name


@cache
def static_digest() -> str:
    """One digest of the whole static tree, so that an address changes when any file does."""
    digest = hashlib.sha256()
    for path in sorted(resource_folder("static").rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(resource_folder("static")).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def program_version() -> str:
    try:
        return version("consult")
    except PackageNotFoundError:  # run out of a folder that was never installed
        return "unknown"
