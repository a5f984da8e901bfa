"""Rules of procedure: one row a version; the newest of a guideline is in force."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Guideline


class Opener(StrEnum):
    """Who opens the ballots of a group."""

    CHAIR = "chair"
    SECRETARIAT = "secretariat"
    EITHER = "either"


class RulesOfProcedure(Model):
    """How a group decides. What a ballot takes over is copied to it: a later version changes no ballot.

    Majority and counting are words of the ballots' own enumerations, checked where they are read and written.
    """

    __tablename__ = "rules_of_procedure"
    __table_args__ = (
        UniqueConstraint("guideline_id", "version"),
        CheckConstraint("quorum >= 0 AND quorum <= 1", name="quorum_is_a_share"),
        CheckConstraint("quorum_floor >= 0", name="floor_is_a_count"),
        CheckConstraint("notice_days >= 0 AND objection_days >= 0 AND silence_days >= 1", name="days_are_days"),
        CheckConstraint("shortest_days >= 1 AND usual_days >= shortest_days", name="usual_is_not_too_short"),
        CheckConstraint("extensions >= 0 AND reballots >= 0", name="times_are_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    version: Mapped[int]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    because: Mapped[str] = mapped_column(default="")  # why it departs from the version before

    majority: Mapped[str]
    counting: Mapped[str]
    quorum: Mapped[float]  # share of the voting seats
    quorum_floor: Mapped[int]  # and at least so many, whoever is recused
    secret: Mapped[bool]
    results_hidden: Mapped[bool]
    opener: Mapped[Opener]
    notice_days: Mapped[int]  # between announcing a ballot and its opening
    shortest_days: Mapped[int]
    usual_days: Mapped[int]
    extensions: Mapped[int]  # how often one ballot may be extended
    extension_days: Mapped[int]  # by how many days in all
    reballots: Mapped[int]  # how often a rejected revision may be voted on again
    reballot_after_days: Mapped[int]
    silence_days: Mapped[int]  # within which an objection stops what is adopted by silence
    objection_days: Mapped[int]  # within which a member contests how a ballot was held

    guideline: Mapped[Guideline] = relationship()
    set_by: Mapped[Person] = relationship()
