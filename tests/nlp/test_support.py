"""A placement stands on what its point says: words that say a subject in any language, heaps, and what is left out."""

from dataclasses import replace

import numpy as np
import pytest

from nlp import Text, analyse, place
from nlp.labels.features import features_of
from nlp.labels.labels import ThemeLabel
from nlp.labels.vocabulary import SaidPhrases, telling_words, vocabulary_of
from nlp.topics.support import subjects_of
from nlp.topics.training import FittedThemes, one_remainder
from nlp.types import ThemeCentroids

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


def test_what_is_left_over_is_one_theme_wherever_it_lies(read, encoder):
    _texts, _features, said, vectors = read
    names = said.words.raised(encoder.embed(["water", "women"]), ["en", "en"])
    rest = ThemeLabel("Various remarks", (), {}, language="en", loose=True)
    labels = (rest, ThemeLabel("Water", (), {}, language="en"), replace(rest, label="Various remarks (2)"))
    known = ThemeCentroids((0, 1, 2), np.eye(3, vectors.shape[1], dtype=np.float32), (1.0,) * 3, next_id=3)
    known = replace(known, support=subjects_of([0, 1, 2], said, vectors, names, np.array([1, 2])))
    found = one_remainder(FittedThemes(known, (0, 1, 2), labels, (0, 0, 1), ("Water", "Rest")))

    assert [label.label for label in found.wordings] == ["Various remarks", "Water"]
    assert (found.ids, found.known.ids, found.parents) == ((0, 1), (0, 1, 0), (0, 0))
    assert [subject.theme for subject in found.known.support.subjects] == [0, 1, 0]
    assert found.known.next_id == 3


def test_few_texts_are_placed_without_asking_what_they_say(encoder):
    few = [Text(str(row), words) for row, (_code, words) in enumerate(SAID["water"] + SAID["women"])]
    found = analyse(few, embedder=encoder)

    assert found.known.support is None
