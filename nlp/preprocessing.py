"""Texts made ready: their languages, points, campaigns and vectors; and the passages that themes are learnt from."""

import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.embedding.approximation import Limits, Wordings, vectors_at_scale
from nlp.embedding.encoder import key_of
from nlp.embedding.lexical_smoothing import unit
from nlp.embedding.shared_rows import SharedRows
from nlp.text.language_data import language_profile
from nlp.text.language_id import languages_of
from nlp.text.letter_likeness import is_of_letter, triples
from nlp.text.near_duplicates import DuplicateGroups, folds_of
from nlp.text.segmentation import split
from nlp.text.surroundings import levelled, says_nothing
from nlp.text.word_count import count_words
from nlp.types import Embedder, PipelineSettings, Span, Text, Vectors, VectorStore

Progress = Callable[[str, float], None]
_TELLING = 3  # words a passage needs to have a say in what the themes are
_PASSAGE = 4  # points in a row that are learnt from as one
_MANY = 20_000  # rows of two kilobytes up to which all are made at once


@dataclass
class Clock:
    """Seconds by stage, and word of it to whoever asked."""

    tell: Progress | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[float], None]]:
        """Time what happens inside; the value given tells how far it is, 0 to 1."""
        started = time.perf_counter()
        self._say(name, 0.0)
        yield lambda share: self._say(name, min(share, 0.99))
        self.seconds[name] = round(time.perf_counter() - started, 3)
        self._say(name, 1.0)

    def _say(self, name: str, share: float) -> None:
        if self.tell is not None:
            self.tell(name, share)


@dataclass(frozen=True)
class PreparedTexts:
    """Texts cut and measured. Point i stands in text `owner[i]`; text t says what the letter `heads[t]` says.

    `mute[i]` where point i says nothing: an address, "N/A", "see attached".
    """

    languages: tuple[str, ...]
    spans: tuple[Span, ...]
    owner: tuple[int, ...]
    wordings: tuple[str, ...]
    firsts: tuple[int, ...]
    heads: tuple[int, ...]
    keys: tuple[str, ...]
    vectors: SharedRows
    mute: tuple[bool, ...]


@dataclass(frozen=True)
class Passages:
    """What themes are learnt from: up to four points in a row, each campaign and each wording once.

    They come in the order of their keys, whatever the order of the texts: what is learnt is the same.
    """

    texts: tuple[str, ...]
    languages: tuple[str, ...]
    vectors: Vectors
    points: tuple[int, ...]  # every point that stands in one of them
    said: tuple[int, ...]  # texts that say the same as the one each stands in
    whole: int  # how many there are in all, of which these may be a draw


def without_surrogates(texts: Sequence[Text]) -> list[Text]:
    """The texts with half characters (lone surrogates) as question marks; every position stays."""
    return [text if _is_whole(text.text) else replace(text, text=_whole(text.text)) for text in texts]


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def preprocess(
    texts: Sequence[Text], settings: PipelineSettings, embedder: Embedder, store: VectorStore | None, clock: Clock
) -> PreparedTexts:
    """Languages, points, campaigns, vectors: in the order of the texts, points in order within a text."""
    with clock.stage("languages"):
        languages = languages_of(texts, settings.languages)
    with clock.stage("points"):
        cuts = [text.cut or split(text.text, spoken) for text, spoken in zip(texts, languages, strict=True)]
        owner = tuple(place for place, spans in enumerate(cuts) for _ in spans)
        spans = tuple(span for spans in cuts for span in spans)
        wordings = tuple(texts[t].text[s.start : s.end] for t, s in zip(owner, spans, strict=True))
    with clock.stage("campaigns"):
        plain = [levelled(text.text) for text in texts]
        folds = (
            folds_of(plain, [text.text for text in texts])
            if settings.fold_campaigns
            else DuplicateGroups.none(len(texts))
        )
        mute = tuple(
            says_nothing(words, language_profile(languages[text])) for words, text in zip(wordings, owner, strict=True)
        )
    with clock.stage("vectors") as tick:
        keys = tuple(key_of(wording, embedder.name) for wording in wordings)
        spoken = [languages[text] for text in owner]
        limits = Limits(exact=settings.embedded)
        vectors = vectors_at_scale(Wordings(wordings, keys, spoken), embedder, store, limits=limits, tick=tick)
    return PreparedTexts(languages, spans, owner, wordings, folds.firsts, folds.heads, keys, vectors, mute)


def in_context(of: PreparedTexts) -> SharedRows:
    """A row for each point: half what it says itself, half what its whole text says; equal texts share theirs.

    Very many are made when they are asked for: a million at once would be gigabytes.
    """
    texts: dict[tuple[str, ...], int] = {}
    rows: dict[tuple[int, str], int] = {}
    first: list[int] = []
    means: list[list[int]] = []
    places = np.empty(len(of.owner), dtype=np.int64)
    for owner in dict.fromkeys(of.owner):
        mine = _rows_of(of.owner, owner)
        text = texts.setdefault(tuple(of.keys[row] for row in mine), len(texts))
        if text == len(means):
            means.append(list(mine))
        for row in mine:
            places[row] = rows.setdefault((text, of.keys[row]), len(rows))
            if places[row] == len(first):
                first.append(row)
    made = ContextRows(of, means, np.array(first, np.int64), np.array([text for text, _key in rows], np.int64))
    return SharedRows(made if len(made) > _MANY else made[np.arange(len(made))], places)


@dataclass(frozen=True)
class ContextRows:
    """Row i: point `first[i]` in the text whose points are `texts[whole[i]]`; indexed as an array is by its rows."""

    of: PreparedTexts
    texts: Sequence[Sequence[int]]
    first: NDArray[np.int64]
    whole: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.first)

    @property
    def shape(self) -> tuple[int, ...]:
        return len(self.first), self.of.vectors.shape[1]

    def __getitem__(self, rows: Any) -> Vectors:
        first, whole = np.atleast_1d(self.first[rows]), np.atleast_1d(self.whole[rows])
        texts, places = np.unique(whole, return_inverse=True)
        own = self.of.vectors[first]
        made = unit(own + _means(self.of, [self.texts[text] for text in texts])[places]) if len(first) else own
        return made if np.ndim(self.first[rows]) else np.asarray(made[0])


def contextual(vectors: Vectors, owners: Sequence[int], lengths: Sequence[int]) -> Vectors:
    """The same of points whose vectors, (n, d), are at hand: each drawn half to the mean of its text's points."""
    _texts, places = np.unique(owners, return_inverse=True)
    sums = np.zeros((int(places.max(initial=-1)) + 1, vectors.shape[1]), dtype=np.float64)
    np.add.at(sums, places, vectors * np.asarray(lengths, dtype=np.float64)[:, None])
    return unit((vectors + unit(sums)[places]).astype(np.float32))


def passages(of: PreparedTexts, settings: PipelineSettings) -> Passages:
    """The passages of the texts by their keys; the first `settings.sample` of them if there are more.

    Keys are hashes of the words, so that the first ones are as good as drawn.
    """
    copies = Counter(of.heads)
    telling = _telling_groups(of, copies)
    groups = telling[: settings.sample]
    wordings = [" ".join(levelled(of.wordings[row]) for row in group) for group in groups]
    return Passages(
        texts=tuple(wordings),
        languages=tuple(of.languages[of.owner[group[0]]] for group in groups),
        vectors=_means(of, groups),
        points=tuple(row for group in groups for row in group),
        said=tuple(_said(of, group, copies) for group in groups),
        whole=len(telling),
    )


def _telling_groups(of: PreparedTexts, copies: Mapping[int, int]) -> list[list[int]]:
    """Rows by their keys; of equal ones those that most texts say, then by language and words: never by their place."""
    telling: dict[tuple[str, ...], tuple[int, str, tuple[str, ...], list[int]]] = {}
    letters: dict[int, set[str]] = {}
    for run in _runs(of.owner):
        owner, head = of.owner[run[0]], of.heads[of.owner[run[0]]]
        group = [row for row in run if not of.mute[row]]
        if head != owner:  # a copy: only what its sender added
            if head not in letters:
                letters[head] = triples(" ".join(of.wordings[row] for row in _rows_of(of.owner, head)))
            group = [row for row in group if not is_of_letter(of.wordings[row], letters[head])]
        if sum(count_words(levelled(of.wordings[row])) for row in group) < _TELLING:
            continue
        keys = tuple(of.keys[row] for row in group)
        mine = (-copies[head], of.languages[owner], tuple(of.wordings[row] for row in group), group)
        telling[keys] = min(mine, telling.get(keys, mine))
    return [telling[keys][3] for keys in sorted(telling)]


def _said(of: PreparedTexts, group: Sequence[int], copies: Mapping[int, int]) -> int:
    """Texts that say a passage: all copies of a letter, but only its sender what was added to one of them."""
    owner = of.owner[group[0]]
    return copies[owner] if of.heads[owner] == owner else 1


def _rows_of(owner: Sequence[int], text: int) -> range:
    """The points of a text: they stand together."""
    return range(bisect_left(owner, text), bisect_right(owner, text))


def _runs(owner: Sequence[int]) -> Iterator[list[int]]:
    """Points of one text in runs of at most four, as even as can be: five make three and two."""
    start = 0
    while start < len(owner):
        end = start
        while end < len(owner) and owner[end] == owner[start]:
            end += 1
        runs = -(-(end - start) // _PASSAGE)
        edges = [start + (end - start) * run // runs for run in range(runs + 1)]
        yield from (list(range(left, right)) for left, right in pairwise(edges))
        start = end


def _means(of: PreparedTexts, groups: Sequence[Sequence[int]]) -> Vectors:
    if not groups:
        return np.empty((0, of.vectors.shape[1]), dtype=np.float32)
    rows = [np.average(of.vectors[group], axis=0, weights=[len(of.wordings[row]) for row in group]) for group in groups]
    return unit(np.stack(rows))
