"""Texts in, themes out. Pure: no site, no database, no network; nothing leaves the machine.

    from nlp import Category, PipelineSettings, Text, analyse, place

    result = analyse([Text("c1", "Open the city's data …"), …], [Category("DI", "Digital …", ("clause …", …))])
    for text in result.texts:               # one for each text that went in, in that order
        for point in text.points:           # one ask each; start and end are code points of the original
            point.themes                    # strongest first; () is unplaced, and then …
            point.nearest                   # … names the theme that it came closest to
            point.pillar                    # a suggestion: code (None: fits no clause), p, second best
    result.themes                           # label, keywords, size, representatives, words per language

Keep `result.known` (ids, centres, radii) and hand it back: `analyse(more, …, themes=known)` keeps every id
and adds new ones; `place(new, known, …)` files new texts at once and changes nothing. Put what people did
into `known` before: a merge is two rows with one id, a closed theme is a row left out, `labels` holds their
names. `vectors=` takes any store with `get_many(keys)` and `put_many({key: vector})`, so that nothing is
embedded twice; `examples=` takes corrections; `progress=` hears (stage, 0 to 1). `place_again(…)` files
points whose vectors are at hand; `parted(vectors, texts, languages)` says what a theme is in two to four parts;
`ask_groups(vectors, points, asking)` which of its points want the same thing.

Same texts and settings: the same themes in whatever order they come, and the same bytes on one machine; equal texts
get equal answers on any. Importing this package loads no model: `analyse` and `place` bring in what they need when they
are first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from nlp.types import (
    CampaignResult,
    Category,
    Embedder,
    Example,
    PillarGuess,
    PipelineSettings,
    PointResult,
    Representative,
    Result,
    Rows,
    Span,
    Text,
    TextResult,
    ThemeCentroids,
    ThemeGroupResult,
    ThemeResult,
    ThemeShare,
    Vector,
    Vectors,
    VectorStore,
)

if TYPE_CHECKING:
    from nlp.embedding.encoder import SentenceEncoder, key_of
    from nlp.labels.asking import asking_sentences
    from nlp.pipeline import analyse, place, place_again
    from nlp.topics.asks import AskGroup, AskingPoint, ask_groups
    from nlp.topics.assignment import Placement
    from nlp.topics.sentence_roles import SentenceRoles, SpokenText, sentence_roles
    from nlp.topics.splitting import Parting, parted
    from nlp.topics.stance import StanceCheck, StanceGuess, suggested_stances
    from nlp.topics.support import ThemeSubject, ThemeSubjects

__all__ = [
    "AskGroup",
    "AskingPoint",
    "CampaignResult",
    "Category",
    "Embedder",
    "Example",
    "Parting",
    "PillarGuess",
    "PipelineSettings",
    "Placement",
    "PointResult",
    "Representative",
    "Result",
    "Rows",
    "SentenceEncoder",
    "SentenceRoles",
    "Span",
    "SpokenText",
    "StanceCheck",
    "StanceGuess",
    "Text",
    "TextResult",
    "ThemeCentroids",
    "ThemeGroupResult",
    "ThemeResult",
    "ThemeShare",
    "ThemeSubject",
    "ThemeSubjects",
    "Vector",
    "VectorStore",
    "Vectors",
    "analyse",
    "ask_groups",
    "asking_sentences",
    "key_of",
    "parted",
    "place",
    "place_again",
    "sentence_roles",
    "suggested_stances",
]
_HEAVY = {
    "AskGroup": "topics.asks",
    "SentenceRoles": "topics.sentence_roles",
    "SpokenText": "topics.sentence_roles",
    "StanceCheck": "topics.stance",
    "StanceGuess": "topics.stance",
    "asking_sentences": "labels.asking",
    "sentence_roles": "topics.sentence_roles",
    "suggested_stances": "topics.stance",
    "AskingPoint": "topics.asks",
    "analyse": "pipeline",
    "ask_groups": "topics.asks",
    "Parting": "topics.splitting",
    "SentenceEncoder": "embedding.encoder",
    "key_of": "embedding.encoder",
    "parted": "topics.splitting",
    "place": "pipeline",
    "Placement": "topics.assignment",
    "place_again": "pipeline",
    "ThemeSubject": "topics.support",
    "ThemeSubjects": "topics.support",
}


def __getattr__(name: str) -> object:
    """What works on first use, so that `nlp.evaluation.agreement` can be read without loading a model."""
    if name in _HEAVY:
        return getattr(import_module(f"nlp.{_HEAVY[name]}"), name)
    raise AttributeError(f"module 'nlp' has no attribute {name!r}")
