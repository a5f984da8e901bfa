"""The publication pack of a draft as it was made last."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.core.database import Model
from consult.drafts.models import Draft


class PublicationPack(Model):
    """One for each draft. Derived data: it can be made again at any time.

    `up_to` is the last entry of the record that it was made after: what was taken back since is still in it.
    """

    __tablename__ = "publication_pack"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), unique=True)
    made_at: Mapped[datetime]
    up_to: Mapped[int]
    digest: Mapped[str]
    size: Mapped[int]
    files: Mapped[list[Any]] = mapped_column(default=list)  # of each its name, what it is, its size
    left_out: Mapped[str] = mapped_column(default="")  # why something is missing in it: a sentence
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    draft: Mapped[Draft] = relationship()
