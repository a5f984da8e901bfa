"""What is told of themes is kept, and never told once a point of theirs has changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.analysis.kept.models import KeptReport
from consult.analysis.kept.reports import Reports, audience_of
from consult.analysis.kept.themes import THEMES, counts_of_themes
from consult.comments.moderation.actions import hide_comment
from consult.core.database import db
from consult.drafts.queries import membership_of
from tests.conftest import closed, site
from tests.make import responses as answered
from tests.people import People


@pytest.fixture
def kept_site(tmp_path: Path) -> Iterator[Flask]:
    """One whose transactions end: what is kept is written beside them."""
    app = site(tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
    closed(app)


def test_a_report_is_kept_until_one_of_its_points_changes(kept_site: Flask) -> None:
    people = People()
    consulted = answered.consulted(people)
    theme, membership = consulted.theme.id, membership_of(people.dana, consulted.guideline)

    def points() -> int:
        db.session.commit()
        counts = counts_of_themes(Reports(consulted.guideline, membership, THEMES), membership)
        return counts[theme].breadth.points if theme in counts else 0

    assert points() == 2
    db.session.commit()
    kept = db.session.scalars(select(KeptReport).where(KeptReport.name == THEMES)).one()
    token, (places, _stands, *rest) = kept.value[str(theme)]
    stands = [["individual", "neutral", 7]]  # nobody counted this: it shows that nobody counts again
    kept.value = {**kept.value, str(theme): [token, [places, stands, *rest]]}
    assert points() == 7
    hide_comment(consulted.sensors.comment, "Not civil.", by=people.moses)
    assert points() == 0


def test_who_reads_the_same_rounds_shares_what_is_kept(app: Flask, people: People) -> None:
    consulted = answered.consulted(people)
    of = {
        name: membership_of(person, consulted.guideline) for name, person in (("dana", people.dana), ("nobody", None))
    }
    assert audience_of(of["nobody"]) == str(consulted.round.id)
    assert audience_of(of["dana"]) != audience_of(of["nobody"])
    assert audience_of(membership_of(people.amina, consulted.guideline)) == audience_of(of["nobody"])
