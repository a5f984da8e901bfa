"""Questions of a round, and what people ticked: a sheet for each of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.consultations.models import Round
from consult.core.database import Model
from consult.drafts.models import only


class QuestionKind(StrEnum):
    SCALE = "scale"
    SINGLE = "single"
    MULTIPLE = "multiple"
    OPEN = "open"  # answered by a comment on the round as a whole


class RoundQuestion(Model):
    """One question. Its options are texts in their order, of a scale the steps from its lower end on.

    Questions stand from the opening of their round on: what people answered was asked in these words.
    """

    __tablename__ = "round_question"
    __table_args__ = (CheckConstraint("text <> ''", name="a_question_has_words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    position: Mapped[int]
    kind: Mapped[QuestionKind]
    text: Mapped[str]
    options: Mapped[list[str]] = mapped_column(JSON, default=list)

    round: Mapped[Round] = relationship()

    @property
    def closed(self) -> bool:
        return self.kind != QuestionKind.OPEN


class AnswerSheet(Model):
    """What one person answered in a round: counted once it is confirmed, replaced by what they answer later.

    `source_id`: what a file calls a person whom nobody here knows.
    """

    __tablename__ = "answer_sheet"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (source_id IS NULL)", name="somebody_answered"),
        Index("one_sheet_of_a_person", "round_id", "person_id", unique=True, **only("confirmed_at IS NOT NULL")),
        Index("one_sheet_that_waits", "round_id", "person_id", unique=True, **only("confirmed_at IS NULL")),
        UniqueConstraint("round_id", "source_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    source_id: Mapped[str | None]
    saved_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()
    person: Mapped[Person | None] = relationship()
    ticks: Mapped[list["TickedOption"]] = relationship(
        order_by="TickedOption.question_id, TickedOption.option", cascade="all, delete-orphan", passive_deletes=True
    )


class TickedOption(Model):
    """One option of one question, by its place in the list."""

    __tablename__ = "ticked_option"
    __table_args__ = (UniqueConstraint("sheet_id", "question_id", "option"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("answer_sheet.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("round_question.id"), index=True)
    option: Mapped[int]
