"""Themes with their breadth, counted in a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func

from consult.accounts.models import StakeholderType
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.queries import themes_of
from consult.analysis.shared.breadth import (
    Breadth,
    Divide,
    Side,
    breadth_from,
    consensus_of,
    divide_of,
    ranked,
    sides_of,
)
from consult.analysis.shared.population import (
    distinct,
    each_letter_once_condition,
    of_points,
    organisation,
    respondent_key,
)
from consult.comments.models import Comment
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
) -> list[Summary]:
    """The themes in use (or in the given states), the broadest first, those that are no subject last; `between` are
    the two kinds of stakeholder that an order by what divides is about (else any two). Five queries, whatever their
    number.
    """
    breadths = breadths_of(guideline, membership=membership)
    total = of_points(guideline, Assignment.theme_id, func.count(), membership=membership)
    every = _counts(total.join(Assignment, Assignment.point_id == Point.id).group_by(Assignment.theme_id))
    heard = {group for breadth in breadths.values() for group in breadth.types}
    summaries = [
        Summary(
            theme,
            breadth,
            every.get(theme.id, 0) - breadth.points,
            consensus_of(breadth, heard),
            divide_of(breadth, between),
        )
        for theme in themes_of(guideline, *states)
        for breadth in [breadths.get(theme.id, Breadth())]
    ]
    return sorted(_in_order(summaries, order), key=lambda summary: summary.theme.left_over)


@dataclass(frozen=True)
class AskedSentence:
    """What is asked in a theme, in the words of one of its examples."""

    text: str
    language: str


def asked_in_themes(guideline: Guideline, membership: Membership) -> dict[int, AskedSentence]:
    """By theme the asking sentence of the best example that they may read, in the guideline's language if there is one.

    One query. Where none asks, none."""
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
    return {theme: AskedSentence(words.strip(), language) for theme, words, language in rows}


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


def breadths_of(
    guideline: Guideline, *, theme: Theme | None = None, membership: Membership | None = None
) -> Mapping[int, Breadth]:
    """By theme, campaigns folded. Three queries."""

    def grouped(*what: Any) -> Any:
        query = of_points(guideline, Assignment.theme_id, *what, membership=membership).where(
            each_letter_once_condition()
        )
        query = query.join(Assignment, Assignment.point_id == Point.id)
        return query if theme is None else query.where(Assignment.theme_id == theme.id)

    def counted(*by: Any) -> dict[int, dict[Any, int]]:
        found: dict[int, dict[Any, int]] = {}
        for number, *key, points in db.session.execute(grouped(*by, func.count()).group_by(Assignment.theme_id, *by)):
            found.setdefault(number, {})[tuple(key) if len(key) > 1 else key[0]] = points
        return found

    # Countries by themselves: each with each kind and stance would be as many rows as points.
    places, stands = counted(Comment.country), counted(Comment.stakeholder_type, Comment.stance)
    who = grouped(distinct(respondent_key()), distinct(organisation())).group_by(Assignment.theme_id)
    return {
        number: breadth_from(places[number], stands[number], people=people, organisations=organisations)
        for number, people, organisations in db.session.execute(who)
    }


def breadth_of_theme(theme: Theme, membership: Membership) -> Breadth:
    return breadths_of(theme.guideline, theme=theme, membership=membership).get(theme.id, Breadth())


def copies_of_theme(theme: Theme, membership: Membership) -> int:
    """Its points in copies of letters, beyond those that count."""
    query = of_points(theme.guideline, func.count(), membership=membership).where(~each_letter_once_condition())
    in_it = query.join(Assignment, Assignment.point_id == Point.id).where(Assignment.theme_id == theme.id)
    return db.session.scalar(in_it) or 0


@dataclass(frozen=True)
class Alike:
    """What all who commented on a guideline share: a country, a kind of stakeholder; empty where they differ."""

    country: str = ""
    type: StakeholderType | None = None

    @property
    def wholly(self) -> bool:
        """Then breadth tells no theme from another."""
        return bool(self.country) and self.type is not None


def alike_of(guideline: Guideline, membership: Membership) -> Alike:
    """Of those who said where they are and who they are. One query."""
    rows = db.session.execute(
        of_points(guideline, Comment.country, Comment.stakeholder_type, membership=membership).distinct()
    ).all()
    countries = {country for country, _kind in rows if country}
    kinds = {kind for _country, kind in rows if kind is not None}
    return Alike(countries.pop() if len(countries) == 1 else "", kinds.pop() if len(kinds) == 1 else None)


def _counts(query: Any) -> dict[int, int]:
    return dict(db.session.execute(query).all())
