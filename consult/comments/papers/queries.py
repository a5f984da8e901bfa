"""Position papers and their excerpts, found for who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.comments.papers.models import ExcerptState, PaperExcerpt, PaperState, PositionPaper
from consult.comments.papers.rules import is_theirs
from consult.comments.queries import comment_for
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.queue import Job
from consult.core.text import folded_for_search
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for

READ_PAPER = "comments.read_paper"
LOOKED_THROUGH = 3_000  # excerpts, the newest, in which words are looked for


@dataclass(frozen=True)
class QuotedFrom:
    """The paper that the words of a comment stand in, and on which page."""

    paper: PositionPaper
    page: int | None


class FoundExcerpt(NamedTuple):
    """An excerpt that waits; `place` from 1 among those of its paper that wait."""

    id: int
    paper_id: int
    file_name: str
    page: int | None
    text: str
    place: int


def position_papers_of(guideline: Guideline) -> Select[PositionPaper]:
    """The newest first."""
    query = (
        select(PositionPaper).join(Round, Round.id == PositionPaper.round_id).options(joinedload(PositionPaper.round))
    )
    return query.where(Round.guideline_id == guideline.id).order_by(PositionPaper.id.desc())


def waiting_in(papers: Sequence[PositionPaper]) -> Mapping[int, int]:
    """By paper, how many excerpts nobody decided about."""
    mine = PaperExcerpt.paper_id.in_([paper.id for paper in papers])
    counted = select(PaperExcerpt.paper_id, func.count()).where(mine, PaperExcerpt.state == ExcerptState.WAITING)
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(PaperExcerpt.paper_id))}


def excerpts_with(guideline: Guideline, words: str) -> list[FoundExcerpt]:
    """Those that nobody placed yet and that hold each of the words, however they are accented or capitalised."""
    wanted = folded_for_search(words).split()
    place = func.row_number().over(partition_by=PaperExcerpt.paper_id, order_by=PaperExcerpt.rank)
    columns = (PaperExcerpt.id, PaperExcerpt.paper_id, PositionPaper.file_name, PaperExcerpt.page, PaperExcerpt.text)
    query = select(*columns, place).join(PositionPaper, PositionPaper.id == PaperExcerpt.paper_id)
    query = query.join(Round, Round.id == PositionPaper.round_id)
    query = query.where(Round.guideline_id == guideline.id, PaperExcerpt.state == ExcerptState.WAITING)
    newest = query.order_by(PaperExcerpt.paper_id.desc(), PaperExcerpt.rank).limit(LOOKED_THROUGH)
    if not wanted:
        return []
    found = (FoundExcerpt(*row) for row in db.session.execute(newest))
    return [one for one in found if all(word in folded_for_search(one.text) for word in wanted)]


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
