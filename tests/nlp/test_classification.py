"""Pillars are guessed from clause texts alone, better with corrections, and "fits no clause" is an answer."""

import pytest

from nlp import Category, Example
from nlp.topics.classification import pillars_of

FRAMES = [
    Category("HR", "Digital human rights", ("Personal data are collected only with consent.", "Privacy is protected.")),
    Category("BF", "Budgeting and financing", ("Cities publish what they spend.", "Funds reach small towns.")),
    Category("DL", "Digital literacy and skills", ("Teachers are trained.", "Courses are open to older people.")),
]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Who may see my personal data, and for how long is it kept?", "HR"),
        ("Qui protège la vie privée et les données personnelles des habitants ?", "HR"),
        ("The budget for small towns is far too small; where does the money come from?", "BF"),
        ("Нужны курсы цифровой грамотности для пожилых людей.", "DL"),
        ("我们需要更多的预算和资金。", "BF"),
    ],
)
def test_a_point_finds_its_pillar_in_any_language(text, code, encoder):
    assert pillars_of(FRAMES, encoder).guess(encoder.embed([text]))[0].code == code


def test_what_has_nothing_to_do_with_the_frame_fits_no_clause(encoder):
    assert pillars_of(FRAMES, encoder).guess(encoder.embed(["Tomato soup with basil and cream."]))[0].code is None


def test_a_correction_teaches(encoder):
    text = "Libraries should lend tablets."
    examples = [Example(f"Libraries should lend {thing}.", pillar="BF") for thing in ("laptops", "books", "phones")]

    assert pillars_of(FRAMES, encoder, examples=examples).guess(encoder.embed([text]))[0].code == "BF"


def test_examples_of_unknown_pillars_are_passed_over(encoder):
    before = pillars_of(FRAMES, encoder).guess(encoder.embed(["Privacy for all"]))
    after = pillars_of(FRAMES, encoder, examples=[Example("x", pillar="??")]).guess(encoder.embed(["Privacy for all"]))

    assert after == before


def test_no_frame_no_pillar(encoder):
    guess = pillars_of([], encoder).guess(encoder.embed(["Privacy for all"]))[0]

    assert (guess.code, guess.p) == (None, 0.0)


def test_the_runner_up_is_named(encoder):
    guess = pillars_of(FRAMES, encoder).guess(encoder.embed(["Money for courses"]))[0]

    assert {guess.code, guess.second} == {"BF", "DL"}


def test_even_a_filed_point_can_fit_no_clause(encoder):
    frames = [
        Category("W", "Water", ("Every household has safe drinking water within reach.",)),
        Category("T", "Transport", ("Buses and trams run every ten minutes, from early to late.",)),
    ]
    said = ["The tram should run at night too.", "Jane Roe, Elm Street 4, 12345 Ashford"]
    guesses = pillars_of(frames, encoder).guess(encoder.embed(said), ["T", "T"])

    assert [guess.code for guess in guesses] == ["T", None]


def test_what_lies_far_from_a_bare_name_is_unsure_and_not_refused(encoder):
    frames = [Category("G", "Governance"), Category("M", "Mobility"), Category("H", "Housing")]
    said = ["Empty flats stand for years while families sleep in cars.", "My bus never comes."]
    guesses = pillars_of(frames, encoder).guess(encoder.embed(said))

    assert None not in [guess.code for guess in guesses]
    assert guesses[0].code == "H"
    assert not any(guess.sure or guess.p >= 0.5 for guess in guesses)


def test_a_confirmed_point_counts_as_a_clause(encoder):
    said = "Libraries should lend tablets to pupils."
    before = pillars_of(FRAMES, encoder).guess(encoder.embed([said]))[0]
    examples = [Example("Libraries should lend tablets.", pillar="DL")]
    after = pillars_of(FRAMES, encoder, examples=examples).guess(encoder.embed([said]))[0]

    assert (after.code, after.sure) == ("DL", True)
    assert after.p > before.p


@pytest.mark.parametrize(
    "text",
    [
        "Best prices on sneakers, free delivery, order now!",
        "Achetez vos médicaments en ligne à petit prix, sans ordonnance.",
        "Лучшие онлайн-казино, крупные выигрыши!",
        "I forgot my password and cannot sign in.",
        "This comment is a duplicate, please delete it.",
    ],
)
def test_advertising_and_remarks_about_the_site_fit_no_clause(text, encoder):
    assert pillars_of(FRAMES, encoder).guess(encoder.embed([text]))[0].code is None
