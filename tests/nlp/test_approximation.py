"""Above a number of points most vectors are foretold from words: the known ones stay, the others come close."""

import numpy as np
import pytest

from nlp import PipelineSettings, analyse, preprocessing
from nlp.embedding.approximation import Limits, PredictedVectors, Wordings, draw_by_language, vectors_at_scale
from nlp.embedding.encoder import key_of, vectors_of

LIMITS = Limits(exact=40, sample=90)


@pytest.fixture(scope="module")
def points(texts, encoder):
    words = list(dict.fromkeys(text.text for text in texts if text.text.strip()))
    words.append(words[0])
    return Wordings(words, [key_of(text, encoder.name) for text in words], ["fr"] * len(words))


@pytest.fixture(scope="module")
def exact(points, encoder):
    return vectors_of(points.texts, points.keys, encoder)


@pytest.fixture(scope="module")
def told(points, encoder):
    found = vectors_at_scale(points, encoder, limits=LIMITS)
    assert isinstance(found.distinct, PredictedVectors)
    return found


def test_a_few_are_all_embedded(points, exact, encoder):
    assert np.array_equal(vectors_at_scale(points, encoder, limits=Limits(exact=10_000)), exact)


def test_rows_come_in_order_with_unit_length_and_equal_texts_alike(points, told):
    rows = told[:]

    assert rows.shape == told.shape == (len(points.texts), 512)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.array_equal(rows[0], rows[-1])


def test_the_drawn_ones_are_exact_and_the_others_closer_to_their_own_than_to_most(points, told, exact):
    rows = told[:]
    same = np.isclose((rows * exact).sum(1), 1, atol=1e-5)
    likeness = rows[~same] @ exact.T
    own = likeness[np.arange(len(likeness)), np.flatnonzero(~same)]

    assert same.sum() >= LIMITS.sample
    assert np.mean(own[:, None] >= likeness) > 0.65


def test_rows_are_asked_for_as_of_an_array(told):
    whole = told[:]

    for rows in (5, slice(2, 9), [7, 3], np.arange(len(told)) % 2 == 0):
        assert np.allclose(told[rows], whole[rows], atol=1e-6)
    assert np.allclose(np.stack(list(told)), whole, atol=1e-6)


def test_what_a_store_holds_is_never_foretold(points, exact, encoder):
    class Store(dict):
        def get_many(self, keys):
            return {key: self[key] for key in keys if key in self}

        def put_many(self, vectors):
            self.update(vectors)

    store = Store(zip(points.keys[:50], exact[:50], strict=True))
    found = vectors_at_scale(points, encoder, store, limits=Limits(exact=40, sample=30))

    assert np.array_equal(found[:50], exact[:50])
    assert 50 < len(store) <= 50 + 30


def test_a_reading_that_was_stopped_ends_with_the_same_vectors(points, told, encoder):
    class Stopped(Exception):
        pass

    class Store(dict):
        def get_many(self, keys):
            return {key: self[key] for key in keys if key in self}

        def put_many(self, vectors):
            self.update(list(vectors.items())[:30])
            raise Stopped

    store = Store()
    with pytest.raises(Stopped):
        vectors_at_scale(points, encoder, store, limits=LIMITS)
    store.put_many = store.update
    again = vectors_at_scale(points, encoder, store, limits=LIMITS)

    assert np.allclose(again[:], told[:], atol=1e-5)


def test_rare_languages_are_drawn_in_full():
    languages = ["fr"] * 900 + ["ar"] * 10 + ["zh"] * 90
    drawn = draw_by_language(range(1000), languages, 300)

    assert {row for row in drawn if row >= 900} == set(range(900, 1000))
    assert len(drawn) == len(set(drawn)) == 300


def test_a_whole_reading_on_foretold_vectors_is_the_same_every_time(texts, encoder):
    settings = PipelineSettings(embedded=60)
    one, other = (analyse(texts, settings=settings, embedder=encoder) for _ in range(2))

    assert one.texts == other.texts
    assert one.themes == other.themes
    assert len(one.vectors) == sum(len(text.points) for text in one.texts)


def test_rows_in_their_context_are_the_same_made_at_once_and_when_asked_for(texts, encoder, monkeypatch):
    """A million at once would be gigabytes."""
    done = preprocessing.preprocess(texts[:40], PipelineSettings(), encoder, None, preprocessing.Clock())
    at_once = preprocessing.in_context(done)
    monkeypatch.setattr(preprocessing, "_MANY", 0)
    later = preprocessing.in_context(done)
    assert isinstance(later.distinct, preprocessing.ContextRows)
    for asked in (slice(3, 17), [5, 2, 5], 4, slice(None)):
        assert (later[asked] == at_once[asked]).all()
    assert later.shape == at_once.shape
