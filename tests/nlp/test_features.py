"""Words and phrases as features: cut by language, counted in arrays, remembered as they were written."""

import numpy as np

from nlp.labels.features import features_of, language_of, stems_of


def test_phrases_of_two_and_three_words_stand_in_two_texts_at_least():
    texts = ["The right to public water services.", "Public water services are a right.", "A lonely whale song."]
    rows, lexicon = features_of(texts, ["en"] * 3)

    assert "en|public_water_service" in rows[0]
    assert "en|water_service" in rows[1]
    assert "en|whale" in rows[2]
    assert not any("_" in feature for feature in rows[2])
    assert lexicon.spelling("en|water_service") == "water services"
    assert set(lexicon.places) >= {feature for row in rows for feature in row}


def test_link_words_join_and_stop_words_part():
    texts = ["Le droit à l'oubli, et les élèves de l'école.", "Un droit à l'oubli pour chaque élève."]
    rows, lexicon = features_of(texts, ["fr", "fr"])

    assert "fr|droit_oubli" in rows[0]
    assert lexicon.spelling("fr|droit_oubli") == "droit à l'oubli"
    assert lexicon.introduction("fr|droit_oubli") == 1
    assert lexicon.wholeness("fr|droit_oubli") == 1


def test_links_numbers_and_addresses_are_no_words():
    rows, _ = features_of(["See https://example.org/water or me@example.org, 42 times, www.example.org/trees."], ["en"])

    assert rows == [[]]


def test_arabic_marks_and_clitics_do_not_part_a_word():
    texts = ["المورّد يسلّم بيانات المدينة.", "وبيانات المورد ملك المدينة."]
    rows, lexicon = features_of(texts, ["ar", "ar"])

    assert "ar|مورد" in set(rows[0]) & set(rows[1])
    assert "ar|بيانات" in set(rows[0]) & set(rows[1])
    assert lexicon.spelling("ar|مورد").endswith("مورد")


def test_each_language_keeps_its_own_words():
    rows, lexicon = features_of(["Water water.", "数据中心用水。", "Вода и вода.", ""], ["en", "zh", "ru", "und"])

    assert {language_of(feature) for row in rows for feature in row} == {"en", "zh", "ru"}
    assert rows[3] == []
    assert stems_of("en|water_service") == ("water", "service")
    low, high = lexicon.reach("zh")
    assert all(lexicon.name(number).startswith("zh|") for number in range(low, high))
    assert lexicon.reach("fi") == (0, 0)


def test_nothing_at_all_is_no_fault():
    assert features_of([], [])[0] == []
    assert features_of(["", "…", "42"], ["en", "fr", "zh"])[0] == [[], [], []]


def test_spread_counts_the_texts_of_each_group():
    _, lexicon = features_of(["Water water.", "Water.", "Trees."], ["en"] * 3)
    spread = lexicon.spread(np.array([0, 0, 1]), 2).toarray()

    assert spread[0, lexicon.places["en|water"]] == 2
    assert spread[1, lexicon.places["en|water"]] == 0
