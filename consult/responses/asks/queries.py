"""What was answered ask by ask: standing answers and drafts by ask, and how many points came since."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.analysis.asks.models import Ask, AskMember
from consult.analysis.models import Point
from consult.analysis.shared.population import each_letter_once_condition
from consult.comments.models import Comment, CommentState
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.responses.answer_queue import FEW
from consult.responses.clearance.queries import OPEN, WAITING
from consult.responses.coverage.queries import covered_by, points_of_ask
from consult.responses.models import Answer, AnswerCoverage, AnswerDraft, AnswerStage, Disposition
from consult.responses.queries import IN_PLACE, effective_answer_id, has_own_answer, theme_on_desk


class DecidedPoints(NamedTuple):
    """Points of an ask, each letter once, that were decided alike, but not by the answer to the ask."""

    disposition: Disposition
    stage: AnswerStage | None  # of an answer that is on its way; None: it is given
    points: int


@dataclass(frozen=True)
class AskAnswer:
    """What was decided about an ask, what is on its way, how many of its points keep their own answer, how many came
    since and wait; and what was decided about which of its `points`, each letter once."""

    answer: Answer | None = None
    draft: AnswerDraft | None = None
    kept: int = 0
    came: int = 0
    points: int = 0
    decided: Sequence[DecidedPoints] = ()

    @property
    def decided_points(self) -> int:
        return sum(one.points for one in self.decided)


def ask_on_desk(person: Person | None, ask_id: int) -> tuple[Ask, Membership] | None:
    ask = db.session.get(Ask, ask_id)
    found = theme_on_desk(person, ask.theme_id) if ask is not None else None
    return (ask, found[1]) if ask is not None and found is not None else None


def answers_to_asks(asks: Sequence[Ask]) -> Mapping[int, AskAnswer]:
    """By ask. Three queries."""
    ids = [ask.id for ask in asks]
    given = select(Answer).where(Answer.ask_id.in_(ids), Answer.superseded_at.is_(None)).options(joinedload(Answer.by))
    answers = {answer.ask_id: answer for answer in db.session.scalars(given)}
    waiting = select(AnswerDraft).where(AnswerDraft.ask_id.in_(ids), AnswerDraft.stage.in_(OPEN))
    drafts = {draft.ask_id: draft for draft in db.session.scalars(waiting.options(joinedload(AnswerDraft.by)))}
    standings: dict[int, list[PointStanding]] = defaultdict(list)
    for ask_id, *row in db.session.execute(_standings(ids)):
        standings[ask_id].append(PointStanding(*row))
    return {number: _told(answers.get(number), drafts.get(number), standings[number]) for number in ids}


class PointStanding(NamedTuple):
    """How many points of an ask stand alike."""

    own: bool
    covered: bool  # by the answer to their ask
    once: bool
    of_ask: int | None
    answered: Disposition | None
    drafted: Disposition | None
    stage: AnswerStage | None
    points: int


def _standings(asks: Sequence[int]) -> Select[Any]:
    """(ask, how its points stand, how many)."""
    covered = select(AnswerCoverage.id).join(Answer, Answer.id == AnswerCoverage.answer_id)
    covered = covered.where(
        Answer.ask_id == AskMember.ask_id,
        Answer.superseded_at.is_(None),
        AnswerCoverage.point_id == Point.id,
        AnswerCoverage.ended_at.is_(None),
    ).correlate(Point, AskMember)
    told = (
        has_own_answer().label("own"),
        covered.exists().label("covered"),
        each_letter_once_condition().label("once"),
    )
    members = select(AskMember.ask_id, Point.id.label("point_id"), *told, effective_answer_id().label("answer_id"))
    members = members.join(Point, Point.id == AskMember.point_id).join(Comment, Comment.id == Point.comment_id)
    rows = members.where(AskMember.ask_id.in_(asks), Comment.state == CommentState.SENT, IN_PLACE).subquery()
    waiting = and_(AnswerDraft.point_id == rows.c.point_id, AnswerDraft.stage.in_(WAITING))
    answered = (Answer.ask_id, Answer.disposition, AnswerDraft.disposition, AnswerDraft.stage)
    alike = (rows.c.ask_id, rows.c.own, rows.c.covered, rows.c.once, *answered)
    query = select(*alike, func.count()).select_from(rows).outerjoin(Answer, Answer.id == rows.c.answer_id)
    return query.outerjoin(AnswerDraft, waiting).group_by(*alike)


def _told(answer: Answer | None, draft: AnswerDraft | None, standings: Sequence[PointStanding]) -> AskAnswer:
    decided: Counter[tuple[Disposition, AnswerStage | None]] = Counter()
    for one in standings:
        if one.once and one.answered is not None and one.of_ask is None:
            decided[one.answered, None] += one.points
        elif one.once and one.answered is None and one.drafted is not None:
            decided[one.drafted, one.stage] += one.points
    return AskAnswer(
        answer,
        draft,
        kept=sum(one.points for one in standings if one.own),
        came=sum(one.points for one in standings if answer and not one.own and not one.covered),
        points=sum(one.points for one in standings if one.once),
        decided=[DecidedPoints(*how, many) for how, many in decided.most_common()],
    )


def ask_points_to_answer(ask: Ask, given: Answer | None, draft: AnswerDraft | None = None) -> Sequence[Point]:
    """Those that an answer given now is for: of one that stands or is on its way, those it was given to."""
    members: Sequence[Sequence[Any]] = draft.members if draft is not None else []
    if draft is None:
        members = covered_by(given) if given is not None else points_of_ask(ask)
    numbers = [number for number, _p in members]
    query = select(Point).where(Point.id.in_(numbers), ~has_own_answer()).options(joinedload(Point.comment))
    return db.session.scalars(query.order_by(Point.id)).unique().all()


def examples_of_ask(ask: Ask) -> Sequence[Point]:
    return examples_of_asks([ask])[ask.id]


def examples_of_asks(asks: Sequence[Ask]) -> Mapping[int, Sequence[Point]]:
    """Of each a few of its points, its quote first: answers given before are looked for by them. One query."""
    quote_first = ((Point.id != Ask.quote_id), Point.id)
    rank = func.row_number().over(partition_by=AskMember.ask_id, order_by=quote_first).label("rank")
    there = select(AskMember.ask_id, Point.id, rank).join(Point, Point.id == AskMember.point_id)
    there = there.join(Ask, Ask.id == AskMember.ask_id).join(Comment, Comment.id == Point.comment_id)
    stands = (AskMember.ask_id.in_([ask.id for ask in asks]), Comment.state == CommentState.SENT, IN_PLACE)
    ranked = there.where(*stands).subquery()
    query = select(ranked.c.ask_id, Point).join(Point, Point.id == ranked.c.id).where(ranked.c.rank <= FEW)
    query = query.options(joinedload(Point.comment)).order_by(ranked.c.ask_id, ranked.c.rank)
    found: dict[int, list[Point]] = {ask.id: [] for ask in asks}
    for number, point in db.session.execute(query).unique() if asks else ():
        found[number].append(point)
    return found
