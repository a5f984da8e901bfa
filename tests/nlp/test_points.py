"""A comment is cut into points, one ask each, and every point maps back to the words it came from."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.points import count_words, split


def cut(text: str, language: str) -> list[str]:
    return [text[span.start : span.end] for span in split(text, language)]


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "The city should publish its budget.", "It must also protect the privacy of residents."),
        ("fr", "Les données publiques doivent être ouvertes.", "Il faut aussi protéger la vie privée des habitants."),
        ("es", "La ciudad debe publicar su presupuesto.", "Hay que proteger la privacidad de los vecinos."),
        ("ru", "Город должен публиковать свой бюджет.", "Необходимо защищать частную жизнь жителей."),
        ("ar", "يجب على المدينة نشر ميزانيتها كاملة للجميع.", "ينبغي حماية خصوصية السكان في كل مكان."),
        ("zh", "城市应当公开预算和合同的全部内容。", "必须保护居民的个人隐私和数据安全。"),
        ("de", "Die Stadt sollte ihren Haushalt offenlegen.", "Die Privatsphäre der Bewohner muss geschützt werden."),
    ],
)
def test_two_asks_are_two_points(language, first, second):
    text = first + ("" if language == "zh" else " ") + second

    assert cut(text, language) == [first, second]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The city should publish its budget. Otherwise nobody can follow where the money goes."),
        ("fr", "Il faut ouvrir les données de transport. En effet, elles sont payées par l'impôt de tous."),
        ("es", "La ciudad debe publicar su presupuesto. Así los vecinos pueden seguir el gasto público."),
        ("ru", "Город должен публиковать бюджет. Потому что иначе жители ничего не узнают о расходах."),
        ("zh", "城市应当公开预算。因为这样居民才能监督支出。"),
    ],
)
def test_a_reason_stays_with_its_ask(language, text):
    assert cut(text, language) == [text]


def test_list_items_are_points_and_the_introduction_stays_with_the_first():
    text = "We ask for three things:\n- open the data of buses\n- plant trees in every yard\n- repair the lifts now"

    assert cut(text, "en") == [
        "We ask for three things:\n- open the data of buses",
        "- plant trees in every yard",
        "- repair the lifts now",
    ]


def test_first_and_second_open_points():
    text = "First, the text lacks a definition of data. Second, nobody knows who pays for the network."

    assert len(cut(text, "en")) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Mr. Smith of St. Mary, i.e. our treasurer, wants the U.S. rules to apply here."),
        ("fr", "L'art. 9 de la loi, cf. M. Dupont, reste à préciser dans la version finale."),
    ],
)
def test_abbreviations_do_not_end_a_sentence(language, text):
    assert cut(text, language) == [text]


def test_a_wrapped_line_is_one_sentence():
    text = "The guideline should name the\nauthority that answers for the register."

    assert cut(text, "en") == [text]


def test_a_greeting_joins_what_follows():
    assert cut("Dear all,\n\nThe city should publish its budget every year.", "en") == [
        "Dear all,\n\nThe city should publish its budget every year."
    ]


@pytest.mark.parametrize("text", ["", "  \n\t ", "!!! … —", "👍👍"])
def test_no_letters_no_points(text):
    assert split(text, "en") == ()


def test_two_chinese_characters_count_as_a_word():
    assert count_words("开放数据") == 2


@given(st.text(max_size=400), st.sampled_from(["en", "fr", "ru", "ar", "zh", "und", "xx"]))
def test_points_are_ordered_do_not_overlap_and_lose_no_word(text, language):
    spans = split(text, language)
    covered = "".join(text[span.start : span.end] for span in spans)

    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(text[span.start : span.end] == text[span.start : span.end].strip() for span in spans)
    assert [c for c in covered if c.isalnum()] == [c for c in text if c.isalnum()]
