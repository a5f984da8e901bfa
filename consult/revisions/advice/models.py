"""Remarks on revisions, and who may read them once a ballot is held."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Guideline
from consult.revisions.models import Revision


class AdviceKind(StrEnum):
    REMARK = "remark"
    QUESTION = "question"
    AMENDMENT = "amendment"  # other words, for the drafting team to take as an alternative
    BALLOT_REQUEST = "ballot_request"


class RevisionRemark(Model):
    """What someone inside said of a revision, or replied to that: one level deep.

    What asks for something (all but a remark) is open until it is settled: a question by an answer, an amendment by
    the alternative made of it or a word why not, a request by the ballot or a word why not.
    """

    __tablename__ = "revision_remark"
    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint("(kind = 'amendment') = (proposed_text <> '')", name="an_amendment_has_words"),
        CheckConstraint("parent_id IS NULL OR kind = 'remark'", name="a_reply_is_a_remark"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_someone"),
        CheckConstraint("settled_at IS NULL OR kind <> 'remark'", name="only_what_asks_is_settled"),
        CheckConstraint("taken_as_id IS NULL OR kind = 'amendment'", name="only_words_are_taken"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("revision_remark.id"), index=True)
    kind: Mapped[AdviceKind]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    proposed_text: Mapped[str] = mapped_column(default="")
    version: Mapped[int]  # of the revision, as its author read it
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_as_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    mailed_at: Mapped[datetime | None] = mapped_column(index=True)  # to the others inside, many in one mail

    revision: Mapped[Revision] = relationship(foreign_keys=[revision_id])
    parent: Mapped["RevisionRemark | None"] = relationship(remote_side="RevisionRemark.id")
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])
    taken_as: Mapped[Revision | None] = relationship(foreign_keys=[taken_as_id])


class AdvicePolicy(Model):
    """A guideline's choice: whether what was said inside is published when a revision is put to the vote.

    Without a row it stays inside.
    """

    __tablename__ = "advice_policy"

    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), primary_key=True)
    published: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    guideline: Mapped[Guideline] = relationship()
    by: Mapped[Person] = relationship()
