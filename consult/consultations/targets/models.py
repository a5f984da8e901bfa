"""Targets by region and stakeholder type together."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.countries import Region
from consult.accounts.models import StakeholderType
from consult.consultations.models import Round
from consult.core.database import Model
from consult.drafts.models import Guideline

OF_A_ROUND, OF_THE_WHOLE = text("round_id IS NOT NULL"), text("round_id IS NULL")


class TargetCell(Model):
    """So many people of one kind in one region; without a round it is the guideline's own."""

    __tablename__ = "target_cell"
    __table_args__ = (
        Index(
            "one_cell_of_a_guideline",
            "guideline_id",
            "region",
            "stakeholder_type",
            unique=True,
            sqlite_where=OF_THE_WHOLE,
            postgresql_where=OF_THE_WHOLE,
        ),
        Index(
            "one_cell_of_a_round",
            "round_id",
            "region",
            "stakeholder_type",
            unique=True,
            sqlite_where=OF_A_ROUND,
            postgresql_where=OF_A_ROUND,
        ),
        CheckConstraint("number > 0", name="number_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    region: Mapped[Region]
    stakeholder_type: Mapped[StakeholderType]
    number: Mapped[int]

    guideline: Mapped[Guideline] = relationship()
    round: Mapped[Round | None] = relationship()
