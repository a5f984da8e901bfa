"""The redline: both texts rebuild from it in every script, and words that only moved are said to have moved."""

import json
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from consult.core.text import as_seen
from consult.drafts.redline.cli import redline_command
from consult.drafts.redline.exact import exact_redline
from consult.drafts.redline.moves import redline_with_moves

WORDS = (
    *["shall", "cities", "publish", "data,", "données", "城市应当", "公布", "المُدُنُ", "تَنشُرُ", "เมืองต้อง", ".", "’"],
    "\n",
    "\r\n",
    "e\u0301",
    "\u00ad",
    "👩\u200d👧",
)
TEXTS = st.lists(st.sampled_from([*WORDS, " "]), max_size=30).map(" ".join)


@given(TEXTS, TEXTS)
def test_both_texts_rebuild_sign_by_sign(old: str, new: str) -> None:
    segments = exact_redline(old, new)
    assert "".join(segment.old for segment in segments) == old
    assert "".join(segment.new for segment in segments) == new


@given(TEXTS, TEXTS)
def test_what_a_page_shows_spells_both_texts(old: str, new: str) -> None:
    segments = redline_with_moves(old, new)
    assert "".join(s.text for s in segments if s.kind != "added") == as_seen(old)
    assert "".join(s.text for s in segments if s.kind != "removed") == as_seen(new)


@given(TEXTS, TEXTS)
def test_each_move_leaves_one_place_and_comes_to_one_other_with_the_same_words(old: str, new: str) -> None:
    moved = [segment for segment in redline_with_moves(old, new) if segment.move]
    for number in {segment.move for segment in moved}:
        left, came = sorted((s for s in moved if s.move == number), key=lambda s: s.kind == "added")
        assert (left.kind, came.kind) == ("removed", "added")
        assert left.text.split() == came.text.split()


@given(TEXTS)
def test_what_no_reader_can_tell_apart_is_the_same(text: str) -> None:
    for stored in (unicodedata.normalize("NFD", text), text.replace("\r\n", "\n").replace("\n", "\r\n")):
        assert {s.kind for s in exact_redline(text, stored)} <= {"same"}


A, B = "Cities shall publish the register of sensors.", "People may ask what is kept about them."


def test_a_sentence_that_changed_its_place_has_moved_with_its_changed_word_apart() -> None:
    segments = redline_with_moves(f"{A} {B} It is free of charge.", f"{B} It is free of charge. {A}")
    assert {s.text.strip() for s in segments if s.move} == {A}
    assert not [s for s in segments if s.kind != "same" and not s.move and s.text.strip()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("各城市应当公布传感器的登记册。", "任何人都可以询问保存了哪些资料。"),
        ("ينبغي للمدن أن تنشر سجل أجهزة الاستشعار.", "يجوز لكل شخص أن يسأل عما يحفظ عنه من بيانات ومعلومات وسجلات."),
        ("เมืองต้องเผยแพร่ทะเบียนเซ็นเซอร์ ", "ทุกคนอาจถามได้ว่ามีการเก็บข้อมูลใดไว้บ้างเกี่ยวกับตนเอง "),
    ],
)
def test_a_sentence_moves_in_each_script(one: str, other: str) -> None:
    moved = [s for s in redline_with_moves(f"{one} {other}", f"{other} {one}") if s.move]
    assert {s.kind for s in moved} == {"added", "removed"}


def test_a_vowel_sign_of_arabic_is_a_change_of_its_word_alone() -> None:
    segments = redline_with_moves("المدينةُ تَنشرُ البيانات", "المدينةَ تَنشرُ البيانات")
    assert [(s.kind, s.text) for s in segments if s.kind != "same"] == [("removed", "المدينةُ"), ("added", "المدينةَ")]


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(redline_command, words)
    return result.exit_code, result.output


def test_the_command_gives_the_place_of_each_change(tmp_path: Path) -> None:
    old, new = "Cities should publish.\n", "Cities shall publish.\r\n"
    (tmp_path / "old.txt").write_bytes(old.encode())
    (tmp_path / "new.txt").write_bytes(new.encode())
    code, said = run(str(tmp_path / "old.txt"), str(tmp_path / "new.txt"), "--json")
    segments = json.loads(said)["segments"]
    assert code == 0
    assert "".join(s.get("old_text", s["text"]) for s in segments if s["kind"] != "added") == old
    assert "".join(s["text"] for s in segments if s["kind"] != "removed") == new
    changed = [s for s in segments if s["kind"] != "same"]
    assert [old[slice(*s["old"])] or new[slice(*s["new"])] for s in changed] == ["should", "shall"]


@pytest.mark.parametrize(
    ("raw", "says"),
    [(None, "no file"), (b"\xff\xfe\x00a", "not UTF-8"), (b" \n", "empty"), (b"a" * 2_000_001, "too long")],
)
def test_a_file_that_cannot_be_compared_is_refused_in_one_sentence(
    tmp_path: Path, raw: bytes | None, says: str
) -> None:
    bad, good = tmp_path / "bad.txt", tmp_path / "good.txt"
    good.write_text("Words.", encoding="utf-8")
    if raw is not None:
        bad.write_bytes(raw)
    code, said = run(str(good), str(bad), "--json")
    assert code == 1
    assert says in said
    assert len(said.strip().splitlines()) == 1
