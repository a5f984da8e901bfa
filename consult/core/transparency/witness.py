"""A witness: keeps the last checkpoint of each log that it watches, and cosigns the next one only if it grew out of it.

It needs nothing of the site but its public key. What it refuses as a fork it keeps: both checkpoints, signed by the
log, are the proof that two readers were shown two records.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consult.core.transparency.canonical import read_json
from consult.core.transparency.checkpoints import TreeHead, WitnessRequest, read_checkpoint, read_head, read_request
from consult.core.transparency.merkle import is_consistent
from consult.core.transparency.notes import (
    BY_WITNESS,
    MalformedNote,
    SignedNote,
    VerifierKey,
    cosign,
    public_bytes,
    read_vkey,
)
from consult.core.transparency.signing_key import make_private, read_private

try:
    import fcntl as locks
except ImportError:  # Windows has none: there one runs the command once at a time
    locks = None  # type: ignore[assignment]

REMEMBERED = "witness.json"
KEY = "witness_key.pem"
LARGEST_STATE = 50 * 1024 * 1024


class WitnessRefuses(ValueError):
    """It does not cosign: the sentence says why. `code` is what the command ends with."""

    code = 1


class NotWatched(WitnessRefuses):
    """The log, or the key that signed, is not one that this witness was told to watch."""

    code = 3


class OtherSize(WitnessRefuses):
    """The proof begins at another size than the one this witness saw last."""

    code = 4

    def __init__(self, says: str, size: int) -> None:
        super().__init__(says)
        self.size = size


class Forked(WitnessRefuses):
    """What was shown does not grow out of what was seen before. Both are kept."""

    code = 5


@dataclass
class WatchedLog:
    vkeys: list[str] = field(default_factory=list)
    note: str = ""  # the last checkpoint that was cosigned

    @property
    def head(self) -> TreeHead | None:
        return read_checkpoint(self.note)[0] if self.note else None


@dataclass
class Fork:
    origin: str
    seen_at: int
    because: str
    kept: str
    shown: str


@dataclass
class WitnessState:
    """What a witness remembers, in one small file."""

    name: str
    logs: dict[str, WatchedLog] = field(default_factory=dict)
    forks: list[Fork] = field(default_factory=list)

    def weigh(self, asked: WitnessRequest) -> TreeHead:
        """The head, if it is signed by a log that is watched and grew out of the one seen last. Else WitnessRefuses."""
        head = read_head(asked.checkpoint)
        watched = self.logs.get(head.origin)
        if watched is None:
            raise NotWatched(f"This witness does not watch {head.origin}. To begin: consult witness trust KEY.")
        _signed(asked.checkpoint, watched)
        if (seen := watched.head) is not None:
            self._grew(seen, head, asked, watched)
        elif asked.old or asked.steps:
            raise OtherSize("This witness has seen nothing of this log yet: the proof has to begin at 0.", 0)
        return head

    def _grew(self, seen: TreeHead, head: TreeHead, asked: WitnessRequest, watched: WatchedLog) -> None:
        if head.size < seen.size:
            self._fork(f"The tree has shrunk: {seen.size} leaves were seen, {head.size} are shown.", asked, watched)
        if head.size == seen.size and head.root != seen.root:
            self._fork(f"Two different trees of {seen.size} leaves were signed.", asked, watched)
        if asked.old != seen.size:
            raise OtherSize(f"The proof begins at {asked.old}; this witness saw {seen.size} leaves last.", seen.size)
        if not is_consistent(seen.size, head.size, asked.steps, seen.root, head.root):
            self._fork("The tree that is shown does not begin with the one seen before.", asked, watched)

    def _fork(self, because: str, asked: WitnessRequest, watched: WatchedLog) -> None:
        shown = asked.checkpoint.written
        origin = read_head(asked.checkpoint).origin
        if all((fork.kept, fork.shown) != (watched.note, shown) for fork in self.forks):
            self.forks.append(Fork(origin, int(time.time()), because, watched.note, shown))
        raise Forked(f"{because} Not cosigned. Both checkpoints are kept as evidence: consult witness status.")

    def cosigned(self, asked: WitnessRequest, private: Ed25519PrivateKey, now: int) -> SignedNote:
        """Weighed, remembered, cosigned."""
        head = self.weigh(asked)
        watched, note = self.logs[head.origin], asked.checkpoint
        by_log = [made for made in note.signatures if any(made.is_by(read_vkey(key)) for key in watched.vkeys)]
        watched.note = SignedNote(note.text, tuple(by_log)).written
        return SignedNote(note.text, (*by_log, cosign(note.text, private, self.name, now)))

    def trust(self, vkey: str) -> VerifierKey:
        """Watch the log that this key signs, or take another key for it."""
        key = read_vkey(vkey)
        if key.type == BY_WITNESS:
            raise MalformedNote("This is the key of a witness. A log's key stands on the page of its log.")
        watched = self.logs.setdefault(key.name, WatchedLog())
        if key.vkey not in watched.vkeys:
            watched.vkeys.append(key.vkey)
        return key


def _signed(note: SignedNote, watched: WatchedLog) -> None:
    keys = [read_vkey(vkey) for vkey in watched.vkeys]
    known = [key for key in keys if any(made.is_by(key) for made in note.signatures)]
    if not known:
        says = "The checkpoint is signed by a key that this witness does not know. If the key was changed, compare the"
        raise NotWatched(f"{says} fingerprint with the site's page, then: consult witness trust KEY.")
    if any(note.signed_by(key) is None for key in known):
        raise NotWatched("The log's signature on the checkpoint does not hold.")


def read_asked(text: str | bytes) -> WitnessRequest:
    """A request, or a bare checkpoint: then it has to be the first, or the one seen before. Raises MalformedNote."""
    begins = text[:4] if isinstance(text, str) else text[:4].decode("utf-8", "replace")
    if begins == "old ":
        return read_request(text)
    return WitnessRequest(0, (), read_checkpoint(text)[1])


class WitnessHome:
    """The folder of a witness: its key, and what it has seen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, name: str) -> VerifierKey:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        private = make_private(self.folder / KEY)
        self._write(WitnessState(name))
        return VerifierKey(name, public_bytes(private), BY_WITNESS)

    def private(self) -> Ed25519PrivateKey:
        return read_private(self.folder / KEY)

    def key(self) -> VerifierKey:
        return VerifierKey(self.read().name, public_bytes(self.private()), BY_WITNESS)

    def read(self) -> WitnessState:
        """Raises MalformedNote where the file is damaged, FileNotFoundError where there is none."""
        with (self.folder / REMEMBERED).open("rb") as file:
            text = file.read(LARGEST_STATE)
        try:
            given = read_json(text)
            logs = {origin: WatchedLog(**watched) for origin, watched in given["logs"].items()}
            return WitnessState(given["name"], logs, [Fork(**fork) for fork in given["forks"]])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MalformedNote(f"{self.folder / REMEMBERED} is damaged. Bring it back from a backup.") from error

    @contextmanager
    def changing(self) -> Iterator[WitnessState]:
        """One at a time; what was learnt is on the disk before anything is answered, a fork also when it is refused."""
        with _alone_in(self.folder):
            state = self.read()
            try:
                yield state
            finally:
                self._write(state)

    def cosign(self, asked: WitnessRequest, clock: Callable[[], float] = time.time) -> SignedNote:
        with self.changing() as state:
            return state.cosigned(asked, self.private(), int(clock()))

    def _write(self, state: WitnessState) -> None:
        beside = self.folder / f"{REMEMBERED}.new"
        with beside.open("w", encoding="utf-8") as file:
            json.dump(asdict(state), file, indent=1, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.folder / REMEMBERED)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Advisory lock, where the system has them."""
    with (folder / "lock").open("w") as file:
        if locks is not None:
            locks.flock(file, locks.LOCK_EX)
        yield
