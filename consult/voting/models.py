"""Ballots, the seats that vote in them, votes and secret papers, and what happened to a ballot while it lived."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Appointment, only
from consult.revisions.models import Revision, RevisionState

OUTCOME = (
    "(closed_at IS NULL AND carried IS NULL) OR (closed_at IS NOT NULL"
    " AND (carried IS NOT NULL) = (voided_at IS NULL AND majority <> 'indicative'))"
)
NAMES_NOBODY = "NOT secret OR (counting = 'per_expert' AND majority NOT IN ('consensus', 'silence'))"
CERTIFIED = "certified_at IS NULL OR (closed_at IS NOT NULL AND voided_at IS NULL)"
OBJECTS_WITH_WORDS = "choice <> 'cannot_accept' OR (reason <> '' AND acceptable_wording <> '')"
GRADED = "(choice = 'indicated') = (gradient IS NOT NULL)"


class Majority(StrEnum):
    """What carries a revision. Each rule with its source: `tally`."""

    SIMPLE = "simple"  # more for than against
    ABSOLUTE = "absolute"  # more than half of all seats are for
    TWO_THIRDS = "two_thirds"  # of the votes for and against
    ISO = "iso"  # two thirds of those votes are for, and no more than a quarter against
    CONSENSUS = "consensus"  # somebody for it, and no objection that is sustained
    SILENCE = "silence"  # adopted unless somebody objects in time
    INDICATIVE = "indicative"  # decides nothing: how far the group agrees
    # As "ISO" was counted here until November 2026: the quarter was taken of abstentions too. Kept for the ballots that
    # were opened under it, and offered to none.
    QUARTER_OF_CAST = "quarter_of_cast"


class Counting(StrEnum):
    """Whose vote is one vote."""

    PER_EXPERT = "per_expert"
    PER_STATE = "per_state"  # two experts of one state agree, or the state abstains


class Choice(StrEnum):
    APPROVE = "approve"
    APPROVE_WITH_COMMENT = "approve_with_comment"
    CANNOT_ACCEPT = "cannot_accept"
    ABSTAIN = "abstain"
    RECUSED = "recused"
    INDICATED = "indicated"  # a gradient of agreement in an indicative ballot


class Gradient(StrEnum):
    """Gradients of agreement (Kaner, Facilitator's Guide to Participatory Decision-Making, 3rd ed., ch. 20)."""

    ENDORSE = "endorse"
    MINOR_POINT = "minor_point"
    RESERVATIONS = "reservations"
    ABSTAIN = "abstain"
    MORE_DISCUSSION = "more_discussion"
    DISLIKE_BUT_SUPPORT = "dislike_but_support"
    SERIOUS_DISAGREEMENT = "serious_disagreement"
    VETO = "veto"


class Ballot(Model):
    """A vote of the expert group on one revision. `tally` is written once, at closing; a void one decides nothing."""

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("quorum >= 0 AND quorum <= 1", name="quorum_is_a_share"),
        CheckConstraint("quorum_floor >= 0", name="floor_is_a_count"),
        CheckConstraint(OUTCOME, name="closed_has_an_outcome"),
        CheckConstraint("voided_at IS NULL OR void_reason <> ''", name="void_says_why"),
        CheckConstraint(CERTIFIED, name="certified_is_closed"),
        CheckConstraint(NAMES_NOBODY, name="secret_names_nobody"),
        Index("one_open_ballot_each", "revision_id", unique=True, **only("closed_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    came_from: Mapped[RevisionState] = mapped_column(default=RevisionState.PROPOSED)  # where a void one puts it back
    majority: Mapped[Majority]
    counting: Mapped[Counting] = mapped_column(default=Counting.PER_EXPERT)
    quorum: Mapped[float]  # share of the seats that are not recused, who must take part
    quorum_floor: Mapped[int] = mapped_column(default=0)  # and at least so many, however many are recused
    secret: Mapped[bool] = mapped_column(default=False)  # who chose what is kept nowhere
    results_hidden: Mapped[bool] = mapped_column(default=True)  # until it closes
    departs_because: Mapped[str] = mapped_column(default="")  # why it departs from the rules of procedure
    again_because: Mapped[str] = mapped_column(default="")  # why a revision that was voted on is voted on again
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime] = mapped_column(index=True)
    first_closes_at: Mapped[datetime]  # before it was extended: what extensions are measured from
    timezone: Mapped[str] = mapped_column(default="UTC")
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seated_at: Mapped[datetime | None]  # when its electorate was written down: it opened
    reminded_at: Mapped[datetime | None]  # those who had not voted, by the chair or by the clock
    closed_at: Mapped[datetime | None]
    carried: Mapped[bool | None]
    tally: Mapped[dict[str, Any] | None]
    certified_at: Mapped[datetime | None]
    certified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    void_reason: Mapped[str] = mapped_column(default="")

    revision: Mapped[Revision] = relationship()
    opened_by: Mapped[Person] = relationship(foreign_keys=opened_by_id)
    certified_by: Mapped[Person | None] = relationship(foreign_keys=certified_by_id)
    voided_by: Mapped[Person | None] = relationship(foreign_keys=voided_by_id)


class BallotSeat(Model):
    """One seat of the electorate, frozen when the ballot opens: counted against and printed whatever changes later.

    `holder` votes: the member who was seated, or who replaced them while it ran. The seat votes once.
    """

    __tablename__ = "ballot_seat"
    __table_args__ = (
        UniqueConstraint("ballot_id", "appointment_id"),
        UniqueConstraint("ballot_id", "holder_id"),
        CheckConstraint("(holder_id = appointment_id) = (taken_over_at IS NULL)", name="taken_over_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    name: Mapped[str]  # as it was at the opening
    member_state: Mapped[str | None]  # as it was at the opening
    holder_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    holder_name: Mapped[str]  # as it was when they took the seat
    taken_over_at: Mapped[datetime | None]
    took_part: Mapped[bool] = mapped_column(default=False)  # put a paper into a secret ballot

    ballot: Mapped[Ballot] = relationship()
    appointment: Mapped[Appointment] = relationship(foreign_keys=appointment_id)
    holder: Mapped[Appointment] = relationship(foreign_keys=holder_id)


class Vote(Model):
    """The vote of a seat, by name. Changing it supersedes the one before; every change is kept."""

    __tablename__ = "vote"
    __table_args__ = (
        Index("one_standing_vote_each", "seat_id", unique=True, **only("superseded_at IS NULL")),
        CheckConstraint(OBJECTS_WITH_WORDS, name="objection_says_what_would_do"),
        CheckConstraint(GRADED, name="indication_has_a_gradient"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("ballot_seat.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    voter_name: Mapped[str]  # as it was when they voted
    choice: Mapped[Choice]
    gradient: Mapped[Gradient | None]
    reason: Mapped[str] = mapped_column(default="")
    acceptable_wording: Mapped[str] = mapped_column(default="")
    cast_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    ballot: Mapped[Ballot] = relationship()
    seat: Mapped[BallotSeat] = relationship()
    voter: Mapped[Appointment] = relationship()


def _by_chance() -> int:
    return secrets.randbelow(2**31 - 1) + 1


class BallotPaper(Model):
    """What a seat chose in a secret ballot: no seat, no time, and a number drawn by chance, so that none follows."""

    __tablename__ = "ballot_paper"
    __table_args__ = (
        CheckConstraint(OBJECTS_WITH_WORDS, name="objection_says_what_would_do"),
        CheckConstraint(GRADED, name="indication_has_a_gradient"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=_by_chance)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), index=True)
    choice: Mapped[Choice]
    gradient: Mapped[Gradient | None]
    reason: Mapped[str] = mapped_column(default="")
    acceptable_wording: Mapped[str] = mapped_column(default="")

    ballot: Mapped[Ballot] = relationship()


class BallotEventKind(StrEnum):
    """What can happen to a ballot."""

    PLANNED = "planned"
    OPENED = "opened"
    CORRECTED = "corrected"  # its closing time, before anybody voted
    EXTENDED = "extended"
    RULE_CHANGED = "rule_changed"
    REMINDED = "reminded"
    TAKEN_OVER = "taken_over"  # a seat, by who replaced its member
    CONTINUED = "continued"  # on the words of a newer draft
    CLOSED = "closed"
    CERTIFIED = "certified"
    VOIDED = "voided"


class BallotEvent(Model):
    """A line of a ballot's life, as its page lists it; `by` None is the clock. Never changed."""

    __tablename__ = "ballot_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), index=True)
    kind: Mapped[BallotEventKind]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    ballot: Mapped[Ballot] = relationship()
    by: Mapped[Person | None] = relationship()


class ObjectionQuestion(Model):
    """The chair asks who objected whether they sustain it; they sustain or lift. An objection not lifted stands."""

    __tablename__ = "objection_question"
    __table_args__ = (CheckConstraint("(answered_at IS NULL) = (lifted IS NULL)", name="answered_is_decided"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    question: Mapped[str] = mapped_column(default="")  # what was offered to meet it
    answered_at: Mapped[datetime | None]
    lifted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(default="")

    vote: Mapped[Vote] = relationship()
    asked_by: Mapped[Person] = relationship()
