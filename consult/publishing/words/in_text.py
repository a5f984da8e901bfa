"""What became of carried revisions: whose words stand in a published text, and which are carried and not in it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.drafts.models import Draft, Wording
from consult.publishing.models import OmittedRevision, Provenance
from consult.publishing.queries import omissions_of
from consult.publishing.words.history import ClauseWords, TakenOut, WordSource, words_of_clauses
from consult.revisions.models import Revision


@dataclass(frozen=True)
class RevisionInText:
    """`put` says where its words were published; `words` are those of the clause in that draft. Without it the
    revision stands in no text, and `omitted` says which publications were made without it, and why."""

    revision: Revision
    put: Provenance | None
    words: ClauseWords
    omitted: Sequence[OmittedRevision]
    others: Sequence[Provenance] = ()  # of one of the structure: the other clauses that it put, or took out

    @property
    def draft(self) -> Draft | None:
        return self.put.draft if self.put is not None else None

    @property
    def wording(self) -> Wording | None:
        return self.put.wording if self.put is not None else None

    @property
    def voted(self) -> int:
        """Words of that text which the vote put there."""
        return sum(n for source, n in self.words.counted if source.revision is self.revision)

    @property
    def by_hand(self) -> int:
        """Words that a hand put in or took out after the vote."""
        return self.words.unvoted_in(self.draft) if self.draft is not None else 0

    @property
    def hands(self) -> list[WordSource]:
        """Each edit by hand on the way into that draft."""
        return [s for s in self.words.sources if s.edit is not None and s.draft is self.draft]

    @property
    def taken_by_hand(self) -> list[TakenOut]:
        gone = self.words.taken_in(self.draft) if self.draft is not None else []
        return [each for each in gone if not each.taken.voted]


def revisions_in_text(revisions: Collection[Revision]) -> Mapping[int, RevisionInText]:
    """By revision. A constant number of queries for each draft that they were published in."""
    if not revisions:
        return {}
    numbers = [revision.id for revision in revisions]
    query = select(Provenance).where(Provenance.revision_id.in_(numbers)).options(joinedload(Provenance.draft))
    query = query.order_by(Provenance.id)
    every: dict[int, list[Provenance]] = {}
    for one in db.session.scalars(query.options(joinedload(Provenance.wording))).unique():
        every.setdefault(one.revision_id, []).append(one)
    put = {number: those[0] for number, those in every.items()}
    omitted = omissions_of(revisions)
    words: dict[int, dict[int, ClauseWords]] = {}
    for draft in {p.draft for p in put.values()}:
        clauses = [p.wording.clause_id for p in put.values() if p.draft is draft and p.wording is not None]
        words[draft.id] = words_of_clauses(draft.guideline, clauses, up_to=draft)
    return {
        revision.id: RevisionInText(
            revision,
            put.get(revision.id),
            _words(put.get(revision.id), words),
            omitted.get(revision.id, ()),
            every.get(revision.id, [])[1:],
        )
        for revision in revisions
    }


def _words(put: Provenance | None, words: Mapping[int, Mapping[int, ClauseWords]]) -> ClauseWords:
    if put is None or put.wording is None:
        return ClauseWords()
    return words[put.draft_id].get(put.wording.clause_id, ClauseWords())
