"""Three-way merge: what does not touch is put together, what touches is left to people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.text import as_seen
from consult.drafts.models import DraftState
from consult.drafts.text_diff import diff_tokens
from consult.revisions.merging import merged_words
from tests.browser import Browser
from tests.make import drafts, revisions
from tests.make import responses as consulted

BASE = "Cities should publish a register of sensors every year."
SHALL = "Cities shall publish a register of sensors every year."
MONTH = "Cities should publish a register of sensors every month."
WORDS = ("cities", "data", "shall", "should", "publish", "城市应当", "公布")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


def test_changes_that_do_not_touch_are_put_together_whichever_comes_first() -> None:
    both = "Cities shall publish a register of sensors every month."
    assert merged_words(BASE, SHALL, MONTH) == merged_words(BASE, MONTH, SHALL) == both


@pytest.mark.parametrize("other", [BASE.replace("should", "must"), BASE.replace("should publish", "publish")])
def test_changes_of_the_same_words_are_left_to_people(other: str) -> None:
    assert merged_words(BASE, SHALL, other) is None


@given(TEXTS, TEXTS)
def test_a_change_merged_with_none_or_with_itself_is_that_change(base: str, new: str) -> None:
    assert merged_words(base, new, base) == as_seen(new)
    assert merged_words(base, new, new) == as_seen(new)


@given(TEXTS, TEXTS, TEXTS)
def test_every_word_of_a_merge_stands_in_one_of_the_texts(base: str, one: str, other: str) -> None:
    merged = merged_words(base, one, other)
    if merged is not None:
        assert set(diff_tokens(merged)) <= {word for text in (base, one, other) for word in diff_tokens(as_seen(text))}


def test_a_stale_revision_is_offered_both_changes_and_takes_them(browser: Browser) -> None:
    it = consulted.consulted(browser.people)
    first = revisions.wording(it.draft)
    words = first.text.replace("should", "shall")
    made = revisions.revision(it.draft, browser.people.dana, words)
    it.draft.state = DraftState.SUPERSEDED
    newer = drafts.draft(it.draft.guideline, by=browser.people.sara)
    revisions.wording(newer).clause_id = first.clause_id
    revisions.wording(newer).text = first.text.replace("they run", "they run or buy")
    dana = browser.as_(browser.people.dana)
    page = dana.get("revisions.revision", revision_id=made.id)
    assert "Take both changes" in page
    dana.post("revisions.rebase", {"base_version": str(made.version), "merged": "1"}, revision_id=made.id)
    assert made.proposed_text == words.replace("they run", "they run or buy")
    assert made.base.draft_id == newer.id
