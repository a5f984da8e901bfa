"""Text as it is stored, as a reader sees it, as it is searched: what is told apart, and what always holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.text import (
    as_seen,
    cleaned,
    folded_for_search,
    has_half_a_character,
    looks_same,
    one_line,
    short_name,
    whole_number,
)
from consult.core.urls import is_web_address

# Signs that have caused trouble somewhere, among some that have not.
ODD = st.text(
    st.one_of(
        st.sampled_from(
            "ab é\u0301e\u0308 \t\n\r\x0b\x0c\x85\u2028\u2029\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c"
            "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u3164\u2800\u00a0ßıİ数سלم\x00\x1f👨👩🏴\U000e0067\u0640\u064e"
        ),
        st.characters(),
    ),
    max_size=40,
)


@given(ODD)
def test_what_is_cleaned_once_stays_as_it_is(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert cleaned(one_line(text)) == one_line(text)


@given(ODD)
def test_storing_a_text_does_not_change_what_a_reader_sees(text: str) -> None:
    assert as_seen(cleaned(text)) == as_seen(text)
    assert as_seen(as_seen(text)) == as_seen(text)
    assert looks_same(text, cleaned(text))


@given(ODD)
def test_a_text_is_found_by_its_own_folded_words(text: str) -> None:
    assert folded_for_search(folded_for_search(text)) == folded_for_search(text)
    assert folded_for_search(text.upper()) == folded_for_search(text.upper().lower())


@given(ODD)
def test_every_text_that_is_stored_can_be_written_to_a_database(text: str) -> None:
    assert "\x00" not in cleaned(text)
    cleaned(text).encode()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\x0btwo\u2028three\x85four", "one\ntwo\nthree\nfour"),
        ("e\u0301cole", "école"),
        ("Mess\u00adsysteme", "Messsysteme"),
        ("a partici\u00ad\r\n  pation plan", "a participation plan"),
        ("partici\u00ad\x0bpation", "participation"),
        ("partici\x02\npation", "participation"),  # as a reader of PDF copies a hyphen at the end of a line
        ("partici\ufffepation", "participation"),
        ("Participation: a partici-\npation plan", "Participation: a participation plan"),
        ("long-term: a long-\n  term plan", "long-term: a long-term plan"),
        ("a partici-\npation plan", "a partici-\npation plan"),  # the hyphen may be its own
        ("pre-\nand post-war", "pre-\nand post-war"),
        ("re-sign or resign: re-\nsign", "re-sign or resign: re-\nsign"),  # written both ways: not ours to say
        ("costs:\n- one\n- two", "costs:\n- one\n- two"),
        ("\ufeffzero\u200bwidth\u2060", "zerowidth"),
        ("\u3164\u2800 ", ""),
        ("na\u200cme", "name"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian needs its joiner
        ("क्\u200dष", "क्\u200dष"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("pay \u202eeerf\u202c", "pay eerf"),  # an override would show "free"
        ("المدن \u202bABC\u202c", "المدن \u2067ABC\u2069"),
        ("المدن \u2067ABC", "المدن ABC"),  # never closed
        ("\u200eplain", "plain"),
        ("المدن\u200f!", "المدن\u200f!"),
        ("a\U000e0041b", "ab"),
        ("half \ud800", "half \ufffd"),
    ],
)
def test_what_is_stored_of_what_is_typed(typed: str, stored: str) -> None:
    assert cleaned(typed) == stored


def test_a_name_is_one_line() -> None:
    assert one_line("Jane\r\nBcc: all@example.org\u2028Doe ") == "Jane Bcc: all@example.org Doe"


def test_half_a_character_is_known() -> None:
    assert has_half_a_character("a\udfffb")
    assert not has_half_a_character("👨")


@pytest.mark.parametrize(
    ("one", "other"),
    [("a\r\nb", "a\nb"), ("é", "e\u0301"), ("so\u00adzial", "sozial"), ("a\u00a0 b", "a b"), ("a \n\n\n b", "a\n\nb")],
)
def test_what_nobody_sees_is_no_difference(one: str, other: str) -> None:
    assert looks_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("a b", "a\nb"), ("a\nb", "a\n\nb"), ("e", "é"), ("می\u200cخواهم", "میخواهم")]
)
def test_what_a_reader_sees_is_one(one: str, other: str) -> None:
    assert not looks_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("École", "ecole"),
        ("ΑΘΉΝΑ πόλη", "αθηνα πολη"),
        ("IĞDIR", "ığdır"),
        ("İstanbul", "ISTANBUL"),
        ("Größe", "GROSSE"),
        ("مَرَّاكُش", "مراكش"),
        ("الأمن أولاً", "الامن اولا"),
        ("ёлка", "елка"),
        ("don’t", "don't"),
        ("ＦＵＬＬ", "full"),
    ],
)
def test_a_search_finds_it_however_it_is_typed(one: str, other: str) -> None:
    assert folded_for_search(one) == folded_for_search(other)


def test_a_search_tells_letters_apart_that_are_letters_of_their_own() -> None:
    assert folded_for_search("мой") != folded_for_search("мои")
    assert folded_for_search("が") != folded_for_search("か")


@pytest.mark.parametrize("typed", ["https://example.org/a?b=1", "http://[::1]:8080/", "https://пример.рф/"])
def test_an_address_that_a_browser_opens(typed: str) -> None:
    assert is_web_address(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("https://[1", "http://[", "https://", "javascript:alert(1)", "//example.org", "", "https://:80/"),
        *(
            "https://example.org:99999999/",
            "https://example.org:x/",
            "https://a b/",
            "https://exa\\mple.org",
            "ftp://x.org",
        ),
        *("https://]", "https://a@", "data:text/html,x", "https:example.org", "https://\u2100.org"),
    ],
)
def test_an_address_that_is_none(typed: str) -> None:
    assert not is_web_address(typed)


def test_a_short_name_is_made_of_the_title_and_numbered_when_taken() -> None:
    assert short_name("Élus: l'Air & l'Eau", "round", 60, lambda _name: False) == "elus-l-air-l-eau"
    assert short_name("مدن", "round", 60, lambda _name: False) == "round"
    assert short_name("Asia", "round", 60, lambda name: name in {"asia", "asia-2"}) == "asia-3"
    assert len(short_name("x" * 200, "round", 60, lambda name: name == "x" * 56)) <= 60


@pytest.mark.parametrize("typed", ["", " ", "-1", "1.0", "²", "½", "1e3", "one", "1234567890", "9" * 4301])
def test_what_is_no_whole_number_of_a_few_digits_is_none(typed: str) -> None:
    assert whole_number(typed) is None
    assert [whole_number(one) for one in ("0", " 007 ", "٢٠٢٦", "123456789")] == [0, 7, 2026, 123456789]
    assert whole_number("20260", digits=4) is None
