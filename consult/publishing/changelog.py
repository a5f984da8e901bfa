"""What changed on the way into a draft: each change with its revision, its ballot and the comments it answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.analysis.models import Point
from consult.core.database import db
from consult.drafts.draft_diff import ClausePair, compare
from consult.drafts.models import Draft, Wording
from consult.drafts.queries import wordings_of
from consult.publishing.queries import Source, draft_sources
from consult.revisions.models import Revision, revision_point
from consult.voting.tally import Tally, restored


@dataclass(frozen=True)
class Changed:
    """A clause that is new, gone or has other words; `source` is None where nobody voted on it."""

    pair: ClausePair
    source: Source | None
    tally: Tally | None
    comments: int

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
    pairs = compare(wordings_of(before), wordings_of(draft))
    sources = {source.clause_id: source for source in draft_sources(draft)}
    answered = comments_answered([source.revision for source in sources.values()])
    changed = [_changed(pair, sources, answered) for pair in pairs if pair.change in {"added", "deleted", "reworded"}]
    renumbered = [pair for pair in pairs if pair.change == "renumbered"]
    return Changes(changed, renumbered, len(pairs) - len(changed) - len(renumbered))


def _changed(pair: ClausePair, sources: Mapping[int | None, Source], answered: Mapping[int, int]) -> Changed:
    wording = pair.new or pair.old
    source = sources.get(wording.clause_id) if wording is not None else None
    if source is None or (pair.new is not None and pair.new.text != source.revision.proposed_text):
        return Changed(pair, None, None, 0)
    tally = restored(source.ballot.tally) if source.ballot.tally is not None else None
    return Changed(pair, source, tally, answered.get(source.revision.id, 0))


def comments_answered(revisions: Sequence[Revision]) -> dict[int, int]:
    """Comments whose points each revision answers."""
    numbers = [revision.id for revision in revisions]
    query = select(revision_point.c.revision_id, func.count(Point.comment_id.distinct()))
    query = query.join(Point, Point.id == revision_point.c.point_id).where(revision_point.c.revision_id.in_(numbers))
    return dict(db.session.execute(query.group_by(revision_point.c.revision_id)).all())
