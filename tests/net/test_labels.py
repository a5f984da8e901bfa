"""What an enumeration can be has a name for people, and what a stance says has a side."""

import ast
import re
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from consult.accounts.access_log.labels import PERSONAL_DATA_NAMES
from consult.accounts.access_log.models import PersonalData
from consult.accounts.countries import REGION_NAMES, Region
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES as STAKEHOLDER_NAMES
from consult.accounts.models import StakeholderType
from consult.analysis.shared.breadth import Breadth, stands_of
from consult.comments import labels as comment_labels
from consult.comments.models import Capacity, Channel, CommentState, CommentType, Stance
from consult.consultations import labels as round_labels
from consult.consultations.models import Access, Kind, RoundRole, RoundState, Visibility
from consult.core.queue import State
from consult.drafts import labels as draft_labels
from consult.drafts.models import DraftState, Role, Status
from consult.drafts.people.models import RoleChangeKind
from consult.publishing import labels as publishing_labels
from consult.publishing.models import Fate
from consult.responses.labels import DISPOSITION_NAMES, DISPOSITION_TONES, STAGE_NAMES
from consult.responses.models import AnswerStage, Disposition
from consult.revisions.labels import KIND_NAMES as REVISION_KINDS
from consult.revisions.labels import STATE_MEANINGS as REVISION_MEANINGS
from consult.revisions.labels import STATE_NAMES as REVISION_STATES
from consult.revisions.labels import STATE_TONES as REVISION_TONES
from consult.revisions.models import RevisionKind, RevisionState
from consult.tracing.background_jobs.labels import JOB_STATE_NAMES
from consult.tracing.labels import ACTOR_NAMES, OUTCOMES
from consult.tracing.outcomes import CommentOutcome
from consult.voting.labels import (
    CHOICE_NAMES,
    COUNTING_NAMES,
    EVENT_NAMES,
    GRADIENT_NAMES,
    MAJORITY_NAMES,
)
from consult.voting.models import BallotEventKind, Choice, Counting, Gradient, Majority

# Every table that names the values of an enumeration, or gives them a tone.
TABLES: dict[type[StrEnum], list[Mapping[Any, Any]]] = {
    Access: [round_labels.ACCESS_NAMES],
    BallotEventKind: [EVENT_NAMES],
    AnswerStage: [STAGE_NAMES],
    Capacity: [comment_labels.CAPACITY_NAMES],
    Channel: [comment_labels.CHANNEL_NAMES],
    Choice: [CHOICE_NAMES],
    CommentOutcome: [OUTCOMES],
    CommentState: [comment_labels.STATE_NAMES],
    CommentType: [comment_labels.TYPE_NAMES, comment_labels.TYPE_HINTS],
    Disposition: [DISPOSITION_NAMES, DISPOSITION_TONES],
    Counting: [COUNTING_NAMES],
    DraftState: [draft_labels.DRAFT_STATE_NAMES],
    PersonalData: [PERSONAL_DATA_NAMES],
    Fate: [
        publishing_labels.FATE_NAMES,
        publishing_labels.FATE_PROPOSALS,
        publishing_labels.FATES_OF_MANY,
        publishing_labels.CHANGE_OF_PLACE,
    ],
    Gradient: [GRADIENT_NAMES],
    Kind: [round_labels.KIND_NAMES],
    Majority: [MAJORITY_NAMES],
    Region: [REGION_NAMES],
    RevisionKind: [REVISION_KINDS],
    RevisionState: [REVISION_STATES, REVISION_MEANINGS, REVISION_TONES],
    Role: [draft_labels.ROLE_NAMES, ACTOR_NAMES],
    RoleChangeKind: [draft_labels.CHANGE_NAMES],
    RoundRole: [round_labels.ROUND_ROLE_NAMES],
    RoundState: [round_labels.ROUND_STATE_NAMES],
    StakeholderType: [STAKEHOLDER_NAMES],
    State: [JOB_STATE_NAMES],
    Stance: [comment_labels.STANCE_NAMES],
    Status: [draft_labels.STATUS_NAMES],
    Visibility: [round_labels.VISIBILITY_NAMES],
}


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_every_value_has_a_name(kind: type[StrEnum]) -> None:
    assert all(set(kind) == set(table) for table in TABLES[kind])


def test_no_table_of_labels_stands_elsewhere() -> None:
    """A dictionary whose keys are the values of an enumeration and whose values are messages is a table of labels."""
    elsewhere = [
        f"{path.as_posix()}:{node.lineno}"
        for path in (Path(__file__).resolve().parents[2] / "consult").rglob("*.py")
        if path.name not in {"labels.py", "countries.py"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Dict) and len(node.keys) > 1
        if all(_of_an_enumeration(key) for key in node.keys) and all(_is_message(said) for said in node.values)
    ]
    assert not elsewhere


def test_no_template_names_the_values_of_an_enumeration_itself() -> None:
    """`{% set names = {"accepted": _("…")} %}` is a table that nobody finds again."""
    templates = Path(__file__).resolve().parents[2] / "templates"
    enumerations = {frozenset(kind) for kind in TABLES}
    found = [
        path.as_posix()
        for path in templates.rglob("*.html")
        for table in re.findall(r"\{(\s*\"[a-z_]+\":\s*_\([^}]*)\}", path.read_text("utf-8"))
        if frozenset(re.findall(r"\"([a-z_]+)\":\s*_\(", table)) in enumerations
    ]
    assert not found


def _of_an_enumeration(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Attribute) and key.attr.isupper() and getattr(key.value, "id", "") != "Verb"


def _is_message(said: ast.expr) -> bool:
    return isinstance(said, ast.Call) and getattr(said.func, "id", "") == "_l"


def test_every_stance_takes_a_side_or_none() -> None:
    said = Counter(dict.fromkeys(Stance, 1))
    (stand,) = stands_of(Breadth(by_group={StakeholderType.ACADEMIA: said})).values()
    assert stand.agree + stand.disagree + stand.other == len(Stance)
