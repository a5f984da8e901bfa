"""What the log commits to of how the group works: rules, interests, objections, ballots together, Delphi rounds. Pure.

Ratings enter the log together when their round closes, so that none follows a member in it.
"""

from collections.abc import Iterable
from typing import Any

from consult.core.transparency.statements import fields_of

RULES = (
    "id",
    "version",
    "set_at",
    "set_by_id",
    "because",
    "majority",
    "counting",
    "quorum",
    "quorum_floor",
    "secret",
    "results_hidden",
    "opener",
    "notice_days",
    "shortest_days",
    "usual_days",
    "extensions",
    "extension_days",
    "reballots",
    "reballot_after_days",
    "silence_days",
    "objection_days",
)
INTEREST = (
    "id",
    "appointment_id",
    "kind",
    "text",
    "since",
    "until",
    "declared_at",
    "superseded_at",
    "updates_id",
    "erased_at",
)
HANDLING = ("id", "interest_id", "kind", "because", "by_id", "at", "superseded_at")
OBJECTION = (
    "id",
    "contested",
    "comment_id",
    "ballot_id",
    "by_id",
    "named",
    "answered_by",
    "reason",
    "change",
    "state",
    "filed_at",
    "due_at",
    "acknowledged_by_id",
    "acknowledged_at",
    "decided_by_id",
    "decided_at",
    "outcome",
    "rationale",
    "effect",
    "ended_because",
)
JOINT = ("id", "kind", "opened_by_id", "opened_at", "settled_at", "winner_id")
JOINT_ITEM = ("id", "joint_id", "ballot_id", "taken_out_at", "taken_out_by_id")
ALTERNATIVE = ("id", "revision_id", "vote_id", "paper_id", "by_id", "at")
STUDY = (
    "id",
    "title",
    "aim",
    "max_rounds",
    "agreement",
    "iqr_at_most",
    "stable_below",
    "created_by_id",
    "created_at",
    "started_at",
    "ended_at",
    "ended_as",
    "stop_reason",
)
STUDY_ITEM = ("id", "study_id", "position", "text", "revision_id")
PANELIST = ("id", "study_id", "appointment_id", "name", "member_state", "seated")
STUDY_ROUND = ("id", "study_id", "number", "opens_at", "closes_at", "opened_by_id", "closed_at", "results")
RATING = ("id", "round_id", "item_id", "panelist_id", "value", "reason", "at")


def content_of_rules(rules: Any) -> dict[str, Any]:
    return fields_of(rules, RULES)


def content_of_interest(interest: Any, pillar_ids: Iterable[int]) -> dict[str, Any]:
    return {**fields_of(interest, INTEREST), "pillars": sorted(pillar_ids)}


def content_of_handling(handling: Any, pillar_ids: Iterable[int], clause_ids: Iterable[int]) -> dict[str, Any]:
    return {**fields_of(handling, HANDLING), "pillars": sorted(pillar_ids), "clauses": sorted(clause_ids)}


def content_of_formal_objection(objection: Any) -> dict[str, Any]:
    return fields_of(objection, OBJECTION)


def content_of_joint(joint: Any) -> dict[str, Any]:
    return fields_of(joint, JOINT)


def content_of_joint_item(item: Any) -> dict[str, Any]:
    return fields_of(item, JOINT_ITEM)


def content_of_alternative(origin: Any) -> dict[str, Any]:
    return fields_of(origin, ALTERNATIVE)


def content_of_study(study: Any) -> dict[str, Any]:
    return fields_of(study, STUDY)


def content_of_study_item(item: Any) -> dict[str, Any]:
    return fields_of(item, STUDY_ITEM)


def content_of_panelist(panelist: Any) -> dict[str, Any]:
    return fields_of(panelist, PANELIST)


def content_of_study_round(study_round: Any) -> dict[str, Any]:
    return fields_of(study_round, STUDY_ROUND)


def content_of_rating(rating: Any) -> dict[str, Any]:
    return fields_of(rating, RATING)
