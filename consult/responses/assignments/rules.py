"""May they give work to someone, and may it be given to them? And who would do well. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.membership import Membership


def may_assign(membership: Membership) -> Ruling:
    return refuse_unless(membership.team, _("Only the drafting team divides its work."))


def may_be_assigned(membership: Membership) -> Ruling:
    return refuse_unless(membership.team, _("Work is given to members of the drafting team alone."))


@dataclass(frozen=True)
class WorkCandidate:
    """A member of the team, for the points at hand: how many of them they can read, how much they have to do."""

    person: Person
    readable: int
    points: int
    missing: Sequence[str]  # languages of the points that they did not say they read
    open: int  # points without an answer in what is theirs already

    @property
    def told(self) -> bool:
        """Whether it is known what they read."""
        return bool(self.person.reads)


def best_placed(team: Sequence[Person], languages: Mapping[str, int], load: Mapping[int, int]) -> list[WorkCandidate]:
    """Who reads most of the points leading, of these who has least to do. `languages` and `load` are counts of points.

    Who did not say what they read is taken to read the language that they use this site in.
    """
    found = []
    for person in team:
        reads = set(person.reads.split()) or {person.language or "en"}
        missing = [code for code in languages if code not in reads]
        readable = sum(count for code, count in languages.items() if code in reads)
        found.append(WorkCandidate(person, readable, sum(languages.values()), missing, load.get(person.id, 0)))
    return sorted(found, key=lambda one: (-one.readable, one.open, one.person.name, one.person.id))
