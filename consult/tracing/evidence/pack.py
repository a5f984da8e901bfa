"""The evidence pack of a guideline: its whole log, what of it everyone may read, and the program that checks it.

Made row by row: memory does not grow with the number of comments. The same state gives the same bytes.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from itertools import islice
from typing import IO, Any

from sqlalchemy import select

from consult.core.database import db
from consult.core.ruling import Refused
from consult.core.transparency.canonical import canonical_json, canonical_time
from consult.core.transparency.models import Checkpoint, Cosignature, LogKey, Witness, entry_of
from consult.core.transparency.notes import VerifierKey
from consult.core.transparency.queries import latest_checkpoint
from consult.core.transparency.tracked_rows import TrackedRows
from consult.drafts.models import Guideline
from consult.tracing.evidence.check import FORMAT
from consult.tracing.evidence.kinds import READ_KINDS
from consult.tracing.evidence.leaves import content_in_leaf, rows_with_leaf, sealed_leaves
from consult.tracing.evidence.published import Scope, shown

LINES_AT_ONCE = 500
MOST_CHECKPOINTS = 200  # cosigned ones that go along with the newest
README = """The evidence of “{title}”

Everything that was said and decided in this consultation stands in a log that can only grow. This pack holds the whole
log ({size} leaves, leaves.jsonl), the content of texts, comments, answers, revisions and ballots that everyone may read
(contents/), and the signed head of the log (checkpoints.jsonl). The other leaves stand in it without their content:
that they are there, and since when, can be checked, and not what they say; the program says how many.

To check it you need Python 3.9 or later and nothing else, and no connection:

    python -I check.py            in the folder that this was unpacked to
    python -I check.py PACK.zip   on the file as it came, with a program that you took from elsewhere

It ends by saying whether everything holds together. Give it the key that you know the site by with --key: the keys in
this pack are the pack's own word. The page of the pack of a published draft names the SHA-256 of the whole file; this
prints that of yours:

    python -c "import hashlib,sys;print(hashlib.sha256(open(sys.argv[1],'rb').read()).hexdigest())" PACK.zip

A receipt's file is checked by it, too: python -I check.py RECEIPT.json.

What it checks stands at its beginning; each step can be done by hand. Keep this pack: with it, or with its checkpoint
alone, anyone can prove later that the site changed what was said or decided (on the site: consult verify --against).
"""


@dataclass
class PackWriter:
    """A zip whose files are written one after the other, hashed and counted as they go."""

    zip: zipfile.ZipFile
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def write(self, name: str, lines: Iterable[bytes]) -> None:
        digest, size, count, rest = hashlib.sha256(), 0, 0, iter(lines)
        with self.zip.open(_named(name), "w", force_zip64=True) as file:
            while some := list(islice(rest, LINES_AT_ONCE)):
                piece = b"".join(line + b"\n" for line in some)
                digest.update(piece)
                size, count = size + len(piece), count + len(some)
                file.write(piece)
        self.files[name] = {"bytes": size, "lines": count, "sha256": digest.hexdigest()}

    def write_text(self, name: str, text: str) -> None:
        self.write(name, text.rstrip("\n").encode().split(b"\n"))

    def write_manifest(self, told: dict[str, Any]) -> None:
        manifest = {"format": FORMAT, **told, "files": dict(sorted(self.files.items()))}
        self.zip.writestr(_named("manifest.json"), json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")


def _named(name: str) -> zipfile.ZipInfo:
    """Without the hour at which it was made."""
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return info


def write_pack(guideline: Guideline, to: IO[bytes], now: datetime, *, draft: int | None = None) -> Checkpoint:
    """Of what is sealed. Raises Refused where nothing is yet."""
    checkpoint = latest_checkpoint(guideline.id)
    if checkpoint is None:
        raise Refused("Nothing of this guideline is sealed yet. The worker does it within seconds: is it running?")
    scope, size = Scope.of(guideline, now, draft), checkpoint.size
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        pack = PackWriter(archive)
        pack.write_text("README.txt", README.format(title=guideline.title, size=size))
        pack.write_text("check.py", check_program())
        for source in sorted(READ_KINDS, key=lambda source: source.kind):
            pack.write(f"contents/{source.kind}.jsonl", _contents(source, scope, size))
        pack.write("checkpoints.jsonl", map(canonical_json, _checkpoints(checkpoint)))
        pack.write("keys.jsonl", map(canonical_json, _keys(_origin_of(checkpoint))))
        pack.write("leaves.jsonl", (entry_of(*leaf[1:]) for leaf in sealed_leaves(guideline.id, size)))
        told = {"guideline": guideline.slug, "title": guideline.title, "origin": _origin_of(checkpoint)}
        told |= {"sealed_at": canonical_time(checkpoint.at)}
        pack.write_manifest({**told, "size": size, "draft": draft})
    return checkpoint


def check_program() -> str:
    return files("consult.tracing.evidence").joinpath("check.py").read_text("utf-8")


def _origin_of(checkpoint: Checkpoint) -> str:
    return checkpoint.note.partition("\n")[0]


def _contents(source: TrackedRows, scope: Scope, size: int) -> Iterator[bytes]:
    """`content` first: the text up to `,"index":` is the very text that is committed to."""
    rows = rows_with_leaf(source, scope.visitor.guideline.id, *shown(source.kind, scope))
    for row in rows:
        if row.leaf_salt is None or row.leaf_log_index is None or row.leaf_log_index >= size:
            continue
        told: dict[str, Any] = {"index": row.leaf_log_index, "kind": source.kind, "salt": row.leaf_salt.hex()}
        told |= {"subject": f"{source.subject}:{row.id}", "time": canonical_time(row.leaf_at)}
        if source.kind == "comment" and row.author_shown is not None:
            told["shown"] = {"author": row.author_shown, "salt": row.author_salt}
        yield b'{"content":' + canonical_json(content_in_leaf(source, row)) + b"," + canonical_json(told)[1:]


def _checkpoints(newest: Checkpoint) -> Iterator[dict[str, Any]]:
    """The newest, and those that witnesses cosigned, each with their lines."""
    which = Cosignature.checkpoint_id
    cosigned = select(which).join(Checkpoint, Checkpoint.id == Cosignature.checkpoint_id)
    cosigned = cosigned.where(Checkpoint.log_id == newest.log_id, Checkpoint.size < newest.size)
    ids = set(
        db.session.scalars(cosigned.distinct().order_by(Cosignature.checkpoint_id.desc()).limit(MOST_CHECKPOINTS))
    )
    query = select(Checkpoint).where(Checkpoint.id.in_({*ids, newest.id})).order_by(Checkpoint.size)
    for checkpoint in db.session.scalars(query):
        lines = select(Cosignature.line).where(Cosignature.checkpoint_id == checkpoint.id).order_by(Cosignature.id)
        signed = "".join(f"{line.rstrip()}\n" for line in db.session.scalars(lines))
        yield {"note": checkpoint.note + signed}


def _keys(origin: str) -> Iterator[dict[str, Any]]:
    for key in db.session.scalars(select(LogKey).order_by(LogKey.id)):
        made = {"key": VerifierKey(origin, key.public).vkey, "of": "log", "made_at": key.made_at}
        yield {**made, "statement": key.statement}
    for witness in db.session.scalars(select(Witness).order_by(Witness.id)):
        yield {"key": witness.vkey, "of": "witness", "run_by": witness.run_by, "trial": witness.demonstration}
