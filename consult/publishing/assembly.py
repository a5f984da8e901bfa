"""The next draft from the draft in force and the carried revisions: clauses in order, and what became of each. Pure.

A clause keeps its identity and, unless a clause that is added or renumbered takes its number, its number: a deleted
clause leaves a gap, so that "HR-L4" does not come to mean something else in the next draft. Clauses whose words and
place alone are changed, by two revisions, have both. The result does not depend on the order in which revisions are
given. Numbers and places: `clause_placing`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.core.text import looks_same
from consult.drafts.draft_diff import out_of_order
from consult.drafts.models import Change
from consult.publishing.clause_placing import (
    ClausePut,
    ClauseStep,
    ClauseText,
    Section,
    Unplaced,
    entries_placed,
    placed,
    with_numbers,
)
from consult.revisions.models import RevisionKind
from consult.revisions.structure.changes import Placing
from consult.revisions.structure.numbers import natural

__all__ = ["ClausePut", "ClauseStep", "ClauseText", "Section", "natural"]


@dataclass(frozen=True)
class Amendment:
    """A carried revision. `base` are the words that it was written against; for a new clause `number` is its place.

    One of the structure says what it does in `steps`.
    """

    revision: int
    kind: RevisionKind
    clause: int | None
    base: str
    text: str
    number: str
    section: Section
    heading: str = ""
    steps: tuple[ClauseStep, ...] = ()

    @property
    def every_step(self) -> tuple[ClauseStep, ...]:
        if self.steps:
            return self.steps
        if self.clause is None:
            wanted = ClausePut(self.text, self.heading, self.number, self.section, None, Placing.NUMBER)
            return (ClauseStep(self.revision, (), (wanted,)),)
        puts = () if self.kind == RevisionKind.DELETE else (ClausePut(self.text, continues=self.clause),)
        return (ClauseStep(self.revision, ((self.clause, self.base),), puts),)


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
    found = _clashes(base, wanted)
    if found:
        raise CannotAssemble(found)
    try:
        return _made(base, wanted)
    except Unplaced as lost:
        faults_found = [AssemblyFault(FaultKind.UNPLACED, None, (revision,)) for revision in lost.revisions]
        raise CannotAssemble(faults_found) from lost


def _made(base: Sequence[ClauseText], wanted: Sequence[Amendment]) -> list[ClauseText]:
    entries = entries_placed(base, [step for amendment in wanted for step in amendment.every_step])
    return placed(with_numbers(entries, base))


def faults(base: Sequence[ClauseText], amendments: Iterable[Amendment]) -> list[AssemblyFault]:
    """Everything that keeps these revisions out of this draft, in the order of the draft."""
    try:
        assemble(base, amendments)
    except CannotAssemble as cannot:
        return list(cannot.faults)
    return []


def _clashes(base: Sequence[ClauseText], wanted: Sequence[Amendment]) -> list[AssemblyFault]:
    by_clause: dict[int, list[ClauseStep]] = defaultdict(list)
    for step in (step for amendment in wanted for step in amendment.every_step):
        for clause, _text in step.bases:
            by_clause[clause].append(step)
    texts = {words.clause: words for words in base if words.clause is not None}
    found = [
        AssemblyFault(FaultKind.COLLISION, clause, tuple(step.revision for step in group))
        for clause, group in by_clause.items()
        if len(group) > 1 and (clause not in texts or not _go_together(group, texts[clause]))
    ]
    for clause, step in ((clause, step) for clause, group in by_clause.items() for step in group):
        if clause not in texts:
            found.append(AssemblyFault(FaultKind.MISSING, clause, (step.revision,)))
        elif not looks_same(texts[clause].text, dict(step.bases)[clause]):
            found.append(AssemblyFault(FaultKind.STALE, clause, (step.revision,)))
    return found


def _go_together(steps: Sequence[ClauseStep], base: ClauseText) -> bool:
    """One changes the words, another the heading or the place: both can be."""
    touched = [step.facets(base) for step in steps]
    return all(touched) and sum(map(len, touched)) == len(frozenset().union(*touched))


def steps_between(base: Sequence[ClauseText], clauses: Sequence[ClauseText]) -> list[LineageStep]:
    """What became of each clause from one draft to the next, in the order of the next; what was deleted comes last."""
    before = {words.clause: words for words in base}
    here = {words.clause for words in clauses}
    moved = out_of_order([words.clause for words in base], [words.clause for words in clauses])
    found = [step for words in clauses for step in _steps_of(words, before, moved)]
    return found + [LineageStep(Change.DELETED, words.clause, None) for words in base if words.clause not in here]


def _steps_of(
    words: ClauseText, before: Mapping[int | None, ClauseText], moved: frozenset[int | None]
) -> Iterable[LineageStep]:
    old = before.get(words.clause) if words.clause is not None else None
    if old is None:
        yield LineageStep(Change.ADDED, None, words.clause)
        return
    if not looks_same(old.text, words.text) or not looks_same(old.heading, words.heading):
        yield LineageStep(Change.REWORDED, words.clause, words.clause)
    if (old.number, old.section) != (words.number, words.section) or words.clause in moved:
        yield LineageStep(Change.MOVED, words.clause, words.clause)
