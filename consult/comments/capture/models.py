"""Points that were written down in a session, and the short address under which its participants reach it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.comments.models import Comment
from consult.consultations.models import Session
from consult.core.database import Model


class RoomView(StrEnum):
    """What those in the room made of a point."""

    AGREED = "agreed"
    DISPUTED = "disputed"
    NOT_ASKED = "not_asked"


class CaptureRoute(StrEnum):
    """How a captured point reached us."""

    PAGE = "page"  # by a rapporteur
    FILE = "file"  # from a file that was filled in without a line
    PHONE = "phone"  # by somebody in the room, on a device of their own


class CapturedPoint(Model):
    """A comment that was said in a session. Sent again with the same id (`Comment.source_id`) it is the same one."""

    __tablename__ = "captured_point"
    __table_args__ = (CheckConstraint("said_by >= 1", name="somebody_said_it"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("consultation_session.id"), index=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), unique=True)
    table_name: Mapped[str] = mapped_column(default="")
    said_by: Mapped[int] = mapped_column(default=1)
    view: Mapped[RoomView] = mapped_column(default=RoomView.NOT_ASKED)
    route: Mapped[CaptureRoute]
    captured_at: Mapped[datetime]  # by the clock of the device, never later than when it came in

    session: Mapped[Session] = relationship()
    comment: Mapped[Comment] = relationship()


class SessionRoom(Model):
    """The short address of a session, for those who sit in it; it takes points until `open_until`."""

    __tablename__ = "session_room"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("consultation_session.id"), unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    open_until: Mapped[datetime]

    session: Mapped[Session] = relationship()
