"""What a form about a revision offers: points to tick one by one or by theme or reference, and words to start from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Point
from consult.comments.models import Comment, CommentState
from consult.comments.quotation import passages
from consult.comments.quotation.anchor import Anchor
from consult.comments.references import read_reference
from consult.core import clock
from consult.core.database import db
from consult.core.i18n.punctuation import join_list
from consult.core.text import whole_number
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Guideline, Wording
from consult.drafts.queries import wording_in
from consult.drafts.text_diff import Segment
from consult.responses.answer_queue import QueueFilter
from consult.responses.points_by_theme import ThemePoints, group_by_theme, groups_at
from consult.responses.queries import answerable_points, main_theme_id, points_of_comment
from consult.revisions.forms import WhyForm
from consult.revisions.models import Revision, revision_point
from consult.revisions.queries import points_of_comments, points_to_answer, wordings_proposed_in_comments

SHOWN = 12  # points of a theme with a box of their own; the whole theme has a box too


@dataclass(frozen=True)
class PointOptions:
    """What a form offers to be ticked: the clause's points by theme, and those named from elsewhere."""

    groups: Sequence[ThemePoints]
    elsewhere: Sequence[ThemePoints]
    of_others: Sequence[Point] = ()  # that other revisions of the clause name: one revision more may answer them, too


def offered(
    guideline: Guideline, clause: Clause | None, named: Sequence[Point], others: Sequence[Revision] = ()
) -> PointOptions:
    """`named` are points ticked already: none of them may be missing from the page, or saving would lose it."""
    at_clause = Comment.clause_id == (clause.id if clause is not None else 0)
    groups = groups_at(guideline, at_clause, QueueFilter(show="all"), most=SHOWN)
    shown = {point.id for group in groups for point, _assignment in group.members}
    elsewhere = group_by_theme([point for point in named if point.id not in shown])
    shown |= {point.id for point in named}
    theirs = select(revision_point.c.point_id).where(revision_point.c.revision_id.in_([other.id for other in others]))
    query = (
        answerable_points(guideline)
        .where(Point.id.in_(theirs), Point.id.not_in(shown))
        .options(joinedload(Point.comment))
    )
    of_others = db.session.scalars(query.order_by(Point.id).limit(SHOWN)).unique().all() if others else ()
    return PointOptions(groups, elsewhere, of_others)


def points_named(form: WhyForm, guideline: Guideline, clause: Clause | None) -> list[Point]:
    """All points that the form names, each once. A reference that is none of ours becomes an error of its field."""
    ticked = list(points_to_answer(guideline, form.points.data or []))
    if clause is not None and form.themes.data:
        ticked += _of_themes(guideline, clause, form.themes.data)
    return list({point.id: point for point in [*ticked, *_of_comments(form, guideline)]}.values())


def _of_themes(guideline: Guideline, clause: Clause, theme_ids: Sequence[int]) -> Sequence[Point]:
    query = answerable_points(guideline).where(Comment.clause_id == clause.id, main_theme_id().in_(theme_ids))
    return db.session.scalars(query.order_by(Point.id)).unique().all()


def _of_comments(form: WhyForm, guideline: Guideline) -> Sequence[Point]:
    typed = [part for part in re.split(r"[,;\s]+", form.comments.data or "") if part]
    references = {part: read_reference(part) or part for part in typed}
    points = points_of_comments(guideline, list(references.values()))
    known = {point.comment.reference for point in points}
    missing = [part for part, reference in references.items() if reference not in known]
    if missing:
        says = _("There is no analysed comment with this reference here: %(those)s", those=join_list(missing))
        form.comments.errors = [*form.comments.errors, says]
    return points


def alternatives(clause: Clause, membership: Membership) -> list[tuple[Comment, list[Segment]]]:
    """Words that commenters propose for the clause, each with what it changes in the words they read."""
    comments = wordings_proposed_in_comments(clause, membership, clock.now())
    words: dict[int, Wording | None] = {}
    for comment in comments:
        if comment.round.draft_id not in words:
            words[comment.round.draft_id] = wording_in(comment.round.draft, clause)
    found = [(comment, words[comment.round.draft_id]) for comment in comments]
    return [(comment, _redline(comment, wording)) for comment, wording in found if wording is not None]


def _redline(comment: Comment, wording: Wording) -> list[Segment]:
    anchor = Anchor(comment.quote, comment.prefix, comment.suffix)
    in_original = None if comment.read_in else passages.redline(wording.text, anchor, comment.proposed_text)
    return in_original or [Segment("added", comment.proposed_text)]


def alternative(current: Wording, key: str) -> Comment | Revision | None:
    """Words for this clause to start from: a comment's by its reference, another revision's by its number."""
    if (number := whole_number(key)) is not None:
        revision = db.session.get(Revision, number)
        words = revision is not None and revision.structure is None and revision.clause_id == current.clause_id
        return revision if words else None
    same = (Comment.clause_id == current.clause_id, Comment.state == CommentState.SENT)
    query = select(Comment).where(Comment.reference == (read_reference(key) or key), *same)
    return db.session.scalars(query).one_or_none()


def initial_text(started: Comment | Revision, current: Wording) -> str:
    """The whole clause as it would read; where a comment's passage is gone from it, the proposed words follow it."""
    if isinstance(started, Revision):
        return started.proposed_text
    anchor = Anchor(started.quote, started.prefix, started.suffix)
    whole = None if started.read_in else passages.proposal_in(current.text, anchor, started.proposed_text)
    return whole if whole is not None else f"{current.text}\n\n{started.proposed_text}"


def points_that_come_with(started: Comment | Revision) -> Sequence[Point]:
    return started.points if isinstance(started, Revision) else points_of_comment(started)
