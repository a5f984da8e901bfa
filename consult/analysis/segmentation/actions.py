"""Comments that people cut into points themselves: kept for as long as the text stands, over every reading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.analysis.pipeline.persistence import let_go, park
from consult.analysis.rules import may_curate
from consult.analysis.segmentation.queries import hand_cut_of
from consult.analysis.segmentation.segments import (
    PieceGroup,
    Spans,
    numbers_kept,
    parts_of,
    pieces_of,
    spans_from,
    text_digest_of,
)
from consult.analysis.segmentation_models import HandCut
from consult.analysis.shared.changes import record_change
from consult.comments.models import Comment
from consult.core import clock
from consult.core.bulk_sql import update_rows
from consult.core.database import db
from consult.core.locking import Stale, hold, version_of
from consult.core.queue import queue
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of


class CutMeanwhile(Stale):
    """The text is the same, the points are no longer those that they saw: what they chose can be shown over them."""


@dataclass(frozen=True)
class Cutting:
    """How a comment is cut now. `by_hand` is None where the machine did it."""

    point: Point
    parts: Sequence[PieceGroup]
    digest: str
    version: str  # of where its points begin
    by_hand: HandCut | None
    before: Point | None
    after: Point | None
    without_place: Sequence[Point]  # kept because answers or revisions name them


def cutting_of(point: Point) -> Cutting:
    comment = point.comment
    placed = points_placed(comment)
    place = placed.index(point) if point in placed else -1
    starts = [each.start for each in placed]
    return Cutting(
        point=point,
        parts=parts_of(pieces_of(comment.text, starts), starts, place),
        digest=text_digest_of(comment.text),
        version=version_of(starts),
        by_hand=hand_cut_of(comment),
        before=placed[place - 1] if place > 0 else None,
        after=placed[place + 1] if 0 <= place < len(placed) - 1 else None,
        without_place=_points(comment, placed=False),
    )


def cut_by_hand(
    point: Point, starts: Iterable[int], *, digest: str, by: Person, base_version: str | None = None
) -> Point | None:
    """Cut the point's comment where they say, at once. Returns the point that holds the place where this one began.

    Points that stay keep their themes and answers; the worker files the rest. None: the comment was cut so already.
    `base_version` is of where the points began when the form was made.
    """
    comment = _to_cut(point, digest, by, base_version)
    placed = points_placed(comment)
    offered = {piece.start for piece in pieces_of(comment.text, [each.start for each in placed])}
    spans = spans_from(comment.text, offered.intersection(starts))
    if list(spans) == [(each.start, each.end) for each in placed]:
        return None
    at = point.start
    was = [each.start for each in placed]
    _apply(comment, spans, placed)
    _keep(comment, [start for start, _end in spans], was, by)
    now = points_placed(comment)
    return next((each for each in reversed(now) if each.start <= at), now[0])


def join(point: Point, side: str, *, digest: str, by: Person, base_version: str | None = None) -> Point | None:
    """Make one point of this one and of that which stands `before` or `after` it. None: there is none."""
    comment = _to_cut(point, digest, by, base_version)
    placed = points_placed(comment)
    place = placed.index(point) if point in placed else len(placed)
    second = place if side == "before" else place + 1
    if not 0 < second < len(placed):
        return None
    starts = [each.start for each in placed[:second] + placed[second + 1 :]]
    return cut_by_hand(point, starts, digest=digest, by=by)


def cut_by_machine(point: Point, *, by: Person, base_version: str | None = None) -> None:
    """Take a cut by hand back: the machine cuts the comment again, within the minute."""
    comment = _to_cut(point, text_digest_of(point.comment.text), by, base_version)
    cut = hand_cut_of(comment)
    if cut is not None:
        cut.starts, cut.by_id, cut.at = None, by.id, clock.now()
        _told(Verb.POINT_GIVEN_BACK, point, by)


def points_placed(comment: Comment) -> list[Point]:
    """The points of a comment that have a place in it, in order."""
    return _points(comment, placed=True)


def _to_cut(point: Point, digest: str, by: Person, base_version: str | None) -> Comment:
    guideline = point.comment.round.guideline
    may_curate(membership_of(by, guideline)).enforce()
    hold(guideline, point, point.comment)
    text, placed = point.comment.text, points_placed(point.comment)
    if digest != text_digest_of(text):
        raise Stale(_("The author has changed the comment meanwhile. Look at it as it reads now, then cut it."))
    if not placed or any(text[each.start : each.end] != each.text for each in placed):
        raise Stale(_("The author has changed the comment, and it is not read again yet. Try again in a minute."))
    if base_version is not None and base_version != version_of([each.start for each in placed]):
        raise cut_meanwhile(point.comment)
    return point.comment


def cut_meanwhile(comment: Comment) -> CutMeanwhile:
    cut = hand_cut_of(comment)
    if cut is None:
        return CutMeanwhile(_("This comment was cut otherwise meanwhile. Nothing was changed: look at its points now."))
    says = _(
        "%(name)s cut this comment otherwise meanwhile. Nothing was changed: look at its points now.", name=cut.by.name
    )
    return CutMeanwhile(says)


def _apply(comment: Comment, spans: Spans, placed: Sequence[Point]) -> None:
    kept = numbers_kept(spans, placed)
    rows = {each.id: each for each in placed}
    gone = [number for number in rows if number not in kept.values()]
    let_go(gone)
    moved = {place: number for place, number in kept.items() if spans[place] != (rows[number].start, rows[number].end)}
    park(moved.values())
    for place, (start, end) in enumerate(spans):
        if place in kept and place not in moved:
            continue
        words = {"start": start, "end": end, "text": comment.text[start:end]}
        if place in moved:
            update_rows(Point, [{"id": moved[place], **words, "proposed_start": None, "proposed_end": None}])
        else:
            db.session.add(_new_point(comment, start, end, placed))
    db.session.flush()
    for each in placed:  # of those that are gone, some are kept without a place
        db.session.expire(each)


def _new_point(comment: Comment, start: int, end: int, placed: Sequence[Point]) -> Point:
    """What it says of language, letter and pillar is what the point said that most of it was part of.

    Where a person decided that pillar, they decided it of these words, too; else it holds until the point is read.
    """
    near = max(placed, key=lambda each: (min(end, each.end) - max(start, each.start), -each.id))
    pillar = {"pillar_id": near.pillar_id, "pillar_p": near.pillar_p, "pillar_by_id": near.pillar_by_id}
    of = {"language": near.language, "campaign_id": near.campaign_id}
    return Point(comment_id=comment.id, start=start, end=end, text=comment.text[start:end], **pillar, **of)


def _keep(comment: Comment, starts: list[int], was: list[int], by: Person) -> None:
    cut = db.session.scalars(select(HandCut).where(HandCut.comment_id == comment.id)).one_or_none()
    if cut is None:
        cut = HandCut(comment_id=comment.id)
        db.session.add(cut)
    cut.digest, cut.starts, cut.by_id, cut.at = text_digest_of(comment.text), starts, by.id, clock.now()
    _told(Verb.POINT_CUT, points_placed(comment)[0], by, comment=comment.id, starts=starts, was=was)


def _told(verb: Verb, point: Point, by: Person, **facts: object) -> None:
    guideline = point.comment.round.guideline
    record_change(verb, point, by=by, guideline_id=guideline.id, **facts)
    queue.add("place_new", guideline.id, guideline_id=guideline.id, by=by)


def _points(comment: Comment, *, placed: bool) -> list[Point]:
    mine = select(Point).where(Point.comment_id == comment.id, Point.start >= 0 if placed else Point.start < 0)
    return list(db.session.scalars(mine.order_by(Point.start)))
