"""The pages on which a guideline's name, pillars and timeline are kept in order."""

import re
from html import unescape

import pytest

from consult.drafts.models import Guideline
from consult.drafts.queries import milestones_of
from tests.browser import Browser, Page
from tests.make import drafts as make

SLUG = {"slug": "smart-cities"}


@pytest.fixture
def guideline(browser: Browser) -> Guideline:
    made = make.guideline(by=browser.people.sara)
    make.draft(made, by=browser.people.sara)
    return made


@pytest.fixture
def sara(browser: Browser, guideline: Guideline) -> Browser:
    return browser.as_(browser.people.sara)


def begun_with(page: Page) -> str:
    found = re.search(r'name="base_version"[^>]* value="([^"]*)"', page.html)
    assert found
    return unescape(found[1])


def test_name_and_notices_are_changed_and_everyone_reads_them(browser: Browser, sara: Browser) -> None:
    was = begun_with(sara.get("drafts.details", **SLUG))
    form = {
        "title": "Digital cities",
        "sentence": "A text.",
        "notice": "Only a draft.",
        "attribution": "",
        "base_version": was,
    }
    assert "is changed" in sara.post("drafts.details", form, **SLUG)
    page = browser.get("tracing.guideline", **SLUG)
    assert "Digital cities" in page
    assert "Only a draft." in page
    stale = sara.post("drafts.details", {**form, "title": "Other"}, **SLUG)
    assert stale.status == 409
    assert "Other" in stale, "what was typed is kept"


def test_a_form_that_lost_what_it_began_with_changes_nothing(sara: Browser) -> None:
    form = {"title": "Other", "sentence": "A text.", "base_version": "[1"}
    assert sara.post("drafts.details", form, **SLUG).status == 409


def test_a_pillar_with_a_code_that_is_taken_comes_back_with_what_was_typed(sara: Browser) -> None:
    page = sara.post("drafts.pillars", {"code": "hr", "title": "Again", "summary": "S."}, **SLUG)
    assert "Another pillar has this code" in page
    assert 'value="Again"' in page.html
    page = sara.post("drafts.pillars", {"code": "a b", "title": "Again"}, **SLUG)
    assert "without blanks" in page


def test_a_pillar_is_added_moved_renamed_and_removed(sara: Browser, guideline: Guideline) -> None:
    sara.post("drafts.pillars", {"code": "BF", "title": "Budgets", "kind": "enabling", "summary": ""}, **SLUG)
    sara.post("drafts.move_pillar", code="BF", way="up", **SLUG)
    assert [pillar.code for pillar in guideline.pillars] == ["HR", "BF", "DI"]
    was = begun_with(sara.get("drafts.pillar", code="BF", **SLUG))
    form = {"code": "FI", "title": "Finance", "kind": "enabling", "summary": "Who pays.", "base_version": was}
    assert "is changed" in sara.post("drafts.pillar", form, code="BF", **SLUG)
    assert sara.get("drafts.pillar", code="BF", status=404, **SLUG)
    assert "nothing belonged to it" in sara.post("drafts.remove_pillar", code="FI", **SLUG)
    refused = sara.post("drafts.remove_pillar", code="HR", **SLUG)
    assert refused.status == 403
    assert "it stays" in refused


def test_a_part_is_added_moved_renamed_and_removed(sara: Browser, guideline: Guideline) -> None:
    page = sara.post("drafts.parts", {"code": "l", "title": "Again", "addressee": "Cities"}, **SLUG)
    assert "Another part has this code" in page
    assert 'value="Cities"' in page.html
    sara.post("drafts.parts", {"code": "N", "title": "States", "addressee": "National governments"}, **SLUG)
    sara.post("drafts.move_part", code="N", way="up", **SLUG)
    assert [part.code for part in guideline.parts] == ["P", "N", "L"]
    was = begun_with(sara.get("drafts.part", code="N", **SLUG))
    form = {"code": "S", "title": "What states do", "addressee": "", "base_version": was}
    assert "is changed" in sara.post("drafts.part", form, code="N", **SLUG)
    assert "nothing belonged to it" in sara.post("drafts.remove_part", code="S", **SLUG)
    assert "it stays" in sara.post("drafts.remove_part", code="L", **SLUG)


def test_what_a_published_draft_holds_is_not_offered_to_be_merged(browser: Browser) -> None:
    make.draft(make.guideline("bill", by=browser.people.sara), by=browser.people.sara)
    sara = browser.as_(browser.people.sara)
    for page in (
        sara.get("drafts.merge_part", slug="bill", code="L"),
        sara.get("drafts.merge_pillar", slug="bill", code="DI"),
    ):
        assert "A published draft has clauses here, so it stays." in page
        assert 'name="into"' not in page.html


def test_one_part_of_a_draft_in_work_is_merged_into_another(browser: Browser) -> None:
    made = make.guideline("bill", by=browser.people.sara)
    make.draft(made, published=False, by=browser.people.sara)
    sara = browser.as_(browser.people.sara)
    assert "Merge the part L" in sara.get("drafts.merge_part", slug="bill", code="L")
    empty = sara.post("drafts.merge_part", {"into": ""}, slug="bill", code="L")
    assert [part.code for part in made.parts] == ["P", "L"]
    assert "Merge it into" in empty
    told = sara.post("drafts.merge_part", {"into": "P"}, slug="bill", code="L")
    assert "L is merged into P: 4 clauses moved." in told
    assert "DI is merged into HR: 3 clauses moved." in sara.post(
        "drafts.merge_pillar", {"into": "HR"}, slug="bill", code="DI"
    )
    last = sara.get("drafts.merge_pillar", slug="bill", code="HR")
    assert "There is no other one" in last
    assert "was merged into the part P" in browser.get("tracing.journal", slug="bill")


def test_a_kind_that_came_with_an_import_is_kept(sara: Browser, guideline: Guideline) -> None:
    guideline.pillars[0].kind = "cross-cutting"
    page = sara.get("drafts.pillar", code="HR", **SLUG)
    assert 'selected value="cross-cutting"' in page.html


def test_the_timeline_is_written_and_read_in_words(browser: Browser, sara: Browser, guideline: Guideline) -> None:
    assert "There is no step yet" in sara.get("drafts.milestones", **SLUG)
    wrong = sara.post(
        "drafts.milestones", {"title": "Talks", "starts_on": "2026-05-04", "ends_on": "2026-05-01"}, **SLUG
    )
    assert "It ends before it begins" in wrong
    assert "Give the day" in sara.post("drafts.milestones", {"title": "Talks", "starts_on": ""}, **SLUG)
    for title in ("Talks", "Vote"):
        sara.post("drafts.milestones", {"title": title, "starts_on": "2026-05-04", "detail": "In Nairobi."}, **SLUG)
    talks, vote = milestones_of(guideline)
    sara.post("drafts.move_milestone", milestone_id=vote.id, way="up", **SLUG)
    assert [step.title for step in milestones_of(guideline)] == ["Vote", "Talks"]
    was = begun_with(sara.get("drafts.milestone", milestone_id=talks.id, **SLUG))
    form = {"title": "Long talks", "starts_on": "2026-05-04", "ends_on": "2026-05-06", "base_version": was}
    assert "is changed" in sara.post("drafts.milestone", form, milestone_id=talks.id, **SLUG)
    page = browser.get("tracing.guideline", **SLUG)
    assert "Long talks" in page
    assert "In Nairobi." in page
    assert "off the timeline" in sara.post("drafts.remove_milestone", milestone_id=vote.id, **SLUG)
    sara.get("drafts.milestone", milestone_id=vote.id, status=404, **SLUG)


def test_a_step_of_another_guideline_is_not_there(sara: Browser, guideline: Guideline) -> None:
    make.guideline("other", by=sara.people.sara)
    sara.post("drafts.milestones", {"title": "Talks", "starts_on": "2026-05-04"}, **SLUG)
    (step,) = milestones_of(guideline)
    sara.get("drafts.milestone", milestone_id=step.id, slug="other", status=404)
