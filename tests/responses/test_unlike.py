"""Like asks that were answered unlike are listed until an answer changes or someone writes why."""

import pytest
from sqlalchemy import select

from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.responses.models import Disposition
from consult.responses.unlike.comparing import are_unlike
from consult.responses.unlike.jobs import compare_answers
from consult.responses.unlike.models import UnlikeAnswers
from tests.browser import Browser
from tests.make import responses as make
from tests.responses.test_memory import Pair


@pytest.fixture
def pair(browser: Browser) -> Pair:
    """The first is accepted, the second, which asks the same, is not."""
    made = Pair(make.consulted(browser.people), browser.people)
    make.answer(made.second, browser.people.sara, Disposition.NOT_ACCEPTED, "Too costly.")
    compare_answers()
    return made


def listed() -> list[tuple[int, int]]:
    return [(row.point_id, row.other_id) for row in db.session.scalars(select(UnlikeAnswers))]


@pytest.mark.parametrize(
    ("one", "other", "unlike"),
    [
        (Disposition.ACCEPTED, Disposition.NOT_ACCEPTED, True),
        (Disposition.ACCEPTED_IN_PART, Disposition.NOTED, True),
        (Disposition.ACCEPTED, Disposition.ACCEPTED_IN_PRINCIPLE, False),
        (Disposition.ACCEPTED, Disposition.DUPLICATE, False),
    ],
)
def test_what_is_unlike(one: Disposition, other: Disposition, unlike: bool) -> None:
    assert are_unlike(one, other) is are_unlike(other, one) is unlike


def test_they_are_listed_and_off_the_list_when_an_answer_changes(browser: Browser, pair: Pair) -> None:
    assert listed() == [(pair.first.id, pair.second.id)]
    page = browser.as_(browser.people.dana).get("responses.unlike", slug="smart-cities")
    assert "Too costly." in page
    assert "The register lists them." in page
    compare_answers()
    assert len(listed()) == 1
    make.answer(pair.second, browser.people.sara, Disposition.ACCEPTED, "It is in.")
    compare_answers()
    assert listed() == []


def test_a_reason_takes_it_off_the_list_and_into_the_record(browser: Browser, pair: Pair) -> None:
    dana, number = browser.as_(browser.people.dana), db.session.scalars(select(UnlikeAnswers.id)).one()
    empty = dana.post("responses.explain_unlike", {"because": " "}, pair_id=number)
    assert "Say why the two were answered differently." in empty
    dana.post("responses.explain_unlike", {"because": "The second is about private streets."}, pair_id=number)
    assert "Too costly." not in dana.get("responses.unlike", slug="smart-cities")
    assert "about private streets" in dana.get("responses.unlike", slug="smart-cities", show="explained")
    compare_answers()
    assert db.session.scalars(select(UnlikeAnswers.because)).one() == "The second is about private streets."
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "answer.unlike_explained")).one()
    assert entry.facts["points"] == [pair.first.id, pair.second.id]


def test_what_asks_for_something_else_is_not_listed(browser: Browser) -> None:
    pair = Pair(make.consulted(browser.people), browser.people, likeness=0.8)
    make.answer(pair.second, browser.people.sara, Disposition.NOT_ACCEPTED, "Too costly.")
    compare_answers()
    assert listed() == []
