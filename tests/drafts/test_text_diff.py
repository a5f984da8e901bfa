"""The word-level difference: what it shows, and what always holds."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.text import as_seen, cleaned
from consult.drafts.text_diff import changed_share, diff_tokens, difference

SCRIPTS = st.text(st.sampled_from("shall should cities données 城市应当 المدن города \n.,'’"), max_size=60)


def kept(old: str, new: str, kind: str) -> str:
    return "".join(s.text for s in difference(old, new) if s.kind in {"same", kind})


@given(SCRIPTS, SCRIPTS)
def test_it_spells_both_texts(old: str, new: str) -> None:
    assert kept(old, new, "removed") == as_seen(old)
    assert kept(old, new, "added") == as_seen(new)


@given(SCRIPTS)
def test_a_text_differs_from_itself_in_nothing_however_it_is_stored(text: str) -> None:
    for stored in (cleaned(text), text.replace("\n", "\r\n"), unicodedata.normalize("NFD", text), f"{text}\u00ad"):
        assert {s.kind for s in difference(text, stored)} <= {"same"}


@given(SCRIPTS)
def test_words_spell_the_text(text: str) -> None:
    assert "".join(diff_tokens(text)) == text


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
        assert kept(clause, slow, "removed") == clause.strip()
        assert kept(clause, slow, "added") == slow.strip()


def test_a_long_text_with_a_changed_verb_is_still_read_as_one_word() -> None:
    long = "Each local government should publish the register of sensors that it runs, and say why. " * 60
    new = long.replace("should", "shall", 1)
    assert [s for s in difference(long, new) if s.kind != "same"] == [("removed", "should"), ("added", "shall")]


@pytest.mark.parametrize(
    ("old", "new", "struck", "put"),
    [
        (
            "2030年前所有城市应当公布全部公共数据并征求居民意见。",
            "2030年前所有城市应该公布全部公共数据并征求居民意见。",
            ["当"],
            ["该"],
        ),
        ("เมืองควรเปิดข้อมูล", "เมืองต้องเปิดข้อมูล", ["ควร"], ["ต้อง"]),
        ("城市应当使用 open data 标准", "城市应当使用 free data 标准", ["open"], ["free"]),
        ("ينبغي للمدن أن تنشر البيانات.", "يجب على المدن أن تنشر البيانات.", ["ينبغي للمدن"], ["يجب على المدن"]),
        ("en 2030, 50 % des villes", "en 2035, 50 % des villes", ["2030"], ["2035"]),
        (
            "a family 👨\u200d👩\u200d👧 here",
            "a family 👨\u200d👩\u200d👦 here",
            ["👨\u200d👩\u200d👧"],
            ["👨\u200d👩\u200d👦"],
        ),
    ],
)
def test_in_each_script_no_more_is_struck_than_changed(old: str, new: str, struck: list[str], put: list[str]) -> None:
    segments = difference(old, new)
    assert [s.text for s in segments if s.kind == "removed"] == struck
    assert [s.text for s in segments if s.kind == "added"] == put


def test_one_changed_word_under_other_line_ends_is_one_removal_and_one_insertion() -> None:
    old = "Cities should:\r\n\r\n(a) publish open data;\r\n(b) name a person who answers."
    new = "Cities should:\n\n(a) publish all data;\n(b) name a person who answers."
    assert [s for s in difference(old, new) if s.kind != "same"] == [("removed", "open"), ("added", "all")]
