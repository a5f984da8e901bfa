"""What goes in and what comes out: frozen, plain, in the order given."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Vectors = NDArray[np.float32]


class Rows(Protocol):
    """(n, d) vectors that can be asked for by row, as an array can; very many are made only when asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: Any, /) -> Any: ...

    @property
    def shape(self) -> tuple[int, ...]: ...


class Embedder(Protocol):
    """Turns texts into rows of unit length. `name` changes whenever the vectors would."""

    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Of a few texts, at once."""
        ...

    def in_batches(self, texts: Sequence[str]) -> Iterator[Vectors]:
        """The same of many, in order, some rows at a time: after each batch they are stored, and progress is told.

        A single batch of all will do. One without rows only says that work goes on.
        """
        ...


class VectorStore(Protocol):
    """Keeps vectors by key between runs; what it does not hold is simply missing from the answer."""

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Any]: ...

    def put_many(self, vectors: Mapping[str, Any]) -> None: ...


@dataclass(frozen=True, slots=True)
class Text:
    """One comment. `language` is what its author declared; it may be wrong or missing.

    `filed` is the code of the pillar whose clause the comment was made on: evidence, but not proof. `cut` are its
    points where people cut it by hand, in order, without overlap; None leaves that to the machine.
    """

    id: str
    text: str
    language: str | None = None
    filed: str | None = None
    cut: tuple["Span", ...] | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """One pillar of the guideline: its code, its title and the wording of its clauses."""

    code: str
    title: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open interval of code points in the original text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ThemeShare:
    """How likely a point is about one theme, calibrated; or how much of a text is. 0 to 1."""

    id: int
    p: float


@dataclass(frozen=True, slots=True)
class PillarGuess:
    """The pillar a point speaks of; code None means that it fits no clause. `second` is the runner-up.

    `sure` is false where it lies far from every clause and confirmed point: the best guess, to be read by a person.
    """

    code: str | None
    p: float
    second: str | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class PointResult:
    """One ask. No themes means unplaced; `nearest` then names the theme it came closest to.

    `proposed` is the stretch of wording that it asks for, in code points of the whole text, if it gives one.
    """

    start: int
    end: int
    themes: tuple[ThemeShare, ...]
    nearest: int | None
    pillar: PillarGuess
    proposed: Span | None = None


@dataclass(frozen=True, slots=True)
class TextResult:
    """One comment, read. `campaign` numbers the near-identical letters it belongs to, if any."""

    id: str
    language: str
    campaign: int | None
    themes: tuple[ThemeShare, ...]
    points: tuple[PointResult, ...]


@dataclass(frozen=True, slots=True)
class Representative:
    """A short point that shows what a theme is about: text id, span and the words themselves.

    `asks` is the sentence in it that asks for something, in code points of the whole text, if one does.
    """

    text: str
    start: int
    end: int
    quote: str
    asks: Span | None = None


@dataclass(frozen=True, slots=True)
class ThemeResult:
    """A theme found. `size` counts the points filed first under it, `people` the texts that they stand in; `folded`
    counts each campaign once.

    `change` against the earlier themes is one of new, same, grew, split; `origin` names the earlier ids it came from.
    A `loose` theme is no subject but what the others left over. `parent` is the id of
    the broader group it belongs to; `language` is the one of the label.
    """

    id: int
    label: str
    keywords: tuple[str, ...]
    size: int
    representatives: tuple[Representative, ...]
    parent: int | None
    keywords_by_language: Mapping[str, tuple[str, ...]]
    folded: int = 0
    people: int = 0
    change: str = "new"
    origin: tuple[int, ...] = ()
    loose: bool = False
    language: str = "und"


@dataclass(frozen=True, slots=True)
class ThemeGroupResult:
    """A broader heading over themes that lie close together."""

    id: int
    label: str
    themes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CampaignResult:
    """Near-identical texts: `members` in input order, the first of them stands for all."""

    id: int
    members: tuple[str, ...]


class PlacementSupport(Protocol):
    """Says which placements a point's own words or its place among the others support."""

    def supports(
        self, vectors: Vectors, features: Sequence[Sequence[str]], themes: Sequence[int]
    ) -> NDArray[np.float64]:
        """(n, themes): of n points with their vectors and words, how likely each belongs in a theme; 0: it may not.

        Not a number where nothing is known of a theme.
        """
        ...


@dataclass(frozen=True, slots=True)
class ThemeCentroids:
    """Themes from an earlier run. Row i of `centres` belongs to theme `ids[i]`; an id may own several rows.

    A merge made by people is two rows with one id; a theme they closed is a row left out. `radii[i]`
    is the distance beyond which a point is unplaced. `next_id` is the first id never used before. `support`, if the
    run that found them is still at hand, keeps out of a theme what does not say its subject.
    """

    ids: tuple[int, ...]
    centres: Vectors
    radii: tuple[float, ...]
    sizes: tuple[int, ...] = ()
    labels: Mapping[int, str] = field(default_factory=dict)
    next_id: int = 0
    support: PlacementSupport | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A text whose pillar a person confirmed."""

    text: str
    pillar: str


@dataclass(frozen=True, slots=True)
class PipelineSettings:
    """How to read; nothing is left to chance. Languages None: found in the texts. Themes None: by the size.

    `sample` caps the passages that themes are learnt from; all others are placed afterwards. Above `embedded`
    distinct points, most vectors are foretold from words instead of made.
    """

    languages: tuple[str, ...] | None = None
    themes: int | None = None
    label_language: str | None = None
    sample: int = 12_000
    embedded: int = 50_000
    fold_campaigns: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """Everything found. Row i of `vectors` is point i (texts in order, points in order), with key `keys[i]`."""

    texts: tuple[TextResult, ...]
    themes: tuple[ThemeResult, ...]
    groups: tuple[ThemeGroupResult, ...]
    campaigns: tuple[CampaignResult, ...]
    known: ThemeCentroids
    vectors: Rows
    keys: tuple[str, ...]
    seconds: Mapping[str, float]
    versions: Mapping[str, str]

    @property
    def centres(self) -> Vectors:
        """Theme centres, one row a theme in the order of `themes` (rows of one id averaged by size)."""
        rows = [
            np.average(
                self.known.centres[[row for row, known in enumerate(self.known.ids) if known == theme.id]],
                axis=0,
            )
            for theme in self.themes
        ]
        return np.asarray(rows, dtype=np.float32).reshape(len(rows), self.known.centres.shape[1])
