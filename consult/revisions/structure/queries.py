"""What is asked of a draft, and of revisions that may be put together, where the structure changes."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.core.database import db
from consult.drafts.models import Draft, Guideline, Wording
from consult.drafts.queries import wordings_of
from consult.revisions.models import Revision
from consult.revisions.rules import OPEN, on_draft_in_force
from consult.revisions.structure.labels import told_changes
from consult.revisions.structure.rules import DraftPlaces


def draft_places(draft: Draft) -> DraftPlaces:
    words = wordings_of(draft)
    return DraftPlaces(
        {wording.clause_id: wording.number for wording in words},
        {wording.clause_id: (wording.pillar_id, wording.part_id) for wording in words},
    )


def changes_in_words(revision: Revision) -> list[str]:
    """What it does, a sentence or more for each change; none for one of the words of a single clause."""
    if revision.structure is None:
        return []
    named = any(result.beside is not None or result.number for result in revision.results)
    stands = select(Wording.clause_id, Wording.number).where(
        Wording.draft_id == revision.draft_id, Wording.language == revision.guideline.language
    )
    return told_changes(revision, dict(db.session.execute(stands).all()) if named else {})


def to_put_together(guideline: Guideline) -> Sequence[Revision]:
    """Revisions in work against the draft in force, in reading order."""
    query = select(Revision).where(Revision.guideline_id == guideline.id, Revision.state.in_(OPEN))
    found = [revision for revision in db.session.scalars(query.order_by(Revision.id)) if on_draft_in_force(revision)]
    return sorted(found, key=lambda revision: (revision.base.position if revision.base else 1_000_000, revision.id))
