"""The first page and a guideline's page, as people meet them."""

from tests.browser import Browser
from tests.make import consultations
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
