"""Templates of answers of a guideline's desk, and what began with each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.analysis.asks.models import Ask
from consult.analysis.models import Point, Theme
from consult.core.database import Model
from consult.drafts.models import Guideline
from consult.responses.bulk.models import BulkAct
from consult.responses.models import Disposition

IN_USE = text("archived_at IS NULL")


class AnswerTemplate(Model):
    """Words that answers begin with; `{clause}` and other fields are filled in from the case."""

    __tablename__ = "answer_template"
    __table_args__ = (
        CheckConstraint("name <> '' AND text <> ''", name="has_a_name_and_words"),
        Index(
            "one_template_of_a_name",
            "guideline_id",
            "name",
            unique=True,
            sqlite_where=IN_USE,
            postgresql_where=IN_USE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    name: Mapped[str]
    disposition: Mapped[Disposition | None]
    text: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # who wrote it last
    at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    guideline: Mapped[Guideline] = relationship()
    by: Mapped[Person] = relationship()

    @property
    def reason(self) -> str:
        """Where the same words begin many answers: each has its fields filled in as it is given."""
        return self.text

    @property
    def referred_to_id(self) -> None:
        return None


class TemplateUse(Model):
    """An answer that began with a template, by what was answered: a point, theme, ask, or many points in one act."""

    __tablename__ = "template_use"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN point_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN theme_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN ask_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN act_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="answers_one_thing",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("answer_template.id"), index=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"), index=True)
    act_id: Mapped[int | None] = mapped_column(ForeignKey("bulk_act.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    point: Mapped[Point | None] = relationship()
    theme: Mapped[Theme | None] = relationship()
    ask: Mapped[Ask | None] = relationship()
    act: Mapped[BulkAct | None] = relationship()
    by: Mapped[Person] = relationship()
