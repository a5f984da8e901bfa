"""A response policy as it holds: what a round says, else what its guideline says, else the usual. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from consult.consultations.policy.models import ResponsePolicy

LONGEST_DAYS = 365


@dataclass(frozen=True)
class Policy:
    """Days: within which a comment is acknowledged; an answer is given after its round closed; an answer or a ballot
    is contested; an objection is decided."""

    acknowledge_days: int = 14
    answer_days: int = 90
    contest_days: int = 14
    decide_days: int = 30
    what_happens: str = ""
    who_answers: str = ""

    def acknowledged_by(self, sent_at: datetime) -> datetime:
        return sent_at + timedelta(days=self.acknowledge_days)

    def answered_by(self, closed_at: datetime) -> datetime:
        return closed_at + timedelta(days=self.answer_days)

    def contested_until(self, told_at: datetime) -> datetime:
        return told_at + timedelta(days=self.contest_days)

    def decided_by(self, filed_at: datetime) -> datetime:
        return filed_at + timedelta(days=self.decide_days)


FIELDS = tuple(field.name for field in fields(Policy))


def merged(rows: Iterable[ResponsePolicy | Row[Any]]) -> Policy:
    """The guideline's row and the round's; what the round leaves empty is the guideline's."""
    policy = Policy()
    for row in sorted(rows, key=lambda row: row.round_id is not None):
        said = {name: value for name in FIELDS if (value := getattr(row, name)) not in {None, ""}}
        policy = replace(policy, **said)
    return policy
