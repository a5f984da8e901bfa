"""The final text: who approved it, when and how it is reviewed; printed with it, and remembered."""

import json
from datetime import timedelta

import pytest

from consult.core import clock
from consult.core.ruling import Refused
from consult.drafts.approval.actions import ApprovalTerms, approve_draft, reviews_due
from consult.drafts.models import Draft
from consult.drafts.outline import from_csv
from tests.browser import Browser
from tests.make import drafts
from tests.people import People

YEAR = timedelta(days=365)


def made(people: People) -> Draft:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    return drafts.draft(guideline, by=people.sara)


def terms(approved: int = -1, review: int = 30) -> ApprovalTerms:
    today = clock.now().date()
    when = {"approved_on": today + timedelta(days=approved), "review_on": today + timedelta(days=review)}
    return ApprovalTerms(approved_by="The Assembly", procedure="A call for evidence, then the group.", **when)


def test_only_the_secretariat_records_it_and_only_of_what_is_published(people: People) -> None:
    draft = made(people)
    with pytest.raises(Refused, match="Only the secretariat"):
        approve_draft(draft, terms(), by=people.dana)
    with pytest.raises(Refused, match="to come"):
        approve_draft(draft, terms(approved=1), by=people.sara)
    with pytest.raises(Refused, match="later day"):
        approve_draft(draft, terms(review=-1), by=people.sara)
    in_work = drafts.draft(draft.guideline, published=False)
    with pytest.raises(Refused, match="Only the published draft"):
        approve_draft(in_work, terms(), by=people.sara)


def test_a_review_is_due_when_its_day_comes(people: People) -> None:
    draft, today = made(people), clock.now().date()
    approval = approve_draft(draft, terms(), by=people.sara)
    assert reviews_due(draft.guideline, today + timedelta(days=29)) is None
    assert reviews_due(draft.guideline, today + timedelta(days=30)) is approval


def test_it_is_printed_with_the_text_in_its_export_and_on_the_first_page(browser: Browser) -> None:
    people = browser.people
    draft = made(people)
    form = {"approved_on": "2026-01-02", "approved_by": "The Assembly", "review_on": "", "procedure": "By the group."}
    sara, where = browser.as_(people.sara), {"slug": "smart-cities", "number": draft.number}
    assert "Give the day by which it is reviewed" in sara.post("drafts.approval", form, **where)
    day = clock.now().date() + timedelta(days=30)
    sara.post("drafts.approval", {**form, "review_on": day.isoformat()}, **where)
    page = browser.as_(None).get("comments.read", **where)
    assert "Final text." in page
    assert "The Assembly" in page
    told = json.loads(browser.client.get("/guidelines/smart-cities/drafts/1/export.json").text)
    assert told["final_text"]["review_on"] == day.isoformat()
    as_csv = browser.client.get("/guidelines/smart-cities/drafts/1/export.csv").text
    assert day.isoformat() in as_csv
    assert from_csv(as_csv).clauses
    pillar = draft.guideline.pillars[0].code
    assert "To be reviewed by" in browser.as_(None).get("comments.read_pillar", code=pillar, **where)
    assert "The review of “People-centred smart cities” is due" in browser.as_(people.sara).get("tracing.home")
