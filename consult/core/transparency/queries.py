"""What is read of the logs: leaves, checkpoints with their cosignatures, tiles, and the proofs made of them."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.core.request_memo import once_a_page
from consult.core.transparency.checkpoints import InclusionProof, WitnessRequest
from consult.core.transparency.merkle import HASH_BYTES, Subtrees, consistency_proof, inclusion_proof
from consult.core.transparency.models import (
    Checkpoint,
    Cosignature,
    LogKey,
    LogLeaf,
    LogTile,
    TransparencyLog,
    Witness,
)
from consult.core.transparency.notes import SignedNote, VerifierKey, read_note, read_signature
from consult.core.transparency.tiles import WIDTH, bundle, subtrees_in

MOST = 500  # numbers in one question


def log_of(log_id: int) -> TransparencyLog | None:
    return db.session.get(TransparencyLog, log_id)


def origins() -> Sequence[str]:
    named = select(TransparencyLog.origin).where(TransparencyLog.origin.is_not(None))
    return [origin for origin in db.session.scalars(named) if origin]


@once_a_page
def latest_checkpoint(log_id: int) -> Checkpoint | None:
    query = select(Checkpoint).where(Checkpoint.log_id == log_id).order_by(Checkpoint.size.desc()).limit(1)
    return db.session.scalars(query).first()


def latest_checkpoints(log_ids: Collection[int]) -> Mapping[int, Checkpoint]:
    """The same of several logs, by log."""
    sizes = select(Checkpoint.log_id, func.max(Checkpoint.size)).where(Checkpoint.log_id.in_(log_ids))
    newest = tuple_(Checkpoint.log_id, Checkpoint.size).in_(sizes.group_by(Checkpoint.log_id))
    return {one.log_id: one for one in db.session.scalars(select(Checkpoint).where(newest))}


def sizes_vouched_for(log_ids: Collection[int]) -> Mapping[int, int]:
    """How many entries of each of these logs a witness that is named vouches for."""
    query = select(Checkpoint.log_id, func.max(Checkpoint.size)).join(Cosignature).join(Cosignature.witness)
    query = query.where(Checkpoint.log_id.in_(log_ids), Witness.removed_at.is_(None)).group_by(Checkpoint.log_id)
    return dict(db.session.execute(query).all())


def checkpoint_at(log_id: int, size: int) -> Checkpoint | None:
    same = (Checkpoint.log_id == log_id, Checkpoint.size == size)
    return db.session.scalars(select(Checkpoint).where(*same)).one_or_none()


def leaves_about(subject: str, numbers: Sequence[int], kind: str) -> Mapping[int, LogLeaf]:
    """The leaf of each of these rows."""
    found: dict[int, LogLeaf] = {}
    for start in range(0, len(numbers), MOST):
        of_them = LogLeaf.subject_id.in_(numbers[start : start + MOST])
        query = select(LogLeaf).where(LogLeaf.subject == subject, of_them, LogLeaf.kind == kind).order_by(LogLeaf.id)
        found |= {leaf.subject_id: leaf for leaf in db.session.scalars(query)}
    return found


def keys_of(origin: str) -> Sequence[VerifierKey]:
    """Every key that has signed for this site, under the name of this log; the newest last."""
    publics = db.session.scalars(select(LogKey.public).order_by(LogKey.id))
    return [VerifierKey(origin, public) for public in publics]


def log_keys() -> Sequence[LogKey]:
    return db.session.scalars(select(LogKey).order_by(LogKey.id)).all()


@once_a_page
def witnesses() -> Sequence[Witness]:
    return db.session.scalars(select(Witness).where(Witness.removed_at.is_(None)).order_by(Witness.name)).all()


def cosignatures_of(checkpoint: Checkpoint) -> Sequence[Cosignature]:
    """The newest of each witness."""
    query = select(Cosignature).where(Cosignature.checkpoint_id == checkpoint.id)
    query = query.options(joinedload(Cosignature.witness))
    return list({made.witness_id: made for made in db.session.scalars(query.order_by(Cosignature.id))}.values())


def cosigned_note(checkpoint: Checkpoint) -> SignedNote:
    """The checkpoint as it is served: signed by the log and by who vouches for it."""
    note = read_note(checkpoint.note)
    lines = [read_signature(made.line) for made in cosignatures_of(checkpoint)]
    return SignedNote(note.text, (*note.signatures, *lines))


def tile_of(log_id: int, level: int, number: int, width: int) -> bytes | None:
    """The first `width` hashes of a tile; None where there are not as many."""
    row = db.session.get(LogTile, (log_id, level, number))
    held = row.hashes[: width * HASH_BYTES] if row is not None else b""
    return held if len(held) == width * HASH_BYTES else None


def entries_of_log(log_id: int, number: int, width: int) -> bytes | None:
    """The entries under a tile of level 0, as C2SP bundles them."""
    first = number * WIDTH
    within = LogLeaf.log_index.between(first, first + width - 1)
    leaves = db.session.scalars(select(LogLeaf).where(LogLeaf.log_id == log_id, within).order_by(LogLeaf.log_index))
    found = [leaf.entry for leaf in leaves]
    return bundle(found) if len(found) == width else None


def proof_of(leaf: LogLeaf) -> InclusionProof | None:
    """That the leaf stands in the tree of the newest checkpoint; None while it is not sealed."""
    checkpoint = latest_checkpoint(leaf.log_id)
    if leaf.log_index is None or checkpoint is None:
        return None
    steps = inclusion_proof(_subtrees_of(leaf.log_id), leaf.log_index, checkpoint.size)
    return InclusionProof(leaf.log_index, tuple(steps), cosigned_note(checkpoint))


def request_for_witness(checkpoint: Checkpoint, old: int) -> WitnessRequest:
    """What a witness that saw the tree at `old` is sent. Raises ValueError where it never had that size."""
    steps = consistency_proof(_subtrees_of(checkpoint.log_id), old, checkpoint.size)
    return WitnessRequest(old, tuple(steps), read_note(checkpoint.note))


def _subtrees_of(log_id: int) -> Subtrees:
    """Each tile is read once."""
    read: dict[tuple[int, int], bytes] = {}

    def tile(level: int, number: int) -> bytes:
        if (level, number) not in read:
            read[level, number] = db.session.get_one(LogTile, (log_id, level, number)).hashes
        return read[level, number]

    return subtrees_in(tile)
