"""The logs, their leaves, tiles and checkpoints; the keys that sign them, and the witnesses that cosign."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.core.database import Model
from consult.core.transparency.canonical import leaf_bytes
from consult.core.transparency.merkle import leaf_hash

SITE_LOG = 0  # holds what belongs to no guideline


class TransparencyLog(Model):
    """One log: a guideline's, under the guideline's number, or the site's own. Sealing locks its row.

    The origin is how checkpoints name it; it is given at the first sealing and never changes.
    """

    __tablename__ = "transparency_log"

    log_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]  # the guideline's short name
    origin: Mapped[str | None] = mapped_column(unique=True)
    size: Mapped[int] = mapped_column(default=0, server_default="0")


class LogLeaf(Model):
    """A commitment to one thing that was said or done. Triggers refuse every change but sealing and erasure.

    `log_index` is given when it is sealed; `salt` goes when what it stands for is erased: then nobody can tell
    any more what the commitment was to, and every proof still holds.
    """

    __tablename__ = "log_leaf"
    __table_args__ = (
        UniqueConstraint("log_id", "log_index"),
        Index("ix_log_leaf_subject", "subject", "subject_id"),
        Index(
            "ix_log_leaf_unsealed",
            "log_id",
            "id",
            sqlite_where=text("log_index IS NULL"),
            postgresql_where=text("log_index IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    log_id: Mapped[int]
    kind: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int]
    at: Mapped[datetime]
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    as_found: Mapped[bool] = mapped_column(default=False, server_default=false())  # committed to after the event
    log_index: Mapped[int | None]

    @property
    def entry(self) -> bytes:
        """What the log shows of it."""
        return entry_of(self.kind, self.subject, self.subject_id, self.commitment, self.at)

    @property
    def hash(self) -> bytes:
        return leaf_hash(self.entry)


def entry_of(kind: str, subject: str, subject_id: int, commitment: bytes, at: datetime) -> bytes:
    return leaf_bytes(kind=kind, subject=f"{subject}:{subject_id}", commitment=commitment, at=at)


class LogTile(Model):
    """256 hashes of one level of a tree, or fewer at its end. What is there is never changed, only added to."""

    __tablename__ = "log_tile"

    log_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class Checkpoint(Model):
    """The head of a tree at one size, signed. Never changed, never deleted. `at` never goes back within a log."""

    __tablename__ = "log_checkpoint"
    __table_args__ = (UniqueConstraint("log_id", "size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    log_id: Mapped[int]
    size: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str]
    at: Mapped[datetime]


class LogKey(Model):
    """A public key that signs the logs of this site from `made_at` until the next one. Never changed.

    `statement` is a note on it by the key before; empty for the first key, and for one that followed a lost key.
    """

    __tablename__ = "log_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    public: Mapped[bytes] = mapped_column(LargeBinary(32))
    made_at: Mapped[datetime]
    statement: Mapped[str] = mapped_column(default="", server_default="")


class Witness(Model):
    """Somebody elsewhere who keeps the last checkpoint and cosigns the next when it is consistent with it."""

    __tablename__ = "log_witness"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    vkey: Mapped[str] = mapped_column(unique=True)
    run_by: Mapped[str]
    demonstration: Mapped[bool] = mapped_column(default=False, server_default=false())
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    # The last thing sent in its name that did not hold: anybody may have sent it.
    refused_at: Mapped[datetime | None]
    refused_because: Mapped[str] = mapped_column(default="", server_default="")


class Cosignature(Model):
    """A witness's line on a checkpoint, verified when it came in. Never changed, never deleted."""

    __tablename__ = "log_cosignature"
    __table_args__ = (UniqueConstraint("checkpoint_id", "witness_id", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("log_checkpoint.id"), index=True)
    witness_id: Mapped[int] = mapped_column(ForeignKey("log_witness.id"), index=True)
    line: Mapped[str]
    signed_at: Mapped[datetime]  # by the witness's clock
    received_at: Mapped[datetime]

    checkpoint: Mapped[Checkpoint] = relationship()
    witness: Mapped[Witness] = relationship()
