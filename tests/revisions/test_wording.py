"""Redlines cut to size keep every change."""

from hypothesis import given
from hypothesis import strategies as st

from consult.core.text import as_seen
from consult.drafts.text_diff import difference
from consult.revisions.wording import after, before, snippet

LONG = "words that stay as they are, " * 20


def test_a_snippet_shows_the_change_with_a_few_words_around() -> None:
    cut = snippet(difference(f"{LONG}should {LONG}", f"{LONG}shall {LONG}"))
    assert [(s.kind, s.text) for s in cut if s.kind != "same"] == [("removed", "should"), ("added", "shall")]
    assert len("".join(s.text for s in cut)) < 200
    assert cut[0].text.startswith("… ")
    assert cut[-1].text.endswith(" …")


def test_a_very_long_change_is_cut_too() -> None:
    assert len("".join(s.text for s in snippet(difference("", LONG * 5)))) < 420


@given(st.text("ab 城حق", max_size=40), st.text("ab 城حق", max_size=40))
def test_the_two_sides_spell_the_two_texts(old: str, new: str) -> None:
    segments = difference(old, new)
    assert "".join(s.text for s in before(segments)) == as_seen(old)
    assert "".join(s.text for s in after(segments)) == as_seen(new)
