"""Publications, where wordings came from, and comments carried from draft to draft, found."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.comments.rules import STANDING
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.queue import Job
from consult.core.request_memo import once_a_page
from consult.core.text import looks_same
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState, Guideline, Wording
from consult.drafts.queries import draft_for, wordings_in_all_languages, wordings_of
from consult.publishing.models import Carry, Fate, OmittedRevision, PreparedWording, Provenance, Publication
from consult.publishing.words.attribution import VoteEffect, effect_of_vote
from consult.revisions.models import Revision, RevisionState
from consult.revisions.structure.changes import ClauseChange
from consult.voting.models import Ballot

CARRYING = "carry_comments"  # the kind of job that carries a draft's comments; its subject is the new draft


def publication_of(draft: Draft) -> Publication | None:
    return db.session.scalars(select(Publication).where(Publication.draft_id == draft.id)).one_or_none()


def omitted_from(publication: Publication) -> Sequence[OmittedRevision]:
    """Carried revisions that the publication does not hold, in the order in which they were written."""
    query = select(OmittedRevision).where(OmittedRevision.publication_id == publication.id)
    what = joinedload(OmittedRevision.revision).joinedload(Revision.base)
    return db.session.scalars(query.options(what).order_by(OmittedRevision.revision_id)).unique().all()


def omissions_of(revisions: Iterable[Revision]) -> Mapping[int, Sequence[OmittedRevision]]:
    """By revision, the publications that were made without it although it was carried."""
    numbers = [revision.id for revision in revisions]
    query = select(OmittedRevision).where(OmittedRevision.revision_id.in_(numbers)).order_by(OmittedRevision.id)
    what = joinedload(OmittedRevision.publication).joinedload(Publication.draft)
    found: dict[int, list[OmittedRevision]] = {}
    for omitted in db.session.scalars(query.options(what)).unique():
        found.setdefault(omitted.revision_id, []).append(omitted)
    return found


@dataclass(frozen=True)
class Source:
    """Where words of a draft come from. `wording_id` is None for a clause that was taken out; `place` is that of the
    clause among those that a revision of the structure puts."""

    revision: Revision
    ballot: Ballot
    clause_id: int | None
    wording_id: int | None
    place: int | None = None

    @property
    def text(self) -> str:
        """The words that were voted on, of this clause."""
        return self.revision.proposed_text if self.place is None else self.revision.results[self.place].text

    @property
    def voted_against(self) -> str:
        """The words that they were voted on against; of several clauses that were merged, one after the other."""
        if self.change is None:
            return self.revision.base_text
        texts = {wording.id: wording.text for wording in self.revision.wordings}
        return "\n\n".join(texts[number] for number in self.change.bases)

    @property
    def change(self) -> ClauseChange | None:
        """What puts the clause, in a revision of the structure."""
        changes = [change for change in self.revision.changes for _result in change.results]
        return changes[self.place] if self.place is not None else None

    def effect_in(self, now: str) -> VoteEffect:
        """What of the vote stands in a later text. Of a split or a merge the words that stand count, not those that are
        no longer in this clause: they went into another, or came out of one."""
        whole = self.change is not None and (self.change.is_split or self.change.is_merge)
        return effect_of_vote("" if whole else self.voted_against, self.text, now)

    @property
    def changes_words(self) -> bool:
        """Not only the heading or the place of its clause."""
        return self.place is None or not looks_same(self.text, self.voted_against)


class DraftText:
    """A draft read once: its words and where they come from, handed on so that no step reads them again."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    @cached_property
    def wordings(self) -> Sequence[Wording]:
        """In the guideline's language, in reading order."""
        return wordings_of(self.draft)

    @cached_property
    def in_all_languages(self) -> Sequence[Wording]:
        return wordings_in_all_languages(self.draft)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of its words: whoever publishes sends that of the words they read."""
        rows = [[wording.id, wording.number, wording.text] for wording in self.wordings]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()

    @cached_property
    def sources(self) -> list[Source]:
        """The revisions that made this draft; of one in work, those that it was prepared from."""
        return self._prepared_from() if self.draft.state == DraftState.EDITING else _published_from(self.draft)

    def _prepared_from(self) -> list[Source]:
        """A draft in work has no provenance yet, since nothing of it is public."""
        query = select(PreparedWording).where(PreparedWording.draft_id == self.draft.id)
        loaded = joinedload(PreparedWording.revision).joinedload(Revision.base)
        query = query.options(loaded).order_by(PreparedWording.revision_id, PreparedWording.id)
        prepared = db.session.scalars(query).unique().all()
        ballots = carrying_ballots(row.revision for row in prepared)
        clauses = {wording.id: wording.clause_id for wording in self.wordings} if prepared else {}
        return [
            Source(
                row.revision,
                ballots[row.revision_id],
                clauses.get(row.wording_id or 0, _taken_out(row)),
                row.wording_id,
                row.place,
            )
            for row in prepared
            if row.revision_id in ballots  # a decision that no longer stands is nobody's vote
        ]


def _taken_out(row: PreparedWording | Provenance) -> int | None:
    """The clause that is no more by that revision."""
    return row.clause_id if row.clause_id is not None or row.place is not None else row.revision.clause_id


def draft_in_force(draft: Draft) -> Draft | None:
    """The published draft of the same guideline, with the guideline. One query, before anything else is read."""
    same = (Draft.guideline_id == draft.guideline_id, Draft.state == DraftState.PUBLISHED)
    query = select(Draft).where(*same).options(joinedload(Draft.guideline)).order_by(Draft.number.desc())
    return db.session.scalars(query.limit(1)).first()


def read_together(draft: Draft, current: Draft | None) -> tuple[DraftText, DraftText | None]:
    """A draft and the one in force before it, in one query, in all languages."""
    texts = [DraftText(each) for each in (draft, current) if each is not None and each.id]
    query = select(Wording).where(Wording.draft_id.in_([text.draft.id for text in texts]))
    rows = db.session.scalars(query.options(joinedload(Wording.clause)).order_by(Wording.position)).unique().all()
    language = draft.guideline.language
    for text in texts:
        text.in_all_languages = [wording for wording in rows if wording.draft_id == text.draft.id]
        text.wordings = [wording for wording in text.in_all_languages if wording.language == language]
    return texts[0], texts[1] if len(texts) > 1 else None


@once_a_page
def text_of(draft: Draft) -> DraftText:
    """The same for all that a page shows of it."""
    return DraftText(draft)


def draft_sources(draft: Draft) -> list[Source]:
    return text_of(draft).sources


def _published_from(draft: Draft) -> list[Source]:
    query = select(Provenance).where(Provenance.draft_id == draft.id).order_by(Provenance.revision_id, Provenance.id)
    what = (joinedload(Provenance.revision), joinedload(Provenance.ballot), joinedload(Provenance.wording))
    found = db.session.scalars(query.options(*what)).unique()
    return [
        Source(p.revision, p.ballot, p.wording.clause_id if p.wording else _taken_out(p), p.wording_id, p.place)
        for p in found
    ]


@once_a_page
def unpublished_carried_revisions(guideline: Guideline) -> Sequence[Revision]:
    """Those that were carried and stand in no published draft yet, in the order in which they were written."""
    carried = (Revision.guideline_id == guideline.id, Revision.state == RevisionState.CARRIED)
    what = (joinedload(Revision.base), joinedload(Revision.pillar), joinedload(Revision.part))
    return db.session.scalars(select(Revision).where(*carried).options(*what).order_by(Revision.id)).unique().all()


def wordings_with_clauses(draft: Draft) -> Sequence[Wording]:
    """In the guideline's language, in reading order, each with its clause: for what names the clause."""
    query = select(Wording).where(Wording.draft_id == draft.id, Wording.language == draft.guideline.language)
    return db.session.scalars(query.options(joinedload(Wording.clause)).order_by(Wording.position)).unique().all()


def carrying_ballots(revisions: Iterable[Revision]) -> Mapping[int, Ballot]:
    """The ballot that carried each revision: the last one that did."""
    return _carrying(tuple(sorted({revision.id for revision in revisions})))


@once_a_page
def _carrying(numbers: tuple[int, ...]) -> Mapping[int, Ballot]:
    if not numbers:
        return {}
    query = select(Ballot).where(Ballot.revision_id.in_(numbers), Ballot.carried.is_(True)).order_by(Ballot.id)
    return {ballot.revision_id: ballot for ballot in db.session.scalars(query)}


def carries_by_comment(draft: Draft, comment_ids: Sequence[int]) -> Mapping[int, Carry]:
    """What became of these comments in one draft."""
    query = select(Carry).where(Carry.draft_id == draft.id, Carry.comment_id.in_(comment_ids))
    found = db.session.scalars(query.options(joinedload(Carry.wording))).unique()
    return {carry.comment_id: carry for carry in found}


def to_confirm(draft: Draft) -> Select[Carry]:
    """Those that a person has yet to confirm, the surest of a clause first."""
    waiting = (Carry.draft_id == draft.id, Carry.confirmed_at.is_(None))
    query = select(Carry).outerjoin(Wording, Wording.id == Carry.wording_id).where(*waiting)
    query = query.options(joinedload(Carry.comment).joinedload(Comment.clause), joinedload(Carry.wording))
    return query.order_by(Wording.position.is_(None), Wording.position, Carry.confidence.desc(), Carry.id)


def waiting(draft: Draft) -> int:
    """How many comments carried into the draft a person has yet to confirm."""
    return _count(select(Carry.id).where(Carry.draft_id == draft.id, Carry.confirmed_at.is_(None)))


def sure_ones(draft: Draft, at_least: float) -> int:
    """How many of those waiting are so sure that they may be confirmed together."""
    sure = (Carry.draft_id == draft.id, Carry.confirmed_at.is_(None), Carry.confidence >= at_least)
    return _count(select(Carry.id).where(*sure))


def fates(draft: Draft, *where: ColumnElement[bool]) -> Mapping[Fate, int]:
    """Comments carried into the draft (under these conditions), by what became of them."""
    query = select(Carry.fate, func.count()).where(Carry.draft_id == draft.id, *where).group_by(Carry.fate)
    counted = dict(db.session.execute(query).all())
    return {fate: counted.get(fate, 0) for fate in Fate}


def carry_for(person: Person | None, carry_id: int) -> tuple[Carry, Membership] | None:
    carry = db.session.get(Carry, carry_id)
    found = draft_for(person, carry.draft.guideline.slug, carry.draft.number) if carry is not None else None
    return (carry, found[1]) if carry is not None and found is not None else None


def acknowledged_on(draft: Draft) -> ColumnElement[bool]:
    """The condition for comments that were acknowledged, not taken back, and made on this draft."""
    rounds = select(Round.id).where(Round.draft_id == draft.id)
    return Comment.round_id.in_(rounds) & Comment.state.in_(STANDING)


def drafts_before(draft: Draft) -> list[Draft]:
    """The drafts that this one came from, the last before it first."""
    found: list[Draft] = []
    while (before := (found[-1] if found else draft).based_on) is not None and before not in found:
        found.append(before)
    return found


def left_to_carry(draft: Draft) -> Select[int]:
    """Numbers of comments on any draft before that have no fate in this one yet."""
    on_them = [acknowledged_on(before) for before in drafts_before(draft)]
    there = select(Carry.id).where(Carry.comment_id == Comment.id, Carry.draft_id == draft.id).exists()
    if not on_them:
        return select(Comment.id).where(false())
    return select(Comment.id).where(or_(*on_them), ~there)


def rounds_left_behind(draft: Draft, now: datetime) -> Sequence[Round]:
    """Rounds that are not over and are still on an earlier draft: whether each goes on is a choice."""
    earlier = select(Draft.id).where(Draft.guideline_id == draft.guideline_id, Draft.number < draft.number)
    query = select(Round).where(Round.draft_id.in_(earlier), Round.closes_at > now, Round.cancelled_at.is_(None))
    return db.session.scalars(query.options(joinedload(Round.draft)).order_by(Round.closes_at, Round.id)).all()


def how_many_left(draft: Draft) -> int:
    return _count(left_to_carry(draft))


def drafts_to_carry_to() -> Sequence[Draft]:
    """Published drafts whose comments of the draft before have not all been carried."""
    query = select(Draft).where(Draft.state == DraftState.PUBLISHED, Draft.based_on_id.is_not(None))
    return [draft for draft in db.session.scalars(query) if db.session.scalar(left_to_carry(draft).limit(1))]


def carrying_job(draft: Draft) -> Job | None:
    """The last piece of work that carried comments to this draft, for its progress."""
    same = (Job.kind == CARRYING, Job.subject_id == draft.id)
    return db.session.scalars(select(Job).where(*same).order_by(Job.id.desc()).limit(1)).first()


def _count(query: Select[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
