"""A text of a guideline in another language, or in an easier version, tied to the words that it was made from."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Guideline, Status, only


class TextKind(StrEnum):
    """What is translated; its `key` names which: short name, number, code, uid, slug, or that of its row."""

    GUIDELINE = "guideline"
    DRAFT = "draft"
    PILLAR = "pillar"
    PART = "part"
    CLAUSE = "clause"
    ROUND = "round"
    ANSWER = "answer"
    MILESTONE = "milestone"
    SESSION = "session"
    QUESTION = (
        "question"  # of a round: its words are the heading, its answers to choose from the text, one in each line
    )


class TextVersion(StrEnum):
    """Which version of a text: in full, or made for other readers beside it."""

    FULL = "full"
    EASY_READ = "easy_read"
    CHILD_FRIENDLY = "child_friendly"
    SIGN_LANGUAGE = "sign_language"  # a film: its address is the text, the name of the sign language the heading


class TextTranslation(Model):
    """A content-addressed row: it belongs to the digest of the words translated, whichever draft prints them.

    So a clause that comes over word for word brings its translations along, and one that is reworded has none that is
    current, and the last one made, which is behind. Changed, it is superseded and not overwritten.
    """

    __tablename__ = "text_translation"
    __table_args__ = (
        Index(
            "one_standing_translation",
            "guideline_id",
            "language",
            "version",
            "kind",
            "key",
            "of_digest",
            unique=True,
            **only("superseded_at IS NULL"),
        ),
        CheckConstraint("heading <> '' OR text <> ''", name="says_something"),
        CheckConstraint("version <> 'sign_language' OR text LIKE 'https://%'", name="a_film_has_an_address"),
        CheckConstraint("superseded_at >= at", name="superseded_after_it_was_made"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    kind: Mapped[TextKind]
    key: Mapped[str]
    language: Mapped[str]
    version: Mapped[TextVersion] = mapped_column(default=TextVersion.FULL)
    of_digest: Mapped[str]  # SHA-256 of the words that were translated
    of_heading: Mapped[str] = mapped_column(default="")
    of_text: Mapped[str]
    heading: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    status: Mapped[Status]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Number of the draft whose words they are: readers of an earlier one are not given them, unless they are the same.
    made_on: Mapped[int] = mapped_column(default=0, server_default="0")
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    guideline: Mapped[Guideline] = relationship()
    by: Mapped[Person | None] = relationship()


STANDING_TRANSLATION = text("text_translation.superseded_at IS NULL")
