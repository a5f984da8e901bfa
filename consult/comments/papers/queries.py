"""Position papers and their excerpts, found for who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.comments.papers.models import ExcerptState, PaperExcerpt, PaperState, PositionPaper
from consult.comments.papers.rules import is_theirs
from consult.comments.queries import comment_for
from consult.core.database import db
from consult.core.queue import Job
from consult.drafts.membership import Membership
from consult.drafts.queries import guideline_for

READ_PAPER = "comments.read_paper"


@dataclass(frozen=True)
class QuotedFrom:
    """The paper that the words of a comment stand in, and on which page."""

    paper: PositionPaper
    page: int | None


def paper_for(person: Person | None, paper_id: int) -> tuple[PositionPaper, Membership] | None:
    """To who may read its comment; one that came by mail and is not confirmed yet, to the secretariat."""
    paper = db.session.get(PositionPaper, paper_id)
    if paper is None:
        return None
    if paper.comment is not None and paper.comment.sent_at is not None:
        found = comment_for(person, paper.comment.reference)
        return (paper, found[1]) if found is not None else None
    reached = guideline_for(person, paper.round.guideline.slug)
    return (paper, reached[1]) if reached is not None and reached[1].secretariat else None


def papers_with(comment: Comment, membership: Membership) -> Sequence[PositionPaper]:
    """Those that a reader of the comment may know of: who sorts them sees also what was refused or taken away."""
    query = select(PositionPaper).where(PositionPaper.comment_id == comment.id)
    if not (membership.team or is_theirs(comment, membership.person)):
        query = query.where(PositionPaper.state == PaperState.READ)
    return db.session.scalars(query.order_by(PositionPaper.id)).all()


def quoted_from(comment: Comment) -> QuotedFrom | None:
    one = select(PaperExcerpt).where(PaperExcerpt.comment_id == comment.id).options(joinedload(PaperExcerpt.paper))
    found = db.session.scalars(one).first()
    return QuotedFrom(found.paper, found.page) if found is not None else None


def excerpts_of_paper(paper: PositionPaper, *, waiting: bool = False) -> Select[PaperExcerpt]:
    query = select(PaperExcerpt).where(PaperExcerpt.paper_id == paper.id).order_by(PaperExcerpt.rank)
    if waiting:
        return query.where(PaperExcerpt.state == ExcerptState.WAITING)
    return query.options(joinedload(PaperExcerpt.comment))


def excerpts_by_state(paper: PositionPaper) -> Mapping[ExcerptState, int]:
    counted = select(PaperExcerpt.state, func.count()).where(PaperExcerpt.paper_id == paper.id)
    rows = db.session.execute(counted.group_by(PaperExcerpt.state))
    return {row[0]: row[1] for row in rows}


def comments_from(paper: PositionPaper) -> Sequence[Comment]:
    """What was made comments of it, in the order of the paper."""
    query = select(Comment).join(PaperExcerpt, PaperExcerpt.comment_id == Comment.id)
    return db.session.scalars(query.where(PaperExcerpt.paper_id == paper.id).order_by(PaperExcerpt.rank)).all()


def reading_of(paper: PositionPaper) -> Job | None:
    same = select(Job).where(Job.kind == READ_PAPER, Job.subject_id == paper.id)
    return db.session.scalars(same.order_by(Job.id.desc()).limit(1)).one_or_none()
