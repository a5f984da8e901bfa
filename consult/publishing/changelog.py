"""What changed on the way into a draft: each change with its revision, its ballot and the comments it answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from consult.analysis.models import Point
from consult.core.database import db
from consult.core.request_memo import once_a_page
from consult.drafts.draft_diff import ClausePair, compare
from consult.drafts.models import Draft, Wording
from consult.drafts.queries import splits_and_merges_between, wordings_of
from consult.publishing.queries import Source, draft_sources
from consult.publishing.words.history import ClauseWords, words_of_clauses
from consult.revisions.models import Revision, revision_point
from consult.voting.tally import Tally, restored


@dataclass(frozen=True)
class Changed:
    """A clause that is new, gone or has other words; `source` is the vote, also where a hand changed some words after
    it, and None where nobody voted. `words` says of each word whose it is."""

    pair: ClausePair
    source: Source | None
    tally: Tally | None
    comments: int
    words: ClauseWords = field(default_factory=ClauseWords)
    unvoted: int = 0  # words that a hand put in or took out on the way into this draft

    @property
    def wording(self) -> Wording:
        wording = self.pair.new or self.pair.old
        assert wording is not None  # noqa: S101 - a pair has one of the two
        return wording


@dataclass(frozen=True)
class Changes:
    changed: Sequence[Changed]
    renumbered: Sequence[ClausePair]
    same: int

    def count(self, change: str) -> int:
        return sum(changed.pair.change == change for changed in self.changed)


def changes_into(draft: Draft, before: Draft) -> Changes:
    pairs = compare(wordings_of(before), wordings_of(draft), splits_and_merges_between(before, draft))
    found = [pair for pair in pairs if pair.change not in {"same", "renumbered"}]
    clauses = [wording.clause_id for pair in found if (wording := pair.new or pair.old) is not None]
    words = words_of_clauses(draft.guideline, clauses, up_to=draft)
    deleted = {source.clause_id: source for source in draft_sources(draft) if source.wording_id is None}
    told = [_told(pair, words, deleted, draft) for pair in found]
    answered = comments_answered([source.revision for _pair, source, _words in told if source is not None])
    changed = [_changed(pair, source, words, draft, answered) for pair, source, words in told]
    renumbered = [pair for pair in pairs if pair.change == "renumbered"]
    return Changes(changed, renumbered, len(pairs) - len(changed) - len(renumbered))


def _told(
    pair: ClausePair, words: Mapping[int, ClauseWords], deleted: Mapping[int | None, Source], draft: Draft
) -> tuple[ClausePair, Source | None, ClauseWords]:
    """The vote behind the change, as the one telling of the clause's words has it."""
    if pair.new is None:
        return pair, deleted.get(pair.old.clause_id) if pair.old is not None else None, ClauseWords()
    here = words.get(pair.new.clause_id, ClauseWords())
    vote = next((s for s in here.sources if s.draft.id == draft.id and s.revision is not None), None)
    if vote is None or vote.revision is None or vote.ballot is None:
        return pair, None, here
    return pair, Source(vote.revision, vote.ballot, pair.new.clause_id, pair.new.id), here


def _changed(
    pair: ClausePair, source: Source | None, words: ClauseWords, draft: Draft, answered: Mapping[int, int]
) -> Changed:
    if source is None:
        return Changed(pair, None, None, 0, words, words.unvoted_in(draft))
    tally = restored(source.ballot.tally) if source.ballot.tally is not None else None
    return Changed(pair, source, tally, answered.get(source.revision.id, 0), words, words.unvoted_in(draft))


def comments_answered(revisions: Sequence[Revision]) -> dict[int, int]:
    """Comments whose points each revision answers."""
    return _comments_answered(tuple(sorted({revision.id for revision in revisions})))


@once_a_page
def _comments_answered(numbers: tuple[int, ...]) -> dict[int, int]:
    if not numbers:
        return {}
    query = select(revision_point.c.revision_id, func.count(Point.comment_id.distinct()))
    query = query.join(Point, Point.id == revision_point.c.point_id).where(revision_point.c.revision_id.in_(numbers))
    return dict(db.session.execute(query.group_by(revision_point.c.revision_id)).all())
