"""Comments, their versions, endorsements and imports."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from consult.accounts.models import Person, StakeholderType
from consult.consultations.models import Round
from consult.core.database import Model, default_values
from consult.core.text import folded_for_search
from consult.drafts.models import Clause, Pillar


class CommentType(StrEnum):
    GENERAL = "general"
    EDITORIAL = "editorial"
    TECHNICAL = "technical"
    SUBSTANTIVE = "substantive"
    TRANSLATION = "translation"


class Stance(StrEnum):
    SUPPORT = "support"
    SUPPORT_WITH_CHANGES = "support_with_changes"
    OPPOSE = "oppose"
    NEUTRAL = "neutral"


class Capacity(StrEnum):
    PERSONAL = "personal"
    OFFICIAL = "official"


class Channel(StrEnum):
    """How a comment came in."""

    SITE = "site"
    REGISTER = "register"  # a spreadsheet in our own form
    SESSION = "session"  # said in a room
    MAIL = "mail"
    WORD = "word"


FILED = frozenset({Channel.REGISTER, Channel.MAIL, Channel.WORD})  # brought in by a file, not by who said it
UNSAID = "unsaid"  # of a capacity: a file named an organisation, and did not say that it speaks


class CommentState(StrEnum):
    DRAFT = "draft"  # saved as it is typed; only its author sees it
    UNCONFIRMED = "unconfirmed"  # a guest has not opened the link yet
    HELD = "held"  # waits for a moderator
    SENT = "sent"
    HIDDEN = "hidden"  # by a moderator, with a reason that the author sees
    WITHDRAWN = "withdrawn"  # by the author


class Comment(Model):
    """What one person says about the whole text, a pillar, a clause or a passage of it.

    The group columns are what the author was when they sent it: breadth must not change with a later profile.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("round_id", "source_id"),
        CheckConstraint("quote = '' OR clause_id IS NOT NULL", name="a_passage_is_in_a_clause"),
        CheckConstraint("(state IN ('draft', 'unconfirmed')) = (sent_at IS NULL)", name="sent_has_a_date"),
        CheckConstraint("state <> 'hidden' OR hidden_because <> ''", name="hidden_has_a_reason"),
        # Holds all that the margins of a draft count, so that no row needs to be read for them.
        Index("ix_comment_round_state", "round_id", "state", "clause_id", "pillar_id"),
        # Who was heard from where is counted on the first page: from the index alone, without the texts.
        Index("ix_comment_heard", "round_id", "state", "author_id", "country", "stakeholder_type", "language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    in_reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    # Where
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"), index=True)
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"), index=True)
    quote: Mapped[str] = mapped_column(default="")
    prefix: Mapped[str] = mapped_column(default="")
    suffix: Mapped[str] = mapped_column(default="")
    # In which language and version of the text it was read, as it stands in addresses; empty: in the original.
    read_in: Mapped[str] = mapped_column(default="", server_default="")
    # What
    type: Mapped[CommentType] = mapped_column(default=CommentType.GENERAL)
    stance: Mapped[Stance] = mapped_column(default=Stance.NEUTRAL)
    title: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    proposed_text: Mapped[str] = mapped_column(default="")
    evidence_url: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None]
    capacity: Mapped[Capacity] = mapped_column(default=Capacity.PERSONAL)
    # What the drafting team reads of its capacity, where a file brought it in; None: as was said.
    read_as_official: Mapped[bool | None]
    # Who
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    author_name: Mapped[str] = mapped_column(default="")
    named: Mapped[bool] = mapped_column(default=True)  # the name is shown; else only the group is
    organisation: Mapped[str] = mapped_column(default="")
    stakeholder_type: Mapped[StakeholderType | None]
    country: Mapped[str | None]
    # The organisation that its author was a confirmed member of when it was sent; empty where nobody confirmed it.
    confirmed_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"), index=True)
    # State
    state: Mapped[CommentState] = mapped_column(default=CommentState.DRAFT)
    saved_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    digest: Mapped[str] = mapped_column(default="")  # SHA-256 of the words that stand: whether two say the same
    # What the receipt gave: the salted hash of all that the current version says. Empty where none was given.
    commitment: Mapped[str] = mapped_column(default="", server_default="")
    hidden_because: Mapped[str] = mapped_column(default="")
    # It came after its round had closed, into the late register; held until it is admitted, with a reason.
    late: Mapped[bool] = mapped_column(default=False, server_default=false())
    admitted_because: Mapped[str] = mapped_column(default="", server_default="")
    # Provenance
    channel: Mapped[Channel] = mapped_column(default=Channel.SITE)
    source_id: Mapped[str | None]
    provenance: Mapped[str] = mapped_column(default="")
    endorsed_elsewhere: Mapped[int] = mapped_column(default=0)  # votes counted where it was first published

    round: Mapped[Round] = relationship()
    pillar: Mapped[Pillar | None] = relationship()
    clause: Mapped[Clause | None] = relationship()
    author: Mapped[Person | None] = relationship()
    position: Mapped["Position | None"] = relationship()  # type: ignore[name-defined]  # noqa: F821
    in_reply_to: Mapped["Comment | None"] = relationship(remote_side="Comment.id")
    versions: Mapped[list["CommentVersion"]] = relationship(order_by="CommentVersion.number", back_populates="comment")

    @property
    def waits_as_late(self) -> bool:
        return self.late and not self.admitted_because

    @property
    def speaks_officially(self) -> bool:
        """As the drafting team reads it, else as was said."""
        said = self.capacity == Capacity.OFFICIAL
        return said if self.read_as_official is None else self.read_as_official

    @property
    def may_be_read_as_official(self) -> bool:
        """Whether the team may say in which capacity it was spoken: nobody said so here."""
        return self.channel in FILED and self.position_id is None and self.confirmed_organisation_id is None

    def __init__(self, **given: Any) -> None:
        """With its defaults from the first moment, not from when it is written: its receipt is made of them before."""
        super().__init__(**default_values(Comment, apart_from=given), **given)

    # What a search looks through: title, text and proposed wording, folded; kept current with them.
    searched: Mapped[str] = mapped_column(Text, default="", server_default="")

    @validates("title", "text", "proposed_text")
    def _keep_searched(self, name: str, value: str) -> str:
        said = {part: getattr(self, part) or "" for part in ("title", "text", "proposed_text")} | {name: value}
        self.searched = search_text(**said)
        return value


def search_text(*, title: str, text: str, proposed_text: str) -> str:
    """What `Comment.searched` holds; rows that are written without the class ask for it too."""
    return folded_for_search("\n".join(filter(None, (title, text, proposed_text))))


class CommentVersion(Model):
    """What a comment said at one time. The receipt is a commitment to this row (`statements.content_of_comment`)."""

    __tablename__ = "comment_version"
    __table_args__ = (UniqueConstraint("comment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    number: Mapped[int]
    type: Mapped[CommentType]
    stance: Mapped[Stance]
    text: Mapped[str]
    proposed_text: Mapped[str]
    digest: Mapped[str]
    at: Mapped[datetime]
    commitment: Mapped[str] = mapped_column(default="", server_default="")
    as_said: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # Goes when the author is erased and the words stand.
    author_shown: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    author_salt: Mapped[str | None]

    comment: Mapped[Comment] = relationship(back_populates="versions")


class Endorsement(Model):
    """A person says: this is mine too. Once each, for the words of one version."""

    __tablename__ = "endorsement"
    __table_args__ = (UniqueConstraint("comment_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # number of the version that was endorsed

    person: Mapped[Person] = relationship()


class Import(Model):
    """A register read into a round: which file, by whom, how many rows were new."""

    __tablename__ = "comment_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str]
    file_digest: Mapped[str]
    rows: Mapped[int]
    accepted: Mapped[int]
    at: Mapped[datetime]
