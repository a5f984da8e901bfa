"""What passes between the database and nlp: plain records, both ways. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class GivenComment(NamedTuple):
    """`filed` is the code of the pillar that it was made on; `cut` are its points where people cut it."""

    id: int
    text: str
    language: str | None
    filed: str | None
    cut: tuple[tuple[int, int], ...] | None = None


class GivenPillar(NamedTuple):
    code: str
    title: str
    texts: tuple[str, ...]


class GivenTheme(NamedTuple):
    """A theme that is there already. `stands_for` is its own number, or that of the theme it was merged into."""

    id: int
    stands_for: int
    label: str
    named: bool  # by a person
    centre: bytes | None
    subject: bytes | None = None  # what a point must say, or lie near, to be placed in it


class Correction(NamedTuple):
    """What a person decided about a point: teaches the next reading."""

    text: str
    theme: int | None
    pillar: str | None


@dataclass(frozen=True)
class Material:
    """All that one reading of a guideline's comments needs."""

    language: str
    comments: tuple[GivenComment, ...]
    pillars: tuple[GivenPillar, ...]
    themes: tuple[GivenTheme, ...] = ()
    corrections: tuple[Correction, ...] = ()
    places: Mapping[tuple[int, int], tuple[float, float]] = field(default_factory=dict)  # by comment and start
    on_map: tuple["FoundPoint", ...] = ()  # some of an earlier reading, for points that come between readings


@dataclass(frozen=True, slots=True)
class FoundPoint:
    """`themes` holds (theme, p), strongest first; empty is unplaced, and `nearest` names the closest theme.

    Numbers of themes are those given; a number that was not given is a new theme of this reading. `proposed` is the
    wording that it asks for, in code points of its own text.
    """

    comment_id: int
    start: int
    end: int
    text: str
    language: str
    themes: tuple[tuple[int, float], ...]
    nearest: int | None
    pillar: str | None
    pillar_p: float
    campaign: int | None = None
    proposed: tuple[int, int] | None = None
    x: float | None = None
    y: float | None = None


class FoundExample(NamedTuple):
    """A point that shows a theme; `asks` is the sentence in it that asks, counted from where the point begins."""

    comment: int
    start: int
    end: int
    asks: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class FoundTheme:
    id: int
    label: str
    keywords: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    heading: str
    change: str  # since the last reading: new, grew, split, same
    examples: tuple["FoundExample", ...]  # the best first
    origin: int | None = None  # the theme that it was split off from
    loose: bool = False  # no subject, but what the others left over


@dataclass(frozen=True)
class Findings:
    """What a reading found. `campaigns` are lists of comments, the first one standing for all."""

    points: tuple[FoundPoint, ...]
    themes: tuple[FoundTheme, ...] = ()
    campaigns: tuple[tuple[int, ...], ...] = ()
    centres: Mapping[int, bytes] = field(default_factory=dict)
    subjects: Mapping[int, bytes] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
