"""Languages are told apart, even in four words, once it is known which are spoken."""

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from nlp import Text
from nlp.text.language_id import LanguageModel, languages_of

SIX = ("ar", "en", "es", "fr", "ru", "zh")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "More trees along streets"),
        ("fr", "Plus d'arbres en ville"),
        ("es", "Más árboles en las calles"),
        ("ru", "Больше деревьев на улицах"),
        ("ar", "المزيد من الأشجار في الشوارع"),
        ("zh", "街道上多种树"),
    ],
)
def test_four_words_are_enough(language, text):
    assert languages_of([Text("a", text)], SIX) == (language,)


def test_without_a_list_the_languages_are_found_in_the_texts(texts):
    assert set(languages_of(texts)) == {"fr"}


def test_no_letters_no_language():
    assert languages_of([Text("a", "12 !!"), Text("b", "")], SIX) == ("und", "und")


def test_a_wrong_declaration_does_not_win_over_a_clear_text():
    said = Text("a", "Les données publiques doivent être ouvertes à tous les habitants de la ville.", "en")

    assert languages_of([said], SIX) == ("fr",)


def test_an_unknown_declared_code_is_passed_over():
    assert languages_of([Text("a", "Open the data of the city, please.", "tlh")], SIX) == ("en",)


def test_unknown_languages_of_a_round_fall_back_to_the_six():
    assert languages_of([Text("a", "Open the data of the city, please.")], ("xx",)) == ("en",)


def test_texts_read_together_get_the_answers_they_would_get_alone(texts):
    alone = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    alone.set_languages(["en", "fr", "sr", "zh"])
    asked = [text.text[:240] for text in texts] + ["OPEN DATA NOW", "", "12 !!", "é", "开放数据", "e\u0301te\u0301"]

    together = LanguageModel().guesses(asked, {"en", "fr", "sr", "zh"})

    for text, (code, p) in zip(asked, together, strict=True):
        assert (code, pytest.approx(p, abs=1e-3)) == alone.classify(text), text
