"""The word-level difference: what it shows, and what always holds."""

from hypothesis import given
from hypothesis import strategies as st

from consult.drafts.difference import changed_share, difference, words

SCRIPTS = st.text(st.sampled_from("shall should cities données 城市应当 المدن города \n.,'’"), max_size=60)


def kept(old: str, new: str, kind: str) -> str:
    return "".join(s.text for s in difference(old, new) if s.kind in {"same", kind})


@given(SCRIPTS, SCRIPTS)
def test_it_spells_both_texts(old: str, new: str) -> None:
    assert kept(old, new, "removed") == old
    assert kept(old, new, "added") == new


@given(SCRIPTS)
def test_words_spell_the_text(text: str) -> None:
    assert "".join(words(text)) == text


def test_a_changed_verb_is_one_word_struck_and_one_put() -> None:
    assert [s for s in difference("Cities should publish data.", "Cities shall publish data.") if s.kind != "same"] == [
        ("removed", "should"),
        ("added", "shall"),
    ]


def test_one_changed_sign_does_not_strike_a_chinese_sentence() -> None:
    struck = [s.text for s in difference("国家政府应当制定法律", "国家政府必须制定法律") if s.kind == "removed"]
    assert struck == ["应当"]


def test_changes_parted_by_a_blank_read_as_one_phrase() -> None:
    changed = [s for s in difference("a b c d", "a x y d") if s.kind != "same"]
    assert changed == [("removed", "b c"), ("added", "x y")]


def test_the_same_words_have_not_changed() -> None:
    assert changed_share("a b", "a b") == 0
    assert changed_share("", "") == 0
    assert changed_share("a", "b") == 1


def test_a_text_made_to_be_slow_is_compared_all_the_same() -> None:
    # With difflib alone this does not end.
    clause = "the city shall publish the data of the sensors and say why the data are kept. " * 40
    for slow in ("a " * 10_000, "the " * 5_000, clause * 6, "的城市" * 7_000):
        assert kept(clause, slow, "removed") == clause
        assert kept(clause, slow, "added") == slow


def test_a_long_text_with_a_changed_verb_is_still_read_as_one_word() -> None:
    long = "Each local government should publish the register of sensors that it runs, and say why. " * 60
    new = long.replace("should", "shall", 1)
    assert [s for s in difference(long, new) if s.kind != "same"] == [("removed", "should"), ("added", "shall")]
