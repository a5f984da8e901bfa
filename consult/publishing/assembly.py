"""The next draft from the draft in force and the carried revisions: clauses in order, and what became of each. Pure.

A clause keeps its identity and, unless an added clause takes its number, its number: a deleted clause leaves a gap,
so that "HR-L4" does not come to mean something else in the next draft. An added clause stands where its number puts
it within its section; if the number is taken, the clause there and those that follow it without a gap move up by one.
The result does not depend on the order in which revisions are given.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from consult.core.text import looks_same
from consult.drafts.models import Change
from consult.revisions.models import RevisionKind

Section = tuple[int, int]  # position of the pillar, position of the part (0: none), in reading order
_SERIES = re.compile(r"^(.*?)(\d+)$", re.DOTALL)


@dataclass(frozen=True)
class ClauseText:
    """A clause in a draft. `clause` is None for one that is new; `revision` is the one that put these words here."""

    clause: int | None
    number: str
    section: Section
    text: str
    heading: str = ""
    revision: int | None = None


@dataclass(frozen=True)
class Amendment:
    """A carried revision. `base` are the words that it was written against; for a new clause `number` is its place."""

    revision: int
    kind: RevisionKind
    clause: int | None
    base: str
    text: str
    number: str
    section: Section
    heading: str = ""


class FaultKind(StrEnum):
    COLLISION = "collision"  # two revisions change one clause
    STALE = "stale"  # the clause has other words now than those voted on
    MISSING = "missing"  # the clause is not in the draft any more
    UNPLACED = "unplaced"  # a new clause whose number is taken, or cannot be told


@dataclass(frozen=True)
class AssemblyFault:
    """Why these revisions cannot be put into this draft."""

    kind: FaultKind
    clause: int | None
    revisions: tuple[int, ...]


class CannotAssemble(Exception):
    """The revisions do not fit the draft; `faults` says where."""

    def __init__(self, faults: Sequence[AssemblyFault]) -> None:
        super().__init__(", ".join(f"{fault.kind} {fault.revisions}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class LineageStep:
    """A row of lineage. A clause without one came over word for word, with its number."""

    change: Change
    from_clause: int | None
    to_clause: int | None  # None for a deleted clause, and for an added one that has no identity yet


def assemble(base: Sequence[ClauseText], amendments: Iterable[Amendment]) -> list[ClauseText]:
    """Clauses of the next draft in reading order. Raises CannotAssemble with every fault."""
    wanted = sorted(amendments, key=lambda amendment: amendment.revision)
    found = faults(base, wanted)
    if found:
        raise CannotAssemble(found)
    clauses = _amended(base, [a for a in wanted if a.kind != RevisionKind.ADD])
    for added in _in_order(wanted):
        clauses = _placed(clauses, added, base)
    return clauses


def faults(base: Sequence[ClauseText], amendments: Iterable[Amendment]) -> list[AssemblyFault]:
    """Everything that keeps these revisions out of this draft, in the order of the draft."""
    by_clause: dict[int | None, list[Amendment]] = defaultdict(list)
    wanted = sorted(amendments, key=lambda amendment: amendment.revision)
    for amendment in wanted:
        if amendment.kind != RevisionKind.ADD:
            by_clause[amendment.clause].append(amendment)
    texts = {words.clause: words.text for words in base}
    found = [
        AssemblyFault(FaultKind.COLLISION, clause, tuple(a.revision for a in group))
        for clause, group in by_clause.items()
        if len(group) > 1
    ]
    for amendment in (a for group in by_clause.values() for a in group):
        if amendment.clause not in texts:
            found.append(AssemblyFault(FaultKind.MISSING, amendment.clause, (amendment.revision,)))
        elif not looks_same(texts[amendment.clause], amendment.base):
            found.append(AssemblyFault(FaultKind.STALE, amendment.clause, (amendment.revision,)))
    return found or _unplaced(base, wanted)


def _unplaced(base: Sequence[ClauseText], wanted: Sequence[Amendment]) -> list[AssemblyFault]:
    """New clauses that ask for a number that is taken and cannot move up."""
    clauses = _amended(base, [a for a in wanted if a.kind != RevisionKind.ADD])
    found: list[AssemblyFault] = []
    for added in _in_order(wanted):
        try:
            clauses = _placed(clauses, added, base)
        except CannotAssemble as cannot:
            found += cannot.faults
    return found


def _amended(base: Sequence[ClauseText], amendments: Sequence[Amendment]) -> list[ClauseText]:
    by_clause = {amendment.clause: amendment for amendment in amendments}
    clauses = []
    for words in base:
        amendment = by_clause.get(words.clause)
        if amendment is None:
            clauses.append(words)
        elif amendment.kind == RevisionKind.REWORD:
            clauses.append(replace(words, text=amendment.text, revision=amendment.revision))
    return clauses


def _in_order(amendments: Iterable[Amendment]) -> list[Amendment]:
    """New clauses by section and number; those without a number last; the older revision first in a tie."""
    added = [a for a in amendments if a.kind == RevisionKind.ADD]
    return sorted(added, key=lambda a: (a.section, not a.number, natural(a.number), a.revision))


def _placed(clauses: Sequence[ClauseText], added: Amendment, base: Sequence[ClauseText]) -> list[ClauseText]:
    number = _free_of_new(clauses, added.number or _next_in([*base, *clauses], added))
    new = ClauseText(None, number, added.section, added.text, added.heading, added.revision)
    taken = next((place for place, words in enumerate(clauses) if words.number == number), None)
    if taken is None:
        at = _place_for(clauses, new)
        return [*clauses[:at], new, *clauses[at:]]
    moved = _moved_up(clauses, number)
    if moved is None:
        raise CannotAssemble([AssemblyFault(FaultKind.UNPLACED, None, (added.revision,))])
    return [*moved[:taken], new, *moved[taken:]]


def _next_in(clauses: Sequence[ClauseText], added: Amendment) -> str:
    """The number after the highest that the section has or had; raises CannotAssemble where it has no series."""
    series = [m for words in clauses if words.section == added.section and (m := _SERIES.match(words.number))]
    if not series:
        raise CannotAssemble([AssemblyFault(FaultKind.UNPLACED, None, (added.revision,))])
    stem, highest = max(((m[1], int(m[2])) for m in series), key=lambda pair: pair[1])
    return f"{stem}{highest + 1}"


def _free_of_new(clauses: Sequence[ClauseText], number: str) -> str:
    """Two new clauses that want one place stand one after the other."""
    new = {words.number for words in clauses if words.clause is None}
    while number in new and (found := _SERIES.match(number)):
        number = f"{found[1]}{int(found[2]) + 1}"
    return number


def _moved_up(clauses: Sequence[ClauseText], number: str) -> list[ClauseText] | None:
    """Room at `number`: it and the numbers that follow it without a gap are one higher; None if it has no series."""
    found = _SERIES.match(number)
    if found is None:
        return None
    stem, first = found[1], int(found[2])
    taken = {words.number for words in clauses}
    last = first
    while f"{stem}{last + 1}" in taken:
        last += 1
    higher = {f"{stem}{n}": f"{stem}{n + 1}" for n in range(first, last + 1)}
    return [replace(words, number=higher.get(words.number, words.number)) for words in clauses]


def _place_for(clauses: Sequence[ClauseText], new: ClauseText) -> int:
    """After the last clause of its section with a lower number; else first in it; else after the sections before."""
    siblings = [place for place, words in enumerate(clauses) if words.section == new.section]
    lower = [place for place in siblings if natural(clauses[place].number) < natural(new.number)]
    if lower:
        return lower[-1] + 1
    if siblings:
        return siblings[0]
    return max((place + 1 for place, words in enumerate(clauses) if words.section < new.section), default=0)


def natural(number: str) -> tuple[str | int, ...]:
    """Order in which people count: HR-L2 before HR-L10."""
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", number))


def steps_between(base: Sequence[ClauseText], clauses: Sequence[ClauseText]) -> list[LineageStep]:
    """What became of each clause from one draft to the next, in the order of the next; what was deleted comes last."""
    before = {words.clause: words for words in base}
    here = {words.clause for words in clauses}
    found = [step for words in clauses for step in _steps_of(words, before)]
    return found + [LineageStep(Change.DELETED, words.clause, None) for words in base if words.clause not in here]


def _steps_of(words: ClauseText, before: Mapping[int | None, ClauseText]) -> Iterable[LineageStep]:
    old = before.get(words.clause) if words.clause is not None else None
    if old is None:
        yield LineageStep(Change.ADDED, None, words.clause)
        return
    if not looks_same(old.text, words.text):
        yield LineageStep(Change.REWORDED, words.clause, words.clause)
    if old.number != words.number:
        yield LineageStep(Change.MOVED, words.clause, words.clause)
