"""Where a quoted passage stands, and when nothing is guessed."""

from hypothesis import given
from hypothesis import strategies as st

from consult.comments.anchor import Anchor, anchor_at, find, places

TEXT = "Every person has a right to privacy in the smart city.\n\nPrivacy is not traded for “convenience”."
SIGNS = st.text(st.sampled_from("abc shall rights 数据 المدن İß’—\n"), min_size=1, max_size=80)


def quoted(text: str, anchor: Anchor) -> str | None:
    place = find(text, anchor)
    return text[place.start : place.end] if place else None


def test_the_very_words_are_found() -> None:
    assert quoted(TEXT, Anchor("right to privacy in the smart")) == "right to privacy in the smart"


def test_blanks_case_and_quotation_marks_do_not_matter() -> None:
    assert quoted(TEXT, Anchor('city. privacy is not  TRADED for "convenience"')) == (
        "city.\n\nPrivacy is not traded for “convenience”"
    )


def test_words_that_stand_twice_are_told_apart_by_what_is_around_them() -> None:
    assert find(TEXT, Anchor("privacy")) is None
    assert find(TEXT, Anchor("privacy", "a right to ", " in the")).start == TEXT.index("privacy")
    assert find(TEXT, Anchor("privacy", "city.\n\n", " is not")).start == TEXT.index("Privacy")


def test_a_position_decides_only_between_equals() -> None:
    both = places(TEXT, Anchor("privacy"), position=60)
    assert both[0].start == TEXT.index("Privacy")


def test_words_that_changed_a_little_are_found_whole() -> None:
    new = TEXT.replace("a right to privacy in the smart city", "an equal right to privacy in every smart city")
    place = find(new, Anchor("right to privacy in the smart city", "Every person has a ", ".\n\nPrivacy"))
    assert place is not None
    assert not place.exact
    assert new[place.start : place.end] == "right to privacy in every smart city"


def test_other_words_are_orphaned() -> None:
    assert find(TEXT, Anchor("shall publish a register of sensors")) is None
    assert find(TEXT, Anchor("")) is None
    assert find("", Anchor("privacy")) is None


def test_a_short_word_in_quite_other_surroundings_is_orphaned() -> None:
    assert find("Ministries own the data.", Anchor("data", "cities should share ", " across borders")) is None


@given(SIGNS, st.data())
def test_a_passage_is_found_where_it_was_taken_or_not_at_all(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    place = find(text, anchor_at(text, start, end))
    if place is not None and place.exact:
        assert "".join(text[place.start : place.end].casefold().split()) == "".join(text[start:end].casefold().split())


@given(SIGNS, SIGNS)
def test_whatever_is_looked_for_stands_inside_the_text_or_nowhere(text: str, quote: str) -> None:
    for place in places(text, Anchor(quote, "before", "after")):
        assert 0 <= place.start < place.end <= len(text)
        assert 0 <= place.score <= 1


def test_words_put_in_or_taken_out_move_the_end_of_a_passage() -> None:
    old = "Cities publish, once a year, a register of the sensors that they run in public space."
    new = "All cities publish, once a year, a full register of sensors that they run in public space."
    start = old.index("once a year")
    anchor = anchor_at(old, start, old.index(" that they"))
    assert quoted(new, anchor) == "once a year, a full register of sensors"
