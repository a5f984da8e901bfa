"""Sets of ballots, what was taken out of them, and alternatives that were made of a refusal."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Appointment, Guideline
from consult.revisions.models import Revision
from consult.voting.models import Ballot


class JointKind(StrEnum):
    ALTERNATIVES = "alternatives"  # of one clause: the one with most support among those that meet the rule carries
    EN_BLOC = "en_bloc"  # of several clauses: one vote for all that nobody took out


class JointBallot(Model):
    """Ballots opened together. Of alternatives, `settled_at` says when it was decided which of them carries, if any."""

    __tablename__ = "joint_ballot"
    __table_args__ = (
        CheckConstraint("kind = 'alternatives' OR settled_at IS NULL", name="only_alternatives_are_settled"),
        CheckConstraint("winner_id IS NULL OR settled_at IS NOT NULL", name="a_winner_is_settled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    kind: Mapped[JointKind]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    winner_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))

    guideline: Mapped[Guideline] = relationship()
    opened_by: Mapped[Person] = relationship()
    winner: Mapped[Revision | None] = relationship()


class JointItem(Model):
    """A ballot in a set. Taken out of it by any member, it is voted on separately; votes cast on it stand."""

    __tablename__ = "joint_item"
    __table_args__ = (
        CheckConstraint("(taken_out_at IS NULL) = (taken_out_by_id IS NULL)", name="taken_out_by_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    joint_id: Mapped[int] = mapped_column(ForeignKey("joint_ballot.id"), index=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), unique=True)
    taken_out_at: Mapped[datetime | None]
    taken_out_by_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))

    joint: Mapped[JointBallot] = relationship()
    ballot: Mapped[Ballot] = relationship()
    taken_out_by: Mapped[Appointment | None] = relationship()


class AlternativeOrigin(Model):
    """An alternative that was made of the words in a refusal: each refusal becomes one at the most."""

    __tablename__ = "alternative_origin"
    __table_args__ = (CheckConstraint("(vote_id IS NULL) <> (paper_id IS NULL)", name="of_a_vote_or_a_paper"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), unique=True)
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"), unique=True)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("ballot_paper.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    revision: Mapped[Revision] = relationship()
    by: Mapped[Person] = relationship()
