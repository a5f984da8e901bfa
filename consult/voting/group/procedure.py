"""How a group decides, as plain values: what a ballot inherits. Pure."""

from dataclasses import dataclass, fields
from typing import Any

from consult.voting.group.models import Opener


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """Each field is one of `RulesOfProcedure`. Shares are 0 to 1, lengths whole days."""

    majority: str = "two_thirds"
    counting: str = "per_expert"
    quorum: float = 0.5
    quorum_floor: int = 0
    secret: bool = False
    results_hidden: bool = True
    opener: Opener = Opener.EITHER
    notice_days: int = 0
    shortest_days: int = 1
    usual_days: int = 7
    extensions: int = 2
    extension_days: int = 14
    reballots: int = 1
    reballot_after_days: int = 0
    silence_days: int = 10
    objection_days: int = 14


USUAL = Procedure()
FIELDS = tuple(field.name for field in fields(Procedure))


def procedure_in(row: Any) -> Procedure:
    """The values of a row of `RulesOfProcedure`."""
    return Procedure(**{name: getattr(row, name) for name in FIELDS})
