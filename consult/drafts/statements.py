"""What the log commits to of roles, of what became of clauses, and of the approval of a final text. Pure."""

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
LINEAGE = ("id", "draft_id", "change", "from_clause_id", "to_clause_id")
APPROVAL = ("id", "draft_id", "approved_on", "approved_by", "review_on", "procedure", "by_id", "at")


def content_of_appointment(appointment: Any) -> dict[str, Any]:
    return fields_of(appointment, APPOINTMENT)


def content_of_lineage(link: Any) -> dict[str, Any]:
    return fields_of(link, LINEAGE)


def content_of_approval(approval: Any) -> dict[str, Any]:
    return fields_of(approval, APPROVAL)
