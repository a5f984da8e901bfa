"""What themes are called: phrases, not bags of words; in one language; honest where there is no subject."""

import json
from pathlib import Path

import numpy as np
import pytest

from nlp import PipelineSettings, Text, analyse
from nlp.labels.candidates import as_heading, cut_off
from nlp.labels.features import features_of
from nlp.labels.labels import ExemplarContext, joined_phrases, representatives, word_themes
from nlp.labels.noun_phrases import Nouns, english
from nlp.labels.surface_forms import broken, dictionary, grown
from nlp.text.language_data import language_profile
from nlp.topics.model import weighed

DEMO = Path(__file__).parents[2] / "consult" / "demo" / "data" / "smart-cities" / "comments"


@pytest.fixture(scope="module")
def comments():
    rows = [json.loads(row) for file in sorted(DEMO.glob("*.jsonl")) for row in file.read_text("utf-8").splitlines()]
    return [Text(row["id"], row["comment"], row["language"]) for row in rows]


@pytest.fixture(scope="module")
def cities(comments, encoder, shelf):
    return analyse(comments, settings=PipelineSettings(label_language="en"), embedder=encoder, vectors=shelf)


def test_labels_of_a_small_mixed_set_are_english_phrases_without_bare_words(cities):
    of = language_profile("en")

    for theme in cities.themes:
        phrases = [] if theme.loose else theme.label.split(" and ")
        assert theme.label.isascii()
        assert len(theme.label) <= 80
        for phrase in phrases:
            assert not all(word in of.stop | of.bare for word in phrase.casefold().split())


def test_each_label_is_what_people_wrote(comments, cities):
    said = " ".join(" ".join(text.text.split()) for text in comments).casefold().replace("’", "'")

    for theme in cities.themes:
        for phrase in [] if theme.loose else theme.label.split(" and "):
            assert phrase.casefold() in said
        own = theme.keywords_by_language
        assert theme.keywords == own.get("en", next(iter(own.values()))), "a name may be lent, words are the theme's"


def test_the_same_texts_are_named_the_same(rows, encoder):
    texts, spoken = [row["text"] for row in rows], ["fr"] * len(rows)
    vectors, labels = encoder.embed(texts), np.array([place % 6 for place in range(len(rows))])
    named = []
    for _ in range(2):
        features, lexicon = features_of(texts, spoken)
        found = weighed(features, labels)
        named.append(word_themes(found, texts, spoken, lexicon, vectors=vectors, embedder=encoder))

    assert named[0] == named[1]


def test_a_theme_of_left_overs_says_so(encoder):
    subjects = ("the water of the river", "the bus to the school", "the tax on houses", "the trees in the park")
    texts = [f"We ask the council to protect {subject}, number {n} of many." for subject in subjects for n in range(12)]
    odd = [
        "I agree.",
        "Good idea, thanks!",
        "Why not?",
        "See above.",
        "My cat is blue.",
        "Seven.",
        "No comment at all.",
    ]
    labels = np.array([place // 12 for place in range(48)] + [4] * len(odd))
    texts += odd
    features, lexicon = features_of(texts, ["en"] * len(texts))
    vectors = encoder.embed(texts)
    found = weighed(features, labels)
    named = word_themes(found, texts, ["en"] * len(texts), lexicon, vectors=vectors, embedder=encoder)

    assert named[4].label.startswith(("Brief reactions", "Various remarks", "…"))
    assert [wording.loose for wording in named] == [False] * 4 + [True]
    assert "ater" in named[0].label


def test_without_an_embedder_words_alone_choose():
    texts = ["The public library is closed."] * 6 + ["The swimming pool is cold."] * 6
    texts = [f"{text} {n}" for n, text in enumerate(texts)]
    features, lexicon = features_of(texts, ["en"] * 12)
    found = weighed(features, np.array([0] * 6 + [1] * 6))
    first, second = word_themes(found, texts, ["en"] * 12, lexicon)

    assert first.label == "Public library"
    assert second.label == "Swimming pool"


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [
        ("ru", "персональные данные", "персональных данных"),
        ("ru", "вода", "водой"),
        ("ru", "обработка данных", "обработкой данных"),
        ("ru", "большой город", "единой методики"),
        ("ru", "интерфейс", "открытые"),
        ("ar", "البيانات", "للبيانات"),
        ("ar", "البيانات", "والبيانات"),
        ("de", "hohes Risiko", "hohem Risiko"),
    ],
)
def test_the_form_of_the_dictionary_is_told_from_others(language, right, wrong):
    assert dictionary(right, language) > dictionary(wrong, language)


def test_a_russian_name_opens_with_its_noun_as_it_stands_alone():
    texts = ["Говорите на языках коренных народов.", "Перевод на языках коренных народов.", "Язык важен, язык один."]
    _features, lexicon = features_of(texts, ["ru"] * 3)

    assert as_heading("языках коренных народов", ("язык", "коренн", "народ"), "ru", lexicon) == "языки коренных народов"
    assert as_heading("личном кабинете", ("личн", "кабинет"), "ru", lexicon) == "личный кабинет"


@pytest.mark.parametrize(
    ("language", "half", "whole"),
    [
        ("es", "impacto la realiza", "evaluación de impacto"),
        ("fr", "scrutin s'écarte", "droit à l'image"),
        ("fr", "réponse le satisfait", "délai de réponse"),
        ("en", "account the council", "burden of the proof"),
    ],
)
def test_two_things_that_nothing_links_are_no_name(language, half, whole):
    of = language_profile(language)

    assert cut_off(half.split(" "), of)
    assert not cut_off(whole.split(" "), of)


def test_a_chinese_name_has_no_particle_inside():
    assert broken("装了人脸")
    assert not broken("人脸识别")


def test_a_piece_of_a_chinese_word_grows_to_the_word():
    texts = "保护劳动者的权利\n劳动者应当有工会\n平台劳动者和骑手"

    assert grown("动者", texts) == "劳动者"
    assert grown("平台", texts) == "平台"


def test_one_label_is_never_given_twice():
    taken, english_lists = {"Water", "Water and trees"}, language_profile("en")

    assert joined_phrases(["water", "trees", "river"], english_lists, taken) == "Water and trees and river"
    assert joined_phrases(["water"], english_lists, taken) == "Water (2)"
    assert joined_phrases([], english_lists) == "…"


@pytest.mark.skipif(english() is None, reason="the tagger's weights are not installed")
def test_noun_phrases_are_read_off_the_tags():
    nouns = Nouns(["The burden of proof lies with the mobile operator, which must publish its source code."])

    assert {"burden of proof", "mobile operator", "source code"} <= set(nouns.phrases(0))
    assert not nouns.names_a_thing("publish")


def test_representatives_are_on_the_subject_short_and_by_different_people():
    good = "The water of the river must be clean for all."
    texts = [good, good + " Yes.", "water " * 80, "No, nothing to say here at all, thank you very much.", "ok"]
    vectors = np.array([[1, 0.1], [1, 0.0], [1, 0.05], [0.9, 0.3], [1, 0]], dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    known = ExemplarContext(owners=[0, 0, 1, 2, 3], languages=["en"] * 5, words={"en": ("water",)})

    shown = representatives(vectors, np.array([1, 0], dtype=np.float32), texts, 2, known=known)

    assert shown[0] in {0, 1}
    assert shown[1] == 3
    assert representatives(vectors[:0], vectors[0], []) == []
