"""Answers to points that ask the same, found: a constant number of queries, whatever the desk holds."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from consult.analysis.asks.models import Ask
from consult.analysis.models import Point, Theme
from consult.analysis.nearness.queries import Near, near_points
from consult.comments.models import Comment, CommentState
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.responses.clearance.queries import WAITING, drafts_reaching, open_draft
from consult.responses.memory.agreement import OFFERED_FROM, Asked, difference_in_ask, first_difference
from consult.responses.memory.certainty import Certainty, certainty_of
from consult.responses.memory.models import ReuseDecision, ReuseOutcome
from consult.responses.memory.same_ask import NO_LIKENESS, decided_in_same_ask
from consult.responses.models import Answer, AnswerDraft
from consult.responses.queries import IN_PLACE, current_answer, effective_answers

LOOKED_AT = 40  # near points whose answers are looked for
SHOWN = 3
Words = tuple[str, str]  # what an answer decides, and why


@dataclass(frozen=True)
class Offer:
    """An answer that was given to a point which asks the same, or that waits for its second reader. Where they are not
    near but `in_ask`, its certainty is that of such offers alone."""

    point: Point
    answer: Answer | AnswerDraft
    likeness: float
    certainty: Certainty | None

    @property
    def on_its_way(self) -> bool:
        return isinstance(self.answer, AnswerDraft)

    @property
    def in_ask(self) -> bool:
        return self.likeness == NO_LIKENESS


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
    points = [about] if isinstance(about, Point) else _without_own(examples)
    near = near_points([point.id for point in points], least=OFFERED_FROM)[:LOOKED_AT] if points else []
    near += decided_in_same_ask([point.id for point in points]) if not isinstance(about, Theme) else []
    answered = _answered_near(near, {point.id for point in points})
    if not answered.held:
        return []
    found = _asking_the_same(points, near, answered, _refused(about) | _own(about))
    return _with_certainty(found, decisions_by_likeness(guideline_answered(about)) if found else {})


def offers_by_point(
    shown: Sequence[Point], guideline: Guideline, answered: Collection[int] = ()
) -> dict[int, list[Offer]]:
    """For points that are shown together, but for those that are `answered` or being answered: by point, as above. A
    number of queries that does not grow with them."""
    subjects = {point.id: [point] for point in shown if point.id not in answered}
    return _offers_by_subject(subjects, guideline, ReuseDecision.point_id)


def offers_by_ask(examples: Mapping[int, Sequence[Point]], guideline: Guideline) -> dict[int, list[Offer]]:
    """For asks that are shown together, each with points that show it. Likewise."""
    every = {point.id for point in _without_own([point for points in examples.values() for point in points])}
    subjects = {number: [point for point in points if point.id in every] for number, points in examples.items()}
    return _offers_by_subject(subjects, guideline, ReuseDecision.ask_id)


def _offers_by_subject(
    subjects: Mapping[int, Sequence[Point]], guideline: Guideline, column: InstrumentedAttribute[int | None]
) -> dict[int, list[Offer]]:
    numbers = [point.id for points in subjects.values() for point in points]
    near = near_points(numbers, least=OFFERED_FROM) + decided_in_same_ask(numbers) if numbers else []
    answered = _answered_near(near)
    if not answered.held:
        return {}
    refused, decided = _refused_by(column, subjects), decisions_by_likeness(guideline)
    found: dict[int, list[Offer]] = {}
    for number, points in subjects.items():
        mine = {point.id for point in points}
        those = [pair for pair in near if pair.point in mine]
        alike = _asking_the_same(points, those, answered, refused[number])
        if alike:
            found[number] = _with_certainty(alike, decided)
    return found


class NearAnswers(NamedTuple):
    """Near points that stand, and the answers that hold for those of them that are answered or being answered."""

    points: Mapping[int, Point]
    held: Mapping[int, Answer | AnswerDraft]


def _answered_near(near: Sequence[Near], besides: Collection[int] = ()) -> NearAnswers:
    """What is public goes before what waits for a second reader."""
    points = _standing({pair.other for pair in near} - set(besides))
    if not points:
        return NearAnswers({}, {})
    public = {number: held.answer for number, held in effective_answers(points.values()).items()}
    return NearAnswers(points, {**drafts_reaching(points.keys() - public.keys()), **public})


def _without_own(points: Sequence[Point]) -> list[Point]:
    """An answer to their theme or ask leaves those with their own alone, given or waiting for a second reader: what
    they got may be right for the others, and where nothing else is left nothing is offered."""
    numbers = [point.id for point in points]
    given = select(Answer.point_id).where(Answer.point_id.in_(numbers), Answer.superseded_at.is_(None))
    waits = select(AnswerDraft.point_id).where(AnswerDraft.point_id.in_(numbers), AnswerDraft.stage.in_(WAITING))
    decided = set(db.session.scalars(union_all(given, waits))) if points else set()
    return [point for point in points if point.id not in decided]


def _asking_the_same(
    points: Sequence[Point], near: Sequence[Near], answered: NearAnswers, passed: set[Words]
) -> list[tuple[Point, Answer | AnswerDraft, float]]:
    asked, comments = {point.id: asked_of(point) for point in points}, {point.comment_id for point in points}
    found: dict[Words, tuple[Point, Answer | AnswerDraft, float]] = {}  # each answer once
    for pair in _near_then_most_given(near, answered.held):
        held = answered.held.get(pair.other)
        if held is None or pair.other in asked or _said(held) in passed or _said(held) in found:
            continue
        other = answered.points[pair.other]
        in_ask = pair.likeness == NO_LIKENESS
        if other.comment_id in comments and not in_ask:
            continue  # two points of one comment are two asks
        difference = difference_in_ask if in_ask else first_difference
        if difference(asked[pair.point], asked_of(other)) is None:
            found[_said(held)] = (other, held, pair.likeness)
    return list(found.values())


def _near_then_most_given(near: Sequence[Near], held: Mapping[int, Answer | AnswerDraft]) -> list[Near]:
    """Near ones as they come; after them those of the same ask, the answer that most of it has leading."""
    given = Counter(_said(held[pair.other]) for pair in near if pair.likeness == NO_LIKENESS and pair.other in held)
    often = {pair.other: given[_said(held[pair.other])] for pair in near if pair.other in held}
    in_ask = [pair for pair in near if pair.likeness == NO_LIKENESS]
    in_ask.sort(key=lambda pair: -often.get(pair.other, 0))
    return [pair for pair in near if pair.likeness != NO_LIKENESS] + in_ask


def _said(held: Answer | AnswerDraft) -> Words:
    return held.disposition, held.reason


def offer_of(about: Point | Theme | Ask, examples: Sequence[Point], number: int) -> Offer | None:
    """The offer that a form names by its point; None when it does not stand any more."""
    return next((offer for offer in offers_for(about, examples) if offer.point.id == number), None)


def _with_certainty(
    found: Sequence[tuple[Point, Answer | AnswerDraft, float]], decided: Mapping[float, tuple[int, int]]
) -> list[Offer]:
    """What was taken of offers from the same ask says nothing of near ones, nor they of it."""
    of_asks = {near: counts for near, counts in decided.items() if near == NO_LIKENESS}
    of_near = {near: counts for near, counts in decided.items() if near != NO_LIKENESS}
    return [
        Offer(point, held, near, certainty_of(near, of_asks if near == NO_LIKENESS else of_near))
        for point, held, near in found[:SHOWN]
    ]


def guideline_answered(about: Point | Theme | Ask) -> Guideline:
    if isinstance(about, Point):
        return about.comment.round.guideline
    return (about.theme if isinstance(about, Ask) else about).guideline


def _standing(numbers: set[int]) -> dict[int, Point]:
    query = select(Point).join(Point.comment).where(Point.id.in_(numbers), Comment.state == CommentState.SENT, IN_PLACE)
    told = (joinedload(Point.comment).joinedload(Comment.author), joinedload(Point.campaign))
    return {point.id: point for point in db.session.scalars(query.options(*told)).unique()} if numbers else {}


def _refused(about: Point | Theme | Ask) -> set[Words]:
    if isinstance(about, Point):
        return _refused_by(ReuseDecision.point_id, [about.id])[about.id]
    if isinstance(about, Ask):
        return _refused_by(ReuseDecision.ask_id, [about.id])[about.id]
    return _refused_by(ReuseDecision.theme_id, [about.id], ReuseDecision.ask_id.is_(None))[about.id]


def _refused_by(
    column: InstrumentedAttribute[int | None], numbers: Iterable[int], *where: ColumnElement[bool]
) -> dict[int, set[Words]]:
    """The words that were refused there: a draft that is public meanwhile says what it said."""
    found: dict[int, set[Words]] = {number: set() for number in numbers}
    said = [func.coalesce(getattr(Answer, name), getattr(AnswerDraft, name)) for name in ("disposition", "reason")]
    query = select(column, *said).outerjoin(Answer, Answer.id == ReuseDecision.answer_id)
    query = query.outerjoin(AnswerDraft, AnswerDraft.id == ReuseDecision.draft_id)
    query = query.where(ReuseDecision.outcome == ReuseOutcome.REFUSED, column.in_(found), *where)
    for number, disposition, reason in db.session.execute(query):
        found[number].add((disposition, reason))
    return found


def _own(about: Point | Theme | Ask) -> set[Words]:
    """What it has already, itself or by its theme, or what is on its way to it, is no offer."""
    kinds = (("point", Point), ("theme", Theme), ("ask", Ask))
    subject: dict[str, Any] = {name: about if isinstance(about, kind) else None for name, kind in kinds}
    draft = open_draft(**subject)
    if isinstance(about, Point):
        held = effective_answers([about]).get(about.id)
        given = held.answer if held is not None else None
    else:
        given = current_answer(**subject)
    return {_said(one) for one in (draft, given) if one is not None}


def decisions_by_likeness(guideline: Guideline) -> Mapping[float, tuple[int, int]]:
    """By likeness, to two places: offers that were taken, and all that were decided."""
    near = func.round(ReuseDecision.likeness * 100)
    taken = func.count().filter(ReuseDecision.outcome != ReuseOutcome.REFUSED)
    query = select(near, taken, func.count()).where(ReuseDecision.guideline_id == guideline.id).group_by(near)
    return {float(hundredths) / 100: (mine, all_) for hundredths, mine, all_ in db.session.execute(query)}
