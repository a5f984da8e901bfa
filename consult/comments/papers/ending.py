"""A paper goes with its submission, withdrawn or erased: its digest stays."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from consult.comments.models import Comment
from consult.comments.papers.models import PaperExcerpt, PaperState, PositionPaper
from consult.core.database import db
from consult.core.locking import held


def end_papers_of(comment: Comment) -> Sequence[Comment]:
    """The comments made of its papers; those are still to be withdrawn by who asks."""
    of_paper = select(PositionPaper).where(PositionPaper.comment_id == comment.id).order_by(PositionPaper.id)
    made: list[Comment] = []
    for paper in db.session.scalars(of_paper).all():
        made += comments_made_of(paper)
        end_paper(paper)
    return made


def comments_made_of(paper: PositionPaper) -> Sequence[Comment]:
    query = select(Comment).join(PaperExcerpt, PaperExcerpt.comment_id == Comment.id)
    return db.session.scalars(query.where(PaperExcerpt.paper_id == paper.id).order_by(PaperExcerpt.rank)).all()


def end_paper(paper: PositionPaper) -> None:
    """Its bytes, its name and its words go; digest, size and page numbers of what was made of it stay."""
    paper = held(paper)
    paper.content, paper.file_name, paper.notes = None, "", []
    if paper.state != PaperState.FAULTY:
        paper.state = PaperState.WITHDRAWN
    waiting = (PaperExcerpt.paper_id == paper.id, PaperExcerpt.comment_id.is_(None))
    db.session.execute(delete(PaperExcerpt).where(*waiting))
    for kept in db.session.scalars(select(PaperExcerpt).where(PaperExcerpt.paper_id == paper.id)):
        kept.text = ""
