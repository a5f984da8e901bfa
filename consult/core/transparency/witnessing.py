"""What witnesses do here: they are named, they cosign, they are shown when what comes in their name does not hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import alone
from consult.core.queue import Identified
from consult.core.ruling import Refused
from consult.core.transparency.checkpoints import TreeHead, read_checkpoint
from consult.core.transparency.models import Checkpoint, Cosignature, TransparencyLog, Witness
from consult.core.transparency.notes import (
    BY_WITNESS,
    NoteSignature,
    SignedNote,
    cosigned_at,
    read_vkey,
    verifies,
)
from consult.core.transparency.queries import checkpoint_at, latest_checkpoint, witnesses
from consult.core.verbs import Verb

CLOCKS_DIFFER = timedelta(minutes=10)


@dataclass(frozen=True)
class Vouching:
    """How far a witness has come with one log: the newest checkpoint that it cosigned, if any."""

    witness: Witness
    checkpoint: Checkpoint | None
    signed_at: datetime | None
    current: bool  # it vouches for the newest checkpoint

    @property
    def size(self) -> int:
        """For how many entries, from the first, it vouches."""
        return self.checkpoint.size if self.checkpoint is not None else 0

    def covers(self, index: int | None) -> bool:
        """Whether the entry at this place is among them."""
        return index is not None and index < self.size


def add_witness(vkey: str, run_by: str, *, by: Identified, guideline_id: int, demonstration: bool = False) -> Witness:
    """Raises MalformedNote for what is no key, Refused for one that is named already."""
    key = read_vkey(vkey)
    if key.type != BY_WITNESS:
        raise Refused(_("This is the key of a log. A witness prints its own by “consult witness show-key”."))
    alone(f"witness {key.vkey}")
    known = db.session.scalars(select(Witness).where(Witness.vkey == key.vkey)).one_or_none()
    if known is not None and known.removed_at is None:
        raise Refused(_("This witness is named already."))
    witness = known or Witness(name=key.name, vkey=key.vkey, added_at=clock.now(), run_by=run_by)
    witness.run_by, witness.removed_at, witness.demonstration = run_by, None, demonstration
    db.session.add(witness)
    record(Verb.WITNESS_ADDED, witness, by=by, guideline_id=guideline_id, name=key.name, run_by=run_by, vkey=key.vkey)
    return witness


def remove_witness(witness: Witness, *, by: Identified, guideline_id: int) -> None:
    """It vouches for nothing from now on; what it cosigned stays."""
    if witness.removed_at is None:
        witness.removed_at = clock.now()
        facts = {"name": witness.name, "vkey": witness.vkey}
        record(Verb.WITNESS_REMOVED, witness, by=by, guideline_id=guideline_id, **facts)


def accept_cosignatures(given: str | bytes, log_id: int | None = None) -> Sequence[Witness]:
    """Whose lines on this note were kept. Raises MalformedNote, or Refused with the reason; see `note_refused`."""
    head, note = read_checkpoint(given)
    checkpoint = _ours(head, note, log_id)
    known = {(key.name, key.id): (witness, key) for witness in witnesses() for key in [read_vkey(witness.vkey)]}
    kept = []
    for line in note.signatures:
        witness, key = known.get((line.name, line.key_id), (None, None))
        if witness is None or key is None:
            continue
        if not verifies(note.text, line, key):
            raise UnsoundCosignature(witness, _("The line of %(witness)s does not hold.", witness=witness.name))
        _keep(checkpoint, witness, line)
        kept.append(witness)
    if not kept:
        raise Refused(_("No line on it is by a witness that is named here. Its key has to be named first."))
    return kept


class UnsoundCosignature(Refused):
    """A line in the name of a witness that does not hold; anybody may have sent it."""

    def __init__(self, witness: Witness, says: str) -> None:
        super().__init__(says)
        self.witness_id = witness.id


def note_refused(error: UnsoundCosignature) -> None:
    """Shown beside the witness, so that it and readers know."""
    witness = db.session.get_one(Witness, error.witness_id)
    witness.refused_at, witness.refused_because = clock.now(), str(error)[:300]


def _ours(head: TreeHead, note: SignedNote, log_id: int | None) -> Checkpoint:
    kept = db.session.scalars(select(TransparencyLog).where(TransparencyLog.origin == head.origin)).one_or_none()
    if kept is None or log_id not in {None, kept.log_id}:
        raise Refused(_("This checkpoint is of another log: %(origin)s.", origin=head.origin[:200]))
    checkpoint = checkpoint_at(kept.log_id, head.size)
    if checkpoint is None:
        raise Refused(_("This log has signed no checkpoint of %(size)s leaves.", size=head.size))
    if read_checkpoint(checkpoint.note)[1].text != note.text:
        raise Refused(
            _(
                "This is not the checkpoint that this log signed at %(size)s leaves. Keep it: it is evidence.",
                size=head.size,
            )
        )
    return checkpoint


def _keep(checkpoint: Checkpoint, witness: Witness, line: NoteSignature) -> None:
    seconds, now = cosigned_at(line), clock.now()
    if seconds > (now + CLOCKS_DIFFER).timestamp():
        raise Refused(_("The time of %(witness)s lies in the future. Its clock has to be set.", witness=witness.name))
    same = (Cosignature.checkpoint_id == checkpoint.id, Cosignature.witness_id == witness.id)
    if db.session.scalar(select(Cosignature.id).where(*same, Cosignature.line == line.line.strip())) is None:
        at = datetime.fromtimestamp(seconds, UTC)
        made = {"line": line.line.strip(), "signed_at": at, "received_at": now}
        db.session.add(Cosignature(checkpoint=checkpoint, witness=witness, **made))


def vouching_for(log_id: int) -> Sequence[Vouching]:
    """Every witness that is named, with the newest checkpoint of this log that it cosigned."""
    latest = latest_checkpoint(log_id)
    query = select(Cosignature).join(Checkpoint, Checkpoint.id == Cosignature.checkpoint_id)
    query = query.where(Checkpoint.log_id == log_id).order_by(Checkpoint.size, Cosignature.id)
    newest = {made.witness_id: made for made in db.session.scalars(query)}
    return [_vouching(witness, newest.get(witness.id), latest) for witness in witnesses()]


def _vouching(witness: Witness, made: Cosignature | None, latest: Checkpoint | None) -> Vouching:
    if made is None:
        return Vouching(witness, None, None, current=False)
    current = latest is not None and made.checkpoint_id == latest.id
    return Vouching(witness, made.checkpoint, made.signed_at, current=current)
