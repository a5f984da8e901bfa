"""The first page and a guideline's page, as people meet them."""

from consult.consultations.models import Target
from consult.core.database import db
from tests.browser import Browser
from tests.make import consultations, tracing
from tests.make import drafts as make


def test_an_empty_site_says_so(browser: Browser) -> None:
    assert "no guideline here yet" in browser.get("tracing.home")


def test_the_first_page_names_the_guideline_and_what_is_open(browser: Browser) -> None:
    draft = make.draft(make.guideline())
    consultations.round_(draft)
    page = browser.get("tracing.home")
    assert "People-centred smart cities" in page
    assert "Open online round" in page
    assert "Closes" in page


def test_a_guideline_shows_where_it_is_and_all_that_belongs_to_it(browser: Browser) -> None:
    world = tracing.carried(browser.people)
    tracing.timeline(world)
    page = browser.get("tracing.guideline", slug="smart-cities")
    for said in (
        "Now: Consultation",
        "Next: Approval",
        "Draft 2",
        "1 open",
        "1 closed, of which 1 carried",
        "4 experts",
    ):
        assert said in page
    assert "3 comments hold 4 points; 2 are answered, 2 are not yet." in page


def test_participation_begins_with_who_is_missing(browser: Browser) -> None:
    world = tracing.carried(browser.people)
    db.session.add(Target(guideline=world.first.guideline, dimension="region", value="oceania", number=5))
    db.session.commit()
    page = browser.get("tracing.participation", slug="smart-cities")
    assert "2 people from 2 countries, 2 of 5 regions" in page
    assert page.text.index("Who is missing") < page.text.index("World regions")
    assert "Polynesia" in page


def test_the_first_page_shows_what_was_said_and_what_was_done(browser: Browser) -> None:
    tracing.carried(browser.people)
    page = browser.get("tracing.home")
    assert "The register should list every sensor." in page
    assert "Accepted. A full register becomes a duty (carried by vote and published)" in page
