"""Guidelines, their frame (pillars and parts), drafts, clauses and wordings."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model


class Guideline(Model):
    """A normative text written in rounds: a guideline, a standard, a bill."""

    __tablename__ = "guideline"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    sentence: Mapped[str]  # what it is, in one sentence
    notice: Mapped[str] = mapped_column(default="")  # shown on every page of the text: "illustrative …"
    attribution: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    public: Mapped[bool] = mapped_column(default=False)  # who founds it opens it, when there is something to read
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]  # readable, off the first page, nothing more is said in it
    group_of_states: Mapped[bool] = mapped_column(default=False)  # its experts are appointed by member states

    pillars: Mapped[list["Pillar"]] = relationship(order_by="Pillar.position")
    parts: Mapped[list["Part"]] = relationship(order_by="Part.position")


class Role(StrEnum):
    """What a person may be for one guideline."""

    SECRETARIAT = "secretariat"
    DRAFTER = "drafter"
    MODERATOR = "moderator"
    EXPERT = "expert"
    CHAIR = "chair"


def only(condition: str) -> dict[str, Any]:
    """A partial index, for both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


ANOTHER = "Appointment.id"
STATE_IS_A_CODE = "member_state IS NULL OR (length(member_state) = 2 AND member_state = upper(member_state))"


class Appointment(Model):
    """A person's role, a row also when it has ended. An expert sits for a state; one who is not seated only advises."""

    __tablename__ = "appointment"
    __table_args__ = (
        Index("one_appointment_each", "guideline_id", "person_id", "role", unique=True, **only("ended_at IS NULL")),
        Index("replaced_once", "replaces_id", unique=True),
        CheckConstraint("ended_at >= appointed_at", name="ends_after_it_begins"),
        CheckConstraint("term_ends_on >= term_starts_on", name="term_ends_after_it_starts"),
        CheckConstraint(STATE_IS_A_CODE, name="state_is_a_code"),
        CheckConstraint("alternate_of_id IS NULL OR NOT seated", name="alternate_has_no_vote"),
        CheckConstraint("suspended_until IS NULL OR suspended_at IS NOT NULL", name="until_is_of_a_suspension"),
        CheckConstraint("replaces_id <> id AND alternate_of_id <> id", name="of_someone_else"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    member_state: Mapped[str | None]  # who appointed them: an ISO 3166-1 alpha-2 code
    state_as_given: Mapped[str] = mapped_column(default="")  # from before states were codes, where none could be told
    seated: Mapped[bool] = mapped_column(default=True)
    title: Mapped[str] = mapped_column(default="")
    appointed_at: Mapped[datetime]
    term_starts_on: Mapped[date | None]
    term_ends_on: Mapped[date | None]  # the last day of it; then the clock ends the role
    begun_at: Mapped[datetime | None]  # when its holder was told that a term to come has begun
    suspended_at: Mapped[datetime | None]
    suspended_until: Mapped[date | None]  # the last day of it; then the clock resumes the role
    ended_at: Mapped[datetime | None]
    alternate_of_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))  # whose seat it took over

    person: Mapped[Person] = relationship()
    guideline: Mapped[Guideline] = relationship()
    alternate_of: Mapped["Appointment | None"] = relationship(foreign_keys=alternate_of_id, remote_side=ANOTHER)
    replaces: Mapped["Appointment | None"] = relationship(foreign_keys=replaces_id, remote_side=ANOTHER)


RUNNING = Appointment.ended_at.is_(None)


def in_force(today: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    """Roles that give rights on that day: begun, not over, not suspended."""
    return (
        RUNNING,
        Appointment.suspended_at.is_(None),
        or_(Appointment.term_starts_on.is_(None), Appointment.term_starts_on <= today),
        or_(Appointment.term_ends_on.is_(None), Appointment.term_ends_on >= today),
    )


class Pillar(Model):
    """A theme or section of the guideline's given frame."""

    __tablename__ = "pillar"
    __table_args__ = (UniqueConstraint("guideline_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    code: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")  # "thematic", "enabling", or nothing
    summary: Mapped[str] = mapped_column(default="")
    position: Mapped[int]


class Part(Model):
    """The frame's second axis: principles, or actions for one addressee."""

    __tablename__ = "part"
    __table_args__ = (UniqueConstraint("guideline_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    code: Mapped[str]
    title: Mapped[str]
    addressee: Mapped[str] = mapped_column(default="")
    position: Mapped[int]


class DraftState(StrEnum):
    EDITING = "editing"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Draft(Model):
    """One numbered state of the text. Frozen when published."""

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("guideline_id", "number"),
        CheckConstraint("(state = 'editing') = (published_at IS NULL)", name="published_has_a_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    number: Mapped[int]
    title: Mapped[str]
    state: Mapped[DraftState] = mapped_column(default=DraftState.EDITING)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"))
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    notified_up_to: Mapped[int] = mapped_column(default=0)  # cursor: persons mailed about clauses that changed

    guideline: Mapped[Guideline] = relationship()
    based_on: Mapped["Draft | None"] = relationship(remote_side="Draft.id")


class Clause(Model):
    """What stays the same when number and words change. `uid` stands in addresses and exports."""

    __tablename__ = "clause"

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    uid: Mapped[str] = mapped_column(unique=True)

    guideline: Mapped[Guideline] = relationship()


class Status(StrEnum):
    """Standing of a wording among the languages of a draft."""

    AUTHENTIC = "authentic"
    TRANSLATED = "translated"
    MACHINE_TRANSLATED = "machine_translated"


class Wording(Model):
    """The words of a clause in one draft and one language, with the number printed there."""

    __tablename__ = "wording"
    __table_args__ = (
        UniqueConstraint("draft_id", "clause_id", "language"),
        UniqueConstraint("draft_id", "number", "language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), index=True)
    pillar_id: Mapped[int] = mapped_column(ForeignKey("pillar.id"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("part.id"))
    number: Mapped[str]
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    language: Mapped[str]
    status: Mapped[Status] = mapped_column(default=Status.AUTHENTIC)

    draft: Mapped[Draft] = relationship()
    clause: Mapped[Clause] = relationship()
    pillar: Mapped[Pillar] = relationship(lazy="joined")
    part: Mapped[Part | None] = relationship(lazy="joined")


class Change(StrEnum):
    """What became of a clause between two drafts."""

    ADDED = "added"
    REWORDED = "reworded"
    MOVED = "moved"
    DELETED = "deleted"
    SPLIT = "split"
    MERGED = "merged"


class Lineage(Model):
    """A clause's change on the way into `draft`. A clause without a row came over word for word."""

    __tablename__ = "lineage"
    __table_args__ = (CheckConstraint("from_clause_id IS NOT NULL OR to_clause_id IS NOT NULL", name="names_a_clause"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    change: Mapped[Change]
    from_clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))
    to_clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))


class Milestone(Model):
    """A step of the published timeline, from mandate to approval."""

    __tablename__ = "milestone"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_it_starts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    title: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    position: Mapped[int] = mapped_column(default=0)  # among those that begin on one day
