"""Where a quoted passage stands, and when nothing is guessed."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from consult.comments.quotation.anchor import Anchor, anchor_at, find_passage, places

TEXT = "Every person has a right to privacy in the smart city.\n\nPrivacy is not traded for “convenience”."
SIGNS = st.text(st.sampled_from("abc shall rights 数据 المدن İß’—\n"), min_size=1, max_size=80)


def quoted(text: str, anchor: Anchor) -> str | None:
    place = find_passage(text, anchor)
    return text[place.start : place.end] if place else None


def letters(text: str) -> list[str]:
    return [sign for sign in unicodedata.normalize("NFKD", text).casefold() if sign.isalnum()]


def test_the_very_words_are_found() -> None:
    assert quoted(TEXT, Anchor("right to privacy in the smart")) == "right to privacy in the smart"


def test_blanks_case_and_quotation_marks_do_not_matter() -> None:
    assert quoted(TEXT, Anchor('city. privacy is not  TRADED for "convenience"')) == (
        "city.\n\nPrivacy is not traded for “convenience”"
    )


def test_words_that_stand_twice_are_told_apart_by_what_is_around_them() -> None:
    assert find_passage(TEXT, Anchor("privacy")) is None
    assert find_passage(TEXT, Anchor("privacy", "a right to ", " in the")).start == TEXT.index("privacy")
    assert find_passage(TEXT, Anchor("privacy", "city.\n\n", " is not")).start == TEXT.index("Privacy")


def test_a_position_decides_only_between_equals() -> None:
    both = places(TEXT, Anchor("privacy"), position=60)
    assert both[0].start == TEXT.index("Privacy")


def test_words_that_changed_a_little_are_found_whole() -> None:
    new = TEXT.replace("a right to privacy in the smart city", "an equal right to privacy in every smart city")
    place = find_passage(new, Anchor("right to privacy in the smart city", "Every person has a ", ".\n\nPrivacy"))
    assert place is not None
    assert not place.exact
    assert new[place.start : place.end] == "right to privacy in every smart city"


def test_other_words_are_orphaned() -> None:
    assert find_passage(TEXT, Anchor("shall publish a register of sensors")) is None
    assert find_passage(TEXT, Anchor("")) is None
    assert find_passage("", Anchor("privacy")) is None


def test_a_short_word_in_quite_other_surroundings_is_orphaned() -> None:
    assert find_passage("Ministries own the data.", Anchor("data", "cities should share ", " across borders")) is None


@given(SIGNS, st.data())
def test_a_passage_is_found_where_it_was_taken_or_not_at_all(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    place = find_passage(text, anchor_at(text, start, end))
    if place is not None and place.exact:
        assert letters(text[place.start : place.end]) == letters(text[start:end])


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


@given(SIGNS, st.data())
def test_what_copying_changes_does_not_hide_a_passage(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    how = data.draw(st.sampled_from(["NFD", "NFC"]))
    between = data.draw(st.sampled_from(["\u00ad", "\u200b", "-\n", " ", "\u2010"]))
    quote = between.join(unicodedata.normalize(how, text[start:end]).upper())
    assert bool(places(text, Anchor(text[start:end]))) == bool(places(text, Anchor(quote)))


GERMAN = "Städte sollen „intelligente“ Mess\u00adsysteme öffentlich verfügbar machen."


def test_quotation_marks_are_kept_with_the_words_that_they_stand_around() -> None:
    assert quoted(GERMAN, Anchor('"intelligente" Messsysteme')) == "„intelligente“ Mess\u00adsysteme"
    assert quoted(GERMAN, Anchor("intelligente Messsysteme")) == "intelligente“ Mess\u00adsysteme"


def test_words_left_out_are_put_back() -> None:
    said = "Cities publish data. Each year they publish a report, too. They publish it on line."
    assert (
        quoted(said, Anchor("Each year … on line")) == "Each year they publish a report, too. They publish it on line"
    )
    assert quoted(said, Anchor("[...] publish a report, too")) == "publish a report, too"
    assert find_passage(said, Anchor("on line … Each year")) is None


def test_a_vowel_sign_stays_with_its_letter() -> None:
    text = "تُعلِن البلدية نتائج المشاورة خلال ثلاثين يوماً"
    assert quoted(text, Anchor("المشاورة خلال ثلاثين يوما")) == "المشاورة خلال ثلاثين يوماً"
