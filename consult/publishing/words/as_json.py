"""Whose every word of a draft is, as plain values for open data: the telling of the pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from consult.drafts.models import Draft, Wording
from consult.publishing.models import OmittedRevision, PublicationOverride
from consult.publishing.words.history import ClauseWords, WordSource


def source_as_json(source: WordSource) -> dict[str, Any]:
    """`kind` is text, vote, hand or unexplained; a vote has its revision and ballot, a hand its reason and time."""
    found: dict[str, Any] = {"kind": source.kind, "draft": source.draft.number}
    if source.revision is not None and source.ballot is not None:
        found |= {"revision": source.revision.id, "title": source.revision.title, "ballot": source.ballot.id}
    if source.edit is not None:
        by = source.edit.by.name if source.edit.by is not None else None
        found |= {"at": source.edit.at.isoformat(), "by": by, "reason": source.edit.reason}
    return found


def clause_as_json(wording: Wording, words: ClauseWords) -> dict[str, Any]:
    """`words` in reading order spell the text; each names its source by its place in `sources`."""
    places = {id(source): place for place, source in enumerate(words.sources)}
    return {
        "clause": wording.clause.uid,
        "number": wording.number,
        "sources": [source_as_json(source) for source in words.sources],
        "words": [{"text": text, "source": places[id(source)]} for text, source in words.runs],
        "taken_out": [
            {"text": gone.text, "put_by": places[id(gone.put)], "taken_out_by": places[id(gone.taken)]}
            for gone in words.taken_out
        ],
    }


def draft_as_json(
    draft: Draft,
    wordings: Sequence[Wording],
    words: Mapping[int, ClauseWords],
    override: PublicationOverride | None,
    omitted: Sequence[OmittedRevision],
) -> dict[str, Any]:
    return {
        "guideline": draft.guideline.slug,
        "draft": draft.number,
        "language": draft.guideline.language,
        "published_all_the_same": _override(override),
        "carried_not_in_the_text": [
            {"revision": o.revision_id, "title": o.revision.title, "because": o.omission, "reason": o.reason}
            for o in omitted
        ],
        "clauses": [clause_as_json(w, words[w.clause_id]) for w in wordings],
    }


def _override(override: PublicationOverride | None) -> dict[str, Any] | None:
    if override is None or override.answered_by is None:
        return None
    return {
        "proposed_by": override.proposed_by.name,
        "proposed_at": override.proposed_at.isoformat(),
        "confirmed_by": override.answered_by.name,
        "confirmed_at": override.answered_at.isoformat() if override.answered_at else None,
        "grounds": override.grounds,
        "note": override.answer_note,
    }
