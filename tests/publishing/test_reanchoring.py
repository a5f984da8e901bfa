"""What becomes of a comment's words, and what is never claimed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.comments.quotation.anchor import Anchor, anchor_at
from consult.publishing.models import Fate
from consult.publishing.reanchoring import Carried, Stood, carry

TEXT = "Local governments should publish a register of the sensors they run, and keep it up to date every year."
WHOLE = Anchor("")


def stood(text: str = TEXT, number: str = "HR-L1", section: tuple[int, int] = (1, 2)) -> Stood:
    return Stood(number, section, text)


def passage(words: str, text: str = TEXT) -> Anchor:
    start = text.index(words)
    return anchor_at(text, start, start + len(words))


def test_an_unchanged_clause_holds_its_comments() -> None:
    assert carry(WHOLE, stood(), stood()) == Carried(Fate.ANCHORED, 1.0)
    assert carry(passage("a register"), stood(), stood()) == Carried(Fate.ANCHORED, 1.0, "a register")


def test_another_number_or_pillar_is_a_move() -> None:
    assert carry(passage("a register"), stood(), stood(number="HR-L2")) == Carried(Fate.MOVED, 1.0, "a register")
    assert carry(WHOLE, stood(), stood(section=(2, 2))).fate == Fate.MOVED


def test_a_deleted_clause_is_gone_for_certain() -> None:
    assert carry(passage("a register"), stood(), None) == Carried(Fate.GONE, 1.0)


def test_a_quote_that_still_stands_in_a_changed_clause_is_anchored_but_not_certain() -> None:
    carried = carry(passage("publish a register of the sensors"), stood(), stood(TEXT.replace("every year", "daily")))
    assert (carried.fate, carried.quote) == (Fate.ANCHORED, "publish a register of the sensors")
    assert 0.9 < carried.confidence < 1


def test_a_quote_whose_surroundings_changed_is_less_sure() -> None:
    said = passage("a register of the sensors")
    near = carry(said, stood(), stood(TEXT.replace("they run", "run by them")))
    far = carry(said, stood(), stood("Ministries may wish to fund a register of the sensors where appropriate."))
    assert far.confidence < near.confidence < 1


def test_a_changed_quote_is_reworded_with_the_words_that_took_its_place() -> None:
    carried = carry(passage("should publish a register"), stood(), stood(TEXT.replace("should", "shall")))
    assert (carried.fate, carried.quote) == (Fate.REWORDED, "shall publish a register")
    assert 0.75 < carried.confidence < 1


def test_a_clause_with_other_words_is_reworded_as_a_whole() -> None:
    carried = carry(WHOLE, stood(), stood(TEXT.replace("should", "shall")))
    assert (carried.fate, carried.quote) == (Fate.REWORDED, "")
    assert carried.confidence < 1


def test_words_that_are_struck_are_gone() -> None:
    carried = carry(passage("and keep it up to date every year"), stood(), stood("Cities listen to their people."))
    assert carried.fate == Fate.GONE
    assert carried.quote == ""


def test_a_quote_that_stands_twice_is_not_guessed() -> None:
    text = "the register and the register and the register"
    carried = carry(Anchor("the register"), stood("Keep the register."), stood(text))
    assert carried.fate == Fate.ANCHORED
    assert carried.confidence <= 0.5


def test_a_clause_that_was_not_in_the_draft_they_read_is_certain_of_nothing() -> None:
    assert carry(WHOLE, None, stood()).confidence == 0


@pytest.mark.parametrize(
    "text", ["المدن الذكية تنشر سجلا عاما كل سنة", "城市应当公布传感器登记册", "🏙️ cities 👩‍💻 publish"]
)
def test_every_script_is_carried(text: str) -> None:
    said = anchor_at(text, 0, len(text) // 2)
    carried = carry(said, stood(text), stood(text + " ✓"))
    assert carried.fate in {Fate.ANCHORED, Fate.REWORDED}
    assert carried.confidence < 1


SCRIPTS = st.text(st.sampled_from("shall should cities données 城市应当 المدن 🏙 \n.,’'"), min_size=1, max_size=60)


@given(SCRIPTS, SCRIPTS, st.data())
def test_never_certain_of_changed_words_and_never_tied_to_words_that_are_not_there(
    old: str, new: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    carried = carry(anchor_at(old, start, end), stood(old), stood(new))
    assert 0 <= carried.confidence <= 1
    assert carried.quote in new or old == new
    assert carried.confidence < 1 or old == new
