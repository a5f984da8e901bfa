"""The table of comments and responses: for a page, and as a file without personal data."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.countries import region_of
from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.comments.models import Capacity, Comment, CommentState
from consult.comments.queries import readable_condition, rounds_of_guideline_read_by, shown_in
from consult.consultations.models import Round
from consult.core.csv_files.safety import csv_lines
from consult.core.database import db
from consult.core.pagination import Page, paged_one_after_another
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline, Pillar, Wording
from consult.responses.inheritance import Effective
from consult.responses.models import Answer, Disposition
from consult.responses.progress import filed_under, with_wording
from consult.responses.queries import answerable_points, count_of, effective_answer_id, effective_answers, is_unanswered
from consult.responses.tallies.models import AnswerStanding, AnswerTally
from consult.responses.tallies.queries import NUMBER, tallied

A = AnswerStanding
SIZE = 50
UNANSWERED, ANSWERED = "unanswered", "answered"
COLUMNS = (
    "comment",
    "clause",
    "pillar",
    "stakeholder_type",
    "region",
    "capacity",
    "language",
    "type",
    "stance",
    "point",
    "disposition",
    "reason",
    "referred_to",
    "inherited_from_theme",
    "words",
)
NOT_PUBLIC = ("for_everyone",)  # what a table that is not for everyone says of each row
AT_ONCE = 1000
WordsOf = Callable[[Sequence[Point], Mapping[int, Effective]], Mapping[int, str]]
IN_THE_TEXT = (func.coalesce(Wording.position, 0), Comment.sent_at, Point.comment_id, Point.start)


@dataclass(frozen=True)
class TableFilter:
    """What the reader asks to see."""

    pillar: str = ""
    disposition: str = ""
    stakeholder_type: str = ""
    round: str = ""  # by its short name


@dataclass(frozen=True)
class TablePage:
    """The rows of one page, and how many there are in all, answered and not answered yet."""

    page: Page
    counts: Mapping[str, int]


def page_of_table(membership: Membership, wanted: TableFilter, now: datetime) -> TablePage:
    """What was answered last stands first; what waits follows in the text's order. Found in the standings of answers;
    of points only those of this page are read."""
    rounds = None if membership.team else rounds_of_guideline_read_by(membership, now)
    standings, counts = _standings(membership, wanted, rounds), _counts(membership, wanted, rounds)
    answered, waiting = standings.where(A.answered_at.is_not(None)), standings.where(A.answered_at.is_(None))
    parts = [(answered, counts[ANSWERED]), (waiting, counts[UNANSWERED])]
    if wanted.disposition in {ANSWERED, UNANSWERED}:
        parts = [parts[wanted.disposition == UNANSWERED]]
    elif wanted.disposition:
        so = answered.where(A.disposition == wanted.disposition)
        parts = [(so, count_of(so))]
    page = paged_one_after_another(parts, size=SIZE)
    rows = public_rows(membership, TableFilter(), now).where(Point.id.in_(page.items))
    found = {row[0].id: row for row in db.session.execute(rows).unique()}
    return TablePage(replace(page, items=[found[number] for number in page.items if number in found]), counts)


def _standings(membership: Membership, wanted: TableFilter, rounds: Sequence[int] | None) -> Select[int]:
    """Numbers of the points that they may read and that fit their choices, but for the answer; read from the end."""
    query = select(A.point_id).where(A.guideline_id == membership.guideline.id, *_chosen(A, wanted))
    if rounds is not None:
        read: ColumnElement[bool] = A.round_id.in_(rounds)
        query = query.where(read if membership.person is None else or_(read, A.point_id.in_(_own(membership.person))))
    return query.order_by(A.answered_at.desc(), A.position_down.desc(), A.point_down.desc())


def _own(person: Person) -> Select[int]:
    return select(Point.id).join(Comment, Comment.id == Point.comment_id).where(Comment.author_id == person.id)


def _counts(membership: Membership, wanted: TableFilter, rounds: Sequence[int] | None) -> dict[str, int]:
    """Rows in all, answered and not answered yet, of those that fit their other choices."""
    query = tallied(membership.guideline, "kind", AnswerTally.answer, NUMBER).where(*_chosen(AnswerTally, wanted))
    query = query if rounds is None else query.where(AnswerTally.round_id.in_(rounds))
    counted = Counter(
        {answer: int(number) for answer, number in db.session.execute(query.group_by(AnswerTally.answer))}
    )
    if rounds is not None and membership.person is not None:
        own = select(A.answer, func.count()).where(A.guideline_id == membership.guideline.id, *_chosen(A, wanted))
        own = own.where(A.round_id.not_in(rounds), A.point_id.in_(_own(membership.person)))
        counted.update(dict(db.session.execute(own.group_by(A.answer)).all()))
    waiting = counted["none"]
    return {"": counted.total(), ANSWERED: counted.total() - waiting, UNANSWERED: waiting}


def _chosen(of: type[AnswerStanding | AnswerTally], wanted: TableFilter) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if wanted.pillar:
        chosen.append(of.filed_id.in_(select(Pillar.id).where(Pillar.code == wanted.pillar)))
    if wanted.stakeholder_type:
        chosen.append(of.stakeholder_type == wanted.stakeholder_type)
    if wanted.round:
        chosen.append(of.round_id.in_(select(Round.id).where(Round.slug == wanted.round)))
    return chosen


def public_rows(membership: Membership, wanted: TableFilter, now: datetime) -> Any:
    """A select of (Point, clause number as commented, code of the pillar): what they may read, in the text's order.

    The pillar is the one that the author chose; that a machine found a point to speak of one only helps to find it.
    """
    guideline = membership.guideline
    query = with_wording(answerable_points(guideline), guideline).outerjoin(Pillar, Pillar.id == filed_under())
    query = query.where(readable_condition(membership, now))
    if wanted.pillar:
        query = query.where(Pillar.code == wanted.pillar)
    if wanted.stakeholder_type:
        query = query.where(Comment.stakeholder_type == wanted.stakeholder_type)
    if wanted.round:
        query = query.where(Comment.round_id.in_(select(Round.id).where(Round.slug == wanted.round)))
    if wanted.disposition == UNANSWERED:
        query = query.where(is_unanswered())
    elif wanted.disposition == ANSWERED:
        query = query.where(~is_unanswered())
    elif wanted.disposition in set(Disposition):
        decided = select(Answer.id).where(Answer.id == effective_answer_id(), Answer.disposition == wanted.disposition)
        query = query.where(decided.correlate(Point).exists())
    stated = case((func.coalesce(Wording.pillar_id, Comment.pillar_id).is_not(None), Pillar.code))
    columns = query.with_only_columns(Point, Wording.number, stated)
    loaded = columns.options(joinedload(Point.comment))
    return loaded.order_by(*IN_THE_TEXT)


def rounds_for_everyone(guideline: Guideline, now: datetime) -> frozenset[int]:
    """Rounds of which anyone reads the sent comments."""
    visitor = Membership(None, guideline, frozenset())
    seen = select(Round.id).where(Round.guideline_id == guideline.id, shown_in(visitor, now))
    return frozenset(db.session.scalars(seen))


def as_csv(query: Any, *, names_themes: bool, words_of: WordsOf, public: frozenset[int] | None = None) -> Iterator[str]:
    """The whole table, in portions, for a spreadsheet: `table_rows`, with the names of the columns first."""
    yield "".join(csv_lines([COLUMNS if public is None else (*COLUMNS, *NOT_PUBLIC)]))
    for rows in table_rows(query, names_themes=names_themes, words_of=words_of, public=public):
        yield "".join(csv_lines(rows, goes_on=True))


def table_rows(
    query: Any, *, names_themes: bool, words_of: WordsOf, public: frozenset[int] | None = None
) -> Iterator[Sequence[Sequence[str]]]:
    """The whole table, in portions; a region and a type of stakeholder say who, never a name.

    `words_of` says by point what became of the words that an answer promises: a later stage knows. A theme is named
    only for whom the themes are open (its words come of comments that others may not read), and by a name that a person
    gave it or confirmed. Where `public` (rounds) is
    given, the table is not for everyone, and each row says whether anyone may read it.
    """
    ids = db.session.scalars(query.with_only_columns(Point.id)).all()
    for start in range(0, len(ids), AT_ONCE):
        rows = db.session.execute(query.where(Point.id.in_(ids[start : start + AT_ONCE]))).unique().all()
        points = [point for point, _number, _pillar in rows]
        answers = effective_answers(points)
        words = words_of(points, answers)
        yield [
            [
                *_cells(point, number, pillar, answers, names_themes=names_themes),
                words.get(point.id, ""),
                *_readers(point.comment, public),
            ]
            for point, number, pillar in rows
        ]


def _readers(comment: Comment, public: frozenset[int] | None) -> list[str]:
    if public is None:
        return []
    return ["yes" if comment.state == CommentState.SENT and comment.round_id in public else "no"]


def _cells(
    point: Point, number: str | None, pillar: str | None, answers: Mapping[int, Effective], *, names_themes: bool
) -> list[str]:
    comment, held = point.comment, answers.get(point.id)
    where = [comment.reference, number or "", pillar or ""]
    capacity = Capacity.OFFICIAL if comment.speaks_officially else Capacity.PERSONAL
    who = [comment.stakeholder_type or "", region_of(comment.country) or "", capacity]
    what = [point.language, comment.type, comment.stance, point.text]
    if held is None:
        return [*where, *who, *what, "", "", "", ""]
    referred = held.answer.referred_to.uid if held.answer.referred_to is not None else ""
    decided = [held.answer.disposition, held.answer.reason, referred]
    return [*where, *who, *what, *decided, _theme(held, names_themes=names_themes)]


def _theme(held: Effective, *, names_themes: bool) -> str:
    if held.theme is None:
        return ""
    return held.theme.label if names_themes and held.theme.named_by_id is not None else "yes"
