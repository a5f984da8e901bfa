"""A reading with nlp as it is: what it writes, and what a second one leaves alone."""

from collections import Counter

from sqlalchemy import select

from consult.analysis.jobs import analyse_now
from consult.analysis.models import Assignment, Campaign, Point, Theme
from consult.core.database import db
from tests.analysis.conftest import World


def test_smoke(world: World) -> None:
    world.says_everything()
    run = analyse_now(world.guideline)
    for theme in db.session.scalars(select(Theme)):
        print(theme.id, theme.label, theme.keywords, theme.words, theme.standing)
        for a in db.session.scalars(select(Assignment).where(Assignment.theme_id == theme.id)):
            print("    ", a.p, a.representative, a.point.text[:80], a.point.pillar and a.point.pillar.code)
    for c in db.session.scalars(select(Campaign)):
        print(
            c.first_comment_id,
            c.size,
            [p.text[:60] for p in db.session.scalars(select(Point).where(Point.campaign_id == c.id))],
        )
    print(run.counts, run.seconds, run.versions)
    for p in db.session.scalars(select(Point).where(Point.nearest_theme_id.is_not(None))):
        print(p.text[:70], p.nearest_theme_id)
