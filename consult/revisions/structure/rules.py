"""What a sound revision of the structure is: each rule answers with a reason. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.core.i18n.punctuation import join_list, quoted
from consult.core.ruling import ALLOWED, Ruling
from consult.core.text import looks_same
from consult.revisions.structure.changes import ClauseChange, Placing, ProposedClause, Words
from consult.revisions.structure.lost_words import lost_words
from consult.revisions.structure.numbers import CannotMoveUp, natural, numbers_moved_up

Home = tuple[int, int | None]  # ids of a pillar and a part
SHOWN = 5  # stretches of lost words in a sentence


@dataclass(frozen=True)
class DraftPlaces:
    """Where the clauses of the draft stand, by their ids: each with its number and its pillar and part."""

    numbers: Mapping[int, str]
    homes: Mapping[int, Home]


def is_sound_structure(
    changes: Sequence[ClauseChange], bases: Mapping[int, Words], clauses: Mapping[int, int], places: DraftPlaces
) -> Ruling:
    """`bases` are the words and `clauses` the clauses of the wordings that it takes up, by their ids."""
    if not changes:
        return Ruling(_("Say what is to be changed."))
    for fault in (
        *_twice(changes, bases),
        *(fault for change in changes for fault in _faults_of(change, bases, places)),
        *_numbers(changes, clauses, places),
        *_places(changes, clauses, places),
    ):
        return Ruling(fault)
    return ALLOWED


def _twice(changes: Sequence[ClauseChange], bases: Mapping[int, Words]) -> Iterator[str]:
    taken = Counter(number for change in changes for number in change.bases)
    for number, times in taken.items():
        if times > 1:
            yield _("%(number)s is named twice. A revision takes each clause up once.", number=bases[number].number)


def _faults_of(change: ClauseChange, bases: Mapping[int, Words], places: DraftPlaces) -> Iterator[str]:
    if change.is_merge and change.is_split:
        yield _("Merge clauses into one, or split one; to do both, make two revisions and put them together as one.")
    if any(not result.text.strip() for result in change.results):
        yield _("Give the words of each clause that would stand there.")
    if not change.bases and not change.results:
        yield _("Say what is to be changed.")
    homeless = [r for r in change.results if r.continues is None and not r.number and not _is_counted(r, places)]
    if homeless:
        yield _("Give the new clause a number: where it would stand there is no clause yet to count on from.")
    if len(change.bases) == len(change.results) == 1 and not _changes(change.results[0], change, bases, places):
        yield _("Nothing would change. Give other words, another heading, number or place.")


def _is_counted(result: ProposedClause, places: DraftPlaces) -> bool:
    here = (result.pillar_id, result.part_id)
    return any(home == here and places.numbers[clause][-1:].isdecimal() for clause, home in places.homes.items())


def _changes(result: ProposedClause, change: ClauseChange, bases: Mapping[int, Words], places: DraftPlaces) -> bool:
    base = bases[change.bases[0]]
    other_words = not looks_same(result.text, base.text) or result.heading != base.heading
    homes = [home for clause, home in places.homes.items() if places.numbers[clause] == base.number]
    elsewhere = bool(homes) and (result.pillar_id, result.part_id) != homes[0]
    moved = result.number not in {"", base.number} or result.placing in {Placing.AFTER, Placing.BEFORE}
    return other_words or elsewhere or moved


def _numbers(changes: Sequence[ClauseChange], clauses: Mapping[int, int], places: DraftPlaces) -> Iterator[str]:
    stated = Counter(result.number for change in changes for result in change.results if result.number)
    for number, times in stated.items():
        if times > 1:
            yield _("Two of its clauses would have the number %(number)s.", number=number)
    taken_up = {clauses[number] for change in changes for number in change.bases}
    others = {number for clause, number in places.numbers.items() if clause not in taken_up}
    for number in stated:
        if number in others and not re.search(r"\d$", number):
            yield _(
                "A clause has the number %(number)s, and it does not end in a figure, so that others cannot move up.",
                number=number,
            )


def renumbered(
    changes: Sequence[ClauseChange], clauses: Mapping[int, int], numbers: Mapping[int, str]
) -> list[tuple[str, str]]:
    """(old, new) of each clause that keeps its number and moves up, since another states it, in the order in which
    people count. `clauses`: of each wording that is taken up; `numbers`: by clause, those of the draft."""
    stated = {result.number for change in changes for result in change.results if result.number}
    taken_up = {clauses[number] for change in changes for number in change.bases}
    going_on = {clauses[number] for change in changes for number in _that_keep(change)}
    keep = [number for clause, number in numbers.items() if clause not in taken_up or clause in going_on]
    keeping = sorted(keep, key=natural)
    if stated.isdisjoint(keeping):
        return []
    try:
        return [pair for pair in zip(keeping, numbers_moved_up(keeping, stated), strict=True) if pair[0] != pair[1]]
    except CannotMoveUp:
        return []  # `is_sound_structure` says so


def _that_keep(change: ClauseChange) -> Iterator[int]:
    """The wordings whose clauses go on under their own number."""
    for result in change.results:
        if result.continues is not None and not result.number:
            yield change.bases[result.continues]


def _places(changes: Sequence[ClauseChange], clauses: Mapping[int, int], places: DraftPlaces) -> Iterator[str]:
    for change in changes:
        for result in change.results:
            if result.placing not in {Placing.AFTER, Placing.BEFORE}:
                continue
            own = clauses[change.bases[result.continues]] if result.continues is not None else None
            yield from _wrong_neighbour(result, own, places)


def _wrong_neighbour(result: ProposedClause, own: int | None, places: DraftPlaces) -> Iterator[str]:
    if result.beside is None or result.beside not in places.homes:
        yield _("Say beside which clause it would stand.")
    elif result.beside == own:
        yield _("A clause cannot stand beside itself. Choose another.")
    elif places.homes[result.beside] != (result.pillar_id, result.part_id):
        yield _(
            "%(number)s stands in another pillar or part. Choose these, too, or a clause that stands there.",
            number=places.numbers[result.beside],
        )


def words_lost_in(changes: Sequence[ClauseChange], bases: Mapping[int, Words]) -> list[str]:
    """Words of clauses that are split or merged which stand in none of the clauses that come of them."""
    found: list[str] = []
    for change in changes:
        if change.is_split or change.is_merge:
            before = [bases[number].text for number in change.bases]
            found += lost_words(before, [result.text for result in change.results])
    return found


def keeps_its_words(lost: Collection[str], *, meant: bool) -> Ruling:
    """A split that loses words is refused, unless the drafter says that it is meant."""
    if not lost or meant:
        return ALLOWED
    shown = [quoted(words) for words in [*lost][:SHOWN]]
    more = len(lost) - len(shown)
    those = join_list([*shown, _("%(num)s more", num=more)] if more else shown)
    return Ruling(
        _(
            "These words stand in none of the parts: %(those)s. Put them into one, or tick “%(box)s”.",
            those=those,
            box=_("These words are left out on purpose"),
        )
    )
