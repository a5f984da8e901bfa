"""Markup, salutations, signatures, letters and texts that say nothing never make themes, labels or languages."""

from collections import Counter

import pytest

from nlp import Text, analyse
from nlp.text.language_data import language_profile
from nlp.text.language_id import languages_of
from nlp.text.segmentation import split
from nlp.text.surroundings import levelled, own_words, plain, says_nothing, without_surroundings
from tests.nlp.docket import docket

SUBJECTS = (
    ("Buses are late every morning on the ring road", "The bus timetable should run after midnight"),
    ("The playground in the park is broken", "Plant more trees along the paths of the park"),
    ("Publish the budget as open data every quarter", "Open data needs a clear licence"),
    ("The library should stay open on Sunday", "Libraries need more books for children"),
)
ENDS = ("", " please", " this year", " for everyone", " now", " as soon as can be")
SAID = [f"{words}{end}." for subject in SUBJECTS for words in subject for end in ENDS]
NAMES = ("Boris Kaya", "Emre Horvat", "Fatou Sato", "Anna Diop", "Goran Wei")
SIGNED = "{}\n\nKind regards,\n{}\nPolicy Officer | Federation of Cities | Tel. +44 20 7946 0000\nSent from my iPhone"
DRESSED = {
    "tags": "<p>{}</p>",
    "a salutation": "Dear Sir or Madam,<br/><br/>{}<br/><br/>Yours sincerely",
    "a signature": SIGNED,
    "a disclaimer": "{}\n\nThis e-mail and any attachments are confidential and intended solely for the addressee.",
    "quoted mail": "{}\n\n-----Original Message-----\nFrom: The council\nSent: Monday\nPlease send us your remarks.",
}


@pytest.fixture(scope="module")
def bare(encoder, shelf):
    return described(SAID, encoder, shelf)


def described(said, encoder, shelf):
    result = analyse([Text(str(number), text) for number, text in enumerate(said)], embedder=encoder, vectors=shelf)
    homes = [[share.id for point in text.points for share in point.themes[:1]] for text in result.texts]
    return homes, [(theme.label, theme.keywords, theme.size, theme.people) for theme in result.themes]


@pytest.mark.parametrize("dress", DRESSED.values(), ids=DRESSED.keys())
def test_what_surrounds_the_words_changes_no_theme(dress, bare, encoder, shelf):
    said = [dress.format(words, NAMES[number % len(NAMES)]) for number, words in enumerate(SAID)]

    assert described(said, encoder, shelf) == bare


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Fish &amp; chips", "Fish & chips"),
        ("Libert&eacute; d&#39;expression", "Liberté d'expression"),
        ("Buses&nbsp;are &quot;late&quot;", 'Buses are "late"'.replace('"late"', '" late"')),
        ("<b>Open</b> the <a href='x'>data</a><br>now", "Open the data now"),
        ("&amp;nbsp;a &lt; b", "a < b"),
        ("a <b and c> d; R&D", "a d; R&D"),
        ("<agency> & x < 3", "<agency> & x < 3"),
    ],
)
def test_entities_and_tags_are_read_as_a_browser_shows_them(text, shown):
    assert len(plain(text)) == len(text)
    assert levelled(text) == shown


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Bonjour,\n\nOuvrez les données.\n\nCordialement,\nJeanne Petit", "Ouvrez les données."),
        ("Sehr geehrte Damen und Herren,\nmehr Bäume bitte.\nMit freundlichen Grüßen\nA. Groß", "mehr Bäume bitte."),
        ("Уважаемые коллеги! Нужны скамейки.\nС уважением,\nИван", "Нужны скамейки."),
        ("> You asked what we need\nMore benches.", "More benches."),
        ("Thank you.\nThe parks need more benches than they have.", "The parks need more benches than they have."),
        ("Kind regards", "Kind regards"),
    ],
)  # fmt: skip
def test_salutations_and_signatures_are_not_said(text, own):
    assert levelled(text) == own


def test_the_words_around_a_point_stay_with_it():
    text = (
        "Dear all,\n\nPlant more trees in the park. Please also mend the benches.\n\nKind regards,\nJane Doe\nSecretary"
    )
    first, second = (text[span.start : span.end] for span in split(text, "en"))

    assert first == "Dear all,\n\nPlant more trees in the park."
    assert second == "Please also mend the benches.\n\nKind regards,\nJane Doe\nSecretary"


@pytest.mark.parametrize(
    "text",
    ["NULL", "N/A", "-", "See attached", "see written response", "https://example.org/a?b=c", "the and of", "+1", "无"],
)
def test_a_text_that_says_nothing_is_known(text):
    assert says_nothing(text, language_profile("en"))


@pytest.mark.parametrize("text", ["More trees", "Stop it", "公园晚上太暗", "I support clause 4", "No cars"])
def test_a_few_words_say_something(text):
    assert not says_nothing(text, language_profile("en"))


def test_texts_that_say_nothing_make_no_theme(encoder, shelf):
    noise = ["https://example.org/page/1", "the and of", "See attached", "N/A", "???", "to be or not", "NULL"] * 8
    result = analyse([Text(str(n), text) for n, text in enumerate(noise)], embedder=encoder, vectors=shelf)

    assert result.themes == ()
    assert all(not point.themes for text in result.texts for point in text.points)


def test_equal_texts_are_one_theme_with_words_in_its_name(encoder, shelf):
    _homes, themes = described(["Please stop the new motorway."] * 200, encoder, shelf)

    assert [(size, people) for _label, _words, size, people in themes] == [(200, 200)]
    assert "otorway" in themes[0][0]


def test_a_letter_that_nobody_echoes_has_a_theme(encoder, shelf):
    letter = "I oppose clause 4 because it takes away our right of appeal and harms small shops in every district."
    homes, themes = described([letter] * 300 + SAID, encoder, shelf)

    assert set(map(tuple, homes[:300])) == {tuple(homes[0])}
    assert themes[homes[0][0]][2:] == (300, 300)
    assert len(themes) >= 4


def test_how_a_sender_signs_their_copy_is_no_theme(encoder, shelf):
    letter = "I oppose clause 4 because it takes away our right of appeal and harms small shops in every district."
    copies = [f"{letter}\n\n{signed}" for signed in ("Prof. em. H. Weiss", "For the board of a privacy group")]
    _homes, themes = described([letter] * 40 + copies * 2 + SAID, encoder, shelf)
    words = " ".join(f"{label} {' '.join(keywords)}" for label, keywords, _size, _people in themes).casefold()

    assert min(size for _label, _words, size, _people in themes) > 2
    assert not any(name in words for name in ("weiss", "board", "privacy group"))


def test_who_says_a_sentence_very_often_is_one_voice(encoder, shelf):
    _homes, themes = described(["The council must publish open data. " * 550, *SAID], encoder, shelf)
    size, people = max((size, people) for _label, _words, size, people in themes)

    assert size >= 550
    assert people < 40


def test_a_docket_of_form_letters_has_several_themes(encoder, shelf):
    letters = docket()
    homes, themes = described(letters, encoder, shelf)
    points = Counter(home for mine in homes for home in mine)

    assert (len(letters), len(set(letters))) == (795, 347)
    assert len(themes) >= 6
    assert max(points.values()) <= points.total() / 2
    assert all(size and people for _label, _words, size, people in themes)
    words = " ".join(f"{label} {' '.join(keywords)}" for label, keywords, _size, _people in themes).casefold()
    assert not any(name in words for name in ("sincerely", "administrator", "okoye", "robin", "novak"))


def test_a_script_decides_and_an_address_alone_has_no_language():
    said = [Text("en", "The buses are late every single morning on the ring road, all year round.")] * 70
    said += [Text("zh", text) for text in ("公园晚上太暗，不安全。", "请公开预算数据。")]
    said += [Text("ru", "Больше деревьев"), Text("el", "Περισσότερα δέντρα"), Text("ar", "المزيد من الأشجار")]
    said += [
        Text("ja", "公園にもっと木を"),
        Text("ko", "더 많은 나무"),
        Text("und", "https://example.org/about/the/city"),
    ]

    assert languages_of(said) == tuple(text.id for text in said)


def test_a_declared_language_counts_and_a_script_is_stronger():
    said = [Text("en", "The buses are late every single morning on the ring road, all year round.")] * 400
    said += [Text("pt", "Mais árvores", "pt"), Text("zh", "请公开预算数据。", "en"), Text("uk", "Дерева", "uk")]

    assert languages_of(said)[-3:] == ("pt", "zh", "uk")


def test_sentences_on_lines_of_their_own_are_not_points_of_their_own():
    lines = "\n".join(f"The {thing} in our street is far too old and too small for us all." for thing in
                      ("lamp", "bridge", "school", "clinic", "station"))  # fmt: skip
    spaced = lines.replace("\n", "\n\n")
    listed = lines.replace("The", "- The")

    assert len(split(lines, "en")) == 1
    assert len(split(spaced, "en")) == len(split(listed, "en")) == 5


@pytest.mark.parametrize("unit", ["a", "a@", "<", "&", "dear a\nregards\n", "> a\n", "x@y.", "<br "])
def test_any_megabyte_keeps_its_length(unit: str) -> None:
    """Each is read in one pass: a pattern or a loop that is quadratic would not come to an end here."""
    text = unit * (1_000_000 // len(unit))
    assert len(without_surroundings(text)) == len(text)
    assert own_words(text) in {"", levelled(text)}
