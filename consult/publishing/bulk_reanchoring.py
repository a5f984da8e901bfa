"""Carrying comments in bulk: from the draft before, a slice at a time, so that 50,000 are as safe as five."""

from typing import Any

from sqlalchemy import Row, Select, func, insert, select

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState
from consult.comments.quotation.anchor import Anchor
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.mail import outbox as mail
from consult.core.verbs import Verb
from consult.drafts.models import Clause, Draft, Wording
from consult.publishing.models import Carry, Fate
from consult.publishing.queries import left_to_carry
from consult.publishing.reanchoring import Carried, Stood, carry

Standing = dict[int, tuple[int, Stood]]  # by clause: the number of its wording, and how it stands there


class Carriage:
    """Two drafts, loaded once; `carry_next` settles the next comments of the one for the other."""

    def __init__(self, draft: Draft) -> None:
        self.draft_id, self.before_id = draft.id, draft.based_on_id
        self.left = left_to_carry(draft)
        self.old = _stood(self.before_id or 0, draft.guideline.language)
        self.new = _stood(draft.id, draft.guideline.language)
        self.found: dict[tuple[int, Anchor], Carried] = {}  # many comments are on a clause as a whole

    def carry_next(self, after: int, size: int) -> tuple[int, int]:
        """Write the fates of up to `size` comments numbered above `after`; returns how many, and the last number."""
        rows = db.session.execute(self._comments(after, size)).all()
        if rows:
            db.session.execute(insert(Carry), [self._row(row) for row in rows])
        return len(rows), rows[-1].id if rows else after

    def _comments(self, after: int, size: int) -> Any:
        """With what they were tied to in the draft before: their own quote, or the one they were carried to."""
        earlier = (Carry.comment_id == Comment.id) & (Carry.draft_id == self.before_id)
        query = (
            select(
                Comment.id,
                Comment.clause_id,
                Comment.quote,
                Comment.prefix,
                Comment.suffix,
                Carry.id.label("carry_id"),
                Carry.quote.label("carried_quote"),
                Carry.confidence,
                Carry.confirmed_at,
                Wording.clause_id.label("carried_clause_id"),
            )
            .outerjoin(Carry, earlier)
            .outerjoin(Wording, Wording.id == Carry.wording_id)
        )
        query = query.where(Comment.id.in_(self.left), Comment.id > after)
        return query.order_by(Comment.id).limit(size)

    def _row(self, comment: Row[Any]) -> dict[str, Any]:
        came_over = comment.carry_id is not None
        clause = comment.carried_clause_id if came_over else comment.clause_id
        anchor = Anchor(comment.carried_quote) if came_over else Anchor(comment.quote, comment.prefix, comment.suffix)
        carried = self._fate(clause, anchor)
        unsettled = came_over and comment.confirmed_at is None
        confidence = min(carried.confidence, comment.confidence) if unsettled else carried.confidence
        certain = carried.fate == Fate.ANCHORED and confidence == 1 and not unsettled
        return {
            "comment_id": comment.id,
            "draft_id": self.draft_id,
            "wording_id": self.new[clause][0] if clause in self.new else None,
            "fate": carried.fate,
            "quote": carried.quote,
            "confidence": confidence,
            "confirmed_at": clock.now() if certain else None,
        }

    def _fate(self, clause: int | None, anchor: Anchor) -> Carried:
        if clause is None:  # on a pillar or the whole text, which still stands
            return Carried(Fate.ANCHORED, 1.0)
        if (clause, anchor) not in self.found:
            old, new = self.old.get(clause), self.new.get(clause)
            self.found[clause, anchor] = carry(anchor, old[1] if old else None, new[1] if new else None)
        return self.found[clause, anchor]


def _stood(draft_id: int, language: str) -> Standing:
    same = (Wording.draft_id == draft_id, Wording.language == language)
    rows = select(Wording.clause_id, Wording.id, Wording.number, Wording.pillar_id, Wording.part_id, Wording.text)
    return {
        row.clause_id: (row.id, Stood(row.number, (row.pillar_id, row.part_id), row.text))
        for row in db.session.execute(rows.where(*same))
    }


# Telling those whose clause changed: one mail each, in slices; a cursor on the draft knows how far it came.


def tell_next(draft: Draft, size: int) -> int:
    """Mail the next `size` people whose comments were on a clause that changed; returns how many there were."""
    people = db.session.scalars(
        _affected(draft).where(Person.id > draft.notified_up_to).order_by(Person.id).limit(size)
    ).all()
    for person in people:
        said = [(row.reference, row.number) for row in db.session.execute(_changed(draft, person))]
        mail.post(
            person.email, "publishing/changed", language=person.language, person=person, draft=draft, comments=said
        )
    if people:
        draft.notified_up_to = people[-1].id
        record(Verb.COMMENTERS_TOLD, draft, guideline_id=draft.guideline_id, people=len(people))
    return len(people)


def _touched() -> Any:
    """A change of words: not certain, or gone. Another number alone is none."""
    return (Carry.confidence < 1) | (Carry.fate == Fate.GONE)


def _affected(draft: Draft) -> Select[Person]:
    wrote = select(Comment.author_id).join(Carry, Carry.comment_id == Comment.id)
    wrote = wrote.where(Carry.draft_id == draft.id, Comment.state == CommentState.SENT, _touched())
    return select(Person).where(Person.id.in_(wrote), Person.confirmed_at.is_not(None))


def _changed(draft: Draft, person: Person) -> Any:
    """Her comments on clauses that changed, with the number of the clause in the draft before."""
    before = (Wording.clause_id == Clause.id) & (Wording.draft_id == draft.based_on_id)
    query = select(Comment.reference, func.max(Wording.number).label("number"))
    query = query.join(Carry, Carry.comment_id == Comment.id).outerjoin(Clause, Clause.id == Comment.clause_id)
    query = query.outerjoin(Wording, before).where(Carry.draft_id == draft.id, _touched())
    mine = (Comment.author_id == person.id, Comment.state == CommentState.SENT)
    return query.where(*mine).group_by(Comment.id, Comment.reference).order_by(Comment.id)
