"""Choices of authors about their data."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.comments.models import Comment
from consult.consultations.notices.models import PrivacyNotice
from consult.core.database import Model


class CommentConsent(Model):
    """What was chosen at one time, with the notice that was shown then; the newest row of a comment holds."""

    __tablename__ = "comment_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("privacy_notice.id"))
    publish_name: Mapped[bool]
    contact: Mapped[bool]
    at: Mapped[datetime]

    comment: Mapped[Comment] = relationship()
    notice: Mapped[PrivacyNotice | None] = relationship()
