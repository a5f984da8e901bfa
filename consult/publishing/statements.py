"""What the log commits to of a published text: its words, where they come from, what was passed over. Pure."""

from typing import Any

from consult.core.transparency.statements import fields_of

DRAFT = ("id", "number", "title", "state", "based_on_id", "note", "published_at")
WORDING = ("id", "draft_id", "clause_id", "language", "status", "number", "position", "heading", "text")
PUBLICATION = ("id", "draft_id", "at", "obstacles", "override_reason")
OVERRIDE = ("id", "draft_id", "state", "digest", "grounds", "proposed_at", "answered_at")
PROVENANCE = ("id", "wording_id", "draft_id", "revision_id", "ballot_id")
OMITTED = ("id", "publication_id", "revision_id", "omission", "reason")
CARRY = (
    "id",
    "comment_id",
    "draft_id",
    "wording_id",
    "fate",
    "quote",
    "confidence",
    "confirmed_by_id",
    "confirmed_at",
)


def content_of_draft(draft: Any, main_language: str) -> dict[str, Any]:
    return {**fields_of(draft, DRAFT), "language": main_language}


def content_of_wording(wording: Any, uid: str) -> dict[str, Any]:
    """`clause` is what stays the same from draft to draft."""
    return {**fields_of(wording, WORDING), "clause": uid}


def content_of_publication(publication: Any) -> dict[str, Any]:
    return fields_of(publication, PUBLICATION)


def content_of_provenance(provenance: Any) -> dict[str, Any]:
    """Which of the clauses that a revision of the structure puts, or takes out, is said only of those."""
    said = fields_of(provenance, ("place", "clause_id"))
    return {**fields_of(provenance, PROVENANCE), **{name: value for name, value in said.items() if value is not None}}


def content_of_override(override: Any) -> dict[str, Any]:
    return fields_of(override, OVERRIDE)


def content_of_omission(omitted: Any) -> dict[str, Any]:
    return fields_of(omitted, OMITTED)


def content_of_carry(carry: Any) -> dict[str, Any]:
    return fields_of(carry, CARRY)
