"""What is there now against what somebody kept: a checkpoint, or a whole pack. Names each thing that is not the same.

Whoever may write the database may also write every hash in it and sign it again. Not what others keep: a checkpoint
says whether the log is still the one it was, a pack says of each thing what it was.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, Protocol

from flask_babel import gettext as _
from sqlalchemy import select

from consult.core.database import db
from consult.core.transparency.canonical import canonical_json
from consult.core.transparency.checkpoints import TreeHead, read_checkpoint
from consult.core.transparency.models import TransparencyLog, entry_of
from consult.core.transparency.notes import LARGEST, MalformedNote
from consult.tracing.evidence.check import (
    MALFORMED,
    GrowingTree,
    NotAPack,
    PackCheck,
    PackFiles,
    check_pack,
    content_and_leaf,
    leaf_hash,
    named,
    read_heads,
)
from consult.tracing.evidence.kinds import READ_KINDS
from consult.tracing.evidence.leaves import content_in_leaf, rows_with_leaf, sealed_leaves
from consult.tracing.record.checks import Check

MOST_NAMED = 500
SHOWN = 80  # characters of a value that differs
Leaf = tuple[str, str]  # kind and subject
Contents = Mapping[Leaf, dict[str, Any]]


class LogThere(Protocol):
    """The log as it is now: in the database, or in a newer pack."""

    def lines(self) -> Iterable[bytes]: ...

    def contents(self, wanted: set[Leaf]) -> Contents: ...


@dataclass(frozen=True)
class LiveLog:
    log_id: int

    def lines(self) -> Iterator[bytes]:
        return (entry_of(*leaf[1:]) for leaf in sealed_leaves(self.log_id))

    def contents(self, wanted: set[Leaf]) -> Contents:
        found = {}
        for source in READ_KINDS:
            ids = [int(subject.partition(":")[2]) for kind, subject in wanted if kind == source.kind]
            for row in rows_with_leaf(source, self.log_id, source.id.in_(ids)) if ids else ():
                found[source.kind, f"{source.subject}:{row.id}"] = content_in_leaf(source, row)
        return found


@dataclass(frozen=True)
class PackedLog:
    pack: PackFiles

    def lines(self) -> Iterator[bytes]:
        return self.pack.lines("leaves.jsonl")

    def contents(self, wanted: set[Leaf]) -> Contents:
        found = {}
        kinds = {kind for kind, _subject in wanted}
        for name in (f"contents/{kind}.jsonl" for kind in sorted(kinds)):
            for line in self.pack.lines(name):
                content, row, _leaf = content_and_leaf(line)
                if (row["kind"], row["subject"]) in wanted:
                    found[row["kind"], row["subject"]] = content
        return found


@dataclass(frozen=True)
class KeptEvidence:
    """What somebody kept: the head of a log, and, of a pack, the log itself."""

    head: TreeHead
    log: PackedLog | None = None
    damage: tuple[str, ...] = ()  # what does not hold in the pack itself


def read_kept(path: Path) -> KeptEvidence:
    """A pack or a checkpoint. Raises NotAPack, with what is wrong with it."""
    if not path.is_dir() and (text := _short_text(path)) is not None:
        try:
            return KeptEvidence(read_checkpoint(text)[0])
        except MalformedNote as error:
            raise NotAPack(_("%(path)s is no checkpoint: %(error)s", path=path, error=error)) from error
    pack, check = PackFiles(path), PackCheck("", "")
    heads = read_heads(pack, check)
    if not heads or check.faults:
        raise NotAPack(_("%(path)s holds no checkpoint of its log.", path=path))
    size, root, _note = heads[-1]
    damage = tuple(fault for one in check_pack(path) for fault in one.faults)
    return KeptEvidence(TreeHead(pack.manifest["origin"], size, root), PackedLog(pack), damage)


def _short_text(path: Path) -> bytes | None:
    """None for what is longer than a checkpoint, or a zip."""
    try:
        with path.open("rb") as file:
            begin = file.read(LARGEST + 1)
    except OSError as error:
        raise NotAPack(_("%(path)s cannot be read: %(error)s.", path=path, error=error.strerror)) from error
    return None if len(begin) > LARGEST or begin.startswith(b"PK") else begin


def log_id_of(origin: str) -> int | None:
    return db.session.scalar(select(TransparencyLog.log_id).where(TransparencyLog.origin == origin))


def compared(kept: KeptEvidence, now: LogThere) -> Check:
    """The kept head is that of a beginning of the log as it is now; where not, a pack names what differs."""
    check = Check("against", _("Leaves compared with what was kept"))
    if kept.damage:
        says = _("The pack that was kept does not hold itself, and what it says may be wrong: %(first)s (%(n)s in all)")
        check.notes.append(says % {"first": kept.damage[0], "n": len(kept.damage)})
    grown, root = GrowingTree(), None
    for line in now.lines():
        grown.add(leaf_hash(line))
        if grown.size == kept.head.size:
            root = grown.root()
            break
    check.number = grown.size
    if root == kept.head.root or kept.head.size == 0:
        return check
    if root is None:
        says = _("The log %(log)s was shortened: %(told)s leaves were vouched for, %(size)s are there.")
        check.faults.append(says % {"log": kept.head.origin, "told": kept.head.size, "size": grown.size})
    else:
        says = _("The log %(log)s is not the one that was vouched for: its first %(size)s leaves are others.")
        check.faults.append(says % {"log": kept.head.origin, "size": kept.head.size})
    if kept.log is not None:
        check.faults += _named_differences(kept.log, now)[:MOST_NAMED]
    return check


@dataclass
class Differences:
    """Leaves that stand in one log alone, by what they are about."""

    lost: dict[Leaf, int] = field(default_factory=dict)
    new: dict[Leaf, int] = field(default_factory=dict)
    moved: bool = False


def _differences(kept: Iterable[bytes], now: Iterable[bytes]) -> Differences:
    """Walks both side by side, and remembers only what does not match."""
    lost: dict[bytes, bytes] = {}
    new: dict[bytes, bytes] = {}
    found, last, size = Differences(), "", 0
    for before, after in zip_longest(kept, now):
        if before is not None:
            size, last = size + 1, max(last, _time_of(before))
        if before == after:
            continue
        found.moved = found.moved or before is not None
        _remember(before, lost, new)
        _remember(after, new, lost)
    found.lost = _by_thing(lost.values())
    found.new = _by_thing(line for line in new.values() if _time_of(line) <= last)
    return found


def _remember(line: bytes | None, here: dict[bytes, bytes], there: dict[bytes, bytes]) -> None:
    if line is not None and there.pop(hash_ := leaf_hash(line), None) is None:
        here[hash_] = line


def _time_of(line: bytes) -> str:
    try:
        return str(json.loads(line)["time"])
    except MALFORMED:
        return ""


def _by_thing(lines: Iterable[bytes]) -> dict[Leaf, int]:
    found: dict[Leaf, int] = {}
    for line in lines:
        try:
            leaf = json.loads(line)
            about = (str(leaf["kind"]), str(leaf["subject"]))
        except MALFORMED:
            about = ("?", "?")
        found[about] = found.get(about, 0) + 1
    return found


def _named_differences(kept: PackedLog, now: LogThere) -> list[str]:
    found = _differences(kept.lines(), now.lines())
    wanted = {*found.lost, *found.new}
    was, is_ = kept.contents(wanted), now.contents(wanted)
    faults = [_lost(about, was.get(about), is_.get(about), replaced=about in found.new) for about in found.lost]
    added = [named(*about, is_.get(about, {})) for about in found.new if about not in found.lost]
    faults += [_("%(thing)s was put into the log afterwards.", thing=thing) for thing in added]
    if found.moved and not faults:
        faults.append(_("The leaves are the same and stand in another order."))
    return faults


def _lost(about: Leaf, was: dict[str, Any] | None, is_: dict[str, Any] | None, *, replaced: bool) -> str:
    says, told = _("%(thing)s: a leaf about it is gone from the log."), {"thing": named(*about, was or is_ or {})}
    if is_ is None:
        says = _("%(thing)s was in the log and is gone.")
    elif was is not None and was != _plain(is_):
        says, told["changes"] = _("%(thing)s is not what it was: %(changes)s."), _changes(was, _plain(is_))
    elif replaced:
        says = _("%(thing)s: the log committed to something else than it does now.")
    return str(says % told)


def _plain(content: Mapping[str, Any]) -> dict[str, Any]:
    """As it reads from a file."""
    return dict(json.loads(canonical_json(content)))


def _changes(was: Mapping[str, Any], is_: Mapping[str, Any]) -> str:
    names = [name for name in {**was, **is_} if was.get(name) != is_.get(name)]
    return "; ".join(f"{name} was {_short(was.get(name))}, is {_short(is_.get(name))}" for name in names)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
