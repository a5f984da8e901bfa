"""What an enumeration can be has a name for people, and what a stance says has a side."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from consult.accounts.countries import TYPE_NAMES as STAKEHOLDER_NAMES
from consult.accounts.countries import StakeholderType
from consult.analysis.shared.breadth import Breadth, stands_of
from consult.comments import labels as comment_labels
from consult.comments.models import Capacity, CommentState, CommentType, Stance
from consult.consultations import labels as round_labels
from consult.consultations.models import Kind
from consult.responses.forms import DISPOSITION_NAMES
from consult.responses.models import Disposition
from consult.revisions.labels import STATE_NAMES as REVISION_STATES
from consult.revisions.models import RevisionState
from consult.voting.labels import CHOICE_NAMES, MAJORITY_NAMES
from consult.voting.models import Choice, Majority

TABLES: dict[type[StrEnum], Mapping[Any, Any]] = {
    StakeholderType: STAKEHOLDER_NAMES,
    CommentType: comment_labels.TYPE_NAMES,
    Stance: comment_labels.STANCE_NAMES,
    Capacity: comment_labels.CAPACITY_NAMES,
    CommentState: comment_labels.STATE_NAMES,
    Kind: round_labels.KIND_NAMES,
    Disposition: DISPOSITION_NAMES,
    RevisionState: REVISION_STATES,
    Choice: CHOICE_NAMES,
    Majority: MAJORITY_NAMES,
}


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_every_value_has_a_name(kind: type[StrEnum]) -> None:
    assert set(kind) <= set(TABLES[kind])


def test_every_stance_takes_a_side_or_none() -> None:
    said = Counter(dict.fromkeys(Stance, 1))
    (stand,) = stands_of(Breadth(by_group={StakeholderType.ACADEMIA: said})).values()
    assert stand.agree + stand.disagree + stand.other == len(Stance)
