"""Answers, found: which one holds for a point, in a constant number of queries however many points there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from consult.accounts.models import Person
from consult.analysis.asks.models import Ask
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.shared.population import each_letter_once_condition
from consult.comments.models import FILED, UNSAID, Capacity, Comment, CommentState, CommentType
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.responses.bulk.models import PointType
from consult.responses.inheritance import Effective, InheritableAnswer, effective_answer
from consult.responses.models import Answer, AnswerCoverage, Notice, ReopenedPoint, Satisfaction

TO_WHOLE_THEMES = Answer.ask_id.is_(None)
AT_ONCE = 5000  # numbers in one IN list
# A point whose words its author changed since is kept without a place, for the answers and revisions that name it.
IN_PLACE = Point.start >= 0


def reopened_since() -> ColumnElement[bool]:
    """For a select of points and the answers that their themes hand down: the point was opened again after that."""
    later = (ReopenedPoint.point_id == AnswerCoverage.point_id, ReopenedPoint.at >= Answer.at)
    return select(ReopenedPoint.id).where(*later).correlate(AnswerCoverage, Answer).exists()


def own_answer_id() -> ScalarSelect[int]:
    """For a select of points: the number of the point's own answer."""
    own = select(Answer.id).where(Answer.point_id == Point.id, Answer.superseded_at.is_(None))
    return own.correlate(Point).scalar_subquery()


def inherited_answer_id() -> ScalarSelect[int]:
    """For a select of points: the number of the answer that its themes hand down; `effective_answer` in SQL."""
    closest = _covering().order_by(AnswerCoverage.p.desc(), Answer.theme_id).limit(1)
    return closest.correlate(Point).scalar_subquery()


def effective_answer_id() -> ColumnElement[Any]:
    return func.coalesce(own_answer_id(), inherited_answer_id())


def has_own_answer() -> ColumnElement[bool]:
    """For a select of points; cheaper than to ask which answer it is."""
    own = select(Answer.id).where(Answer.point_id == Point.id, Answer.superseded_at.is_(None))
    return own.correlate(Point).exists()


def has_inherited_answer() -> ColumnElement[bool]:
    """Whether a theme's answer was given to the point, which the point's own may override."""
    return _covering().correlate(Point).exists()


def _covering() -> Select[int]:
    """Standing answers of themes that were given to the point, whatever its themes are now."""
    given = select(Answer.id).join(AnswerCoverage, AnswerCoverage.answer_id == Answer.id)
    return given.where(AnswerCoverage.point_id == Point.id, *covers())


def covers() -> tuple[ColumnElement[bool], ...]:
    """For a select of answers and what they cover: both stand, and the point was not opened again since."""
    return AnswerCoverage.ended_at.is_(None), Answer.superseded_at.is_(None), ~reopened_since()


def keeps_its_answer() -> ColumnElement[bool]:
    """For a select of points: an answer to their theme leaves theirs alone, as it is their own or that of their ask."""
    return or_(has_own_answer(), _covering().where(Answer.ask_id.is_not(None)).correlate(Point).exists())


def is_unanswered() -> ColumnElement[bool]:
    return and_(~has_own_answer(), ~has_inherited_answer())


def main_theme_id() -> ScalarSelect[int]:
    """For a select of points: the theme it most probably belongs to."""
    mine = select(Assignment.theme_id).join(Theme, Theme.id == Assignment.theme_id)
    mine = mine.where(Assignment.point_id == Point.id, Theme.state == ThemeState.ACTIVE)
    return mine.order_by(Assignment.p.desc(), Assignment.theme_id).limit(1).correlate(Point).scalar_subquery()


def belongs_mainly() -> ColumnElement[bool]:
    """For a select of what is filed under themes: it is the point's main theme, or a person filed it there. An answer
    to a theme is for these; the others are left to their own theme unless somebody asks for them, too."""
    other, its = aliased(Assignment), aliased(Theme)
    closer = or_(other.p > Assignment.p, and_(other.p == Assignment.p, other.theme_id < Assignment.theme_id))
    found = select(other.id).join(its, its.id == other.theme_id)
    found = found.where(other.point_id == Assignment.point_id, its.state == ThemeState.ACTIVE, closer)
    return or_(Assignment.by_id.is_not(None), ~found.correlate(Assignment).exists())


def type_of_point() -> ColumnElement[Any]:
    """For a select of points joined to their comments: as the team reads it, else as its author said."""
    decided = select(PointType.type).where(PointType.point_id == Point.id).correlate(Point).scalar_subquery()
    return func.coalesce(decided, Comment.type)


def is_unsaid_capacity() -> ColumnElement[bool]:
    """For a select of comments: a file brought it in, names an organisation, and does not say that this one speaks."""
    personal = and_(Comment.capacity == Capacity.PERSONAL, Comment.read_as_official.is_(None))
    return and_(Comment.channel.in_(FILED), Comment.organisation != "", personal)


def capacity_of_comment() -> ColumnElement[Any]:
    """For a select of comments: official, personal, or unsaid."""
    official = func.coalesce(Comment.read_as_official, Comment.capacity == Capacity.OFFICIAL)
    return case((is_unsaid_capacity(), UNSAID), (official, Capacity.OFFICIAL.value), else_=Capacity.PERSONAL.value)


def answerable_points(guideline: Guideline) -> Select[Point]:
    """Every point that wants an answer: it stands in a comment that was sent and stands."""
    query = select(Point).join(Point.comment).join(Comment.round)
    return query.where(Round.guideline_id == guideline.id, Comment.state == CommentState.SENT, IN_PLACE)


def points_of_comment(comment: Comment) -> Sequence[Point]:
    return db.session.scalars(select(Point).where(Point.comment_id == comment.id, IN_PLACE).order_by(Point.start)).all()


def effective_answers(points: Iterable[Point]) -> dict[int, Effective]:
    """The answer that holds, by point; points without one are left out. One query."""
    return answers_to_both(points, ())[0]


def answers_to_both(points: Iterable[Point], themes: Iterable[Theme]) -> tuple[dict[int, Effective], dict[int, Answer]]:
    """The same, and standing answers to whole themes by theme. One query for some thousands."""
    numbers, wanted = [point.id for point in points], [theme.id for theme in themes]
    own: dict[int, Answer] = {}
    offers: dict[int, list[InheritableAnswer]] = defaultdict(list)
    to_themes: dict[int, Answer] = {}
    for start in range(0, max(len(numbers), bool(wanted)), AT_ONCE):
        cut = numbers[start : start + AT_ONCE]
        for answer, theme, point_id, p in db.session.execute(_told(_standing(cut, wanted))).unique():
            if answer.point_id is not None:
                own[answer.point_id] = answer
            elif point_id is not None:
                offers[point_id].append(InheritableAnswer(p, theme, answer))
            if answer.ask_id is None and answer.theme_id in wanted:
                to_themes[answer.theme_id] = answer
    found = {number: effective_answer(own.get(number), offers.get(number, ())) for number in numbers}
    return {number: answer for number, answer in found.items() if answer is not None}, to_themes


def _standing(point_ids: Sequence[int], theme_ids: Sequence[int]) -> Select[Answer, Theme, int, float]:
    """Answers to these points, to what covers them, and to these themes; each with the points here that it covers."""
    stands = AnswerCoverage.ended_at.is_(None)
    parts = [
        select(Answer.id).where(Answer.point_id.in_(point_ids)),
        select(AnswerCoverage.answer_id).where(AnswerCoverage.point_id.in_(point_ids), stands),
    ]
    if theme_ids:
        parts.append(select(Answer.id).where(Answer.theme_id.in_(theme_ids), TO_WHOLE_THEMES))
    here = (AnswerCoverage.answer_id == Answer.id, AnswerCoverage.point_id.in_(point_ids), stands, ~reopened_since())
    query = select(Answer, Theme, AnswerCoverage.point_id, AnswerCoverage.p).select_from(Answer)
    query = query.outerjoin(AnswerCoverage, and_(*here)).outerjoin(Theme, Theme.id == Answer.theme_id)
    return query.where(Answer.id.in_(union_all(*parts)), Answer.superseded_at.is_(None))


def _told(query: Any) -> Any:
    """Load with an answer what every page says of it: who gave it and what clause it refers to."""
    return query.options(joinedload(Answer.by), joinedload(Answer.referred_to))


def answers_of_comment(comment: Comment) -> list[tuple[Point, Effective | None]]:
    """What was decided about each point of a comment, in the order of its text."""
    points = points_of_comment(comment)
    answers = effective_answers(points)
    return [(point, answers.get(point.id)) for point in points]


def comment_named(reference: str) -> Comment | None:
    """For a caller that has proof of their right to it; everyone else asks `comments.queries.comment_for`."""
    return db.session.scalars(select(Comment).where(Comment.reference == reference)).one_or_none()


def current_answer(*, point: Point | None = None, theme: Theme | None = None, ask: Ask | None = None) -> Answer | None:
    """The answer that was given to this very point, theme or ask and stands."""
    query = select(Answer).where(_subject(point, theme, ask), Answer.superseded_at.is_(None))
    return db.session.scalars(query).one_or_none()


def _subject(point: Point | None, theme: Theme | None, ask: Ask | None) -> ColumnElement[bool]:
    if point is not None:
        return Answer.point_id == point.id
    if ask is not None:
        return Answer.ask_id == ask.id
    return and_(Answer.theme_id == (theme.id if theme is not None else None), TO_WHOLE_THEMES)


def history_of_answers(
    *, point: Point | None = None, theme: Theme | None = None, ask: Ask | None = None
) -> Sequence[Answer]:
    """Every answer that a point, theme or ask ever had, newest first."""
    query = select(Answer).where(_subject(point, theme, ask)).order_by(Answer.id.desc())
    return db.session.scalars(_told(query)).unique().all()


def answers_of_merged(theme: Theme) -> Sequence[Answer]:
    """Answers of themes that were merged into this one: words to start from."""
    merged = select(Theme.id).where(Theme.merged_into_id == theme.id)
    given = select(Answer).where(Answer.theme_id.in_(merged), Answer.superseded_at.is_(None), TO_WHOLE_THEMES)
    return db.session.scalars(_told(given.order_by(Answer.id.desc()))).unique().all()


def answers_to_take_along() -> Sequence[tuple[Theme, Answer]]:
    """Themes that were split off and never answered, each with the answer that the whole had at that moment."""
    mine = aliased(Answer)
    own = select(mine.id).where(mine.theme_id == Theme.id, mine.ask_id.is_(None)).correlate(Theme).exists()
    stood_then = or_(Answer.superseded_at.is_(None), Answer.superseded_at > Theme.created_at)
    query = select(Theme, Answer).join(Answer, Answer.theme_id == Theme.origin_id)
    query = query.where(
        TO_WHOLE_THEMES, Theme.state == ThemeState.ACTIVE, ~own, Answer.at < Theme.created_at, stood_then
    )
    return db.session.execute(query.order_by(Theme.id)).all()


def answered_as_part_of(theme: Theme, answer: Answer | None) -> Theme | None:
    """The theme that was answered before this one was split off from it; None if it has an answer of its own."""
    if answer is None or theme.origin_id is None or answer.at >= theme.created_at:
        return None
    return db.session.get(Theme, theme.origin_id)


def answers_taken_back(points: Iterable[Point]) -> dict[int, Answer]:
    """By point: the last answer that held for it, where it was taken back. For those that have none. One query."""
    numbers = [point.id for point in points]
    covered = select(AnswerCoverage.answer_id, AnswerCoverage.point_id).where(AnswerCoverage.point_id.in_(numbers))
    covered = covered.where(AnswerCoverage.ended_at.is_(None))
    own = select(Answer.id, Answer.point_id).where(Answer.point_id.in_(numbers))
    held = union_all(own, covered).subquery()
    query = select(held.c.point_id, Answer).join(Answer, Answer.id == held.c.id)
    query = query.where(Answer.superseded_at.is_not(None)).order_by(Answer.superseded_at, Answer.id)
    last = {number: answer for number, answer in db.session.execute(query)} if numbers else {}  # noqa: C416
    return {number: answer for number, answer in last.items() if answer.taken_back_because}


class Reached(NamedTuple):
    """The points that belong mainly to a theme, each letter once: all, those that keep an answer of their own or of
    their ask; and points of copies. Those `elsewhere` are in it, too, belong mainly to another theme, have no answer,
    and may be answered along. `ids` is the sum of the numbers of all: with how many, it tells one set from another."""

    points: int = 0
    kept: int = 0
    copies: int = 0
    elsewhere: int = 0
    ids: int = 0

    @property
    def answered(self) -> int:
        """How many get the answer that is given to the theme."""
        return self.points - self.kept

    @property
    def read(self) -> str:
        """What a form carries of the points that it counted (`set_of_points`)."""
        return f"{self.points + self.copies}-{self.ids}"


def points_reached(themes: Iterable[Theme]) -> Mapping[int, Reached]:
    """By theme. One query."""
    once, main = each_letter_once_condition(), belongs_mainly()
    points = func.count().filter(once, main)
    counts = (
        points,
        func.count().filter(once, main, keeps_its_answer()),
        func.count().filter(main) - points,
        func.count().filter(once, ~main, is_unanswered()),
        func.coalesce(func.sum(Point.id).filter(main), 0),
    )
    query = select(Assignment.theme_id, *counts)
    query = query.join(Point, Point.id == Assignment.point_id).join(Point.comment)
    wanted = (Assignment.theme_id.in_([theme.id for theme in themes]), Comment.state == CommentState.SENT, IN_PLACE)
    rows = db.session.execute(query.where(*wanted).group_by(Assignment.theme_id))
    return {theme_id: Reached(*counts) for theme_id, *counts in rows}


def unanswered_points(guideline: Guideline, *types: CommentType) -> Select[Point]:
    """Points without an answer, of these types of comment or of all; count or list it."""
    query = answerable_points(guideline).where(is_unanswered())
    return query.where(type_of_point().in_(types)) if types else query


def unanswered_editorial_points(guideline: Guideline) -> Select[Point]:
    """What may be answered many at a time, with the comments, in the order they came."""
    loaded = joinedload(Point.comment).joinedload(Comment.round)
    return unanswered_points(guideline, CommentType.EDITORIAL).options(loaded).order_by(Comment.sent_at, Point.id)


def count_of(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def last_told(comment: Comment) -> datetime | None:
    """When its author was told what was decided, the last time."""
    return db.session.scalar(select(func.max(Notice.at)).where(Notice.comment_id == comment.id))


def satisfaction_with(comment: Comment) -> Satisfaction | None:
    return db.session.scalars(select(Satisfaction).where(Satisfaction.comment_id == comment.id)).one_or_none()


def point_on_desk(person: Person | None, point_id: int) -> tuple[Point, Membership] | None:
    """A point for the drafting team's desk; None when its guideline is not theirs to know of."""
    point = db.session.get(Point, point_id)
    if point is None:
        return None
    guideline = point.comment.round.guideline
    membership = membership_of(person, guideline)
    return (point, membership) if guideline.public or membership.inside else None


def theme_on_desk(person: Person | None, theme_id: int) -> tuple[Theme, Membership] | None:
    theme = db.session.get(Theme, theme_id)
    if theme is None:
        return None
    membership = membership_of(person, theme.guideline)
    return (theme, membership) if theme.guideline.public or membership.inside else None
