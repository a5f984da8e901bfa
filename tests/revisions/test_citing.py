"""A finding tells what cites it, and what cites it links to it."""

from consult.drafts.evidence.actions import add_finding
from consult.drafts.evidence.findings_file import FindingContent
from consult.responses.models import Disposition
from consult.revisions.models import RevisionState
from tests.browser import Browser
from tests.make import responses, revisions


def test_answers_and_revisions_are_found_by_what_they_cite_and_link_to_it(browser: Browser) -> None:
    people = browser.people
    made = responses.consulted(people)
    guideline = made.guideline
    add_finding(
        guideline, FindingContent(statement="Few publish it.", value="12", source="A survey."), [], by=people.dana
    )
    where = {"slug": guideline.slug, "finding_reference": "F01"}
    assert "Cited in" not in browser.as_(None).get("drafts.finding", **where)
    responses.answer(made.sensors, people.dana, Disposition.ACCEPTED, "Few do so now [F01].")
    responses.answer(made.cost, people.dana, Disposition.NOTED, "F01 is a word here, and [F010] another finding.")
    revision = revisions.revision(made.draft, people.dana, "A wholly other text.", state=RevisionState.PROPOSED)
    revision.rationale = "As [F01] shows."
    page = browser.as_(people.dana).get("drafts.finding", **where)
    assert revision.title in page
    assert made.sensors.comment.reference in page
    assert made.cost.comment.reference not in page
    assert revision.title not in browser.as_(None).get("drafts.finding", **where)
    table = browser.as_(None).get("responses.table", slug=guideline.slug)
    assert '/evidence/F01">F01</a>]' in table.html
