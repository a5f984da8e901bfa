"""The force-of-language watch: what it notices, what it leaves alone, and that it says so where it cannot read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.revisions.normative_strength import Remark, StrengthChange, watch

F = StrengthChange
CASES = [
    ("Cities shall publish data.", "Cities should publish data.", [Remark(F.WEAKER, "shall", "should")]),
    ("Cities could share data.", "Cities must share data.", [Remark(F.STRONGER, "could", "must")]),
    ("Cities shall publish data.", "Cities must publish data.", []),
    ("Cities shall act.", "Cities are encouraged to act.", [Remark(F.WEAKER, "shall", "are encouraged to")]),
    ("States ensure access.", "States promote access.", [Remark(F.WEAKER, "ensure", "promote")]),
    ("States prohibit it.", "States regulate it.", [Remark(F.WEAKER, "prohibit", "regulate")]),
    ("States should ensure access.", "States should seek to ensure access.", [Remark(F.WEAKER, "", "seek to")]),
    ("Cities publish data.", "Cities publish data. They shall update it.", [Remark(F.STRONGER, "", "shall")]),
    ("Publish it. Cities should update it.", "Publish it.", [Remark(F.WEAKER, "should", "")]),
    ("Publish it.", "Publish it where appropriate.", [Remark(F.LATITUDE_PUT, "", "where appropriate")]),
    ("Publish it, as far as possible.", "Publish it.", [Remark(F.LATITUDE_STRUCK, "as far as possible", "")]),
    ("Cities shall not sell data.", "Cities shall sell data.", [Remark(F.NEGATION_STRUCK, "shall not", "")]),
    ("It may be kept.", "It may not be kept.", [Remark(F.NEGATION_PUT, "", "may not")]),
    ("Each has a right to privacy.", "Each has a claim to privacy.", [Remark(F.RIGHTS_STRUCK, "right", "")]),
    ("Protect the accessibility of services.", "Protect accessible services.", []),
    ("From May 2027 it is kept.", "From June 2027 it is kept.", []),
    ("Cities shall publish; towns should share.", "Towns should share; cities shall publish.", []),
    ("The register names each sensor.", "The register lists every sensor.", []),
]


@pytest.mark.parametrize(("old", "new", "remarks"), CASES)
def test_what_is_noticed(old: str, new: str, remarks: list[Remark]) -> None:
    assert watch(old, new, "en") == remarks


@pytest.mark.parametrize(("old", "new"), [(case[0], case[1]) for case in CASES if case[2]])
def test_every_remark_is_a_sentence_with_the_words_it_is_about(page_app: object, old: str, new: str) -> None:
    for remark in watch(old, new, "en") or []:
        assert remark.says.endswith((".", "”."))
        assert remark.before in remark.says
        assert remark.after in remark.says


def test_it_says_that_it_cannot_read_another_language() -> None:
    assert watch("Les villes doivent publier.", "Les villes peuvent publier.", "fr") is None


@given(st.text(st.sampled_from("shall should may not ensure where appropriate rights . ")))
def test_the_same_text_gives_nothing_to_remark(text: str) -> None:
    assert watch(text, text, "en") == []


@given(st.lists(st.sampled_from(["shall", "should", "may", "city", "ensure", "promote"]), max_size=8).map(" ".join))
def test_what_one_way_makes_weaker_the_other_way_makes_stronger(words: str) -> None:
    there, back = watch(words, f"{words} shall", "en"), watch(f"{words} shall", words, "en")
    assert there is not None
    assert back is not None
    assert [r.force for r in there if r.force == F.STRONGER] == [F.STRONGER for r in back if r.force == F.WEAKER]
