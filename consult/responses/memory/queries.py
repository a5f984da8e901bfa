"""Answers to points that ask the same, found: a constant number of queries, whatever the desk holds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from consult.analysis.asks.models import Ask
from consult.analysis.models import Point, Theme
from consult.analysis.nearness.queries import Near, near_points
from consult.comments.models import Comment, CommentState
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.responses.clearance.queries import OPEN
from consult.responses.inheritance import Effective
from consult.responses.memory.agreement import OFFERED_FROM, Asked, first_difference
from consult.responses.memory.certainty import Certainty, certainty_of
from consult.responses.memory.models import ReuseDecision, ReuseOutcome
from consult.responses.models import Answer, AnswerDraft
from consult.responses.queries import IN_PLACE, effective_answers

LOOKED_AT = 40  # near points whose answers are looked for
SHOWN = 3


@dataclass(frozen=True)
class Offer:
    """An answer that was given to a point which asks the same."""

    point: Point
    held: Effective
    likeness: float
    certainty: Certainty | None

    @property
    def answer(self) -> Answer:
        return self.held.answer


def asked_of(point: Point) -> Asked:
    """Its own words, and those that its comment proposes."""
    comment, own = point.comment, ""
    if point.proposed_start is not None and point.proposed_end is not None:
        own = point.text[point.proposed_start : point.proposed_end]
    place = (comment.clause_id, comment.quote) if comment.clause_id is not None else None
    proposed = " ".join(words for words in (own, comment.proposed_text) if words)
    return Asked(point.text, point.language, comment.stance, comment.type, proposed, place)


def offers_for(about: Point | Theme | Ask, examples: Sequence[Point] = ()) -> list[Offer]:
    """For a point, or for a theme or ask by points that show what it is about: the nearest first, each answer once."""
    points = [about] if isinstance(about, Point) else list(examples)
    if not points:
        return []
    near = near_points([point.id for point in points], least=OFFERED_FROM)[:LOOKED_AT]
    others = _standing({pair.other for pair in near} - {point.id for point in points})
    held = effective_answers(others.values())
    if not held:
        return []
    found = _asking_the_same(points, near, NearAnswers(others, held), _refused(about) | _own(about))
    return _with_certainty(found, decisions_by_likeness(guideline_answered(about)) if found else {})


def offers_by_point(
    shown: Sequence[Point], guideline: Guideline, answered: Collection[int] = ()
) -> dict[int, list[Offer]]:
    """For points that are shown together, none of which is answered or being answered: by point, as above. A number of
    queries that does not grow with them."""
    points = [point for point in shown if point.id not in answered]
    near = near_points([point.id for point in points], least=OFFERED_FROM) if points else []
    others = _standing({pair.other for pair in near})
    held = effective_answers(others.values()) if others else {}
    if not held:
        return {}
    refused, decided = _refused_by_point(points), decisions_by_likeness(guideline)
    found: dict[int, list[Offer]] = {}
    for point in points:
        mine = [pair for pair in near if pair.point == point.id]
        alike = _asking_the_same([point], mine, NearAnswers(others, held), refused[point.id])
        if alike:
            found[point.id] = _with_certainty(alike, decided)
    drafted = select(AnswerDraft.point_id).where(AnswerDraft.point_id.in_(found), AnswerDraft.stage.in_(OPEN))
    being_answered = set(db.session.scalars(drafted)) if found else set()
    return {number: offers for number, offers in found.items() if number not in being_answered}


class NearAnswers(NamedTuple):
    """Near points that stand, and the answers that hold for those of them that are answered."""

    points: Mapping[int, Point]
    held: Mapping[int, Effective]


def _asking_the_same(
    points: Sequence[Point], near: Sequence[Near], answered: NearAnswers, passed: set[int]
) -> list[tuple[Point, Effective, float]]:
    asked, comments = {point.id: asked_of(point) for point in points}, {point.comment_id for point in points}
    found: dict[tuple[str, str], tuple[Point, Effective, float]] = {}  # by what the answer says: each answer once
    for pair in near:
        held = answered.held.get(pair.other)
        if held is None or pair.other in asked or held.answer.id in passed or _said(held) in found:
            continue
        other = answered.points[pair.other]
        if other.comment_id in comments:
            continue  # two points of one comment are two asks
        if first_difference(asked[pair.point], asked_of(other)) is None:
            found[_said(held)] = (other, held, pair.likeness)
    return list(found.values())


def _said(held: Effective) -> tuple[str, str]:
    return held.answer.disposition, held.answer.reason


def offer_of(about: Point | Theme | Ask, examples: Sequence[Point], number: int) -> Offer | None:
    """The offer that a form names by its point; None when it does not stand any more."""
    return next((offer for offer in offers_for(about, examples) if offer.point.id == number), None)


def _with_certainty(
    found: Sequence[tuple[Point, Effective, float]], decided: Mapping[float, tuple[int, int]]
) -> list[Offer]:
    return [Offer(point, held, near, certainty_of(near, decided)) for point, held, near in found[:SHOWN]]


def guideline_answered(about: Point | Theme | Ask) -> Guideline:
    if isinstance(about, Point):
        return about.comment.round.guideline
    return (about.theme if isinstance(about, Ask) else about).guideline


def _standing(numbers: set[int]) -> dict[int, Point]:
    query = select(Point).join(Point.comment).where(Point.id.in_(numbers), Comment.state == CommentState.SENT, IN_PLACE)
    told = (joinedload(Point.comment).joinedload(Comment.author), joinedload(Point.campaign))
    return {point.id: point for point in db.session.scalars(query.options(*told)).unique()} if numbers else {}


def _decided_about(about: Point | Theme | Ask) -> tuple[ColumnElement[bool], ...]:
    if isinstance(about, Point):
        return (ReuseDecision.point_id == about.id,)
    if isinstance(about, Ask):
        return (ReuseDecision.ask_id == about.id,)
    return ReuseDecision.theme_id == about.id, ReuseDecision.ask_id.is_(None)


def _refused(about: Point | Theme | Ask) -> set[int]:
    refused = ReuseDecision.outcome == ReuseOutcome.REFUSED
    return set(db.session.scalars(select(ReuseDecision.answer_id).where(refused, *_decided_about(about))))


def _refused_by_point(points: Sequence[Point]) -> dict[int, set[int]]:
    query = select(ReuseDecision).where(ReuseDecision.outcome == ReuseOutcome.REFUSED)
    found: dict[int, set[int]] = {point.id: set() for point in points}
    for decision in db.session.scalars(query.where(ReuseDecision.point_id.in_(found))):
        found[decision.point_id or 0].add(decision.answer_id)
    return found


def _own(about: Point | Theme | Ask) -> set[int]:
    """What it has already, itself or by its theme, is no offer."""
    if isinstance(about, Point):
        held = effective_answers([about]).get(about.id)
        return {held.answer.id} if held is not None else set()
    theirs = Answer.ask_id == about.id if isinstance(about, Ask) else Answer.theme_id == about.id
    return set(db.session.scalars(select(Answer.id).where(theirs, Answer.superseded_at.is_(None))))


def decisions_by_likeness(guideline: Guideline) -> Mapping[float, tuple[int, int]]:
    """By likeness, to two places: offers that were taken, and all that were decided."""
    near = func.round(ReuseDecision.likeness * 100)
    taken = func.count().filter(ReuseDecision.outcome != ReuseOutcome.REFUSED)
    query = select(near, taken, func.count()).where(ReuseDecision.guideline_id == guideline.id).group_by(near)
    return {float(hundredths) / 100: (mine, all_) for hundredths, mine, all_ in db.session.execute(query)}
