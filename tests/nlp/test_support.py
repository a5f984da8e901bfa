"""A placement stands on what its point says: words that say a subject in any language, heaps, and what is left out."""

import numpy as np
import pytest

from nlp import Text, analyse, place
from nlp.labels.features import features_of
from nlp.labels.vocabulary import SaidPhrases, telling_words, vocabulary_of
from nlp.topics.support import subjects_of

SAID = {
    "water": [
        ("en", "The water of the river is not clean enough to drink."),
        ("es", "El agua del río está sucia y no se puede beber."),
        ("fr", "L'eau du robinet coûte trop cher dans ce quartier."),
        ("en", "Fix the leaks, the water pipes are a hundred years old."),
        ("en", "Measure the water that each building uses."),
        ("es", "Falta agua potable en los barrios altos."),
    ],
    "women": [
        ("en", "Women are afraid to walk home when the lamps are out."),
        ("es", "Las mujeres pedimos paradas seguras de noche."),
        ("fr", "Les femmes doivent siéger au comité du parc."),
        ("en", "Ask women before the benches are placed."),
        ("en", "Half of the seats should go to women."),
        ("es", "Que las mujeres decidan sobre el presupuesto."),
    ],
}


@pytest.fixture(scope="module")
def read(encoder):
    rows = [(theme, *row) for theme in SAID for row in SAID[theme]]
    texts, languages = [row[2] for row in rows], [row[1] for row in rows]
    features, lexicon = features_of(texts, languages)
    words = vocabulary_of(features, lexicon, encoder)
    labels = np.array([list(SAID).index(row[0]) for row in rows])
    return texts, features, SaidPhrases(words, words.counted(features), labels), encoder.embed(texts)


def test_a_text_says_a_phrase_in_whatever_language(read, encoder):
    _texts, _features, said, _vectors = read
    share, apart = said.fitting(encoder.embed(["water", "women", "bridge"]), ["en"] * 3)

    assert share[0, 0] >= 0.8
    assert share[1, 1] >= 0.8
    assert share[0, 1] == share[1, 0] == share[2].max() == 0
    assert apart[0].argmax() == 0
    assert apart[1].argmax() == 1


def test_a_word_tells_a_subject_where_those_who_say_it_lie_together(read):
    _texts, _features, said, vectors = read
    telling = telling_words(said.has, vectors, said.words)

    assert telling[said.words.places["en|water"]] > 0
    assert telling[said.words.places["en|women"]] > telling[said.words.places["en|half"]]


def test_what_nobody_says_together_is_a_heap(read):
    _texts, _features, said, vectors = read
    mixed = SaidPhrases(said.words, said.has, np.arange(len(said.labels)) % 2)

    assert said.held_together(vectors).min() > mixed.held_together(vectors).max()


def test_a_point_is_placed_where_it_says_the_name_and_else_names_the_nearest(read, encoder):
    _texts, _features, said, vectors = read
    names = said.words.raised(encoder.embed(["water", "women"]), ["en", "en"])
    subjects = subjects_of([7, 9], said, vectors, names, np.arange(2))
    texts = ["Las mujeres van a pie.", "The stadium needs a new roof before the winter games."]
    features, _lexicon = features_of(texts, ["es", "en"], once=True)

    supported = subjects.supports(encoder.embed(texts), features, [7, 9, 11])

    assert (supported[0] > 0).tolist() == [False, True, False]
    assert supported[1, :2].tolist() == [0, 0]
    assert np.isnan(supported[:, 2]).all(), "no name is known of the third"


def test_the_same_words_are_placed_alike_in_a_run_and_after_it(texts, result, encoder, shelf):
    one = next(text for text, found in zip(texts, result.texts, strict=True) if len(found.points) > 1)
    alone = place([Text("late", one.text, one.language)], result.known, embedder=encoder, vectors=shelf)

    assert [p.themes for p in alone.texts[0].points] == [
        p.themes for found in result.texts if found.id == one.id for p in found.points
    ]


def test_few_texts_are_placed_without_asking_what_they_say(encoder):
    few = [Text(str(row), words) for row, (_code, words) in enumerate(SAID["water"] + SAID["women"])]
    found = analyse(few, embedder=encoder)

    assert found.known.support is None
