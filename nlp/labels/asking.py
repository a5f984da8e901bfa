"""What is asked: the sentence of a point that asks for something."""

from collections.abc import Sequence
from itertools import pairwise

from nlp.text.boundaries import END, ITEM, boundaries_of
from nlp.text.language_data import language_profile
from nlp.text.quotations import quotations
from nlp.text.surroundings import without_surroundings
from nlp.topics.sentence_roles import SentenceRoles, SpokenText
from nlp.types import Embedder, Span

_SURE = 0.5  # probability from which a sentence is said to ask
_SHORTEST = 8  # characters of a sentence


def asking_sentences(points: Sequence[SpokenText], roles: SentenceRoles, embedder: Embedder) -> list[Span | None]:
    """For each point the sentence that most likely asks, in its code points; None where none does."""
    cut = [sentences_of(point) for point in points]
    said = [
        SpokenText(point.text[span.start : span.end], point.language)
        for point, spans in zip(points, cut, strict=True)
        for span in spans
    ]
    if not said:
        return [None] * len(points)
    likely = iter(roles.asking(embedder.embed([one.text for one in said]), said).tolist())
    best = [max(((next(likely), span) for span in spans), key=lambda pair: pair[0], default=None) for spans in cut]
    return [one[1] if one is not None and one[0] >= _SURE else None for one in best]


def sentences_of(point: SpokenText) -> list[Span]:
    """Its sentences and list items without surrounding space, salutation and signature apart, in order."""
    own = without_surroundings(point.text)
    cuts = boundaries_of(own, language_profile(point.language), quotations(own))
    edges = [0, *(cut.place for cut in cuts if cut.kind in {END, ITEM}), len(own)]
    spans = []
    for start, end in pairwise(edges):
        words = own[start:end]
        if len(words.strip()) >= _SHORTEST:
            spans.append(Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip())))
    return spans
