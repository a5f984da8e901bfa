"""What a comment is about: the whole text, a pillar, a clause (or a passage of it), or another comment."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.models import Clause, Draft, Pillar, Wording
from consult.drafts.row_cache.rows import rows_held
from consult.drafts.translations.queries import clause_as_read
from consult.drafts.translations.standing import ShownText


@dataclass(frozen=True)
class CommentTarget:
    """A clause is known by its wording in the draft; `pillar` is then the clause's."""

    draft: Draft
    pillar: Pillar | None = None
    wording: Wording | None = None
    in_reply_to: Comment | None = None
    read: ShownText | None = None  # the clause in another language, where that is what they read
    read_in: str = ""

    @property
    def clause(self) -> Clause | None:
        return self.wording.clause if self.wording else None

    @property
    def about(self) -> Clause | Pillar | None:
        """The closest thing: None is the whole text."""
        return self.clause or self.pillar

    @property
    def words(self) -> str:
        """What may be quoted from and reworded."""
        if self.read is not None:
            return self.read.text
        return self.wording.text if self.wording else ""

    @property
    def language(self) -> str:
        """Of these words."""
        return self.read.language if self.read is not None else self.draft.guideline.language

    def read_as(self, code: str) -> "CommentTarget":
        """The same as it is read in that language, if the clause is there in it."""
        if self.wording is None or not code:
            return self
        read = clause_as_read(self.draft, self.wording, code)
        return replace(self, read=read, read_in=code if read is not None else "")


def target_in(draft: Draft, *, uid: str = "", code: str = "") -> CommentTarget | None:
    """What the address names; None when there is no such clause or pillar in the draft."""
    if uid:
        wording = wording_with(draft, Clause.uid == uid)
        return CommentTarget(draft, wording.pillar, wording) if wording else None
    if code:
        pillar = next((pillar for pillar in draft.guideline.pillars if pillar.code == code), None)
        return CommentTarget(draft, pillar) if pillar else None
    return CommentTarget(draft)


def wording_with(draft: Draft, named: ColumnElement[bool]) -> Wording | None:
    """Of the clause `named`, which is read along with it."""
    same = (Wording.draft_id == draft.id, Wording.language == draft.guideline.language, named)
    query = select(Wording).join(Wording.clause).options(contains_eager(Wording.clause))
    return db.session.scalars(query.where(*same)).unique().one_or_none()


def target_of(comment: Comment) -> CommentTarget:
    draft = comment.round.draft
    wording = wording_with(draft, Clause.id == comment.clause_id) if comment.clause_id is not None else None
    target = CommentTarget(draft, wording.pillar if wording else comment.pillar, wording, comment.in_reply_to)
    return target.read_as(comment.read_in)


def draft_on(target: CommentTarget, person: Person | None) -> Comment | None:
    """The comment that they began on this and have not sent, the newest if there are several."""
    if person is None:
        return None
    query = (
        select(Comment)
        .join(Round, Round.id == Comment.round_id)
        .where(
            Comment.author_id == person.id,
            Comment.state == CommentState.DRAFT,
            Round.draft_id == target.draft.id,
            Comment.clause_id == (target.clause.id if target.clause else None),
            Comment.in_reply_to_id == (target.in_reply_to.id if target.in_reply_to else None),
        )
    )
    if target.clause is None:
        query = query.where(Comment.pillar_id == (target.pillar.id if target.pillar else None))
    return db.session.scalars(query.order_by(Comment.saved_at.desc(), Comment.id.desc()).limit(1)).first()


class PrintedClause(NamedTuple):
    """The words of a clause, and those printed before and after it."""

    wording: Wording
    before: Wording | None
    after: Wording | None


def printed_clause(draft: Draft, uid: str) -> PrintedClause | None:
    """One query, of what the process holds."""
    same = (Wording.draft_id == draft.id, Wording.language == draft.guideline.language)
    here = select(Wording.position).join(Wording.clause).where(*same, Clause.uid == uid).scalar_subquery()
    last = select(func.max(Wording.position)).where(*same, Wording.position < here).scalar_subquery()
    first = select(func.min(Wording.position)).where(*same, Wording.position > here).scalar_subquery()
    query = select(Wording).join(Wording.clause).options(contains_eager(Wording.clause))
    query = query.where(*same, or_(Clause.uid == uid, Wording.position.in_((last, first))))
    beside = ("clause", "pillar", "part")
    found = rows_held(draft.guideline, ("printed", draft.id, uid), query.order_by(Wording.position), *beside)
    place = next((place for place, one in enumerate(found) if one.clause.uid == uid), None)
    if place is None:
        return None
    before, after = found[:place], found[place + 1 :]
    return PrintedClause(found[place], before[-1] if before else None, after[0] if after else None)
