"""A draft that was imported or prepared by mistake is thrown away while nothing hangs on it."""

import pytest
from sqlalchemy import func, select

from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.actions import discard_draft
from consult.drafts.models import Clause, Draft, Guideline, Wording
from consult.drafts.outline import ClauseOutline, Outline, PillarOutline
from tests.browser import Browser
from tests.make import consultations as make_round
from tests.make import drafts as make
from tests.people import People

STRAY = Outline(
    language="en",
    title="A stray one",
    pillars=(PillarOutline("HR", "Rights"),),
    parts=(),
    clauses=(ClauseOutline("HR-9", "HR", "A clause that stands nowhere else."),),
)


def number_of(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def stray(guideline: Guideline, people: People) -> Draft:
    return make.draft(guideline, STRAY, published=False, by=people.sara)


def test_it_goes_with_the_clauses_that_stand_nowhere_else(people: People) -> None:
    guideline = make.guideline(by=people.sara)
    kept = make.draft(guideline, by=people.sara)
    before = number_of(Clause), number_of(Wording)
    draft = stray(guideline, people)
    again = make.draft(guideline, published=False, by=people.sara)
    discard_draft(draft, by=people.sara)
    discard_draft(again, by=people.sara)
    db.session.commit()
    assert (number_of(Clause), number_of(Wording)) == before
    assert db.session.scalars(select(Draft)).all() == [kept]


def test_a_published_draft_or_one_with_a_round_stays(people: People) -> None:
    guideline = make.guideline(by=people.sara)
    published, draft = make.draft(guideline, by=people.sara), stray(guideline, people)
    make_round.upcoming_round(draft)
    with pytest.raises(Refused, match="published draft stays"):
        discard_draft(published, by=people.sara)
    with pytest.raises(Refused, match="A round was planned"):
        discard_draft(draft, by=people.sara)


def test_the_page_says_what_goes_and_offers_a_copy(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    draft = stray(guideline, browser.people)
    sara, place = browser.as_(browser.people.sara), {"slug": guideline.slug, "number": draft.number}
    page = sara.get("drafts.discard", **place)
    assert "“A stray one” with its 1 clause goes" in page
    assert "Take a copy first" in page
    assert "is discarded" in sara.post("drafts.discard", **place)
    sara.get("drafts.discard", status=404, **place)


def test_the_page_of_a_published_draft_says_why_not(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    make.draft(guideline, by=browser.people.sara)
    page = browser.as_(browser.people.sara).get("drafts.discard", slug=guideline.slug, number=1)
    assert "people have read it" in page
