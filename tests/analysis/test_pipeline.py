"""nlp as it is, met through the adapter: a small corpus in six languages, read, read again, added to."""

import numpy as np
import pytest
from sqlalchemy import func, select

import nlp
from consult.analysis.assignment import actions as assignment
from consult.analysis.models import AnalysisRun, Assignment, Campaign, Point, Theme, Vector
from consult.analysis.pipeline.example_centroids import known_of, packed_subjects
from consult.analysis.pipeline.jobs import analyse_now, place_new, silent
from consult.analysis.pipeline.theme_jobs import follow_examples
from consult.analysis.reporting.summaries import summaries_of
from consult.analysis.shared.centroid_codec import DIMENSIONS
from consult.analysis.shared.records import GivenTheme
from consult.core.database import db
from tests.analysis.conftest import World
from tests.analysis.voices import COPIES, OWN_WORDS


@pytest.fixture
def run(page_world: World) -> AnalysisRun:
    page_world.says_everything()
    return analyse_now(page_world.guideline)


def point_with(words: str) -> Point:
    return db.session.scalars(select(Point).where(Point.text.contains(words)).order_by(Point.id)).first()  # type: ignore[return-value]


def theme_of(point: Point) -> Theme:
    filed = select(Theme).join(Assignment, Assignment.theme_id == Theme.id).where(Assignment.point_id == point.id)
    return db.session.scalars(filed.order_by(Assignment.p.desc())).first()  # type: ignore[return-value]


def stand_in() -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for point, theme in db.session.execute(select(Assignment.point_id, Assignment.theme_id)):
        found.setdefault(point, set()).add(theme)
    return found


def test_a_reading_finds_points_themes_letters_and_pillars(run: AnalysisRun, page_world: World) -> None:
    spoken = select(func.count(func.distinct(Point.language))).join(Assignment, Assignment.point_id == Point.id)
    assert max(db.session.scalars(spoken.group_by(Assignment.theme_id))) >= 5, "one theme holds all languages"
    assert db.session.scalars(select(Campaign)).one().size == len(COPIES)
    assert point_with(OWN_WORDS).campaign_id is None
    assert sum(summary.copies for summary in summaries_of(page_world.guideline)) >= 0
    assert {point.pillar.code for point in db.session.scalars(select(Point)) if point.pillar} == {"HR", "DI"}
    for point in db.session.scalars(select(Point)):
        assert point.comment.text[point.start : point.end] == point.text
        assert point.campaign_id or -1 <= point.x <= 1
        assert stand_in().get(point.id) or point.nearest_theme_id
    assert {"vectors", "themes", "map", "keeping"} <= set(run.seconds)
    assert run.versions["bertopic"]


def test_a_second_reading_keeps_every_number_and_embeds_nothing(run: AnalysisRun, page_world: World) -> None:
    themes, where = set(db.session.scalars(select(Theme.id))), stand_in()
    vectors = db.session.scalar(select(func.count()).select_from(Vector))
    analyse_now(page_world.guideline)
    assert set(db.session.scalars(select(Theme.id))) == themes
    same = sum(there == where.get(number) for number, there in stand_in().items())
    assert same >= 0.95 * len(where)
    assert db.session.scalar(select(func.count()).select_from(Vector)) == vectors


def test_what_people_say_teaches_and_new_comments_follow(run: AnalysisRun, page_world: World) -> None:
    theme = assignment.found_theme(page_world.guideline, "School yards", by=page_world.people.dana)
    assignment.file_points([point_with(OWN_WORDS)], theme, by=page_world.people.dana)
    db.session.commit()
    page_world.say("Two cameras on our street look into the yard of a school, and nobody will explain them.")
    fresh = page_world.say("Facial recognition has no place on our square: ban it.")
    db.session.commit()
    place_new(page_world.guideline.id, silent)
    added = db.session.scalars(select(Point).where(Point.comment_id == fresh.id)).first()
    assert added is not None
    assert theme_of(added) == theme_of(point_with("Facial recognition has no place"))
    analyse_now(page_world.guideline)
    assert theme.label == "School yards"
    assert theme_of(point_with("Two cameras on our street")) == theme


def test_what_comes_after_a_run_is_held_to_the_same_test(run: AnalysisRun, page_world: World) -> None:
    home = theme_of(point_with("Facial recognition has no place"))
    for theme in db.session.scalars(select(Theme)).all():
        theme.subject = subject_of("en|facial_recognition" if theme == home else "en|tramway")
    db.session.commit()
    says = page_world.say("Facial recognition has no place on our square: ban it.")
    silent_on_it = page_world.say("Cameras that follow people have no place on our square: ban them.")
    db.session.commit()
    place_new(page_world.guideline.id, silent)
    said, unsaid = (
        db.session.scalars(select(Point).where(Point.comment_id == one.id)).one() for one in (says, silent_on_it)
    )
    assert stand_in()[said.id] == {home.id}
    assert unsaid.id not in stand_in()
    assert unsaid.nearest_theme_id
    follow_examples(page_world.guideline.id, silent)
    assert stand_in()[said.id] == {home.id}
    assert unsaid.id not in stand_in(), "nor does it come in when points follow people's examples"
    assignment.file_points([unsaid], home, by=page_world.people.dana)
    db.session.commit()
    again = page_world.say("Cameras that follow people have no place on a square. Ban them!")
    db.session.commit()
    place_new(page_world.guideline.id, silent)
    followed = db.session.scalars(select(Point).where(Point.comment_id == again.id)).first()
    assert home.id in stand_in()[followed.id], "what people put there supports what is like it"


def subject_of(word: str) -> bytes:
    """A theme that only says its name: nothing lies in its midst."""
    midst = np.eye(1, DIMENSIONS, dtype=np.float32)[0]
    subject = nlp.ThemeSubject(0, (word,), midst, 2.0)
    return packed_subjects(nlp.ThemeSubjects(np.zeros(DIMENSIONS, np.float32), (subject,)))[0]


def test_a_subject_is_kept_with_its_theme_and_comes_back_as_it_was() -> None:
    draw = np.random.default_rng(5)
    middle, midst = draw.normal(size=(2, DIMENSIONS)).astype(np.float32)
    subjects = nlp.ThemeSubjects(middle, (nlp.ThemeSubject(3, ("en|tramway", "ru|трамвай"), midst, 0.25),))
    stored = packed_subjects(subjects)[3]
    known = known_of([], [GivenTheme(3, 8, "Trams", False, None, stored), GivenTheme(8, 8, "Rails", False, None)])
    assert isinstance(known.support, nlp.ThemeSubjects)
    (found,) = known.support.subjects
    assert (found.theme, found.words, found.edge) == (8, ("en|tramway", "ru|трамвай"), 0.25)
    assert np.array_equal(found.midst, midst)
    assert np.array_equal(known.support.middle, middle)


def test_what_is_hardly_a_corpus_gives_a_clear_result(page_world: World) -> None:
    assert analyse_now(page_world.guideline).points == 0
    page_world.say("Yes.")
    page_world.say("???")
    db.session.commit()
    run = analyse_now(page_world.guideline)
    assert (run.comments, run.finished_at is not None) == (2, True)
    place_new(page_world.guideline.id, silent)
