"""Two administrators at the same moment: real connections, both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consult.accounts.models import Person
from consult.accounts.queries import administrators
from consult.core.database import db
from tests.people import People
from tests.races import at_once, posting, real_site

TRIES = 4  # who is first is left to chance


@pytest.fixture(params=["sqlite", "postgres"])
def racing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    for app in real_site(request, tmp_path):
        with app.app_context():
            yield app
            db.session.remove()


@pytest.mark.parametrize("deed", ["end_administration", "suspend"])
def test_of_two_administrators_who_end_each_other_one_is_left(racing: Flask, deed: str) -> None:
    people = People()
    pair = (people.olga, people.amina)
    for _turn in range(TRIES):
        for person in pair:
            person.administrator, person.suspended_at = True, None
        db.session.commit()
        first, second = (posting(racing, by, f"/people/{whom.id}", {"do": deed}) for by, whom in (pair, reversed(pair)))
        db.session.rollback()
        answers = at_once(first, second)
        db.session.expire_all()
        assert administrators() == 1
        assert answers.count(302) == 1, answers
        assert db.session.query(Person).filter(Person.administrator, Person.suspended_at.is_(None)).one() in pair
