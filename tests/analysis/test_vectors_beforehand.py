"""Before a guideline's first run the vectors of comments are made as they arrive, by and by."""

import pytest
from sqlalchemy import select

from consult.analysis.models import Prepared, Vector
from consult.analysis.pipeline import inputs, jobs
from consult.analysis.pipeline.jobs import analyse_now, prepare_first_readings
from consult.comments.models import Comment
from consult.core import clock
from consult.core.carriers.embedded import LEASE
from consult.core.database import db
from consult.core.queue import Job, queue
from tests.analysis.conftest import World

SAID = (
    "Keep the counters open for those without a telephone.",
    "Say who pays for the register of sensors, and when.",
    "Facial recognition has no place in a public square.",
)


@pytest.fixture
def spoken(world: World) -> list[Comment]:
    made = [world.say(text) for text in SAID]
    db.session.commit()
    return made


def a_minute_passes() -> int:
    """How many comments were prepared in it."""
    before = db.session.query(Prepared).count()
    prepare_first_readings()
    queue.run_all()
    return db.session.query(Prepared).count() - before


def vectors() -> set[str]:
    return set(db.session.scalars(select(Vector.digest)))


def waiting() -> int:
    return db.session.query(Job).filter_by(kind="prepare").count()


def test_vectors_of_new_comments_are_there_before_the_first_run(world: World, spoken: list[Comment]) -> None:
    assert a_minute_passes() == len(SAID)
    made = vectors()
    assert len(made) == len(SAID)
    assert a_minute_passes() == 0
    assert waiting() == 1
    analyse_now(world.guideline)
    clauses = sum(len(pillar.texts) for pillar in inputs.all_of(world.guideline).pillars)
    assert made < vectors()
    assert len(vectors() - made) <= clauses
    assert not db.session.query(Prepared).all()


def test_only_so_many_are_made_in_a_minute(spoken: list[Comment], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PREPARED_A_MINUTE", 2)
    assert [a_minute_passes(), a_minute_passes(), a_minute_passes()] == [2, 1, 0]


def test_a_comment_that_was_saved_anew_is_prepared_anew(spoken: list[Comment]) -> None:
    a_minute_passes()
    before = vectors()
    with clock.at(clock.now() + LEASE):
        spoken[0].text, spoken[0].saved_at = "Close the counters on Sundays and nobody will mind.", clock.now()
        db.session.commit()
        assert a_minute_passes() == 0  # its row says when it was saved
        assert len(vectors() - before) == 1


def test_after_the_first_run_there_is_nothing_to_prepare(world: World, spoken: list[Comment]) -> None:
    analyse_now(world.guideline)
    world.say("Publish the list in every language that is spoken here.")
    db.session.commit()
    assert a_minute_passes() == 0
    assert waiting() == 0
