"""A translation of a point, for the team alone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.core.database import Model


class PointTranslation(Model):
    """One to a point, in the language of the guideline. `of_text`: the words that were translated."""

    __tablename__ = "point_translation"
    __table_args__ = (CheckConstraint("text <> ''", name="says_something"),)

    point_id: Mapped[int] = mapped_column(
        ForeignKey("point.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text: Mapped[str]
    of_text: Mapped[str]
    imported: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    point: Mapped[Point] = relationship()
    by: Mapped[Person] = relationship()
