"""Themes with their breadth, as it is kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func

from consult.accounts.models import StakeholderType
from consult.analysis.kept.reports import Reports
from consult.analysis.kept.said import Said
from consult.analysis.kept.themes import THEMES, ThemeCount, counts_of_themes
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.queries import themes_of
from consult.analysis.shared.breadth import (
    Breadth,
    Divide,
    Side,
    consensus_of,
    divide_of,
    ranked,
    sides_of,
)
from consult.analysis.shared.population import of_points
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline


@dataclass(frozen=True)
class Summary:
    """A theme and who says it. `copies` are points of campaign letters beyond the one that counts."""

    theme: Theme
    breadth: Breadth
    copies: int
    consensus: float = 0.0  # across kinds of stakeholder, 0 to 1
    divide: Divide | None = None  # the two kinds of stakeholder that differ most, or those that were asked for

    @property
    def sides(self) -> list[Side]:
        return sides_of(self.breadth)


def summaries_of(
    guideline: Guideline,
    *states: ThemeState,
    order: str = "breadth",
    between: Collection[StakeholderType] = (),
    membership: Membership | None = None,
    reports: Reports | None = None,
) -> list[Summary]:
    """The themes in use (or in the given states), the broadest first, those that are no subject last; `between` are
    the two kinds of stakeholder that an order by what divides is about (else any two).
    """
    counts = counts_of_themes(reports or Reports(guideline, membership, THEMES), membership)
    heard = {group for count in counts.values() for group in count.breadth.types}
    summaries = [
        Summary(theme, breadth, copies, consensus_of(breadth, heard), divide_of(breadth, between))
        for theme in themes_of(guideline, *states)
        for breadth, copies in [counts.get(theme.id, ThemeCount())]
    ]
    return sorted(_in_order(summaries, order), key=lambda summary: summary.theme.left_over)


def asks_in(language: str) -> str:
    """The name of the report."""
    return f"asks-{language}"


@dataclass(frozen=True)
class AskedSentence:
    """What is asked in a theme, in the words of one of its examples."""

    text: str
    language: str


def asked_in_themes(reports: Reports, membership: Membership) -> dict[int, AskedSentence]:
    """By theme the asking sentence of the best example that they may read, in the guideline's language if there is one.

    Where none asks, none."""
    kept = reports.value(asks_in(reports.guideline.language), lambda: _asked_in_themes(reports.guideline, membership))
    return {int(theme): AskedSentence(words, language) for theme, (words, language) in kept.items()}


def _asked_in_themes(guideline: Guideline, membership: Membership) -> dict[int, tuple[str, str]]:
    query = of_points(
        guideline,
        Assignment.theme_id,
        func.substr(Point.text, Assignment.asks_start + 1, Assignment.asks_end - Assignment.asks_start),
        Point.language,
        membership=membership,
    ).join(Assignment, Assignment.point_id == Point.id)
    asking = query.where(Assignment.representative.is_not(None), Assignment.asks_start.is_not(None))
    best_last = (Assignment.theme_id, Point.language == guideline.language, Assignment.representative.desc())
    rows = db.session.execute(asking.order_by(*best_last))
    return {theme: (words.strip(), language) for theme, words, language in rows}


def _in_order(summaries: list[Summary], order: str) -> list[Summary]:
    if order == "agreed":
        return sorted(summaries, key=lambda summary: summary.consensus, reverse=True)
    if order == "divided":
        return sorted(summaries, key=lambda summary: summary.divide.gap if summary.divide else -1.0, reverse=True)
    return ranked(summaries, lambda summary: summary.breadth, order)


@dataclass(frozen=True)
class Divided:
    """Themes by whether two kinds of stakeholder stand apart on them: clearly, not clearly, or too few to say."""

    clearly: list[Summary]
    unclear: list[Summary]
    too_few: list[Summary]


def divided(summaries: Sequence[Summary]) -> Divided:
    heard = [summary for summary in summaries if summary.divide is not None]
    return Divided(
        clearly=[summary for summary in heard if summary.divide and summary.divide.clear],
        unclear=[summary for summary in heard if summary.divide and not summary.divide.clear],
        too_few=[summary for summary in summaries if summary.divide is None],
    )


def by_heading(summaries: Sequence[Summary], *, together: bool) -> list[tuple[str, list[Summary]]]:
    """Themes under the broader group they belong to, in the order given; or all as one list without a heading."""
    groups: dict[str, list[Summary]] = {}
    for summary in summaries:
        groups.setdefault("" if together else summary.theme.heading or summary.theme.label, []).append(summary)
    return list(groups.items())


@dataclass(frozen=True)
class Alike:
    """What all who commented on a guideline share: a country, a kind of stakeholder; empty where they differ."""

    country: str = ""
    type: StakeholderType | None = None

    @property
    def wholly(self) -> bool:
        """Then breadth tells no theme from another."""
        return bool(self.country) and self.type is not None


def alike_of(said: Said) -> Alike:
    """Of those who said where they are and who they are."""
    countries, kinds = set(said.countries) - {None}, set(said.types) - {None}
    return Alike(str(countries.pop()) if len(countries) == 1 else "", kinds.pop() if len(kinds) == 1 else None)
