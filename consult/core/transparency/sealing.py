"""Sealing: leaves that wait get their places in the tree, and its new head is signed. Never in the causing transaction.

One batch is one transaction under the log's row lock: killed in it, nothing of it happened, and it is done again.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update

from consult.core import clock
from consult.core.bulk_sql import insert_missing
from consult.core.database import db
from consult.core.transparency.checkpoints import TreeHead
from consult.core.transparency.merkle import leaf_hash, range_root
from consult.core.transparency.models import SITE_LOG, Checkpoint, LogLeaf, LogTile, TransparencyLog, entry_of
from consult.core.transparency.notes import sign_note
from consult.core.transparency.signing_key import Signer
from consult.core.transparency.tiles import grow, last_tiles, subtrees_in

BATCH = 5_000  # leaves in one transaction


def unsealed_logs() -> Sequence[int]:
    return db.session.scalars(select(LogLeaf.log_id).where(LogLeaf.log_index.is_(None)).distinct()).all()


def seal_batch(log_id: int, signer: Signer, most: int = BATCH) -> Checkpoint | None:
    """A place for each leaf that waits, in their order, and a checkpoint; None where none waits. Commits nothing."""
    kept = _held_log(log_id, signer)
    columns = (LogLeaf.id, LogLeaf.kind, LogLeaf.subject, LogLeaf.subject_id, LogLeaf.commitment, LogLeaf.at)
    waiting = select(*columns).where(LogLeaf.log_id == log_id, LogLeaf.log_index.is_(None))
    leaves = db.session.execute(waiting.order_by(LogLeaf.id).limit(most)).all()
    if not leaves or kept.origin is None:
        return None
    size = kept.size + len(leaves)
    root = _append(kept, [leaf_hash(entry_of(*leaf[1:])) for leaf in leaves])
    _number([leaf.id for leaf in leaves], kept.size)
    kept.size = size
    return _signed(TreeHead(kept.origin, size, root), log_id, signer)


def _held_log(log_id: int, signer: Signer) -> TransparencyLog:
    """Row lock: whoever seals the same log waits here, and finds these leaves sealed."""
    locked = select(TransparencyLog).where(TransparencyLog.log_id == log_id).with_for_update()
    kept = db.session.scalars(locked, execution_options={"populate_existing": True}).one_or_none()
    if kept is None:  # the site's own, or a guideline's that came to be otherwise than by founding it
        name = "" if log_id == SITE_LOG else str(log_id)
        insert_missing(TransparencyLog, [{"log_id": log_id, "name": name, "size": 0}])
        kept = db.session.scalars(locked, execution_options={"populate_existing": True}).one()
    if kept.origin is None:
        kept.origin = signer.origin_of(kept.name)
    db.session.flush()
    return kept


def _append(kept: TransparencyLog, hashes: Sequence[bytes]) -> bytes:
    """Into the last tiles; the new root. Reads and writes as many tiles as the tree has levels, and the new ones."""
    rows = {at: db.session.get(LogTile, (kept.log_id, *at)) for at in last_tiles(kept.size)}
    tiles = {at: row.hashes for at, row in rows.items() if row is not None}
    grow(tiles, kept.size, hashes)
    for at, held in tiles.items():
        row = rows.get(at)
        if row is None:
            db.session.add(LogTile(log_id=kept.log_id, level=at[0], number=at[1], hashes=held))
        elif row.hashes != held:
            row.hashes = held
    return range_root(
        subtrees_in(lambda level, number: _tile(tiles, kept.log_id, level, number)), 0, kept.size + len(hashes)
    )


def _tile(tiles: dict[tuple[int, int], bytes], log_id: int, level: int, number: int) -> bytes:
    if (level, number) not in tiles:
        tiles[level, number] = db.session.get_one(LogTile, (log_id, level, number)).hashes
    return tiles[level, number]


def _number(leaves: Sequence[int], first: int) -> None:
    given = [{"of": leaf, "index": first + place} for place, leaf in enumerate(leaves)]
    change = update(LogLeaf.__table__).where(LogLeaf.id == bindparam("of"))  # type: ignore[arg-type]
    change = change.values(log_index=bindparam("index"))
    db.session.connection().execute(change, given)


def _signed(head: TreeHead, log_id: int, signer: Signer) -> Checkpoint:
    """Its time never goes back, whatever the clock does: then it is that of the checkpoint before."""
    last = select(Checkpoint.at).where(Checkpoint.log_id == log_id).order_by(Checkpoint.size.desc()).limit(1)
    before = db.session.scalar(last)
    at = max(clock.now(), before) if before is not None else clock.now()
    note = f"{head.text}\n{sign_note(head.text, signer.private, head.origin).line}"
    checkpoint = Checkpoint(log_id=log_id, size=head.size, root=head.root, note=note, at=at)
    db.session.add(checkpoint)
    db.session.flush()
    return checkpoint
