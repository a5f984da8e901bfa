"""Which version of a guideline's points stands, in all and by theme; and reports that were counted of one."""

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model
from consult.core.derived.triggers import TOKEN, Derived, Trigger, registry

ALL = 0  # in place of a theme: every point of the guideline


class PointsVersion(Model):
    """A word that changes whenever something changes that a count of points, or of one theme's, depends on."""

    __tablename__ = "points_version"
    __table_args__ = (UniqueConstraint("guideline_id", "theme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int]
    theme_id: Mapped[int]
    token: Mapped[str]


class KeptReport(Model):
    """What was counted for those who read the same rounds (`audience`), of the version that it names."""

    __tablename__ = "kept_report"
    __table_args__ = (UniqueConstraint("guideline_id", "audience", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int]
    audience: Mapped[str]
    name: Mapped[str]
    token: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON)


# The guideline's row first: two who change points then wait for one another there, not in a circle.


def _changed(guideline: str, *themes: str) -> list[str]:
    """Another version of the guideline's points, and of the themes that a select names."""
    into = "INSERT INTO points_version (guideline_id, theme_id, token) SELECT"
    new = (
        "ON CONFLICT (guideline_id, theme_id) DO UPDATE SET token = excluded.token"
        " WHERE points_version.token <> excluded.token"
    )
    every = f"{into} guideline.id, {ALL}, {TOKEN} FROM guideline WHERE guideline.id = {guideline} {new}"
    of = " UNION ".join(themes)
    each = f"{into} theme.guideline_id, theme.id, {TOKEN} FROM theme WHERE theme.id IN ({of}) ORDER BY theme.id {new}"
    return [every, each] if themes else [every]


def _of_point(row: str) -> str:
    found = "SELECT r.guideline_id FROM point p JOIN comment c ON c.id = p.comment_id JOIN round r ON r.id = c.round_id"
    return f"({found} WHERE p.id = {row}point_id)"


def _of_comment(row: str) -> str:
    found = "SELECT r.guideline_id FROM comment c JOIN round r ON r.id = c.round_id WHERE c.id"
    return f"({found} = {row}comment_id)"


_LETTERS = "p.campaign_id IN (SELECT q.campaign_id FROM point q WHERE q.comment_id = NEW.id)"
_THEMES = "SELECT s.theme_id FROM assignment s JOIN point p ON p.id = s.point_id WHERE"
_OF_THEME = "(SELECT t.guideline_id FROM theme t WHERE t.id = {row}.theme_id)"
_PLACED = ("start", "campaign_id", "pillar_id", "pillar_p", "pillar_by_id", "language", "x", "y")
_SAID = (
    "state",
    "round_id",
    "clause_id",
    "pillar_id",
    "type",
    "stance",
    "country",
    "stakeholder_type",
    "organisation",
    "author_id",
    "author_name",
    "sent_at",
)

# Who finds no version yet counts, and keeps it under an empty word.
VERSIONS = Derived(
    table="points_version",
    columns=("guideline_id", "theme_id", "token"),
    source="",
    anew=("DELETE FROM kept_report", "DELETE FROM points_version"),
    triggers=(
        Trigger(
            "assignment",
            "INSERT",
            _changed(_OF_THEME.format(row="NEW"), "SELECT NEW.theme_id"),
        ),
        Trigger(
            "assignment",
            "DELETE",
            _changed(_OF_THEME.format(row="OLD"), "SELECT OLD.theme_id"),
        ),
        Trigger(
            "assignment",
            "UPDATE",
            _changed(_OF_THEME.format(row="NEW"), "SELECT OLD.theme_id", "SELECT NEW.theme_id"),
            columns=("theme_id", "point_id", "p", "representative", "by_id", "asks_start", "asks_end"),
        ),
        Trigger("ask_member", "INSERT", _changed(_of_point("NEW."))),
        Trigger("ask_member", "DELETE", _changed(_of_point("OLD."))),
        Trigger("ask_member", "UPDATE", _changed(_of_point("NEW.")), columns=("ask_id", "point_id")),
        Trigger("point", "INSERT", _changed(_of_comment("NEW."))),
        Trigger(
            "point",
            "UPDATE",
            _changed(
                _of_comment("NEW."),
                f"{_THEMES} p.id = NEW.id OR p.campaign_id IN (OLD.campaign_id, NEW.campaign_id)",
            ),
            columns=_PLACED,
        ),
        Trigger(
            "point",
            "DELETE",
            _changed(_of_comment("OLD."), f"{_THEMES} p.campaign_id = OLD.campaign_id"),
        ),
        Trigger(
            "comment",
            "UPDATE",
            _changed(
                "(SELECT r.guideline_id FROM round r WHERE r.id = NEW.round_id)",
                f"{_THEMES} p.comment_id = NEW.id OR {_LETTERS}",
            ),
            columns=_SAID,
            when="EXISTS (SELECT 1 FROM point p WHERE p.comment_id = NEW.id)",
        ),
    ),
)

registry.add(VERSIONS)
