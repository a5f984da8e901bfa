"""Whether what is kept is what the log commits to, and whether the log is the one that was signed.

These hold what is kept against the log beside it: they name whatever was changed without the log. Who changes the log
as well, and signs it with the site's own key, is named only by what somebody else kept (`comparison`).
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from consult.core.database import db
from consult.core.transparency.backfill import backfill_waits
from consult.core.transparency.models import Checkpoint, LogKey, LogLeaf, LogTile, TransparencyLog, entry_of
from consult.core.transparency.notes import MalformedNote, VerifierKey, read_note
from consult.core.transparency.queries import latest_checkpoint
from consult.core.transparency.tiles import TileDigests
from consult.core.transparency.tracked_rows import TrackedRows
from consult.drafts.models import Guideline
from consult.tracing.evidence.check import GrowingTree, leaf_hash, named
from consult.tracing.evidence.kinds import READ_KINDS
from consult.tracing.evidence.leaves import (
    content_in_leaf,
    is_committed,
    leaves_too_many,
    leaves_without_row,
    rows_with_leaf,
    sealed_leaves,
)
from consult.tracing.record.checks import Check

AT_ONCE = timedelta(minutes=10)  # between what a transaction writes and its end
TILES_AT_ONCE = 200


def committed(guideline: Guideline) -> Check:
    """Each thing that is kept is what the last leaf about it commits to, and each leaf has its thing."""
    return committed_in(guideline.id)


def committed_in(log_id: int) -> Check:
    check = Check("log", _("Things compared with what the log commits to"))
    erased, waiting, backfill = 0, 0, backfill_waits()
    for source in READ_KINDS:
        for row in rows_with_leaf(source, log_id):
            check.number += 1
            holds = is_committed(source, row)
            erased += holds is None and row.leaf_commitment is not None
            if backfill and not holds and _is_brought_in(source, row):
                waiting += 1
            elif holds is False or row.leaf_commitment is None:
                thing = named(source.kind, f"{source.subject}:{row.id}", content_in_leaf(source, row))
                lost = row.leaf_commitment is None
                says = _("%(thing)s is in no leaf of the log.") if lost else _("%(thing)s is not what the log says.")
                check.faults.append(says % {"thing": thing})
            elif _is_late(source, row):
                thing = named(source.kind, f"{source.subject}:{row.id}", content_in_leaf(source, row))
                check.faults.append(_("%(thing)s entered the log at another time than it names.", thing=thing))
        check.faults += _faults_of_leaves(source, log_id)
    if waiting:
        says = _(
            "%(n)s things of before the log wait to be committed to: run “consult log backfill”, or let the worker do "
            "it."
        )
        check.notes.append(says % {"n": waiting})
    if erased:
        check.notes.append(_("Of %(n)s things the log cannot tell any more what they said: it was erased.", n=erased))
    return check


def _is_brought_in(source: TrackedRows, row: Any) -> bool:
    """By the backfill: what has no leaf, or one of which an older version told more."""
    told = source.said_otherwise
    return row.leaf_commitment is None or (told is not None and told(row))


def _is_late(source: TrackedRows, row: Any) -> bool:
    """An entry that is slipped in later bears the hour of then, and stands in the log at the hour of now."""
    if source.moment is None or row.leaf_as_found:
        return False
    return bool(abs(source.moment(row) - row.leaf_at) > AT_ONCE)


def _faults_of_leaves(source: TrackedRows, log_id: int) -> Iterator[str]:
    for leaf in leaves_without_row(source, log_id):
        yield _("%(thing)s is in the log and is not kept.", thing=f"{source.kind} {source.subject}:{leaf.subject_id}")
    for id_, count in leaves_too_many(source, log_id):
        says = _("%(thing)s was committed to again after it was settled: %(count)s leaves.")
        yield says % {"thing": f"{source.kind} {source.subject}:{id_}", "count": count}


def tree(guideline: Guideline) -> Check:
    """The leaves give the root of every checkpoint, which the site's key signed; all that is sealed is there."""
    return tree_of(guideline.id)


def tree_of(log_id: int) -> Check:
    grown, tiles, check = (
        GrowingTree(),
        TileDigests(),
        Check("tree", _("Leaves hashed into the tree of the checkpoints")),
    )
    of_log = select(Checkpoint.size, Checkpoint.root).where(Checkpoint.log_id == log_id)
    heads = {checkpoint.size: checkpoint.root for checkpoint in db.session.execute(of_log)}
    for index, leaf in enumerate(sealed_leaves(log_id)):
        if leaf.log_index != index:
            check.faults.append(_("Leaf %(index)s of the log is missing.", index=index))
            break
        hash_ = leaf_hash(entry_of(*leaf[1:]))
        grown.add(hash_)
        tiles.add(hash_)
        if grown.size in heads and heads[grown.size] != grown.root():
            check.faults.append(_("The checkpoint of %(size)s leaves is of another tree.", size=grown.size))
    check.number = grown.size
    check.faults += _faults_of_head(log_id, grown.size)
    check.faults += _faults_of_tiles(log_id, tiles.digests())
    waiting = select(LogLeaf.id).where(LogLeaf.log_id == log_id, LogLeaf.log_index.is_(None)).limit(1)
    if db.session.scalar(waiting) is not None:
        check.notes.append(_("Some leaves wait to be sealed; the worker does it within seconds."))
    return check


def _faults_of_tiles(log_id: int, digests: Mapping[tuple[int, int], bytes]) -> Iterator[str]:
    """Proofs are made of the tiles: each must be what the leaves give, and none may be there besides."""
    columns = (LogTile.level, LogTile.number, LogTile.hashes)
    query = select(*columns).where(LogTile.log_id == log_id).execution_options(yield_per=TILES_AT_ONCE)
    kept = {(row.level, row.number): sha256(row.hashes).digest() for row in db.session.execute(query)}
    for at in sorted(digests.keys() | kept.keys()):
        told = {"level": at[0], "number": at[1]}
        if at not in kept:
            yield _("Tile %(level)s/%(number)s of the tree is missing.", **told)
        elif kept[at] != digests.get(at):
            yield _("Tile %(level)s/%(number)s of the tree is not what the leaves give.", **told)


def _faults_of_head(log_id: int, size: int) -> list[str]:
    newest, kept = latest_checkpoint(log_id), db.session.get(TransparencyLog, log_id)
    if newest is None:
        return [_("Leaves are numbered, and there is no checkpoint.")] if size else []
    faults = []
    if newest.size != size or kept is None or kept.size != size:
        says = _("The newest checkpoint speaks of %(told)s leaves, %(size)s are kept.", told=newest.size, size=size)
        faults.append(says)
    if not _is_signed(newest):
        faults.append(_("The newest checkpoint is signed by no key of this site."))
    return faults


def _is_signed(checkpoint: Checkpoint) -> bool:
    try:
        note = read_note(checkpoint.note)
    except MalformedNote:
        return False
    origin = note.text.partition("\n")[0]
    keys = db.session.scalars(select(LogKey.public)).all()
    return any(note.signed_by(VerifierKey(origin, public)) for public in keys)
