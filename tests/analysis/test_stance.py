"""People code stance by one key; the machine's suggestions stand beside, marked, and never count as theirs."""

from collections.abc import Sequence

import numpy as np
import pytest

import nlp
from consult.analysis.models import AnalysisRun, Point, Theme, Vector
from consult.analysis.pipeline.stance_jobs import learn_stance
from consult.analysis.stance.actions import code_stance
from consult.analysis.stance.models import PointStance, StanceSuggestion
from consult.analysis.stance.queries import StanceScope, lesson_of, stance_counts
from consult.comments.models import Stance
from consult.core import clock
from consult.core.database import db
from consult.core.queue import Job
from tests.browser import Browser
from tests.make import analysis, comments
from tests.make import responses as make
from tests.people import People

MODEL = "a model of the tests"


def spoken(it: make.Consulted, people: People, many: int) -> tuple[Theme, list[Point]]:
    """Points that are for (even) and against (odd) and whose authors took no position, read by a run."""
    points = []
    for turn in range(many):
        words = f"{'Never' if turn % 2 else 'Yes'}, and that is reason {turn}."
        said = comments.comment(it.round, people.amina, words, number="HR-L1", stance=Stance.NEUTRAL)
        points.append(analysis.point(said))
        vector = np.array([turn % 2, 1 - turn % 2, turn / 500], dtype="<f4")
        key = nlp.key_of(words, MODEL)
        db.session.add(Vector(digest=key, values=(vector / np.linalg.norm(vector)).astype("<f4").tobytes()))
    db.session.add(
        AnalysisRun(
            guideline=it.guideline, created_at=clock.now(), finished_at=clock.now(), versions={"vectors": MODEL}
        )
    )
    theme = analysis.theme(it.guideline, *points, label="Reasons")
    return theme, points


def coded(scope: StanceScope, points: Sequence[Point], people: People) -> None:
    for turn, point in enumerate(points):
        code_stance(point, Stance.OPPOSE if turn % 2 else Stance.SUPPORT, scope, by=people.dana)
    db.session.commit()


@pytest.fixture
def people(browser: Browser) -> People:
    return browser.people


@pytest.fixture
def it(people: People) -> make.Consulted:
    return make.consulted(people)


def test_the_machine_learns_from_twenty_coded_points_and_says_how_right_it_is(
    it: make.Consulted, people: People
) -> None:
    theme, points = spoken(it, people, 24)
    scope = StanceScope(it.guideline, theme=theme)
    coded(scope, points[:19], people)
    assert lesson_of(scope) is None
    code_stance(points[19], Stance.OPPOSE, scope, by=people.sara)
    db.session.commit()
    lesson = lesson_of(scope)
    assert lesson is not None
    assert db.session.query(Job).filter_by(kind="learn_stance", subject_id=lesson.id).count() == 1
    learn_stance(lesson.id, lambda _step, _share: None)
    lesson = lesson_of(scope)
    assert lesson is not None
    assert (lesson.reliable, lesson.accuracy, lesson.most_common) == (True, 1.0, 0.5)
    counts = stance_counts(scope, lesson)
    assert (counts.coded, counts.suggested) == ({"support": 10, "oppose": 10}, {"support": 2, "oppose": 2})


def test_a_coded_point_is_no_suggestion_any_more(it: make.Consulted, people: People) -> None:
    theme, points = spoken(it, people, 22)
    scope = StanceScope(it.guideline, theme=theme)
    coded(scope, points[:20], people)
    lesson = lesson_of(scope)
    assert lesson is not None
    learn_stance(lesson.id, lambda _step, _share: None)
    code_stance(points[20], Stance.NEUTRAL, scope, by=people.dana)
    db.session.commit()
    assert {row.point_id for row in db.session.query(StanceSuggestion)} == {points[21].id}


def test_the_last_coder_of_a_point_has_the_word(it: make.Consulted, people: People) -> None:
    theme, points = spoken(it, people, 1)
    scope = StanceScope(it.guideline, theme=theme)
    code_stance(points[0], Stance.SUPPORT, scope, by=people.dana)
    code_stance(points[0], Stance.OPPOSE, scope, by=people.sara)
    db.session.commit()
    said = db.session.query(PointStance).one()
    assert (said.stance, said.by_id) == (Stance.OPPOSE, people.sara.id)


def test_points_are_coded_one_after_another_and_the_matrix_keeps_suggestions_apart(
    browser: Browser, it: make.Consulted, people: People
) -> None:
    theme, points = spoken(it, people, 22)
    dana = browser.as_(people.dana)
    page = dana.get("analysis.theme_stance", theme_id=theme.id)
    assert "0 of 22 points." in page.text
    page = dana.post("analysis.theme_stance", {"point": str(points[0].id), "stance": "maybe"}, theme_id=theme.id)
    assert "Choose one of the three" in page.text or "Not a valid choice" in page.text
    page = dana.post("analysis.theme_stance", {"point": str(points[0].id), "stance": "support"}, theme_id=theme.id)
    assert "1 of 22 points." in page.text
    page = dana.post("analysis.theme_stance", {"point": "99999", "stance": "support"}, theme_id=theme.id)
    assert "stands elsewhere" in page.text
    uid = it.clause("HR-L1").uid
    page = dana.post("analysis.clause_stance", {"point": str(points[1].id), "stance": "oppose"}, uid=uid)
    assert "2 of 25 points." in page.text
    coded(StanceScope(it.guideline, theme=theme), points[:20], people)
    lesson = lesson_of(StanceScope(it.guideline, theme=theme))
    assert lesson is not None
    learn_stance(lesson.id, lambda _step, _share: None)
    assert "is good enough to look at" in dana.get("analysis.theme_stance", theme_id=theme.id).text
    page = dana.get("analysis.matrix", slug=it.guideline.slug, by="round", split="stance")
    assert "+10 −10 (+1 −1)" in page.text
    assert "+10" not in dana.get("analysis.matrix", slug=it.guideline.slug, by="round").text
