"""A person's place in one round: the tasks they have there and their own deadline. Pure."""

from dataclasses import dataclass
from datetime import datetime

from consult.consultations.models import RoundRole


@dataclass(frozen=True)
class RoundMembership:
    """Everyone has one; most people's is empty."""

    roles: frozenset[RoundRole] = frozenset()
    until: datetime | None = None

    @property
    def host(self) -> bool:
        return RoundRole.HOST in self.roles

    @property
    def reporting(self) -> bool:
        """Writes down what is said in the round's sessions."""
        return bool(self.roles & {RoundRole.HOST, RoundRole.RAPPORTEUR})

    @property
    def moderator(self) -> bool:
        return RoundRole.MODERATOR in self.roles


NO_PLACE = RoundMembership()
