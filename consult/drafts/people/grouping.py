"""The roles of a guideline as its people page lists them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from consult.drafts.models import Appointment, Role
from consult.drafts.people.rules import WITHOUT_VOTE


@dataclass(frozen=True)
class RoleGroup:
    """Everyone who holds one role, by state and name."""

    role: Role
    holders: Sequence[Appointment]
    today: date

    @property
    def votes(self) -> int:
        """How many have a vote today."""
        return sum(holder.seated and not self.state_of(holder) for holder in self.holders)

    @property
    def states(self) -> int:
        return len({holder.member_state for holder in self.holders if holder.member_state and holder.seated})

    def state_of(self, holder: Appointment) -> str:
        """ "suspended" or "coming" where the role gives no rights today."""
        if holder.suspended_at is not None:
            return "suspended"
        return "coming" if holder.term_starts_on is not None and holder.term_starts_on > self.today else ""


def roles_by_kind(running: Sequence[Appointment], today: date) -> list[RoleGroup]:
    """In the order of `Role`."""
    ordered = sorted(running, key=lambda a: (list(Role).index(a.role), a.member_state or "", a.person.name, a.id))
    return [RoleGroup(role, list(holders), today) for role, holders in groupby(ordered, key=lambda a: a.role)]


def doubly_bound(running: Sequence[Appointment]) -> list[Appointment]:
    """Seats from before the rule, of people who also write, moderate or administer the text, or the site."""
    bound = {appointment.person_id for appointment in running if appointment.role in WITHOUT_VOTE}
    bound |= {appointment.person_id for appointment in running if appointment.person.administrator}
    return [a for a in running if a.role == Role.EXPERT and a.seated and a.person_id in bound]
