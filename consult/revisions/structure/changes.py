"""What a revision of the structure does, as plain values: wordings that it takes up, and what comes of them. Pure.

A change takes up no wording (a new clause), one or several, and puts none (a deletion), one or several in their place.
`bases` are ids of wordings; a proposed clause says which of them it continues by its place there. Kept with the
revision as JSON, so that what was voted on is one value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple, Self

from consult.core.text import looks_same


class Placing(StrEnum):
    """Where a proposed clause stands in the draft."""

    TOGETHER = "together"  # where the clause stands that it comes from
    NUMBER = "number"  # where its number puts it
    AFTER = "after"  # after the clause `beside`
    BEFORE = "before"


class ChangeKind(StrEnum):
    REWORD = "reword"
    RETITLE = "retitle"
    MOVE = "move"
    ADD = "add"
    DELETE = "delete"
    SPLIT = "split"
    MERGE = "merge"


@dataclass(frozen=True, kw_only=True)
class ProposedClause:
    """A clause as it would be. `number` "": the one that it has, or for a new clause the next of its section."""

    text: str
    heading: str = ""
    number: str = ""
    pillar_id: int
    part_id: int | None = None
    continues: int | None = None  # which of the bases: it keeps that clause's identity
    placing: Placing = Placing.TOGETHER
    beside: int | None = None  # the id of a clause


@dataclass(frozen=True)
class ClauseChange:
    bases: tuple[int, ...]
    results: tuple[ProposedClause, ...]

    @property
    def is_split(self) -> bool:
        return len(self.results) > 1

    @property
    def is_merge(self) -> bool:
        return len(self.bases) > 1

    def to_json(self) -> dict[str, Any]:
        return {"bases": list(self.bases), "results": [asdict(result) for result in self.results]}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        results = (ProposedClause(**{**row, "placing": Placing(row["placing"])}) for row in said["results"])
        return cls(tuple(said["bases"]), tuple(results))


class Words(NamedTuple):
    """A clause as it is read: its number, its heading, its text."""

    number: str
    heading: str
    text: str


def kind_of_change(change: ClauseChange, bases: Sequence[Words]) -> ChangeKind:
    """`bases` are the words of those that it takes up, in its order."""
    if not bases:
        return ChangeKind.ADD
    if not change.results:
        return ChangeKind.DELETE
    if len(bases) > 1:
        return ChangeKind.MERGE
    if len(change.results) > 1:
        return ChangeKind.SPLIT
    return _of_one(change.results[0], bases[0])


def _of_one(result: ProposedClause, base: Words) -> ChangeKind:
    if not looks_same(result.text, base.text):
        return ChangeKind.REWORD
    moves = result.placing != Placing.TOGETHER or result.number not in {"", base.number}
    return ChangeKind.MOVE if moves or result.heading == base.heading else ChangeKind.RETITLE


def rendered(clauses: Iterable[Words]) -> str:
    """Clauses one after the other, each with its number and heading: what a redline of a revision shows."""
    heads = ((" ".join(filter(None, (one.number, one.heading))), one.text) for one in clauses)
    return "\n\n".join("\n".join(filter(None, parts)) for parts in heads)


def proposed_words(changes: Sequence[ClauseChange], bases: Mapping[int, Words]) -> str:
    """All that a revision would put, for reading and for the digest of what is voted on."""
    return rendered(_shown(change, result, bases) for change in changes for result in change.results)


def _shown(change: ClauseChange, result: ProposedClause, bases: Mapping[int, Words]) -> Words:
    """A clause that states no number keeps that of the one that it continues."""
    kept = bases[change.bases[result.continues]].number if result.continues is not None else ""
    return Words(result.number or kept, result.heading, result.text)


def base_words(changes: Sequence[ClauseChange], bases: Mapping[int, Words]) -> str:
    return rendered(bases[number] for change in changes for number in change.bases)


def on_newer(
    changes: Sequence[ClauseChange], newer: Mapping[int, int], was: Mapping[int, Words], now: Mapping[int, Words]
) -> list[ClauseChange]:
    """The same against the wordings of a newer draft, by the old one's id; a clause whose words it keeps has the newer
    words there, and one whose heading or number it keeps has these."""
    return [
        ClauseChange(
            tuple(newer[number] for number in change.bases),
            tuple(_on_newer(change, result, newer, was, now) for result in change.results),
        )
        for change in changes
    ]


def _on_newer(
    change: ClauseChange,
    result: ProposedClause,
    newer: Mapping[int, int],
    was: Mapping[int, Words],
    now: Mapping[int, Words],
) -> ProposedClause:
    if result.continues is None:
        return result
    number = change.bases[result.continues]
    before, after = was[number], now[newer[number]]
    text = after.text if looks_same(result.text, before.text) else result.text
    heading = after.heading if result.heading == before.heading else result.heading
    return replace(result, text=text, heading=heading, number="" if result.number == before.number else result.number)
