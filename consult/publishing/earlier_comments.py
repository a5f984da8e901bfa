"""Comments made on earlier drafts, as they stand on a clause of a later one: each settled or only proposed.

Shown beside the clause are the words that its author saw and those that stand now; where nobody confirmed that the
one became the other, it says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import aliased, contains_eager

from consult.comments.models import Comment
from consult.comments.queries import readable_condition
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, Wording
from consult.publishing.models import Carry

SHOWN = 20  # beside a clause; the history of the clause leads to the others


class EarlierCount(NamedTuple):
    """How many comments of earlier drafts stand on a clause, and how many of them are only proposed."""

    comments: int = 0
    proposed: int = 0


NONE_EARLIER = EarlierCount()


@dataclass(frozen=True)
class EarlierComment:
    """A comment, what became of it, and the clause as its author saw it."""

    comment: Comment
    carry: Carry
    saw: Wording | None

    @property
    def then(self) -> str:
        """The words that it was made on."""
        return self.comment.quote or (self.saw.text if self.saw is not None else "")

    @property
    def now(self) -> str:
        """The words that it is tied to, or would be: the passage, or the clause."""
        if self.carry.fate == "gone" or self.carry.wording is None:
            return ""
        return self.carry.quote or self.carry.wording.text


def earlier_counts(draft: Draft, membership: Membership, now: datetime) -> Mapping[int, EarlierCount]:
    """By clause of the draft: of what the reader may read."""
    waits = func.sum(case((Carry.confirmed_at.is_(None), 1), else_=0))
    query = _readable(draft, membership, now).with_only_columns(Wording.clause_id, func.count(), waits)
    rows = db.session.execute(query.group_by(Wording.clause_id))
    return {clause_id: EarlierCount(comments, int(proposed)) for clause_id, comments, proposed in rows}


def earlier_comments(wording: Wording, membership: Membership, now: datetime) -> Sequence[EarlierComment]:
    """Those on one clause, what is proposed first."""
    saw = aliased(Wording)
    then = (saw.clause_id == Comment.clause_id) & (saw.draft_id == Round.draft_id) & (saw.language == wording.language)
    query = _readable(wording.draft, membership, now).where(Carry.wording_id == wording.id)
    query = query.outerjoin(saw, then).add_columns(saw)
    query = query.options(
        contains_eager(Carry.wording), contains_eager(Carry.comment).contains_eager(Comment.round)
    ).order_by(Carry.confirmed_at.is_not(None), Carry.id)
    rows: Any = db.session.execute(query.limit(SHOWN)).unique()
    return [EarlierComment(carry.comment, carry, was) for carry, was in rows]


def _readable(draft: Draft, membership: Membership, now: datetime) -> Select[Carry]:
    query = select(Carry).join(Carry.comment).join(Comment.round).join(Carry.wording)
    return query.where(Carry.draft_id == draft.id, readable_condition(membership, now))
