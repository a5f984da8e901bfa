"""Publications, the provenance of wordings, and comments carried from draft to draft."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.core.database import Model
from consult.drafts.models import Draft, Wording, only
from consult.revisions.models import Revision
from consult.voting.models import Ballot


class Publication(Model):
    """The act of publishing a draft. Obstacles passed over are named, with the reason."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    obstacles: Mapped[str] = mapped_column(default="")
    override_reason: Mapped[str] = mapped_column(default="")

    draft: Mapped[Draft] = relationship()
    by: Mapped[Person] = relationship()


class OverrideState(StrEnum):
    """Where a proposal to publish all the same has come to. Only one that two people stand behind is ever used."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # what stood in the way changed
    USED = "used"


class PublicationOverride(Model):
    """What stands in the way of a draft and why it is published all the same: by two people, one of them the chair.

    `grounds` holds, for each obstacle, its kind, count, sentence and the reason; `digest` is that of the obstacles.
    """

    __tablename__ = "publication_override"
    __table_args__ = (
        CheckConstraint("answered_by_id IS NULL OR answered_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("(answered_by_id IS NULL) = (answered_at IS NULL)", name="answered_has_a_date"),
        CheckConstraint(
            "state NOT IN ('confirmed', 'used') OR answered_by_id IS NOT NULL", name="confirmed_by_someone"
        ),
        Index("one_live_override_each", "draft_id", unique=True, **only("state IN ('proposed', 'confirmed')")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    state: Mapped[OverrideState] = mapped_column(default=OverrideState.PROPOSED)
    digest: Mapped[str]
    grounds: Mapped[list[Any]]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answer_note: Mapped[str] = mapped_column(default="")

    draft: Mapped[Draft] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=proposed_by_id)
    answered_by: Mapped[Person | None] = relationship(foreign_keys=answered_by_id)


class Omission(StrEnum):
    LEFT_OUT = "left_out"  # not chosen when the draft was prepared
    REWRITTEN = "rewritten"  # most of what was voted was changed by hand afterwards


class OmittedRevision(Model):
    """A carried revision that a publication does not hold: it stays carried, and the reason is published."""

    __tablename__ = "omitted_revision"
    __table_args__ = (UniqueConstraint("publication_id", "revision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    omission: Mapped[Omission]
    reason: Mapped[str] = mapped_column(default="")

    publication: Mapped[Publication] = relationship()
    revision: Mapped[Revision] = relationship()


class Provenance(Model):
    """Which revision, carried in which ballot, put a wording into its draft: most of what was voted stands there.

    A revision of the structure has one for each clause that it put, with its `place` among them, and one for each
    that it took out, with `clause_id`.
    """

    __tablename__ = "provenance"
    __table_args__ = (
        UniqueConstraint("wording_id", "revision_id"),
        Index("one_provenance_each", "revision_id", unique=True, **only("place IS NULL AND clause_id IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"))  # None: it took the clause out
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    place: Mapped[int | None]
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))

    wording: Mapped[Wording | None] = relationship()
    draft: Mapped[Draft] = relationship()
    revision: Mapped[Revision] = relationship()
    ballot: Mapped[Ballot] = relationship()


class PreparedWording(Model):
    """Which carried revision was written into a draft in work, and which wording has its words.

    `wording_id` None: it deleted the clause, or someone took the clause out by hand afterwards.
    """

    __tablename__ = "prepared_wording"
    __table_args__ = (
        Index(
            "one_prepared_each",
            "draft_id",
            "revision_id",
            unique=True,
            **only("place IS NULL AND clause_id IS NULL"),
        ),
        Index("ix_prepared_wording_draft_id_revision_id", "draft_id", "revision_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id", ondelete="SET NULL"))
    place: Mapped[int | None]  # as in `Provenance`
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))

    revision: Mapped[Revision] = relationship()


class Fate(StrEnum):
    """What became of the words that a comment was about."""

    ANCHORED = "anchored"
    MOVED = "moved"
    REWORDED = "reworded"
    GONE = "gone"


class Carry(Model):
    """A comment carried to a new draft. Only 'anchored' with certainty needs no person to confirm it."""

    __tablename__ = "carry"
    __table_args__ = (
        UniqueConstraint("comment_id", "draft_id"),
        CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence_is_a_share"),
        Index("ix_carry_draft_waiting", "draft_id", "confirmed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"))
    fate: Mapped[Fate]
    quote: Mapped[str] = mapped_column(default="")  # the words in the new draft that it is tied to
    confidence: Mapped[float]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]

    comment: Mapped[Comment] = relationship()
    draft: Mapped[Draft] = relationship()
    wording: Mapped[Wording | None] = relationship()

    @property
    def settled(self) -> bool:
        """Certain, or confirmed by a person; until then it is a proposal, wherever it is shown."""
        return self.confirmed_at is not None
