"""What the log commits to of a revision: its words, its state, the points that it answers. Pure."""

from collections.abc import Iterable
from typing import Any

from consult.core.transparency.statements import fields_of

REVISION = (
    "id",
    "draft_id",
    "kind",
    "clause_id",
    "base_id",
    "pillar_id",
    "part_id",
    "number",
    "title",
    "proposed_text",
    "rationale",
    "state",
    "version",
)


def content_of_revision(revision: Any, point_ids: Iterable[int]) -> dict[str, Any]:
    """What one of the structure does is said only of those."""
    structure = {"structure": revision.structure} if revision.structure is not None else {}
    return {**fields_of(revision, REVISION), "points": sorted(point_ids), **structure}
