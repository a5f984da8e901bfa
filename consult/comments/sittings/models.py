"""Which comments of guests were written at one sitting."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model


class SittingComment(Model):
    """A guest's comment and the sitting that it was written at; kept as long as its link works."""

    __tablename__ = "sitting_comment"

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    sitting: Mapped[str] = mapped_column(index=True)
