"""Points that members of the drafting team have read."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model


class ReadPoint(Model):
    """Somebody of the drafting team had all its words on a page. Not when, nor how often: that is nobody's affair."""

    __tablename__ = "read_point"

    point_id: Mapped[int] = mapped_column(
        ForeignKey("point.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False, index=True)
