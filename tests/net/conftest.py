"""The whole world, built once for the tests that knock at every door."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from consult.core.database import db
from tests.conftest import rolled_back
from tests.net.doors import House, arguments_of, house_of
from tests.people import People
from tests.world import build


@pytest.fixture(scope="module")
def house(sqlite_app: Flask) -> Iterator[House]:
    with contextmanager(rolled_back)(sqlite_app):
        world = build(People())
        made = house_of(sqlite_app, world)
        made.forms = {
            "publishing.make": {"revision": world.revisions["carried"].id},
        }
        made.neighbours = {"other": arguments_of(world.other), "secret": arguments_of(world.secret)}
        made.references = {name: comment.reference for name, comment in world.comments.items()}
        made.rounds = {name: round_.slug for name, round_ in world.rounds.items()}
        made.revisions = {name: revision.id for name, revision in world.revisions.items()}
        made.points = {name: point.id for name, point in world.points.items()}
        made.themes = [theme.id for theme in (world.theme, world.spare_theme, world.keepers)]
        made.campaigns = [world.campaign.id, world.quiet_campaign.id]
        made.ballots = {name: ballot.id for name, ballot in world.ballots.items()}
        db.session.remove()
        yield made
