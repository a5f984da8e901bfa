"""Which sentence asks: told in six languages, by weights that were learnt from sentences coded by hand."""

from collections import Counter

import numpy as np
import pytest

from nlp.topics.sentence_roles import ROLES, SpokenText, coded_sentences, sentence_roles

ASKED = (
    ("en", "Every council should publish what it spends on cameras.", "Our street has flooded three times since May."),
    ("fr", "Il faut garder un guichet ouvert dans chaque mairie.", "Ma mère a attendu trois heures au téléphone."),
    ("es", "Pedimos que los datos se publiquen cada trimestre.", "En mi barrio llega agua dos días por semana."),
    ("ru", "Предлагаем публиковать расходы каждый квартал.", "Маме восемьдесят лет, смартфона у неё нет."),
    ("ar", "نطلب نشر الميزانية كل ثلاثة أشهر.", "والدي لا يستخدم الهاتف الذكي."),
    ("zh", "建议政府每季度公布支出。", "我父亲没有智能手机，只能等我下班。"),
)


@pytest.mark.parametrize(("language", "asks", "tells"), ASKED, ids=[row[0] for row in ASKED])
def test_the_sentence_that_asks_is_told_from_the_one_that_tells(language, asks, tells, encoder):
    said = [SpokenText(asks, language), SpokenText(tells, language)]
    asking = sentence_roles(encoder).asking(encoder.embed([asks, tells]), said)

    assert asking[0] > 0.5 > asking[1]


def test_what_was_coded_is_enough_and_names_no_role_of_its_own():
    rows = coded_sentences()
    coded = Counter(row["language"] for row in rows)

    assert len(rows) >= 1_200
    assert min(coded[language] for language in ("ar", "en", "es", "fr", "ru", "zh")) >= 100
    assert {row["role"] for row in rows} == set(ROLES)


def test_another_embedder_learns_its_own_weights():
    class Lengths:
        name = "lengths"

        def embed(self, texts):
            return np.array([[len(text) / 300, 1.0] for text in texts], dtype=np.float32)

    learnt = sentence_roles(Lengths())
    cued, bare = SpokenText("They should publish it.", "en"), SpokenText("They were cold.", "en")

    assert learnt.weights.shape == (4, 3)
    assert np.diff(learnt.asking(Lengths().embed(["x", "x"]), [bare, cued]))[0] > 0
    assert learnt.probabilities(np.empty((0, 2), np.float32), []).shape == (0, 3)
