"""Campaign letters fold into one; texts that only share a subject do not."""

import random

from hypothesis import given
from hypothesis import strategies as st

from nlp.text.near_duplicates import fold

LETTER = (
    "We, the residents of the river quarter, ask the drafters to name the authority that answers for every camera. "
    "Cameras were put up in our street without a word, and no one at the city hall could say who keeps the pictures. "
    "Clause nine should therefore say that a public register lists each camera, its purpose and its keeper. "
    "A register costs little, and it would give back some of the trust that was lost in the last two years."
)


def test_a_letter_is_found_again_under_another_greeting_signature_and_order():
    sentences = LETTER.split(". ")
    turned = ". ".join(sentences[2:] + sentences[:2])
    changed = LETTER.replace("two years", "three years").replace("residents", "neighbours")

    firsts = fold([LETTER, "Dear all, " + LETTER + " Yours, J. Roe", turned, changed, LETTER.upper()])

    assert firsts == (0, 0, 0, 0, 0)


def test_a_letter_inside_a_longer_comment_is_found():
    own = " I would add that in my own house the cameras look into the windows of the ground floor, which is forbidden."

    assert fold([LETTER, "My story first." + own + LETTER]) == (0, 0)


def test_other_texts_stand_alone(texts):
    plain = [text.text for text in texts]

    assert fold(plain) == tuple(range(len(plain)))


def test_short_texts_fold_only_if_identical():
    assert fold(["I agree.", "I agree", "I do not agree", "No."]) == (0, 0, 2, 3)


def test_texts_without_words_stand_alone():
    assert fold(["", "", "!!!", "…"]) == (0, 1, 2, 3)


def test_chinese_letters_fold_too():
    letter = (
        "我们居民请求起草者写明每一个摄像头由哪个机关负责，并建立公开登记册，列出摄像头的用途和保管者，恢复大家的信任。"
    )

    assert fold([letter, "尊敬的各位：" + letter + "此致敬礼", "公交车站应该加装座椅和遮阳棚，方便老人候车。"]) == (
        0,
        0,
        2,
    )


def test_planted_campaigns_are_recalled(texts):
    """Forty copies, one word in twenty changed, sentences turned round, greeting added: 98 in 100 come back."""
    draw = random.Random(4)
    copies = [_copy(draw) for _ in range(40)]
    mixed = [text.text for text in texts] + copies

    firsts = fold(mixed)[len(texts) :]

    assert max(firsts.count(first) for first in firsts) >= 39


def _copy(draw: random.Random) -> str:
    sentences = LETTER.split(". ")
    at = draw.randrange(4)
    words = ". ".join(sentences[at:] + sentences[:at]).split()
    for place in draw.sample(range(len(words)), len(words) // 20):
        words[place] = "really"
    return draw.choice(["", "Hello, ", "Dear drafters, "]) + " ".join(words)


@given(st.lists(st.text(alphabet="ab \n", max_size=60), max_size=25))
def test_the_first_stands_for_itself_and_comes_first(texts):
    firsts = fold(texts)

    assert len(firsts) == len(texts)
    assert all(first <= place and firsts[first] == first for place, first in enumerate(firsts))


def test_a_copy_that_its_sender_changed_much_is_known_by_what_the_others_share():
    draw = random.Random(4)
    words = LETTER.split()

    def copy(changed: int) -> str:
        own = list(words)
        for place in draw.sample(range(len(own)), changed):
            own[place] = f"word{draw.randrange(10**6)}"
        return " ".join(own)

    copies = [copy(4) for _ in range(8)]
    much = [copy(12) for _ in range(6)]

    assert fold(copies + much) == (0,) * 14
    assert len(set(fold(much[:3]))) > 1, "without the others the letter cannot be told: this test would show nothing"


def test_a_letter_of_which_each_made_their_own_is_told_by_what_they_share():
    """A quarter of its words changed, and as many words of one's own as the letter has: no two copies are alike."""
    draw = random.Random(7)

    def copy() -> str:
        words = LETTER.split()
        for place in draw.sample(range(len(words)), len(words) // 4):
            words[place] = f"w{draw.randrange(10**6)}"
        own = [f"o{draw.randrange(10**6)}" for _ in words]
        return " ".join([*own, *words] if draw.random() < 0.5 else [*words, *own])

    alone = [" ".join(f"x{draw.randrange(10**6)}" for _ in range(60)) for _ in range(10)]
    copies = [copy() for _ in range(20)]

    assert fold(copies[:2]) == (0, 1), "two of them are not alike: this test would show nothing"
    assert fold([*copies, *alone]) == (0,) * 20 + tuple(range(20, 30))


def test_a_law_that_many_cite_makes_no_letter():
    law = "the second paragraph of article L.122-5 of the code of property of 6 January 1978 on data and liberties"
    draw = random.Random(8)
    said = [
        " ".join([f"w{draw.randrange(10**6)}" for _ in range(30)] + law.split()[draw.randrange(5) :]) for _ in range(40)
    ]

    assert fold(said) == tuple(range(40))


def test_what_several_letters_quote_does_not_make_them_one():
    quoted = "A public register lists each camera, its purpose and its keeper, says clause nine of the draft guideline."
    draw = random.Random(5)
    own = [" ".join(f"w{draw.randrange(10**6)}" for _ in range(40)) for _ in range(5)]
    letters = [f"{text} {quoted} signed {number}" for text in own for number in range(4)]

    assert [first // 4 for first in fold(letters)] == [place // 4 for place in range(20)]
