"""What work can be given out on: a clause, a theme or a point, as a value that an address and a form can hold."""

from enum import StrEnum
from typing import Any, NamedTuple, Self

from consult.analysis.models import Point, Theme
from consult.drafts.models import Clause, Guideline

Thing = Clause | Theme | Point


class ThingKind(StrEnum):
    CLAUSE = "clause"
    THEME = "theme"
    POINT = "point"


class ThingKey(NamedTuple):
    """`clause-7`: the kind and the number of a row."""

    kind: ThingKind
    id: int

    @classmethod
    def of(cls, thing: Thing) -> Self:
        return cls(ThingKind(thing.__tablename__), thing.id)

    @classmethod
    def read(cls, word: str) -> Self | None:
        """None for what names nothing."""
        kind, _dash, number = word.partition("-")
        sound = kind in set(ThingKind) and number.isascii() and number.isdecimal() and 0 < len(number) < 10
        return cls(ThingKind(kind), int(number)) if sound else None

    @property
    def column(self) -> str:
        return f"{self.kind.value}_id"

    @property
    def about(self) -> dict[str, Any]:
        """The column of a row that is about it, and what it holds."""
        return {self.column: self.id}

    def __str__(self) -> str:
        return f"{self.kind.value}-{self.id}"


def guideline_of_thing(thing: Thing) -> Guideline:
    return thing.comment.round.guideline if isinstance(thing, Point) else thing.guideline
