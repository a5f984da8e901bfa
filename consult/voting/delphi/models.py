"""Delphi studies, their statements, panel, rounds and ratings."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Appointment, Guideline
from consult.revisions.models import Revision

RUNS = text("closed_at IS NULL")


class StudyEnd(StrEnum):
    """Why the rounds ended."""

    SETTLED = "settled"  # on every statement there is consensus, or the ratings are stable
    ROUNDS_USED = "rounds_used"
    STOPPED = "stopped"  # by the chair, with a reason


class DelphiStudy(Model):
    """Rounds on some statements. The stop rule and the panel are fixed when the first round opens."""

    __tablename__ = "delphi_study"
    __table_args__ = (
        CheckConstraint("max_rounds BETWEEN 1 AND 9", name="rounds_are_few"),
        CheckConstraint("agreement > 0.5 AND agreement <= 1", name="agreement_is_more_than_half"),
        CheckConstraint("iqr_at_most >= 0 AND iqr_at_most <= 8", name="spread_fits_the_scale"),
        CheckConstraint("stable_below > 0 AND stable_below <= 1", name="stability_is_a_share"),
        CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name="ended_says_how"),
        CheckConstraint("ended_as <> 'stopped' OR stop_reason <> ''", name="stopped_says_why"),
        CheckConstraint("ended_at IS NULL OR started_at IS NOT NULL", name="ends_after_it_starts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    title: Mapped[str]
    aim: Mapped[str]
    max_rounds: Mapped[int]
    agreement: Mapped[float]  # share of ratings from 7 to 9 (or from 1 to 3) that is consensus
    iqr_at_most: Mapped[float]  # and their interquartile range
    stable_below: Mapped[float]  # share of ratings that changed from round to round
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[StudyEnd | None]
    stop_reason: Mapped[str] = mapped_column(default="")

    guideline: Mapped[Guideline] = relationship()
    created_by: Mapped[Person] = relationship()


class DelphiItem(Model):
    """What is rated: a statement, or the words of a revision as they read when the study was planned."""

    __tablename__ = "delphi_item"
    __table_args__ = (
        UniqueConstraint("study_id", "position"),
        CheckConstraint("text <> ''", name="item_has_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("delphi_study.id"))
    position: Mapped[int]
    text: Mapped[str]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))

    study: Mapped[DelphiStudy] = relationship()
    revision: Mapped[Revision | None] = relationship()


class DelphiPanelist(Model):
    """One of the panel, as they were when the first round opened."""

    __tablename__ = "delphi_panelist"
    __table_args__ = (UniqueConstraint("study_id", "appointment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("delphi_study.id"))
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    name: Mapped[str]
    member_state: Mapped[str | None]
    seated: Mapped[bool]

    study: Mapped[DelphiStudy] = relationship()
    appointment: Mapped[Appointment] = relationship()


class DelphiRound(Model):
    """One round; `results` is written once, when it closes: what the group rated, without a name."""

    __tablename__ = "delphi_round"
    __table_args__ = (
        UniqueConstraint("study_id", "number"),
        CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("(closed_at IS NULL) = (results IS NULL)", name="closed_has_results"),
        Index("one_running_round_each", "study_id", unique=True, sqlite_where=RUNS, postgresql_where=RUNS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("delphi_study.id"))
    number: Mapped[int]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime] = mapped_column(index=True)
    timezone: Mapped[str] = mapped_column(default="UTC")
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    results: Mapped[dict[str, Any] | None]

    study: Mapped[DelphiStudy] = relationship()
    opened_by: Mapped[Person] = relationship()


class DelphiRating(Model):
    """What one of the panel rated a statement in a round, and why. Shown to them alone; others see the group's."""

    __tablename__ = "delphi_rating"
    __table_args__ = (
        UniqueConstraint("round_id", "item_id", "panelist_id"),
        CheckConstraint("value BETWEEN 1 AND 9", name="rating_is_on_the_scale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("delphi_round.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("delphi_item.id"), index=True)
    panelist_id: Mapped[int] = mapped_column(ForeignKey("delphi_panelist.id"), index=True)
    value: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]

    round: Mapped[DelphiRound] = relationship()
    item: Mapped[DelphiItem] = relationship()
    panelist: Mapped[DelphiPanelist] = relationship()
