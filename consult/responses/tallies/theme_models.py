"""How many points of each theme have an answer."""

from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model
from consult.core.derived.triggers import Derived, Trigger, registry
from consult.responses.tallies import models  # noqa: F401 - the standing of each point is derived before


class ThemeTally(Model):
    """Points of each theme by the answer they have. The sum counts."""

    __tablename__ = "theme_tally"

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(index=True)
    answer: Mapped[str]
    n: Mapped[int]


_INTO_THEMES = "INSERT INTO theme_tally (theme_id, answer, n)"


def _filed(row: str, sign: str) -> list[str]:
    """A point came into a theme or left it; its standing is locked, so that neither misses the other's change."""
    here = f"FROM answer_standing WHERE point_id = {row}.point_id"
    return [f"HOLD 1 {here}", f"{_INTO_THEMES} SELECT {row}.theme_id, answer, {sign}1 {here}"]


def _stands(row: str, sign: str) -> str:
    here = f"FROM assignment WHERE assignment.point_id = {row}.point_id"
    return f"{_INTO_THEMES} SELECT assignment.theme_id, {row}.answer, {sign}1 {here}"


OF_THEMES = Derived(
    table="theme_tally",
    columns=("theme_id", "answer", "n"),
    source=(
        "SELECT assignment.theme_id, answer_standing.answer, count(*) AS n FROM assignment"
        " JOIN answer_standing ON answer_standing.point_id = assignment.point_id"
        " GROUP BY assignment.theme_id, answer_standing.answer"
    ),
    sums=("n",),
    triggers=(
        Trigger("assignment", "INSERT", _filed("NEW", "+")),
        Trigger("assignment", "DELETE", _filed("OLD", "-")),
        Trigger(
            "assignment",
            "UPDATE",
            [*_filed("OLD", "-"), *_filed("NEW", "+")],
            columns=("theme_id", "point_id"),
        ),
        Trigger("answer_standing", "INSERT", [_stands("NEW", "+")]),
        Trigger("answer_standing", "DELETE", [_stands("OLD", "-")]),
        Trigger("answer_standing", "UPDATE", [_stands("OLD", "-"), _stands("NEW", "+")], columns=("answer",)),
    ),
)
registry.add(OF_THEMES)
