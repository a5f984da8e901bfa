"""Which points are asked for: read from an address, written into one, turned into conditions.

Every number on these pages links to the selection that it counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import contains_eager, joinedload

from consult.accounts.countries import Region, countries
from consult.accounts.models import StakeholderType
from consult.analysis.asks.models import AskMember
from consult.analysis.models import Assignment, Point
from consult.analysis.shared.map_region import LONGEST, corners_of, inside
from consult.analysis.shared.population import each_letter_once_condition, filed, main_theme, of_points
from consult.analysis.shared.time_buckets import TimeBucket
from consult.comments.models import Comment, Stance
from consult.consultations.models import Round
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Guideline, Pillar

NONE = "none"  # in an address: those that have none
SURE = 0.5  # p from which a pillar other than the one filed under is worth a look


@dataclass(frozen=True)
class Selection:
    """Empty means any. `theme` is a number or "none", `pillar` a code or "none", `clause` a uid, `round` a slug."""

    theme: str = ""
    pillar: str = ""
    type: str = ""
    region: str = ""
    language: str = ""
    stance: str = ""
    clause: str = ""
    round: str = ""
    campaign: str = ""
    elsewhere: str = ""  # "1": filed under one pillar, speaks of another
    placed: str = ""  # in its theme by "people", or by the machine after their examples: "followed"
    sent: str = ""  # "2026-06-01..2026-07-01": sent on or after the one day, before the other
    ask: str = ""  # the number of an ask, or "none": its points
    area: str = ""  # of the map: the corners of a polygon (area.py)

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Self:
        """What an address asks for; what it cannot mean is left out."""
        longest = {"area": LONGEST + 1}
        asked = {f.name: arguments.get(f.name, "")[: longest.get(f.name, 60)] for f in fields(cls)}
        known = {
            "type": {*StakeholderType, NONE},
            "region": {*Region, NONE},
            "stance": set(Stance),
            "elsewhere": {"1"},
            "placed": {"people", "followed"},
        }
        means: dict[str, Callable[[str], bool]] = {
            "theme": _number,
            "campaign": _number,
            "ask": _number,
            "area": lambda word: bool(corners_of(word)),
            "sent": lambda word: TimeBucket.of(word) is not None,
        }
        return cls(
            **{
                name: word
                for name, word in asked.items()
                if (word in known[name] if name in known else means.get(name, bool)(word))
            }
        )

    @property
    def asked(self) -> dict[str, str]:
        """For an address: only what is asked for."""
        return {f.name: word for f in fields(self) if (word := getattr(self, f.name))}

    def but(self, **changes: Any) -> dict[str, str]:
        """For an address: the same with changes."""
        return replace(self, **{name: str(word) for name, word in changes.items()}).asked

    @property
    def narrows(self) -> bool:
        return bool(self.asked)


def _number(word: str) -> bool:
    return word in {"", NONE} or (word.isdecimal() and len(word) < 11 and int(word) < 2**31)


def selected(guideline: Guideline, of: Selection, membership: Membership, *what: Any) -> Select[Any]:
    """`select(*what)` of the points asked for, letters folded unless the copies of one are asked for."""
    query = of_points(guideline, *what, membership=membership).where(*conditions(of))
    return query if of.campaign else query.where(each_letter_once_condition())


def points_selected(guideline: Guideline, of: Selection, membership: Membership) -> Select[Any]:
    """Points with what a page shows of them; the best examples of a theme first, else as they came."""
    query = selected(guideline, of, membership, Point)
    if of.theme.isdecimal():
        query = query.join(
            Assignment, and_(Assignment.point_id == Point.id, Assignment.theme_id == int(of.theme))
        ).order_by(Assignment.representative.is_(None), Assignment.representative, Assignment.p.desc())
    return query.order_by(Point.comment_id, Point.start).options(
        contains_eager(Point.comment).options(
            contains_eager(Comment.round), joinedload(Comment.clause), joinedload(Comment.pillar)
        ),
        joinedload(Point.pillar),
        joinedload(Point.campaign),
    )


def conditions(of: Selection) -> list[ColumnElement[bool]]:
    plain = ((Point.language, of.language), (Comment.stance, of.stance), (Round.slug, of.round))
    wanted: list[ColumnElement[bool]] = [column == word for column, word in plain if word]
    if of.theme or of.placed:
        wanted.append(_in_theme(of.theme, of.placed))
    if of.pillar:
        code = select(Pillar.id).where(Pillar.code == of.pillar)
        wanted.append(Point.pillar_id.is_(None) if of.pillar == NONE else Point.pillar_id.in_(code))
    if of.type:
        said = Comment.stakeholder_type
        wanted.append(said.is_(None) if of.type == NONE else said == of.type)
    if of.region:
        wanted.append(_from_region(of.region))
    if of.clause:
        wanted.append(Comment.clause_id.in_(select(Clause.id).where(Clause.uid == of.clause)))
    if of.campaign:
        wanted.append(Point.campaign_id == int(of.campaign) if of.campaign.isdecimal() else Point.campaign_id.is_(None))
    if of.ask:
        wanted.append(_in_ask(of))
    wanted += _when_and_where(of)
    return [*wanted, *([speaks_of_another()] if of.elsewhere else [])]


def _in_ask(of: Selection) -> ColumnElement[bool]:
    """Of an ask; or of none, among those that belong mainly to the theme that is asked for."""
    if of.ask.isdecimal():
        return Point.id.in_(select(AskMember.point_id).where(AskMember.ask_id == int(of.ask)))
    alone = ~select(AskMember.point_id).where(AskMember.point_id == Point.id).exists()
    return and_(alone, main_theme() == int(of.theme)) if of.theme.isdecimal() else alone


def _when_and_where(of: Selection) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if span := TimeBucket.of(of.sent):
        wanted += [Comment.sent_at >= span.since, Comment.sent_at < span.until]
    if of.area:
        wanted.append(inside(corners_of(of.area), Point.x, Point.y))
    return wanted


def _in_theme(theme: str, placed: str) -> ColumnElement[bool]:
    if theme == NONE:
        return ~filed()
    here: list[ColumnElement[bool]] = [Assignment.theme_id == int(theme)] if theme else []
    if placed == "people":
        here.append(Assignment.by_id.is_not(None))
    if placed == "followed":
        here.append(and_(Assignment.followed, Assignment.by_id.is_(None)))
    return filed(*here)


def _from_region(region: str) -> ColumnElement[bool]:
    if region == NONE:
        return Comment.country.is_(None)
    return Comment.country.in_([code for code, country in countries().items() if country.region == region])


def speaks_of_another() -> ColumnElement[bool]:
    """The machine reads it as of another pillar than its author filed it under, and nobody has decided."""
    another = and_(Point.pillar_id.is_not(None), Comment.pillar_id.is_not(None), Point.pillar_id != Comment.pillar_id)
    return and_(another, Point.pillar_by_id.is_(None), Point.pillar_p >= SURE)
