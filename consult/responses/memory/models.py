"""What people decided about answers that were offered for reuse."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model


class ReuseOutcome(StrEnum):
    REUSED = "reused"
    EDITED = "edited"  # the same disposition in other words
    REFUSED = "refused"


class ReuseDecision(Model):
    """The answer to one point was offered while another, a theme or an ask was answered: taken, edited or refused."""

    __tablename__ = "reuse_decision"
    __table_args__ = (
        CheckConstraint("(point_id IS NULL) <> (theme_id IS NULL)", name="of_a_point_or_a_theme"),
        CheckConstraint("(answer_id IS NULL) <> (draft_id IS NULL)", name="of_an_answer_or_a_draft"),
        CheckConstraint("likeness >= 0 AND likeness <= 1", name="likeness_is_a_share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"))  # of that theme: for its points alone
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("answer_draft.id", ondelete="CASCADE"))  # not public then
    likeness: Mapped[float]
    outcome: Mapped[ReuseOutcome]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
