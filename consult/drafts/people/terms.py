"""On which terms a role is given, offered or changed. Pure."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from consult.drafts.models import Role


@dataclass(frozen=True, kw_only=True)
class RoleTerms:
    """`term_ends_on` is the last day; an alternate has no vote until the seat passes on to them."""

    role: Role
    member_state: str | None = None
    seated: bool = True
    title: str = ""
    term_starts_on: date | None = None
    term_ends_on: date | None = None
    alternate_of_id: int | None = None

    @property
    def has_vote(self) -> bool:
        return self.role == Role.EXPERT and self.seated

    @property
    def columns(self) -> dict[str, Any]:
        """By the names of the columns that hold them."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def role_terms_of(row: Any) -> RoleTerms:
    """Of an appointment or an offer."""
    return RoleTerms(**{name: getattr(row, name) for name in RoleTerms.__dataclass_fields__})


def passed_on(terms: RoleTerms, *, title: str = "") -> RoleTerms:
    """What a successor takes over: the seat, its state and what is left of its term, not the function."""
    return replace(terms, title=title, term_starts_on=None, alternate_of_id=None)


def differences(before: RoleTerms, after: RoleTerms) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changed, as it was and as it is, in values that JSON can hold."""
    was, now = asdict(before), asdict(after)
    changed = [name for name in was if was[name] != now[name]]
    return {name: _plain(was[name]) for name in changed}, {name: _plain(now[name]) for name in changed}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
