"""What the log commits to of the frame, of roles, of what became of clauses, of the approval of a final text. Pure."""

from typing import Any

from consult.core.transparency.statements import fields_of

APPOINTMENT = (
    "id",
    "person_id",
    "role",
    "member_state",
    "state_as_given",
    "seated",
    "title",
    "appointed_at",
    "term_starts_on",
    "term_ends_on",
    "begun_at",
    "suspended_at",
    "suspended_until",
    "ended_at",
    "alternate_of_id",
    "replaces_id",
)
ROLE_CHANGE = ("id", "appointment_id", "kind", "at", "by_id", "because", "before", "after")
GUIDELINE = (
    "id",
    "slug",
    "title",
    "sentence",
    "notice",
    "attribution",
    "language",
    "public",
    "archived_at",
    "group_of_states",
)
PILLAR = ("id", "code", "title", "kind", "summary", "position")
PART = ("id", "code", "title", "addressee", "position")
MILESTONE = ("id", "title", "detail", "starts_on", "ends_on", "position")
PLACEMENT = ("id", "pillar_id", "part_id")
LINEAGE = ("id", "draft_id", "change", "from_clause_id", "to_clause_id")
APPROVAL = ("id", "draft_id", "approved_on", "approved_by", "review_on", "procedure", "by_id", "at")


def content_of_appointment(appointment: Any) -> dict[str, Any]:
    return fields_of(appointment, APPOINTMENT)


def content_of_role_change(change: Any) -> dict[str, Any]:
    return fields_of(change, ROLE_CHANGE)


def content_of_guideline(guideline: Any) -> dict[str, Any]:
    return fields_of(guideline, GUIDELINE)


def content_of_pillar(pillar: Any) -> dict[str, Any]:
    return fields_of(pillar, PILLAR)


def content_of_part(part: Any) -> dict[str, Any]:
    return fields_of(part, PART)


def content_of_milestone(milestone: Any) -> dict[str, Any]:
    return fields_of(milestone, MILESTONE)


def content_of_placement(wording: Any) -> dict[str, Any]:
    """Under which pillar and part a published wording stands."""
    return fields_of(wording, PLACEMENT)


def content_of_lineage(link: Any) -> dict[str, Any]:
    return fields_of(link, LINEAGE)


def content_of_approval(approval: Any) -> dict[str, Any]:
    return fields_of(approval, APPROVAL)
