"""Carrying comments in bulk: from every draft before, a slice at a time, so that 50,000 are as safe as five.

A comment is compared with the words of the draft that it was made on, which its author saw, over however many drafts
lie between; where its clause was split or merged, with what the clause became (`lineage`). What a person settled on
the way stands while the words stand that they settled it for; what nobody settled is never certain in a later draft.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState
from consult.comments.quotation.anchor import Anchor
from consult.consultations.models import Round
from consult.core import clock
from consult.core.audit_log import record
from consult.core.bulk_sql import insert_missing
from consult.core.database import db
from consult.core.mail import outbox as mail
from consult.core.text import looks_same
from consult.core.transparency.tracked_rows import commit_written
from consult.core.verbs import Verb
from consult.drafts.models import Change, Clause, Draft, Lineage, Wording
from consult.publishing.models import Carry, Fate
from consult.publishing.queries import drafts_before, left_to_carry
from consult.publishing.reanchoring import UNSURE, Carried, Stood, carry

Standing = dict[int, tuple[int, Stood]]  # by clause: the number of its wording, and how it stands there
MOST_REMEMBERED = 20_000  # fates of passages kept at hand: many comments are on one clause as a whole


class Carriage:
    """The drafts, loaded once; `carry_next` settles the next comments of those before for the new one."""

    def __init__(self, draft: Draft) -> None:
        self.draft_id, self.before_id = draft.id, draft.based_on_id
        self.left = left_to_carry(draft)
        self.way = [*(before.id for before in reversed(drafts_before(draft))), draft.id]  # the oldest first
        self.stood = {number: _stood(number, draft.guideline.language) for number in self.way}
        self.became = {number: _became(number) for number in self.way}
        self.new = self.stood[draft.id]
        self.found: dict[tuple[int, int, int, Anchor], tuple[int | None, Carried]] = {}

    def carry_next(self, after: int, size: int) -> tuple[int, int]:
        """Write the fates of up to `size` comments numbered above `after`; returns how many, and the last number."""
        rows = db.session.execute(self._comments(after, size)).all()
        if rows:
            insert_missing(Carry, [self._row(row) for row in rows])
            made = (Carry.draft_id == self.draft_id, Carry.comment_id.in_([row.id for row in rows]))
            commit_written(Carry, db.session.scalars(select(Carry.id).where(*made)).all())
        return len(rows), rows[-1].id if rows else after

    def _comments(self, after: int, size: int) -> Any:
        """With the draft that they were made on, and what became of them in the draft before."""
        earlier = (Carry.comment_id == Comment.id) & (Carry.draft_id == self.before_id)
        query = (
            select(
                Comment.id,
                Comment.clause_id,
                Comment.quote,
                Comment.prefix,
                Comment.suffix,
                Comment.read_in,
                Round.draft_id.label("made_on"),
                Carry.id.label("carry_id"),
                Carry.fate,
                Carry.quote.label("carried_quote"),
                Carry.confirmed_by_id,
                Carry.confirmed_at,
                Wording.clause_id.label("carried_clause_id"),
            )
            .join(Round, Round.id == Comment.round_id)
            .outerjoin(Carry, earlier)
            .outerjoin(Wording, Wording.id == Carry.wording_id)
        )
        query = query.where(Comment.id.in_(self.left), Comment.id > after)
        return query.order_by(Comment.id).limit(size)

    def _row(self, comment: Row[Any]) -> dict[str, Any]:
        settled = self._as_settled(comment)
        if settled is not None:
            return settled
        clause, carried = self._fate(comment)
        waits = comment.carry_id is not None and comment.confirmed_at is None
        certain = carried.fate == Fate.ANCHORED and carried.confidence == 1 and not waits and not _decided(comment)
        sure = certain or carried.fate == Fate.GONE
        return {
            "comment_id": comment.id,
            "draft_id": self.draft_id,
            "wording_id": self.new[clause][0] if clause in self.new else None,
            "fate": carried.fate,
            "quote": carried.quote,
            "confidence": carried.confidence if sure else self._unsure(carried, comment),
            "confirmed_by_id": None,
            "confirmed_at": clock.now() if certain else None,
        }

    def _unsure(self, carried: Carried, comment: Row[Any]) -> float:
        """What nobody settled, or a person settled otherwise, passes nobody by as certain."""
        waits = comment.carry_id is not None and (comment.confirmed_at is None or _decided(comment))
        return min(UNSURE, carried.confidence) if waits else carried.confidence

    def _as_settled(self, comment: Row[Any]) -> dict[str, Any] | None:
        """What a person settled in the draft before, where the words that they settled it for stand as they stood."""
        if not _decided(comment):
            return None
        clause, before = comment.carried_clause_id, self.stood[self.before_id or 0]
        if clause is None:  # gone: until the clause comes back
            back = comment.clause_id in self.new and comment.clause_id not in before
            if back or self._stands_again(comment):
                return None
        elif clause not in self.new or not looks_same(before[clause][1].text, self.new[clause][1].text):
            return None
        return {
            "comment_id": comment.id,
            "draft_id": self.draft_id,
            "wording_id": self.new[clause][0] if clause is not None else None,
            "fate": comment.fate,
            "quote": comment.carried_quote,
            "confidence": 1.0,
            "confirmed_by_id": comment.confirmed_by_id,
            "confirmed_at": comment.confirmed_at,
        }

    def _stands_again(self, comment: Row[Any]) -> bool:
        """The very words that its author saw are in the text again, after a draft in which they were not."""
        saw, now = (texts.get(comment.clause_id) for texts in (self.stood[comment.made_on], self.new))
        then = self.stood[self.before_id or 0].get(comment.clause_id)
        if saw is None or now is None or not looks_same(saw[1].text, now[1].text):
            return False
        return then is None or not looks_same(then[1].text, now[1].text)

    def _fate(self, comment: Row[Any]) -> tuple[int | None, Carried]:
        """The clause that it belongs to now, and how; the best of the parts where the clause was split."""
        if comment.clause_id is None:  # on a pillar or the whole text, which still stands
            return None, Carried(Fate.ANCHORED, 1.0)
        moved = comment.carried_clause_id if _decided(comment) else None
        # Words of a translation do not stand in the original: it is carried on the clause, and keeps what it quotes.
        said = Anchor("") if comment.read_in else Anchor(comment.quote, comment.prefix, comment.suffix)
        key = (comment.made_on, comment.clause_id, moved or 0, said)
        if key not in self.found:
            if len(self.found) >= MOST_REMEMBERED:
                self.found.clear()
            self.found[key] = self._best(comment.made_on, comment.clause_id, moved, said)
        return self.found[key]

    def _best(self, made_on: int, clause: int, moved: int | None, said: Anchor) -> tuple[int | None, Carried]:
        saw = self.stood[made_on].get(clause)
        since = self.before_id or made_on
        targets = self._targets(moved, since) if moved is not None else self._targets(clause, made_on)
        if not targets:
            return None, carry(said, saw[1] if saw else None, None)
        fates = [(target, carry(said, saw[1] if saw else None, self.new[target][1])) for target in targets]
        best, carried = max(fates, key=lambda pair: (pair[1].fate != Fate.GONE, pair[1].confidence, -pair[0]))
        if best not in (clause, moved) and carried.fate in (Fate.ANCHORED, Fate.MOVED):
            carried = carried._replace(fate=Fate.MOVED, confidence=min(UNSURE, carried.confidence))
        return best, carried

    def _targets(self, clause: int, since: int) -> list[int]:
        """The clause, and what it was split or merged into on the way to the new draft; those that stand there."""
        reached = {clause}
        for step in self.way[self.way.index(since) + 1 :]:
            reached |= {to for came in reached for to in self.became[step].get(came, ())}
        return sorted(target for target in reached if target in self.new)


def _decided(comment: Row[Any]) -> bool:
    """A person said where it belongs in the draft before."""
    return comment.carry_id is not None and comment.confirmed_by_id is not None


def _stood(draft_id: int, language: str) -> Standing:
    same = (Wording.draft_id == draft_id, Wording.language == language)
    rows = select(Wording.clause_id, Wording.id, Wording.number, Wording.pillar_id, Wording.part_id, Wording.text)
    return {
        row.clause_id: (row.id, Stood(row.number, (row.pillar_id, row.part_id), row.text))
        for row in db.session.execute(rows.where(*same))
    }


def _became(draft_id: int) -> dict[int, list[int]]:
    """By clause of the draft before: the clauses that it was split or merged into."""
    found: dict[int, list[int]] = defaultdict(list)
    query = select(Lineage.from_clause_id, Lineage.to_clause_id).where(
        Lineage.draft_id == draft_id, Lineage.change.in_((Change.SPLIT, Change.MERGED))
    )
    for came, to in db.session.execute(query):
        if came is not None and to is not None:
            found[came].append(to)
    return found


# Telling those whose clause changed: one mail each, in slices; a cursor on the draft knows how far it came.


def tell_next(draft: Draft, size: int) -> int:
    """Mail the next `size` people whose comments were on a clause that changed; returns how many there were."""
    people = db.session.scalars(
        _affected(draft).where(Person.id > draft.notified_up_to).order_by(Person.id).limit(size)
    ).all()
    for person in people:
        said = [(row.reference, row.number, row.waits) for row in db.session.execute(_changed(draft, person))]
        mail.post(
            person.email, "publishing/changed", language=person.language, person=person, draft=draft, comments=said
        )
    if people:
        draft.notified_up_to = people[-1].id
        record(Verb.COMMENTERS_TOLD, draft, guideline_id=draft.guideline_id, people=len(people))
    return len(people)


def _touched(draft: Draft) -> Any:
    """A change of words: not certain, or gone; and not one that they were told of with the draft before."""
    before, stood, stands = aliased(Carry), aliased(Wording), aliased(Wording)
    told = (
        select(before.id)
        .outerjoin(stood, stood.id == before.wording_id)
        .outerjoin(stands, stands.id == Carry.wording_id)
        .where(before.comment_id == Carry.comment_id, before.draft_id == draft.based_on_id)
        .where(func.coalesce(stood.text, "") == func.coalesce(stands.text, ""))
        .correlate(Carry)
        .exists()
    )
    return ((Carry.confidence < 1) | (Carry.fate == Fate.GONE)) & ~told


def _affected(draft: Draft) -> Select[Person]:
    wrote = select(Comment.author_id).join(Carry, Carry.comment_id == Comment.id)
    wrote = wrote.where(Carry.draft_id == draft.id, Comment.state == CommentState.SENT, _touched(draft))
    return select(Person).where(Person.id.in_(wrote), Person.confirmed_at.is_not(None))


def _changed(draft: Draft, person: Person) -> Any:
    """Their comments on clauses that changed: the number of the clause on which each was made; whether it waits."""
    made_on = (Wording.clause_id == Clause.id) & (Wording.draft_id == Round.draft_id)
    query = select(
        Comment.reference, func.max(Wording.number).label("number"), Carry.confirmed_at.is_(None).label("waits")
    )
    query = query.join(Round, Round.id == Comment.round_id).join(Carry, Carry.comment_id == Comment.id)
    query = query.outerjoin(Clause, Clause.id == Comment.clause_id).outerjoin(Wording, made_on)
    mine = (Comment.author_id == person.id, Comment.state == CommentState.SENT)
    query = query.where(*mine, Carry.draft_id == draft.id, _touched(draft))
    return query.group_by(Comment.id, Comment.reference, Carry.confirmed_at).order_by(Comment.id)
