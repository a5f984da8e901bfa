"""Pairs of points that are near, and which points were compared."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model


class PointNeighbour(Model):
    """Two points whose words are near, by the cosine of their vectors. Of copies each stands with the first alone."""

    __tablename__ = "point_neighbour"
    __table_args__ = (
        UniqueConstraint("point_id", "neighbour_id"),
        CheckConstraint("point_id < neighbour_id", name="each_pair_once"),
        Index("ix_point_neighbour_neighbour_id", "neighbour_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"))
    neighbour_id: Mapped[int] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"))
    likeness: Mapped[float]


class ComparedPoint(Model):
    """A point that was compared with the others, in the words that it had then. `first` of those with these words."""

    __tablename__ = "compared_point"

    point_id: Mapped[int] = mapped_column(
        ForeignKey("point.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    digest: Mapped[str]
    first: Mapped[bool]
