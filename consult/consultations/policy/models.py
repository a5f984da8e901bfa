"""Response policies: one of a guideline, and what a round says otherwise."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.consultations.models import Round
from consult.core.database import Model
from consult.drafts.models import Guideline, only
from consult.drafts.row_cache.models import hold_under, whenever


class ResponsePolicy(Model):
    """What a guideline promises, or, where `round` is named, what that round promises otherwise: empty is inherited."""

    __tablename__ = "response_policy"
    __table_args__ = (
        Index("one_policy_of_a_guideline", "guideline_id", unique=True, **only("round_id IS NULL")),
        Index("one_policy_of_a_round", "round_id", unique=True, **only("round_id IS NOT NULL")),
        CheckConstraint("acknowledge_days > 0", name="acknowledged_in_days"),
        CheckConstraint("answer_days > 0", name="answered_in_days"),
        CheckConstraint("contest_days > 0", name="contested_in_days"),
        CheckConstraint("decide_days > 0", name="decided_in_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    acknowledge_days: Mapped[int | None]
    answer_days: Mapped[int | None]
    contest_days: Mapped[int | None]
    decide_days: Mapped[int | None]
    what_happens: Mapped[str] = mapped_column(default="")
    who_answers: Mapped[str] = mapped_column(default="")

    guideline: Mapped[Guideline] = relationship()
    round: Mapped[Round | None] = relationship()


hold_under(whenever("response_policy"))
