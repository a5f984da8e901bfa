"""Two who answer at once: threads that start together on a database of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consult.core.database import db
from consult.responses.bulk.models import BulkAct
from consult.responses.clearance.actions import set_clearance
from consult.responses.models import Answer, AnswerDraft
from tests.make import responses as make
from tests.people import People
from tests.races import at_once, posting, real_site


@pytest.fixture(params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    for made in real_site(request, tmp_path):
        with made.app_context():
            yield made
            db.session.remove()


def test_of_two_answers_to_one_point_at_once_one_stands_and_the_other_is_told(app: Flask) -> None:
    people = People()
    it = make.consulted(people)
    address, point = f"/points/{it.cost.id}/answer", it.cost.id
    said = {"disposition": "noted", "referred_to": "", "base_version": "0"}
    both = [posting(app, one, address, {**said, "reason": f"{one.name} says."}) for one in (people.dana, people.sara)]
    db.session.rollback()
    assert sorted(at_once(*both)) == [302, 409]
    standing = db.session.query(Answer).filter_by(point_id=point, superseded_at=None).all()
    assert [answer.reason.endswith("says.") for answer in standing] == [True]


def test_of_two_answers_to_many_at_once_each_point_has_one_and_both_are_told(app: Flask) -> None:
    """In one portion each: what the other was quicker with is left alone, and named."""
    people = People()
    it = make.consulted(people)
    set_clearance(it.guideline, required=True, by=people.sara)
    db.session.commit()
    form = {"scope": "all", "base_version": "4", "do": "answer", "disposition": "noted", "leave_out": "y"}
    where = f"/guidelines/{it.guideline.slug}/points/bulk?disposition=none"
    both = [posting(app, one, where, {**form, "reason": f"{one.name} says."}) for one in (people.dana, people.sara)]
    db.session.rollback()
    assert at_once(*both) == [302, 302]
    acts = db.session.query(BulkAct).all()
    assert sum(act.done for act in acts) == 4
    assert [act.done + act.skipped for act in acts] == [4, 4]
    drafts = db.session.query(AnswerDraft).all()
    assert len({draft.point_id for draft in drafts}) == len(drafts) == 4
