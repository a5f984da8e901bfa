"""Where clauses stand in the next draft, and their numbers. Pure.

A clause that states its number has it; those that keep theirs move up by one where it is taken, until the next gap.
Of two that state one number the later has the next. A clause stands where the one stands that it comes from, after or
before another, or where its number puts it within its section.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from consult.core.text import looks_same
from consult.revisions.structure.changes import Placing
from consult.revisions.structure.numbers import SERIES, CannotMoveUp, natural, numbers_moved_up

Section = tuple[int, int]  # position of the pillar, position of the part (0: none), in reading order


@dataclass(frozen=True)
class ClauseText:
    """A clause in a draft. `clause` is None for one that is new; `revision` is the one that put these words here.

    `place` is the clause's place among those that a revision of the structure puts; `also` has the revision, and place,
    that gave it another heading or place; `origins` are other clauses that it came from.
    """

    clause: int | None
    number: str
    section: Section
    text: str
    heading: str = ""
    revision: int | None = None
    place: int | None = None
    also: tuple[tuple[int, int | None], ...] = ()
    origins: tuple[int, ...] = ()

    @property
    def puts(self) -> tuple[tuple[int, int | None], ...]:
        """Every revision that made it what it is, with its place there."""
        return ((self.revision, self.place), *self.also) if self.revision is not None else self.also


@dataclass(frozen=True)
class ClausePut:
    """A clause that a revision puts. Of one that continues another, what is None stays as it is."""

    text: str
    heading: str | None = None
    number: str = ""
    section: Section | None = None
    continues: int | None = None
    placing: Placing = Placing.TOGETHER
    beside: int | None = None


@dataclass(frozen=True)
class ClauseStep:
    """One change: clauses that it takes up, each with the words voted on against, and those that it puts. `first` is
    the place of the first of these among all of its revision; None for a revision of a single clause."""

    revision: int
    bases: tuple[tuple[int, str], ...]
    puts: tuple[ClausePut, ...]
    first: int | None = None

    def place(self, at: int) -> int | None:
        return self.first + at if self.first is not None else None

    def facets(self, base: ClauseText) -> frozenset[str]:
        """What it changes in a clause that it leaves whole: none, where it does not leave it whole."""
        if len(self.bases) != 1 or len(self.puts) != 1 or self.puts[0].continues is None:
            return frozenset()
        put = self.puts[0]
        changed = {
            "text": not looks_same(put.text, base.text),
            "heading": put.heading is not None and put.heading != base.heading,
            "place": _moves(put, base),
        }
        return frozenset(name for name, is_changed in changed.items() if is_changed)


class Unplaced(Exception):
    """Clauses of these revisions have no number, or stand beside one another in a ring."""

    def __init__(self, revisions: Iterable[int]) -> None:
        super().__init__(f"no place for {revisions}")
        self.revisions = tuple(sorted(set(revisions)))


@dataclass(frozen=True)
class Entry:
    """A clause on its way: `gone` holds the place of one that is no more; `floats` has still to be placed."""

    words: ClauseText
    put: ClausePut | None = None
    gone: bool = False
    floats: bool = False

    @property
    def states_number(self) -> bool:
        return self.put is not None and bool(self.put.number)


def entries_placed(base: Sequence[ClauseText], steps: Sequence[ClauseStep]) -> list[Entry]:
    """Every clause of the base and every one that is put, in place or floating; numbers are still those wanted."""
    at = {clause: [step for step in steps if clause in dict(step.bases)] for clause in _taken_up(steps)}
    entries: list[Entry] = []
    for words in base:
        here = at.get(words.clause, []) if words.clause is not None else []
        entries += _of_clause(words, here) if here else [Entry(words)]
    added = [_new(step, 0) for step in steps if not step.bases]
    return [*entries, *added]


def _taken_up(steps: Sequence[ClauseStep]) -> Iterator[int]:
    yield from dict.fromkeys(clause for step in steps for clause, _text in step.bases)


def _of_clause(words: ClauseText, steps: Sequence[ClauseStep]) -> Iterator[Entry]:
    """The clause as it becomes, or its empty place; then what else comes of it."""
    become = Entry(words, gone=True)
    for step in steps:
        for at, put in enumerate(step.puts):
            if put.continues == words.clause:
                become = _continued(become, words, step, at)
    yield become
    for step in steps:
        if step.bases[0][0] == words.clause:
            yield from (_part(step, at, become) for at, put in enumerate(step.puts) if put.continues is None)


def _part(step: ClauseStep, at: int, first: Entry) -> Entry:
    """A new clause out of one that was there: it follows that one where this moves, and by its number elsewhere."""
    entry = _new(step, at)
    if entry.put is None or entry.put.placing != Placing.TOGETHER:
        return entry
    if entry.words.section != first.words.section:
        return replace(entry, put=replace(entry.put, placing=Placing.NUMBER), floats=True)
    if first.floats:
        return replace(entry, put=replace(entry.put, placing=Placing.AFTER, beside=first.words.clause), floats=True)
    return entry


def _continued(so_far: Entry, base: ClauseText, step: ClauseStep, at: int) -> Entry:
    put, words = step.puts[at], so_far.words
    others = tuple(clause for clause, _text in step.bases if clause != base.clause)
    source = (step.revision, step.place(at))
    first, also = (source, ()) if so_far.gone else _in_order(source, words, put, base)
    made = replace(
        words,
        number=put.number or words.number,
        section=put.section or words.section,
        text=words.text if looks_same(put.text, base.text) and not so_far.gone else put.text,
        heading=words.heading if put.heading is None or put.heading == base.heading else put.heading,
        revision=first[0],
        place=first[1],
        also=also,
        origins=(*words.origins, *others),
    )
    floats = _moves(put, base)
    return Entry(made, put if floats or so_far.put is None else so_far.put, floats=floats or so_far.floats)


def _in_order(
    source: tuple[int, int | None], words: ClauseText, put: ClausePut, base: ClauseText
) -> tuple[tuple[int, int | None], tuple[tuple[int, int | None], ...]]:
    """Whose the words are leads."""
    if looks_same(put.text, base.text):
        return words.puts[0], (*words.puts[1:], source)
    return source, words.puts


def _moves(put: ClausePut, base: ClauseText) -> bool:
    """Whether it stands elsewhere, or under another number."""
    other = put.number not in {"", base.number} or put.section not in {None, base.section}
    return other or put.placing in {Placing.AFTER, Placing.BEFORE}


def _new(step: ClauseStep, at: int) -> Entry:
    put = step.puts[at]
    origins = tuple(clause for clause, _text in step.bases)
    made = ClauseText(
        None,
        put.number,
        put.section or (0, 0),
        put.text,
        put.heading or "",
        step.revision,
        step.place(at),
        origins=origins,
    )
    return Entry(made, put, floats=not origins or put.placing != Placing.TOGETHER)


def with_numbers(entries: Sequence[Entry], base: Sequence[ClauseText]) -> list[Entry]:
    """Each with the number that it has in the next draft. Raises Unplaced where there is none."""
    made = _without_blanks(entries, base)
    made = _once_each(made)
    return _moved_up(made)


def _without_blanks(entries: Sequence[Entry], base: Sequence[ClauseText]) -> list[Entry]:
    """New clauses without a number have the next after the highest that their section has or had."""
    made = list(entries)
    for at, entry in enumerate(made):
        if entry.words.clause is None and not entry.words.number:
            number = _next_in([*base, *(one.words for one in made)], entry.words)
            made[at] = replace(entry, words=replace(entry.words, number=number))
    return made


def _next_in(clauses: Sequence[ClauseText], new: ClauseText) -> str:
    series = [m for words in clauses if words.section == new.section and (m := SERIES.match(words.number))]
    if not series:
        raise Unplaced([new.revision or 0])
    stem, highest = max(((m[1], int(m[2])) for m in series), key=lambda pair: pair[1])
    return f"{stem}{highest + 1}"


def _once_each(entries: Sequence[Entry]) -> list[Entry]:
    """Of two that state one number, the later one has the next: older revisions lead, and clauses without a gap."""
    made, taken = list(entries), set[str]()
    stating = [at for at, entry in enumerate(made) if not entry.gone and _is_fixed(entry)]
    for at in sorted(stating, key=lambda at: _rank(made[at].words)):
        number = made[at].words.number
        while number in taken:
            number = _next(number, made[at].words)
        taken.add(number)
        made[at] = replace(made[at], words=replace(made[at].words, number=number))
    return made


def _is_fixed(entry: Entry) -> bool:
    return entry.states_number or entry.words.clause is None


def _rank(words: ClauseText) -> tuple[Section, tuple[str | int, ...], int, int]:
    return (words.section, natural(words.number), words.revision or 0, words.place or 0)


def _next(number: str, words: ClauseText) -> str:
    found = SERIES.match(number)
    if found is None:
        raise Unplaced([revision for revision, _place in words.puts])
    return f"{found[1]}{int(found[2]) + 1}"


def _moved_up(entries: Sequence[Entry]) -> list[Entry]:
    """Clauses whose number another states move up by one, and those behind them until the next gap."""
    fixed = {entry.words.number: entry.words for entry in entries if not entry.gone and _is_fixed(entry)}
    keeping = [at for at, entry in enumerate(entries) if not entry.gone and not _is_fixed(entry)]
    made = list(entries)
    try:
        numbers = numbers_moved_up([made[at].words.number for at in keeping], fixed)
    except CannotMoveUp as stuck:
        raise Unplaced([revision for revision, _place in fixed[stuck.number].puts]) from stuck
    for at, number in zip(keeping, numbers, strict=True):
        made[at] = replace(made[at], words=replace(made[at].words, number=number))
    return made


def placed(entries: Sequence[Entry]) -> list[ClauseText]:
    """In reading order. Raises Unplaced where clauses are to stand beside one another in a ring."""
    standing = [entry for entry in entries if not entry.floats]
    by_number = [entry for entry in entries if entry.floats and not _is_beside(entry)]
    for entry in sorted(by_number, key=lambda entry: _rank(entry.words)):
        standing.insert(_place_for(standing, entry.words), entry)
    waiting = sorted((e for e in entries if _is_beside(e)), key=lambda e: (e.words.revision or 0, e.words.place or 0))
    behind: dict[int, int] = {}
    while waiting:
        ready = [entry for entry in waiting if _index_of(standing, entry.put) is not None]
        if not ready:
            raise Unplaced([revision for entry in waiting for revision, _place in entry.words.puts])
        _stand_beside(standing, ready[0], behind)
        waiting.remove(ready[0])
    return [entry.words for entry in standing if not entry.gone]


def _is_beside(entry: Entry) -> bool:
    return entry.floats and entry.put is not None and entry.put.placing in {Placing.AFTER, Placing.BEFORE}


def _index_of(standing: Sequence[Entry], put: ClausePut | None) -> int | None:
    beside = put.beside if put is not None else None
    return next((at for at, entry in enumerate(standing) if entry.words.clause == beside), None)


def _stand_beside(standing: list[Entry], entry: Entry, behind: dict[int, int]) -> None:
    """Behind the parts of a clause that was split; several after one clause in the order of their revisions. Where the
    clause has left the section meanwhile, its number puts it."""
    at = _index_of(standing, entry.put)
    if at is None or entry.put is None or standing[at].words.section != entry.words.section:
        standing.insert(_place_for(standing, entry.words), entry)
        return
    if entry.put.placing == Placing.AFTER:
        beside = entry.put.beside or 0
        at += 1 + behind.get(beside, 0)
        while at < len(standing) and _is_part_of(standing[at], beside):
            at += 1
        behind[beside] = behind.get(beside, 0) + 1
    standing.insert(at, entry)


def _is_part_of(entry: Entry, clause: int) -> bool:
    return entry.words.clause is None and clause in entry.words.origins and not entry.floats


def _place_for(standing: Sequence[Entry], new: ClauseText) -> int:
    """After the last clause of its section with a lower number; else first in it; else after the sections before."""
    siblings = [at for at, e in enumerate(standing) if e.words.section == new.section]
    lower = [
        at for at in siblings if not standing[at].gone and natural(standing[at].words.number) < natural(new.number)
    ]
    if lower:
        return lower[-1] + 1
    if siblings:
        return siblings[0]
    return max((at + 1 for at, e in enumerate(standing) if e.words.section < new.section), default=0)


def translations_stand(made: ClauseText, before: Mapping[int, ClauseText]) -> bool:
    """Whether its words and heading are those of the draft before, so that its translations are, too."""
    old = before.get(made.clause) if made.clause is not None else None
    return old is not None and looks_same(old.text, made.text) and looks_same(old.heading, made.heading)
