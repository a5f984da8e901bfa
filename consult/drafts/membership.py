"""A person's membership in one guideline: which roles they hold there. Pure."""

from dataclasses import dataclass

from consult.accounts.models import Person
from consult.drafts.models import Guideline, Role

TEAM = frozenset({Role.SECRETARIAT, Role.DRAFTER})
INSIDE = TEAM | {Role.MODERATOR, Role.EXPERT, Role.CHAIR}


@dataclass(frozen=True)
class Membership:
    """`person` is None for a visitor. An administrator may do what the secretariat may."""

    person: Person | None
    guideline: Guideline
    roles: frozenset[Role]

    @property
    def signed_in(self) -> bool:
        return self.person is not None

    @property
    def administrator(self) -> bool:
        return self.person is not None and self.person.administrator

    @property
    def secretariat(self) -> bool:
        return Role.SECRETARIAT in self.roles

    @property
    def team(self) -> bool:
        """The drafting team: reads all, curates, answers, writes revisions, publishes."""
        return bool(self.roles & TEAM)

    @property
    def moderator(self) -> bool:
        return bool(self.roles & {Role.SECRETARIAT, Role.MODERATOR})

    @property
    def expert(self) -> bool:
        return bool(self.roles & {Role.EXPERT, Role.CHAIR})

    @property
    def chair(self) -> bool:
        return bool(self.roles & {Role.SECRETARIAT, Role.CHAIR})

    @property
    def inside(self) -> bool:
        """Has any task here: sees drafts before they are published."""
        return bool(self.roles & INSIDE)

    @property
    def knows(self) -> bool:
        """Whether the guideline is theirs to know of: a private one is for those with a task in it."""
        return self.guideline.public or self.inside
