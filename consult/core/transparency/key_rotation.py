"""A new key for the logs: the old one says so, and what it signed stays verifiable."""

from dataclasses import dataclass
from pathlib import Path

from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import alone
from consult.core.transparency.models import LogKey
from consult.core.transparency.notes import fingerprint_of, public_bytes
from consult.core.transparency.signing_key import (
    KeyAway,
    current_signer,
    key_file,
    make_private,
    read_private,
    site_name,
    succession,
)
from consult.core.verbs import Verb
from consult.settings import Settings


@dataclass(frozen=True)
class RotatedKey:
    public: bytes
    statement: str
    file: Path  # where the new key is now
    place: Path | None  # where it belongs, once the database has it

    def put_in_place(self) -> None:
        """After the commit: killed before it, the old key goes on; after it, `current_signer` finds the new file."""
        if self.place is not None:
            self.file.replace(self.place)


def rotate(settings: Settings, to: Path | None, *, lost: bool) -> RotatedKey:
    """The next key, with a note on it by the present one unless that is lost. Raises KeyAway. The caller commits."""
    alone("the key of the log")
    site, path = site_name(settings), key_file(settings)
    old = None if lost else current_signer().private
    file = to or path.with_name(f"{path.name}.new")
    new = read_private(file) if file.exists() else make_private(file)
    if old is not None and public_bytes(old) == public_bytes(new):
        raise KeyAway(f"{file} is the key that signs already.")
    statement = succession(site, old, public_bytes(new)) if old is not None else ""
    key = LogKey(public=public_bytes(new), made_at=clock.now(), statement=statement)
    db.session.add(key)
    db.session.flush()
    record(Verb.LOG_KEY_CHANGED, key, fingerprint=fingerprint_of(key.public), lost=lost)
    own = not settings.log_key_file
    return RotatedKey(key.public, statement, file, path if own and to is None else None)
