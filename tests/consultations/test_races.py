"""A round planned while its guideline is put away: real connections, both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.models import Guideline
from tests.consultations.test_pages import PLAN
from tests.make import drafts as make
from tests.people import People
from tests.races import at_once, posting, real_site

TRIES = 4  # who is first is left to chance


class Scene(NamedTuple):
    app: Flask
    people: People
    guideline: Guideline


@pytest.fixture(params=["sqlite", "postgres"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    for app in real_site(request, tmp_path):
        with app.app_context():
            people = People()
            guideline = make.guideline(by=people.sara)
            make.draft(guideline, by=people.sara)
            db.session.commit()
            yield Scene(app, people, guideline)
            db.session.remove()


def test_a_guideline_is_never_archived_with_a_round_to_come(scene: Scene) -> None:
    app, people, guideline = scene
    for turn in range(TRIES):
        planned = {**PLAN, "slug": f"round-{turn}"}
        plan = posting(app, people.sara, f"/guidelines/{guideline.slug}/rounds/plan", planned)
        archive = posting(app, people.sara, f"/guidelines/{guideline.slug}/manage/archive", {"because": "Adopted."})
        db.session.rollback()
        at_once(plan, archive)
        now = db.session.get_one(Guideline, guideline.id, populate_existing=True)
        rounds = db.session.scalar(select(func.count()).select_from(Round)) or 0
        assert (now.archived_at is None) == (rounds == 1)
        now.archived_at = None
        db.session.query(Round).delete()
        db.session.commit()
