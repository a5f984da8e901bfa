"""Whatever comes in, something clear comes out: never a fault, spans always inside the text."""

import pytest

from nlp import Category, PipelineSettings, Text, analyse, place

BAD = {
    "nothing": [],
    "empty": [""],
    "white space": ["  \n\n \t"],
    "one word": ["Parks"],
    "one comment": ["Please open the data of the city."],
    "two comments": ["Parks and trees everywhere", "Bus and tram lines"],
    "all identical": ["Please open the data of the city to everyone."] * 60,
    "a megabyte": ["Cities must open data. " * 45_000],
    "a megabyte without a space": ["a" * 1_000_000],
    "no letters": ["!!! ???", "123 456", "—"],
    "mixed scripts": ["Open données открытые данные 开放数据 البيانات المفتوحة"] * 3,
    "control characters": ["Open\x00 the \x07data\x1b[0m of \u202ethe city\ufeff"],
    "half a character": ["Open the data \ud800 now, please, for all"],
    "unknown language": ["Habari za jiji letu", "Ẹ jọ̀wọ́ ẹ ṣí dátà ìlú sílẹ̀ fún gbogbo ènìyàn"],
    "emoji": ["👍👍", "👨‍👩‍👧‍👦 family parks 🚲 now"],
    "windows lines": ["Open data.\r\n\r\n- parks are needed here\r\n- plant more trees"],
}
FRAMES = [Category("A", "Parks"), Category("B", "", ("", "Open data"))]


@pytest.mark.parametrize("texts", BAD.values(), ids=BAD.keys())
def test_bad_input_gives_a_clear_result(texts, encoder):
    given = [Text(str(number), text) for number, text in enumerate(texts)]
    result = analyse(given, FRAMES, embedder=encoder)

    assert [text.id for text in result.texts] == [text.id for text in given]
    for text, read in zip(texts, result.texts, strict=True):
        assert all(0 <= point.start < point.end <= len(text) for point in read.points)
        assert all(point.pillar.code in {"A", "B", None} for point in read.points)


def test_identical_comments_are_one_theme_that_counts_them_all(encoder):
    result = analyse([Text(str(n), BAD["one comment"][0]) for n in range(50)], embedder=encoder)

    assert [(theme.size, theme.folded) for theme in result.themes] == [(50, 1)]
    assert [len(campaign.members) for campaign in result.campaigns] == [50]


def test_without_themes_new_texts_are_unplaced(encoder):
    nothing = analyse([], embedder=encoder)
    placed = place([Text("a", "Open the data of the city.")], nothing.known, embedder=encoder)

    assert placed.texts[0].points[0].themes == ()
    assert placed.texts[0].points[0].nearest is None


def test_equal_ids_are_kept_apart(encoder):
    result = analyse([Text("x", "Open the data."), Text("x", "Plant more trees.")], embedder=encoder)

    assert [text.id for text in result.texts] == ["x", "x"]


def test_a_draw_places_every_point(texts, encoder, shelf):
    result = analyse(texts, settings=PipelineSettings(sample=40), embedder=encoder, vectors=shelf)

    assert all(point.nearest is not None for text in result.texts for point in text.points)


def test_comments_that_share_one_telling_word_and_have_no_other() -> None:
    assert len(analyse([Text(str(number), f"budget budget!!! {number}") for number in range(30)]).texts) == 30
