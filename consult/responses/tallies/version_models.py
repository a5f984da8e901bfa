"""A number that grows with every change of what the desk counts: answers, what they cover, who was told."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model
from consult.core.derived.triggers import Derived, Trigger, registry
from consult.drafts.row_cache.models import hold_under, whenever


class AnswersVersion(Model):
    """A row for each change; their sum is the version. Nobody who writes waits for another's, and none is given twice.

    A recount leaves it as it is: what was kept under a version must never fit a later one.
    """

    __tablename__ = "answers_version"
    __table_args__ = (Index("ix_answers_version_guideline_id", "guideline_id", "n"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int]
    n: Mapped[int]


_OF_POINTS = "FROM point JOIN comment ON comment.id = point.comment_id JOIN round ON round.id = comment.round_id"
_POINT = "SELECT round.guideline_id " + _OF_POINTS + " WHERE point.id = {row}.point_id"
_THEME = "SELECT theme.guideline_id FROM theme WHERE theme.id = {row}.theme_id"
_COVERED = (
    "SELECT theme.guideline_id FROM answer JOIN theme ON theme.id = answer.theme_id WHERE answer.id = {row}.answer_id"
)
_COMMENT = (
    "SELECT round.guideline_id FROM comment JOIN round ON round.id = comment.round_id"
    " WHERE comment.id = {row}.comment_id"
)
_SPOKEN = (
    "SELECT round.guideline_id FROM comment JOIN round ON round.id = comment.round_id WHERE comment.author_id = NEW.id"
)


def _another(*guidelines: str) -> list[str]:
    """Another version of each guideline that one of these selects names."""
    of = " UNION ".join(guidelines)
    return [f"INSERT INTO answers_version (guideline_id, n) SELECT changed.guideline_id, 1 FROM ({of}) AS changed"]


def _whenever(table: str, *guidelines: str, columns: tuple[str, ...]) -> list[Trigger]:
    """A row comes, goes, or changes in these columns."""

    def does(row: str) -> list[str]:
        return _another(*(guideline.format(row=row) for guideline in guidelines))

    return [
        Trigger(table, "INSERT", does("NEW")),
        Trigger(table, "DELETE", does("OLD")),
        Trigger(table, "UPDATE", does("NEW"), columns=columns),
    ]


ANSWER_VERSIONS = Derived(
    table="answers_version",
    columns=("guideline_id", "n"),
    source="",
    anew=(),
    sums=("n",),
    triggers=(
        *_whenever("answer", _POINT, _THEME, columns=("superseded_at", "at", "disposition")),
        *_whenever("answer_coverage", _COVERED, _POINT, columns=("ended_at", "p")),
        *_whenever("reopened_point", _POINT, columns=("at",)),
        *_whenever("point_type", _POINT, columns=("type",)),
        *_whenever("notice", _COMMENT, columns=("comment_id",)),
        Trigger("person", "UPDATE", _another(_SPOKEN), columns=("confirmed_at",)),
        Trigger("theme", "UPDATE", _another("SELECT NEW.guideline_id AS guideline_id"), columns=("state",)),
    ),
)
registry.add(ANSWER_VERSIONS)
hold_under(whenever("clearance_policy"))
