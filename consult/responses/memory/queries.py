"""Answers to points that ask the same, found: a constant number of queries, whatever the desk holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Point, Theme
from consult.analysis.nearness.queries import near_points
from consult.comments.models import Comment, CommentState
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.responses.inheritance import Effective
from consult.responses.memory.agreement import OFFERED_FROM, Asked, first_difference
from consult.responses.memory.certainty import Certainty, certainty_of
from consult.responses.memory.models import ReuseDecision, ReuseOutcome
from consult.responses.models import Answer
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


def offers_for(about: Point | Theme, examples: Sequence[Point] = ()) -> list[Offer]:
    """For a point, or for a theme by points that show what it is about: the nearest first, each answer once."""
    points = [about] if isinstance(about, Point) else list(examples)
    if not points:
        return []
    near = near_points([point.id for point in points], least=OFFERED_FROM)
    others = _standing({pair.other for pair in near[:LOOKED_AT]} - {point.id for point in points})
    held = effective_answers(others.values())
    if not held:
        return []
    asked, comments = {point.id: asked_of(point) for point in points}, {point.comment_id for point in points}
    passed = _refused(about) | _own(about)
    found: dict[tuple[str, str], tuple[Point, float]] = {}  # by what the answer says: each answer once
    for pair in near[:LOOKED_AT]:
        answered = held.get(pair.other)
        if answered is None or answered.answer.id in passed or _said(answered) in found:
            continue
        if others[pair.other].comment_id in comments:
            continue  # two points of one comment are two asks
        if first_difference(asked[pair.point], asked_of(others[pair.other])) is None:
            found[_said(answered)] = (others[pair.other], pair.likeness)
    return _with_certainty(_guideline_of(about), [(point, held[point.id], near) for point, near in found.values()])


def _said(held: Effective) -> tuple[str, str]:
    return held.answer.disposition, held.answer.reason


def offer_of(about: Point | Theme, examples: Sequence[Point], number: int) -> Offer | None:
    """The offer that a form names by its point; None when it does not stand any more."""
    return next((offer for offer in offers_for(about, examples) if offer.point.id == number), None)


def _with_certainty(guideline: Guideline, found: Sequence[tuple[Point, Effective, float]]) -> list[Offer]:
    if not found:
        return []
    decided = decisions_by_likeness(guideline)
    return [Offer(point, held, near, certainty_of(near, decided)) for point, held, near in found[:SHOWN]]


def _guideline_of(about: Point | Theme) -> Guideline:
    return about.guideline if isinstance(about, Theme) else about.comment.round.guideline


def _standing(numbers: set[int]) -> dict[int, Point]:
    query = select(Point).join(Point.comment).where(Point.id.in_(numbers), Comment.state == CommentState.SENT, IN_PLACE)
    told = (joinedload(Point.comment).joinedload(Comment.author), joinedload(Point.campaign))
    return {point.id: point for point in db.session.scalars(query.options(*told)).unique()} if numbers else {}


def _about(about: Point | Theme) -> object:
    return ReuseDecision.point_id == about.id if isinstance(about, Point) else ReuseDecision.theme_id == about.id


def _refused(about: Point | Theme) -> set[int]:
    mine = ReuseDecision.point_id if isinstance(about, Point) else ReuseDecision.theme_id
    query = select(ReuseDecision.answer_id).where(mine == about.id, ReuseDecision.outcome == ReuseOutcome.REFUSED)
    return set(db.session.scalars(query))


def _own(about: Point | Theme) -> set[int]:
    """What it has already, itself or by its theme, is no offer."""
    if isinstance(about, Point):
        held = effective_answers([about]).get(about.id)
        return {held.answer.id} if held is not None else set()
    return set(db.session.scalars(select(Answer.id).where(Answer.theme_id == about.id, Answer.superseded_at.is_(None))))


def decisions_by_likeness(guideline: Guideline) -> Mapping[float, tuple[int, int]]:
    """By likeness, to two places: offers that were taken, and all that were decided."""
    near = func.round(ReuseDecision.likeness * 100)
    taken = func.count().filter(ReuseDecision.outcome != ReuseOutcome.REFUSED)
    query = select(near, taken, func.count()).where(ReuseDecision.guideline_id == guideline.id).group_by(near)
    return {float(hundredths) / 100: (mine, all_) for hundredths, mine, all_ in db.session.execute(query)}
