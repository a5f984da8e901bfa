"""What is typed into the search box: read without an error, whatever it is."""

import re

from hypothesis import given
from hypothesis import strategies as st

from consult.core.search.excerpts import excerpt
from consult.core.search.query_language import in_fts5, in_tsquery, read_query

TYPED = st.text(
    st.one_of(st.sampled_from("ab \"-:*(){}^'&|!<>\\数 title:ref:clause:NOT"), st.characters()), max_size=60
)


def test_words_phrases_fields_and_what_is_not_wanted() -> None:
    query = read_query('skills “open data” -register org:"City of Fiji" clause:SP-N3 ref:C-7KQ2-M4XD')
    assert [term.column for term in query.required] == ["", "", "who", "number"]
    assert ("open", "data") in query.required[1].ways
    assert ("register",) in query.excluded[0].ways
    assert query.clauses == ("SP-N3",)


def test_a_hyphen_within_a_word_excludes_nothing_and_an_address_is_no_field() -> None:
    assert read_query("people-centred").excluded == ()
    assert ("https", "un", "org") in read_query("https://un.org").required[0].ways


def test_a_query_of_signs_without_words() -> None:
    assert read_query('... "" - :').without_words


@given(TYPED)
def test_no_sign_that_is_typed_reaches_an_engine(typed: str) -> None:
    """Between quotes there are letters and digits alone: whatever is typed, it cannot be syntax."""
    query = read_query(typed)
    for sent in (in_fts5(query, "s_1"), in_tsquery(query, "s_1")):
        inside = re.findall(r"\"([^\"]*)\"|'([^']*)'", sent)
        assert all(re.fullmatch(r"[a-z0-9_ \x80-\U0010ffff]+", one or other) for one, other in inside)
        outside = re.sub(r"\"[^\"]*\"|'[^']*'", "", sent)
        assert re.fullmatch(r"(AND|OR|NOT|title|number|who|[ (){}:*&|!<>\-ABCD])*", outside)


@given(st.text(max_size=600), TYPED)
def test_an_excerpt_is_a_part_of_the_text(text: str, typed: str) -> None:
    shown = "".join(part.text for part in excerpt(text, "en", read_query(typed).looked_for))
    assert shown.removeprefix("… ").removesuffix(" …") in text


def test_an_excerpt_shows_where_the_words_stand_together() -> None:
    text = "Data. " + "Nothing here. " * 60 + "They publish open data for all. " + "Nothing here. " * 60
    parts = excerpt(text, "en", read_query("open data").looked_for)
    assert [part.text for part in parts if part.hit] == ["open", "data"]
    assert parts[0].text == "… "


def test_chinese_hits_that_overlap_are_marked_as_one() -> None:
    parts = excerpt("我们要开放数据。", "zh", read_query("开放数据").looked_for)
    assert [part.text for part in parts if part.hit] == ["开放数据"]
