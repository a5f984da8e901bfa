"""Texts in, themes out: order kept, nothing dropped, the same again, and themes that mean something."""

from dataclasses import replace

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score

from nlp import PipelineSettings, Text, analyse, place


def test_one_record_a_text_in_order(texts, result):
    assert [text.id for text in result.texts] == [text.id for text in texts]


def test_every_point_is_placed_or_names_the_nearest_theme(result):
    ids = {theme.id for theme in result.themes}
    points = [point for text in result.texts for point in text.points]

    assert points
    assert all(point.nearest in ids for point in points)
    assert all({share.id for share in point.themes} <= ids for point in points)
    assert sum(not point.themes for point in points) <= 0.35 * len(points)


def test_shares_are_ranked_and_add_up_to_one_at_most(result):
    for text in result.texts:
        for shares in (text.themes, *(point.themes for point in text.points)):
            assert [share.p for share in shares] == sorted((share.p for share in shares), reverse=True)
            assert sum(share.p for share in shares) <= 1.001


def test_sizes_count_the_points(result):
    first = [point.themes[0].id for text in result.texts for point in text.points if point.themes]

    assert {theme.id: theme.size for theme in result.themes} == {t.id: first.count(t.id) for t in result.themes}


def test_themes_follow_the_sections_better_than_chance(rows, result):
    found = [text.themes[0].id if text.themes else -1 for text in result.texts]

    assert adjusted_mutual_info_score([row["section"] for row in rows], found) > 0.15


def test_labels_are_distinct_and_without_stop_words_or_elisions(result):
    labels = [theme.label for theme in result.themes]
    words = [word for theme in result.themes for word in theme.keywords]

    assert len(set(labels)) == len(labels)
    assert not any("_" in label or "|" in label for label in labels)
    assert not {"de", "des", "les", "article", "l", "d", "est"} & set(words)
    assert not any(label.casefold().startswith(("l'", "d'", "les ", "des ")) for label in labels)


def test_representatives_are_words_of_the_texts(texts, result):
    plain = {text.id: text.text for text in texts}

    for theme in result.themes:
        for shown in theme.representatives:
            assert plain[shown.text][shown.start : shown.end] == shown.quote


def test_the_same_again_is_the_same(texts, frames, encoder, result):
    again = analyse(texts, frames, embedder=encoder)

    assert replace(again, seconds={}, vectors=None, known=None) == replace(result, seconds={}, vectors=None, known=None)
    assert np.array_equal(again.vectors, result.vectors)
    assert np.array_equal(again.known.centres, result.known.centres)


def test_vectors_are_not_made_twice(texts, frames, encoder, shelf, result):
    before = shelf.put
    again = analyse(texts, frames, embedder=encoder, vectors=shelf)

    assert shelf.put == before
    assert again.themes == result.themes


def test_versions_and_seconds_are_recorded(result):
    assert {"bertopic", "spacy", "vectors"} <= set(result.versions)
    assert {"languages", "points", "campaigns", "vectors", "themes", "placing", "pillars"} <= set(result.seconds)


def test_progress_is_told_stage_by_stage(texts, encoder, shelf):
    heard = []
    analyse(texts[:20], embedder=encoder, vectors=shelf, progress=lambda stage, share: heard.append((stage, share)))

    assert ("languages", 0.0) in heard
    assert heard[-1] == ("report", 1.0)


def test_the_number_of_themes_can_be_set(texts, encoder, shelf):
    assert len(analyse(texts, settings=PipelineSettings(themes=5), embedder=encoder, vectors=shelf).themes) == 5


def test_many_themes_are_grouped_under_headings(result):
    if len(result.themes) >= 9:
        assert sorted(theme for group in result.groups for theme in group.themes) == [t.id for t in result.themes]
        assert all(result.groups[theme.parent].themes.count(theme.id) == 1 for theme in result.themes)


def test_copies_of_a_letter_do_not_make_a_theme_but_are_all_counted(texts, encoder, shelf):
    letter = texts[0].text
    copies = [Text(f"copy{number}", f"{letter}\n\nCordialement, voisin {number}") for number in range(60)]
    whole = analyse(texts + copies, embedder=encoder, vectors=shelf)

    assert [len(campaign.members) for campaign in whole.campaigns] == [61]
    assert {text.campaign for text in whole.texts[-60:]} == {whole.campaigns[0].id}
    home = next(theme for theme in whole.themes if theme.id == whole.texts[-1].themes[0].id)
    assert home.size >= 60
    assert home.folded < 60


def test_a_declared_language_guides_the_labels(texts, encoder, shelf):
    english = [Text(f"en{n}", f"The broadband network must reach rural village number {n}.") for n in range(8)]
    whole = analyse(texts + english, embedder=encoder, vectors=shelf)

    assert {"fr", "en"} <= {text.language for text in whole.texts}
    assert any("en" in theme.keywords_by_language for theme in whole.themes)


def test_place_files_new_texts_under_known_themes(texts, encoder, shelf, result):
    placed = place(texts[:10], result.known, embedder=encoder, vectors=shelf)

    assert [text.themes for text in placed.texts] == [text.themes for text in result.texts[:10]]
    assert placed.themes == ()
