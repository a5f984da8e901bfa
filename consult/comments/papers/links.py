"""The link in a receipt by which who has no account attaches a paper."""

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.core.database import db

PAPER, HALF_A_YEAR = "paper", 183 * signed_links.A_DAY


def link_to_attach(comment: Comment, author: Person) -> str:
    return signed_links.sign(PAPER, [comment.id, author.id])


def comment_of_paper_link(token: str) -> Comment | None:
    """Raises LinkExpired."""
    signed = signed_links.read_link(PAPER, token, seconds=HALF_A_YEAR)
    comment = db.session.get(Comment, signed[0]) if signed is not None else None
    return comment if comment is not None and signed is not None and comment.author_id == signed[1] else None
