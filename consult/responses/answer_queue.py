"""Where points stand in the text: the queue of the desk, and the points of one clause by theme."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Assignment, Point, Theme
from consult.comments.models import Comment, CommentState, CommentType
from consult.comments.quotation import passages
from consult.comments.quotation.anchor import Anchor
from consult.core.database import db
from consult.drafts.models import Clause, Draft, Guideline, Pillar, Wording
from consult.drafts.queries import current_draft, wording_in, wordings_with_clause
from consult.drafts.text_diff import Segment
from consult.responses.assignments.queries import is_with
from consult.responses.queries import AT_ONCE, answerable_points, is_unanswered, type_of_point
from consult.responses.tallies.queries import points_by_place

WHOLE = "whole-text"
FEW = 6  # points shown of a theme before one asks for all


@dataclass(frozen=True)
class QueueFilter:
    """What the drafter wants to see in the queue."""

    pillar: str = ""
    part: str = ""
    theme: int = 0
    type: str = ""
    show: str = "open"
    assignee: str = ""  # number of a person, or NOBODY

    @property
    def arguments(self) -> dict[str, str | int]:
        """As they stand in an address."""
        given: dict[str, str | int] = {
            "pillar": self.pillar,
            "part": self.part,
            "theme": self.theme,
            "type": self.type,
            "assignee": self.assignee,
            "show": self.show if self.show == "all" else "",
        }
        return {name: wanted for name, wanted in given.items() if wanted}

    def shows(self, place: "QueueItem") -> bool:
        return self.show == "all" or place.unanswered > 0

    def points(self, query: Select[Any]) -> Select[Any]:
        """The part of the filters that is about points, not about places."""
        if self.type in set(CommentType):
            query = query.where(type_of_point() == self.type)
        if self.theme:
            member = select(Assignment.id).where(Assignment.point_id == Point.id, Assignment.theme_id == self.theme)
            query = query.where(member.exists())
        return query.where(is_with(self.assignee)) if self.assignee else query


@dataclass(frozen=True)
class QueueItem:
    """What comments can be filed under: a clause, a pillar, or the whole text; with how much is to be answered."""

    points: int
    unanswered: int
    wording: Wording | None = None
    pillar: Pillar | None = None

    @property
    def where(self) -> ColumnElement[bool]:
        """The condition, on Comment, for being filed here."""
        if self.wording is not None:
            return Comment.clause_id == self.wording.clause_id
        on_pillar = Comment.pillar_id == self.pillar.id if self.pillar is not None else Comment.pillar_id.is_(None)
        return Comment.clause_id.is_(None) & on_pillar

    @property
    def key(self) -> str:
        if self.wording is not None:
            return self.wording.clause.uid
        return self.pillar.code if self.pillar is not None else WHOLE

    def is_called(self, name: str) -> bool:
        """By its key, or a clause by its number as printed."""
        number = self.wording.number if self.wording is not None else self.key
        return name == self.key or name.casefold() == number.casefold()


class Stretch(NamedTuple):
    """Places of the queue under one pillar; None holds the whole text. It counts those that are not shown, too."""

    pillar: Pillar | None
    places: Sequence[QueueItem]
    points: int
    unanswered: int


def by_pillar(queue: Sequence[QueueItem], filters: QueueFilter) -> list[Stretch]:
    """In the order of the pillars, whatever is shown of each. Nothing at all if the filters leave no place."""
    if not any(map(filters.shows, queue)):
        return []
    pillars = sorted({place.pillar for place in queue}, key=lambda pillar: pillar.position if pillar is not None else 0)
    return [_stretch(pillar, [place for place in queue if place.pillar is pillar], filters) for pillar in pillars]


def _stretch(pillar: Pillar | None, places: Sequence[QueueItem], filters: QueueFilter) -> Stretch:
    points, unanswered = sum(place.points for place in places), sum(place.unanswered for place in places)
    return Stretch(pillar, [place for place in places if filters.shows(place)], points, unanswered)


def queue_of(guideline: Guideline, filters: QueueFilter, counted: Iterable[Any] | None = None) -> list[QueueItem]:
    """Places with points, answered or not, in the order of the text: the whole, then each pillar, then its clauses.
    `counted`: all of them, as they were counted already."""
    by_clause: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    by_pillar: dict[int | None, tuple[int, int]] = {}
    for clause_id, pillar_id, points, waiting in _counted(guideline, filters, counted):
        if clause_id is None:
            by_pillar[pillar_id] = (points, waiting)
        else:  # comments on one clause may or may not name its pillar beside
            before = by_clause[clause_id]
            by_clause[clause_id] = (before[0] + points, before[1] + waiting)
    places = [QueueItem(*by_pillar[None])] if None in by_pillar else []
    places += [QueueItem(*by_pillar[p.id], pillar=p) for p in guideline.pillars if p.id in by_pillar]
    places += [
        QueueItem(*by_clause[w.clause_id], wording=w, pillar=w.pillar) for w in latest_wordings(guideline, by_clause)
    ]
    return [place for place in places if _fits(place, filters)]


def _counted(guideline: Guideline, filters: QueueFilter, known: Iterable[Any] | None) -> Iterable[Any]:
    """(clause, pillar, points, unanswered): from the tallies; counted where one theme or one person is asked for."""
    if known is not None and not filters.type and not filters.theme and not filters.assignee:
        return known
    if not filters.theme and not filters.assignee:
        return points_by_place(guideline, type_=filters.type if filters.type in set(CommentType) else "")
    where = (Comment.clause_id, Comment.pillar_id)
    unanswered = func.count().filter(is_unanswered())
    points = filters.points(answerable_points(guideline)).with_only_columns(*where, func.count(), unanswered)
    return db.session.execute(points.group_by(*where))


def _fits(place: QueueItem, filters: QueueFilter) -> bool:
    part = place.wording.part.code if place.wording is not None and place.wording.part is not None else ""
    wanted_pillar = not filters.pillar or (place.pillar is not None and place.pillar.code == filters.pillar)
    return wanted_pillar and filters.part in {"", part}


def latest_wordings(guideline: Guideline, clause_ids: Iterable[int]) -> list[Wording]:
    """The words of these clauses in the draft in force; of a clause that is gone, the last it had, at the end."""
    wanted = set(clause_ids)
    draft = current_draft(guideline)
    current = [w for w in wordings_with_clause(draft) if w.clause_id in wanted] if draft is not None else []
    gone = wanted - {w.clause_id for w in current}
    return current + _last_words(guideline, gone) if gone else current


def _last_words(guideline: Guideline, clause_ids: Iterable[int]) -> list[Wording]:
    query = select(Wording).join(Wording.draft).where(Wording.clause_id.in_(clause_ids))
    query = query.where(Wording.language == guideline.language).order_by(Draft.number, Wording.position)
    return list({wording.clause_id: wording for wording in db.session.scalars(query).unique()}.values())


def place_of_clause(clause: Clause) -> QueueItem | None:
    """A clause that is not in the queue: nothing is filed under it, or the filters leave it out."""
    wording = next(iter(latest_wordings(clause.guideline, [clause.id])), None)
    return QueueItem(0, 0, wording=wording, pillar=wording.pillar) if wording is not None else None


def place_after(queue: list[QueueItem], place: QueueItem | None) -> QueueItem | None:
    """The next place with work in it."""
    keys = [p.key for p in queue]
    here = keys.index(place.key) if place is not None and place.key in keys else -1
    return next((p for p in queue[here + 1 :] if p.unanswered), None)


def place_named(guideline: Guideline, key: str) -> QueueItem | None:
    """Likewise by its key or a clause's number; a clause, a pillar, or the whole text."""
    draft = current_draft(guideline)
    places = [QueueItem(0, 0), *(QueueItem(0, 0, pillar=pillar) for pillar in guideline.pillars)]
    every = wordings_with_clause(draft) if draft is not None else ()
    places += [QueueItem(0, 0, wording=w, pillar=w.pillar) for w in every]
    return next((place for place in places if place.is_called(key)), None)


def examples_of(theme: Theme) -> Sequence[Point]:
    """A few points that show what a theme is about: its representatives first."""
    query = select(Point).join(Assignment, Assignment.point_id == Point.id).where(Assignment.theme_id == theme.id)
    query = query.options(joinedload(Point.comment)).order_by(
        func.coalesce(Assignment.representative, 1000), Assignment.p.desc(), Point.id
    )
    return db.session.scalars(query.limit(FEW)).unique().all()


def quotes_in(wording: Wording) -> Sequence[tuple[str, str, str]]:
    """Passages of a clause that comments quote."""
    quoted = select(Comment.quote, Comment.prefix, Comment.suffix).where(Comment.clause_id == wording.clause_id)
    quotable = (Comment.quote != "", Comment.state == CommentState.SENT)
    return [(quote, before, after) for quote, before, after in db.session.execute(quoted.where(*quotable))]


def passages_at(place: QueueItem | None) -> list[passages.Marked]:
    """The clause's words, cut where comments quote them."""
    if place is None or place.wording is None:
        return []
    return passages.marked(place.wording.text, [Anchor(*quote) for quote in quotes_in(place.wording)])


def clauses_to_refer_to(guideline: Guideline) -> Sequence[Wording]:
    draft = current_draft(guideline)
    return wordings_with_clause(draft) if draft is not None else []


def wording_commented(comment: Comment) -> Wording | None:
    """The words that the comment's author saw."""
    return wording_in(comment.round.draft, comment.clause) if comment.clause is not None else None


def redlines_of(points: Iterable[Point], known: Iterable[Wording] = ()) -> dict[int, list[Segment]]:
    """What the wording proposed in a comment would change in the words its author saw, by comment. `known`: wordings
    that were read already; the others are one query.
    """
    comments = {point.comment_id: point.comment for point in points if point.comment.proposed_text}
    words = {(wording.draft_id, wording.clause_id): wording for wording in known}
    others = [c for c in comments.values() if c.clause_id and (c.round.draft_id, c.clause_id) not in words]
    if others:
        language = others[0].round.guideline.language
        there = select(Wording).where(
            Wording.draft_id.in_({comment.round.draft_id for comment in others}),
            Wording.clause_id.in_({comment.clause_id for comment in others}),
            Wording.language == language,
        )
        words |= {(wording.draft_id, wording.clause_id): wording for wording in db.session.scalars(there).unique()}
    changes = {}
    for number, comment in comments.items():
        wording = words.get((comment.round.draft_id, comment.clause_id or 0))
        anchor = Anchor(comment.quote, comment.prefix, comment.suffix)
        segments = (
            passages.redline(wording.text, anchor, comment.proposed_text)
            if wording is not None and not comment.read_in  # else the words are of a translation
            else None
        )
        changes[number] = segments or [Segment("added", comment.proposed_text)]
    return changes


def points_numbered(guideline: Guideline, point_ids: Sequence[int]) -> Sequence[Point]:
    query = answerable_points(guideline).where(Point.id.in_(point_ids[:AT_ONCE])).options(joinedload(Point.comment))
    return db.session.scalars(query.order_by(Point.id)).unique().all()


def clause_numbers_of_points(points: Iterable[Point]) -> dict[int, str]:
    """The printed number of the clause that each point is filed under, by point."""
    wanted = {point.id: point.comment.clause_id for point in points if point.comment.clause_id}
    guideline = next((point.comment.round.guideline for point in points), None)
    words = latest_wordings(guideline, set(wanted.values())) if guideline is not None else []
    by_clause = {wording.clause_id: wording.number for wording in words}
    return {point_id: by_clause.get(clause_id, "") for point_id, clause_id in wanted.items()}
