"""What a revision of the structure does, in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.core.i18n.punctuation import join_list, quoted
from consult.drafts.models import Wording
from consult.revisions.models import Revision, words_of
from consult.revisions.structure.changes import ChangeKind, ClauseChange, Placing, ProposedClause, Words, kind_of_change
from consult.revisions.structure.rules import renumbered, words_lost_in


def told_changes(revision: Revision, numbers: Mapping[int, str]) -> list[str]:
    """A sentence or more for each change, and one for each clause that moves up for a number that is stated; none for a
    revision of the words of one clause. `numbers`: by clause, those of the draft that it changes."""
    wordings = {wording.id: wording for wording in revision.wordings}
    teller = _Teller(revision, numbers)
    told = [teller.told(change, [wordings[number] for number in change.bases]) for change in revision.changes]
    clauses = {wording.id: wording.clause_id for wording in revision.wordings}
    return told + told_renumbered(renumbered(revision.changes, clauses, numbers))


def told_renumbered(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """What becomes of clauses whose number another clause would have; those that move up in a row in one sentence."""
    rows: list[list[tuple[str, str]]] = []
    for pair in pairs:
        if rows and rows[-1][-1][1] == pair[0]:
            rows[-1].append(pair)
        else:
            rows.append([pair])
    return [_told_row(row) for row in rows]


def _told_row(row: Sequence[tuple[str, str]]) -> str:
    (first, new), (last, newest) = row[0], row[-1]
    if len(row) == 1:
        return str(_("%(old)s becomes %(new)s, since another clause gets its number.", old=first, new=new))
    return str(
        _(
            "%(first)s to %(last)s move up, to %(new)s to %(newest)s, since another clause gets the number %(first)s.",
            first=first,
            last=last,
            new=new,
            newest=newest,
        )
    )


def words_left_out(revision: Revision) -> list[str]:
    """Words of clauses that it splits or merges which stand in none of the clauses that come of them."""
    return words_lost_in(revision.changes, words_of(revision.wordings))


@dataclass(frozen=True)
class _Teller:
    revision: Revision
    numbers: Mapping[int, str]

    def told(self, change: ClauseChange, bases: Sequence[Wording]) -> str:
        kind = kind_of_change(change, [Words(base.number, base.heading, base.text) for base in bases])
        numbers = join_list(base.number for base in bases)
        if kind == ChangeKind.DELETE:
            return str(_("%(number)s is deleted.", number=numbers))
        if kind == ChangeKind.SPLIT:
            parts = join_list(_named(result, bases) for result in change.results)
            return str(_("%(number)s is split into: %(parts)s.", number=numbers, parts=parts))
        if kind == ChangeKind.MERGE:
            result = _named(change.results[0], bases)
            return str(_("%(numbers)s become one clause: %(number)s.", numbers=numbers, number=result))
        return " ".join(map(str, self._of_one(kind, change, bases)))

    def _of_one(self, kind: ChangeKind, change: ClauseChange, bases: Sequence[Wording]) -> Iterator[str]:
        result = change.results[0]
        if kind == ChangeKind.ADD:
            yield _("A new clause: %(number)s.", number=_named(result, bases))
            yield from self._place(result, result.number)
            return
        number, heading = bases[0].number, bases[0].heading
        if kind == ChangeKind.REWORD:
            yield _("%(number)s has other words.", number=number)
        if result.heading != heading:
            yield _("The heading of %(number)s becomes %(heading)s.", number=number, heading=quoted(result.heading))
        if result.number not in {"", number}:
            yield _("%(old)s becomes %(new)s.", old=number, new=result.number)
        if (result.pillar_id, result.part_id) != (bases[0].pillar_id, bases[0].part_id):
            yield self._home(result, number)
        yield from self._place(result, result.number or number)

    def _home(self, result: ProposedClause, number: str) -> str:
        frame = self.revision.guideline
        titles = [p.title for p in frame.pillars if p.id == result.pillar_id]
        titles += [p.title for p in frame.parts if p.id == result.part_id]
        told: str = _("%(number)s goes to: %(home)s.", number=number, home=join_list(titles))
        return told

    def _place(self, result: ProposedClause, number: str) -> Iterator[str]:
        said = {"number": number, "other": self.numbers.get(result.beside or 0, "")}
        if result.placing == Placing.AFTER:
            yield _("%(number)s stands after %(other)s.", **said)
        if result.placing == Placing.BEFORE:
            yield _("%(number)s stands before %(other)s.", **said)


def _named(result: ProposedClause, bases: Sequence[Wording]) -> str:
    if result.number:
        return result.number
    return bases[result.continues].number if result.continues is not None else str(_("one with the next number"))
