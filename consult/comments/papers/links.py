"""Links in a receipt for who has no account, each of its own purpose: to attach a paper, and to give the file of it to
others, which opens nothing else."""

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.core.database import db

PAPER, HALF_A_YEAR = "paper", 183 * signed_links.A_DAY
RECEIPT, TWO_YEARS = "receipt", 730 * signed_links.A_DAY


def link_to_attach(comment: Comment, author: Person) -> str:
    return signed_links.sign(PAPER, [comment.id, author.id])


def link_to_receipt(comment: Comment, author: Person) -> str:
    return signed_links.sign(RECEIPT, [comment.id, author.id])


def comment_of_paper_link(token: str) -> Comment | None:
    """Raises LinkExpired."""
    return _comment_of(signed_links.read_link(PAPER, token, seconds=HALF_A_YEAR))


def comment_of_receipt_link(token: str) -> Comment | None:
    """Raises LinkExpired."""
    return _comment_of(signed_links.read_link(RECEIPT, token, seconds=TWO_YEARS))


def _comment_of(signed: list[int] | None) -> Comment | None:
    comment = db.session.get(Comment, signed[0]) if signed is not None else None
    return comment if comment is not None and signed is not None and comment.author_id == signed[1] else None
