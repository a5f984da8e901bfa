"""A guideline with a published draft and a round that is open, for tests of pages."""

import pytest

from consult.consultations.models import Round
from consult.drafts.models import Draft
from tests.browser import Browser
from tests.make import consultations, drafts


@pytest.fixture
def draft(browser: Browser) -> Draft:
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    return drafts.draft(guideline, by=browser.people.sara)


@pytest.fixture
def online(draft: Draft) -> Round:
    return consultations.round_(draft)
