"""One mail for many: what is told of several ballots at one moment comes in one mail to each person."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from consult.accounts.models import Person
from consult.core.mail import outbox as mail
from consult.voting.models import Ballot

Told = tuple[str, Person, dict[str, Any]]
MANY = "voting/many"

_gathered: ContextVar[list[Told] | None] = ContextVar("gathered", default=None)


def tell_of_ballot(template: str, person: Person, ballot: Ballot, **said: Any) -> None:
    """At once; inside `one_mail_each` when it ends, with what else there is to tell that person."""
    revision = ballot.revision
    place = revision.base.number if revision.base else revision.number
    values = {"person": person, "ballot": ballot, "revision": revision, "place": place, **said}
    waiting = _gathered.get()
    if waiting is None:
        mail.post(person.email, template, language=person.language, **values)
    else:
        waiting.append((template, person, values))


@contextmanager
def one_mail_each() -> Iterator[None]:
    """What is told inside is written when it ends, in the caller's transaction: of the same kind one mail a person."""
    if _gathered.get() is not None:
        yield
        return
    waiting: list[Told] = []
    token = _gathered.set(waiting)
    try:
        yield
    finally:
        _gathered.reset(token)
    _post(waiting)


def _post(told: list[Told]) -> None:
    by_person: dict[tuple[str, int], list[Told]] = {}
    for template, person, values in told:
        by_person.setdefault((template, person.id), []).append((template, person, values))
    for (template, _number), those in by_person.items():
        _template, person, values = those[0]
        if len(those) == 1:
            mail.post(person.email, template, language=person.language, **values)
            continue
        several = [each for _template, _person, each in those]
        about = several[0]["revision"].guideline
        kind = template.rpartition("/")[2]
        mail.post(person.email, MANY, language=person.language, person=person, kind=kind, told=several, guideline=about)
