"""The private key that signs the logs: made at the first start, kept in the home folder, readable by its owner only.

The public keys stand in the database, one after the other. A machine whose key is not the newest one does not sign.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from flask import current_app
from sqlalchemy import select

from consult.core import clock
from consult.core.database import db
from consult.core.locking import alone
from consult.core.transparency.models import LogKey
from consult.core.transparency.notes import VerifierKey, fingerprint_of, public_bytes, sign_note
from consult.settings import Settings

LARGEST_FILE = 10_000


class KeyAway(RuntimeError):
    """The log cannot be signed here: the message says why and what to do."""


@dataclass(frozen=True)
class Signer:
    """Signs under any origin of this site: the same key, with the origin for a name."""

    private: Ed25519PrivateKey
    site: str  # host and path that origins begin with

    def origin_of(self, name: str) -> str:
        return f"{self.site}/log/{name}" if name else f"{self.site}/site-log"


def current_signer() -> Signer:
    """The key that signs today; the first is made here. Raises KeyAway. The caller commits."""
    settings: Settings = current_app.extensions["consult_settings"]
    path = key_file(settings)
    newest = newest_key()
    if newest is None:
        alone("the key of the log")
        newest = newest_key()
    if newest is None:
        private = read_private(path) if path.exists() else make_private(path)
        newest = LogKey(public=public_bytes(private), made_at=clock.now())
        db.session.add(newest)
        db.session.flush()
    if not path.exists():
        raise KeyAway(f"{path} is not there. Bring it back from a backup, or say: consult log rotate-key --lost.")
    private = read_private(path)
    if public_bytes(private) != newest.public:
        private = _rotated(path, newest.public) or private
    if public_bytes(private) != newest.public:
        known = fingerprint_of(newest.public)[:17]
        raise KeyAway(f"{path} is not the key that signs this log ({known}…). Bring that one here, or rotate the key.")
    return Signer(private, site_name(settings))


def _rotated(path: Path, newest: bytes) -> Ed25519PrivateKey | None:
    """A rotation was killed before it put its key in place: it is done now."""
    beside = path.with_name(f"{path.name}.new")
    if not beside.exists() or public_bytes(private := read_private(beside)) != newest:
        return None
    beside.replace(path)
    return private


def newest_key() -> LogKey | None:
    return db.session.scalars(select(LogKey).order_by(LogKey.id.desc()).limit(1)).first()


def key_file(settings: Settings) -> Path:
    return Path(settings.log_key_file) if settings.log_key_file else settings.home / "log_key.pem"


def site_name(settings: Settings) -> str:
    """What is unique to this site and no address that need be reachable: its address without the scheme."""
    return settings.base_url.partition("://")[2].rstrip("/").replace(" ", "").replace("+", "")


def make_private(path: Path) -> Ed25519PrivateKey:
    """A new key in a file of its own. Never over one that is there."""
    private = Ed25519PrivateKey.generate()
    written = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    return private


def read_private(path: Path) -> Ed25519PrivateKey:
    """Raises KeyAway."""
    try:
        with path.open("rb") as file:
            private = load_pem_private_key(file.read(LARGEST_FILE), password=None)
    except OSError as error:
        raise KeyAway(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyAway(f"{path} holds no private key that can be read. It is made by: openssl genpkey.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyAway(f"{path} holds a key of another kind. It must be Ed25519.")
    return private


def succession(site: str, old: Ed25519PrivateKey, new: bytes) -> str:
    """A note by the key before on the one that follows."""
    key = VerifierKey(site, new)
    text = f"{site}\nThe logs of this site are signed from now on by\n{key.vkey}\n"
    return f"{text}\n{sign_note(text, old, site).line}"
