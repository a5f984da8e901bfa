"""A text that comes back without identities is recognised clause by clause."""

from hypothesis import given
from hypothesis import strategies as st

from consult.drafts.clause_matching import also_continued, matched, splits_and_merges
from consult.drafts.models import Change
from consult.drafts.outline import ClauseOutline

OLD = [
    ClauseOutline("A1", "A", "Cities should publish a register of sensors.", uid="one"),
    ClauseOutline("A2", "A", "Every person has a right to privacy.", uid="two"),
]


def clause(number: str, text: str, uid: str = "") -> ClauseOutline:
    return ClauseOutline(number, "A", text, uid=uid)


def test_moved_words_keep_their_identity() -> None:
    assert matched([clause("A1", OLD[1].text), clause("A2", OLD[0].text)], OLD) == ["two", "one"]


def test_the_same_number_with_an_edited_text_is_the_same_clause() -> None:
    assert matched([clause("A1", "Cities shall publish a full register of sensors.")], OLD) == ["one"]


def test_the_same_number_with_quite_other_words_is_new() -> None:
    assert matched([clause("A1", "Budgets are decided with residents each spring.")], OLD) == [""]


def test_the_files_own_identity_counts_first() -> None:
    assert matched([clause("B9", "Quite other words.", uid="two")], OLD) == ["two"]


@given(st.lists(st.sampled_from(["A1", "A2", "A3"]), unique=True), st.lists(st.sampled_from(["x y", "y z", "z"])))
def test_no_earlier_clause_is_continued_twice(numbers: list[str], texts: list[str]) -> None:
    new = [clause(number, text) for number, text in zip(numbers, texts, strict=False)]
    used = [uid for uid in matched(new, [clause("A1", "x y", "1"), clause("A2", "y z", "2")]) if uid]
    assert len(used) == len(set(used))


def test_merged_and_split_clauses_are_named_besides_the_own_identity() -> None:
    said = "Cities should publish a register of sensors. Every person has a right to privacy."
    assert also_continued([clause("A1", said, uid="one")], OLD) == [["two"]]


def test_one_earlier_clause_in_two_was_split_and_two_in_one_were_merged() -> None:
    assert splits_and_merges(["one", ""], [[], ["one"]]) == [(Change.SPLIT, "one", 0), (Change.SPLIT, "one", 1)]
    assert splits_and_merges(["one"], [["two"]]) == [(Change.MERGED, "two", 0), (Change.MERGED, "one", 0)]
    assert splits_and_merges(["one", "two"], [[], []]) == []
