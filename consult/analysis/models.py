"""Points, themes, campaigns, and the runs that proposed them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.core.database import Model
from consult.drafts.models import Guideline, Pillar
from consult.drafts.row_cache.models import hold_under, whenever


class AnalysisRun(Model):
    """One analysis of a guideline's comments, with all that is needed to do it again."""

    __tablename__ = "analysis_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    comments: Mapped[int] = mapped_column(default=0)
    points: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # themes, campaigns, unplaced, fits no pillar …
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    versions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seconds: Mapped[dict[str, Any]] = mapped_column(default=dict)

    guideline: Mapped[Guideline] = relationship()


class Campaign(Model):
    """Comments that are copies of one letter: folded into one item with a count."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    first_comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), unique=True)
    size: Mapped[int]

    first_comment: Mapped[Comment] = relationship()


class Point(Model):
    """One ask: a stretch of a comment's text, in code points. Points that vanish on an edit are deleted."""

    __tablename__ = "point"
    __table_args__ = (
        UniqueConstraint("comment_id", "start", "end"),
        CheckConstraint('"end" > start', name="is_not_empty"),
        CheckConstraint("(proposed_start IS NULL) = (proposed_end IS NULL)", name="proposed_wording_has_two_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]
    # The wording that it asks for, if it gives one, in code points of its own text
    proposed_start: Mapped[int | None]
    proposed_end: Mapped[int | None]
    language: Mapped[str]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    # Pillar: proposed by the machine, or decided by a person
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"), index=True)
    pillar_p: Mapped[float] = mapped_column(default=0.0)
    pillar_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The theme that it is closest to, where it is too far from all
    nearest_theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    # Its place on the map: like points stand close together
    x: Mapped[float | None]
    y: Mapped[float | None]

    comment: Mapped[Comment] = relationship()
    pillar: Mapped[Pillar | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()


class Vector(Model):
    """The embedding of a point's text, kept by the text's digest so that a re-run does not make it again."""

    __tablename__ = "vector"

    digest: Mapped[str] = mapped_column(primary_key=True)
    values: Mapped[bytes]


class Portion(Model):
    """Wordings whose vectors a run waits for: one worker's share, gone when it is done."""

    __tablename__ = "portion"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id"), index=True)
    wordings: Mapped[dict[str, Any]]  # by the digest that the vector is kept under, in the order of the comments


class Prepared(Model):
    """The vectors of a comment's points were made before a first run: for the words that were saved then."""

    __tablename__ = "prepared"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    saved_at: Mapped[datetime]


class SentenceSearch(Model):
    """Someone looks for points that mean what a sentence says: a worker, which has the model, finds them."""

    __tablename__ = "sentence_search"
    __table_args__ = (UniqueConstraint("guideline_id", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    text: Mapped[str]
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    found: Mapped[list[Any]] = mapped_column(default=list)  # pairs of a point's number and how near it is, from 0 to 1

    guideline: Mapped[Guideline] = relationship()


class ThemeState(StrEnum):
    ACTIVE = "active"
    MERGED = "merged"
    SET_ASIDE = "set_aside"


class Theme(Model):
    """A group of points about one thing. Its number stays the same over re-runs."""

    __tablename__ = "theme"
    __table_args__ = (
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_names_its_heir"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    label: Mapped[str]
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the machine proposed the label
    keywords: Mapped[list[Any]]
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)  # keywords by language
    heading: Mapped[str] = mapped_column(default="")  # of the broader group it belongs to
    state: Mapped[ThemeState] = mapped_column(default=ThemeState.ACTIVE)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    centre: Mapped[bytes | None]  # where its points lie, how far it reaches, how large it was (centroid_codec.py)
    # What a point must say, or lie near, to be placed in it, as the last run found it (pipeline/example_centroids.py)
    subject: Mapped[bytes | None] = mapped_column(deferred=True)
    change: Mapped[str] = mapped_column("standing", default="new")  # in the last run: new, grew, split, merged, same
    loose: Mapped[bool] = mapped_column(default=False)  # no subject, but what the others left over
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))  # the theme that it was split off from
    created_at: Mapped[datetime]

    guideline: Mapped[Guideline] = relationship()
    named_by: Mapped[Person | None] = relationship()

    @property
    def left_over(self) -> bool:
        """No subject, as far as the machine sees; a theme that people gave a name is one."""
        return self.loose and self.named_by_id is None


class Assignment(Model):
    """A point belongs to a theme, because the machine proposed it (`by_id` None) or a person said so."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("point_id", "theme_id"),
        CheckConstraint("p >= 0 AND p <= 1", name="p_is_a_probability"),
        CheckConstraint("(asks_start IS NULL) = (asks_end IS NULL)", name="asking_sentence_has_two_ends"),
        Index("ix_assignment_theme_id", "theme_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    p: Mapped[float]
    representative: Mapped[int | None]  # rank among the theme's examples
    # Of an example, the sentence that asks for something, if one does, in code points of the point's text
    asks_start: Mapped[int | None]
    asks_end: Mapped[int | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    followed: Mapped[bool] = mapped_column(default=False)  # the machine put it here after people's examples

    point: Mapped[Point] = relationship()
    theme: Mapped[Theme] = relationship()
    by: Mapped[Person | None] = relationship()


class Sample(Model):
    """Points drawn at random, for two people to code blind: is the machine right?"""

    __tablename__ = "sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    guideline: Mapped[Guideline] = relationship()


class SampledPoint(Model):
    """A point of a sample, with what the machine said of it when it was drawn."""

    __tablename__ = "sampled_point"
    __table_args__ = (UniqueConstraint("sample_id", "point_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("sample.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"))

    point: Mapped[Point] = relationship()


class Coding(Model):
    """What one person says a sampled point is about, without seeing what the machine or anyone else said."""

    __tablename__ = "coding"
    __table_args__ = (UniqueConstraint("sampled_id", "coder_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sampled_id: Mapped[int] = mapped_column(ForeignKey("sampled_point.id", ondelete="CASCADE"))
    coder_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))  # None: in no theme
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"))  # None: fits no pillar
    at: Mapped[datetime]

    sampled: Mapped[SampledPoint] = relationship()
    coder: Mapped[Person] = relationship()


hold_under(whenever("theme"))
