"""A text as tokens: what is one for a reader is one for the search, in every script."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.search.sources import Document
from consult.core.search.tokens import stems_in_any_language, tokens_of, words_of

TEXTS = st.text(
    st.one_of(
        st.sampled_from("aé ßıİ’'-_*\":数据ไทย سلُم أإآة٢ йёЙ½\u0301\u0640\n"), st.characters(exclude_categories=["Cs"])
    ),
    max_size=40,
)
SAME = [
    ("fr", "L’école", "écoles"),
    ("fr", "Ecole", "e\u0301cole"),
    ("en", "people’s", "People"),
    ("en", "CITIES", "city"),
    ("es", "educación", "Educaciones"),
    ("es", "educacion", "EDUCACIÓN"),
    ("de", "Straße", "strassen"),
    ("tr", "İstanbul", "istanbul"),
    ("tr", "ISPARTA", "ısparta"),
    ("ru", "Ёлка", "елки"),
    ("ar", "مَدِينَة", "المدينة"),
    ("ar", "والمدينة", "مدينة"),
    ("ar", "أمن", "امن"),
    ("en", "٢٠٢٥", "2025"),
    ("el", "Αθήνα", "ΑΘΗΝΑ"),
]


@pytest.mark.parametrize(("language", "one", "other"), SAME, ids=lambda value: value)
def test_what_is_one_word_for_a_reader_is_one_token(language: str, one: str, other: str) -> None:
    assert [token.text for token in tokens_of(one, language)] == [token.text for token in tokens_of(other, language)]


def test_what_is_not_one_word_is_not_one_token() -> None:
    told = [[token.text for token in words_of(word)] for word in ("йод", "иод", "side", "sidé-", "öl", "oil")]
    assert told[0] != told[1]
    assert told[2] == told[3], "an accent that is not typed is not missed"
    assert told[4] != told[5]


def test_chinese_is_cut_into_pairs_and_its_last_character() -> None:
    assert [token.text for token in words_of("开放数据 5G")] == ["开放", "放数", "数据", "据", "5g"]


@given(TEXTS)
def test_a_token_is_letters_and_digits_and_stands_where_it_says(text: str) -> None:
    for token in tokens_of(text, "en"):
        assert 0 <= token.start < token.end <= len(text)
        assert token.text
        assert not re.search(r"[\s\x00-\x2f:-@\[-`{-\x7f]", token.text), "no engine takes it for syntax"


@given(TEXTS, st.sampled_from(["en", "fr", "ar", "tr", "zh", None]))
def test_composition_and_blanks_change_nothing(text: str, language: str | None) -> None:
    def told(given: str) -> list[str]:
        return [token.text for token in tokens_of(given, language)]

    assert told(unicodedata.normalize("NFC", text)) == told(unicodedata.normalize("NFD", text))
    assert told(f"  {text}\n") == told(text)


@given(TEXTS, st.sampled_from(["ar", "de", "en", "es", "fr", "it", "nl", "pt", "ru", "tr", "zh", None]))
def test_whoever_copies_a_text_into_the_search_finds_it(text: str, language: str | None) -> None:
    """In whatever language it is indexed, one of the ways of the query is what stands in the index."""
    words = words_of(text)
    if not words or any(word.dense for word in words):
        return
    indexed = tuple(token.text for token in tokens_of(text, language))
    assert indexed in stems_in_any_language([word.text for word in words]) or language in {"zh", None}


def test_a_text_without_end_is_cut_so_that_a_tsvector_holds_it() -> None:
    long = Document(1, "en", "word " * 50_000, title="word " * 5_000).tokens()
    assert len(long["body"].split()) == 14_000
    assert len(long["title"].split()) == 800
