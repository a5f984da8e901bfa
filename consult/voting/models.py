"""Ballots and votes."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Appointment
from consult.revisions.models import Revision

STANDING = text("superseded_at IS NULL")
NOT_CLOSED = text("closed_at IS NULL")


class Majority(StrEnum):
    """Which share carries a revision."""

    SIMPLE = "simple"  # more for than against
    TWO_THIRDS = "two_thirds"  # of the votes for and against
    ISO = "iso"  # two thirds of those votes, and no more than a quarter of all votes cast against
    CONSENSUS = "consensus"  # nobody who cannot accept


class Choice(StrEnum):
    APPROVE = "approve"
    APPROVE_WITH_COMMENT = "approve_with_comment"
    CANNOT_ACCEPT = "cannot_accept"
    ABSTAIN = "abstain"
    RECUSED = "recused"


class Ballot(Model):
    """A vote of the expert group on one revision. `tally` is written once, at closing."""

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("quorum >= 0 AND quorum <= 1", name="quorum_is_a_share"),
        CheckConstraint("(closed_at IS NULL) = (carried IS NULL)", name="closed_has_an_outcome"),
        Index(
            "one_open_ballot_each",
            "revision_id",
            unique=True,
            sqlite_where=NOT_CLOSED,
            postgresql_where=NOT_CLOSED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    majority: Mapped[Majority]
    quorum: Mapped[float]  # share of seated experts who take part, recused ones not counted
    results_hidden: Mapped[bool] = mapped_column(default=True)  # until it closes
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime] = mapped_column(index=True)
    timezone: Mapped[str] = mapped_column(default="UTC")
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reminded_at: Mapped[datetime | None]  # those who had not voted, by the chair or by the clock
    closed_at: Mapped[datetime | None]
    carried: Mapped[bool | None]
    tally: Mapped[dict[str, Any] | None]

    revision: Mapped[Revision] = relationship()
    opened_by: Mapped[Person] = relationship()


class Vote(Model):
    """An expert's vote. Changing it supersedes the one before; every change is kept."""

    __tablename__ = "vote"
    __table_args__ = (
        Index(
            "one_standing_vote_each",
            "ballot_id",
            "voter_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        CheckConstraint(
            "choice <> 'cannot_accept' OR (reason <> '' AND acceptable_wording <> '')",
            name="objection_says_what_would_do",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    choice: Mapped[Choice]
    reason: Mapped[str] = mapped_column(default="")
    acceptable_wording: Mapped[str] = mapped_column(default="")
    cast_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    ballot: Mapped[Ballot] = relationship()
    voter: Mapped[Appointment] = relationship()
