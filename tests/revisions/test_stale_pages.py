"""A newer draft came into force while someone wrote: said, compared, and not a lost word."""

import pytest
from sqlalchemy import select

from consult.core.database import db
from consult.revisions.models import Revision
from tests.browser import Browser
from tests.make import responses as consulted
from tests.make import revisions as make
from tests.make.responses import Consulted
from tests.revisions.test_actions import next_draft

NEW_WORDS = "Local governments publish a register."
GOOD = {"title": "A full register", "rationale": "Many asked for it.", "text": make.REGISTER}


@pytest.fixture
def it(browser: Browser) -> Consulted:
    return consulted.consulted(browser.people)


@pytest.mark.parametrize("endpoint", ["revisions.propose", "revisions.propose_deletion"])
def test_a_form_opened_on_an_older_draft_is_not_lost(browser: Browser, it: Consulted, endpoint: str) -> None:
    old = make.wording(it.draft)
    uid = old.clause.uid
    next_draft(it.draft, browser.people, NEW_WORDS)
    dana = browser.as_(browser.people.dana)
    page = dana.post(endpoint, {**GOOD, "base": str(old.id)}, uid=uid)
    assert page.status == 409
    assert "There is a newer draft." in page
    assert NEW_WORDS in page
    assert "Many asked for it." in page.html
    assert db.session.scalars(select(Revision)).all() == []
    current = [line for line in page.html.splitlines() if 'name="base"' in line]
    assert f'value="{old.id}"' not in current[0]


def test_a_revision_of_an_older_draft_shows_what_became_of_its_base(browser: Browser, it: Consulted) -> None:
    revision = make.revision(it.draft, browser.people.dana)
    next_draft(it.draft, browser.people, NEW_WORDS)
    dana = browser.as_(browser.people.dana)
    page = dana.get("revisions.revision", revision_id=revision.id)
    assert "its clause has become" in page
    assert "Take its words as the base first." in page
    assert dana.post("revisions.rebase", {"base_version": "9"}, revision_id=revision.id).status == 409
    page = dana.post("revisions.rebase", {"base_version": "1"}, revision_id=revision.id)
    assert "stands against the current draft now" in page
    assert "its clause has become" not in page
    assert "Propose it to the experts" in page


def test_a_clause_that_is_not_in_the_draft_in_force_has_no_form(browser: Browser, it: Consulted) -> None:
    revision = make.revision(it.draft, browser.people.dana)
    uid = make.wording(it.draft).clause.uid
    second = next_draft(it.draft, browser.people, NEW_WORDS)
    db.session.delete(make.wording(second))
    db.session.commit()
    dana = browser.as_(browser.people.dana)
    dana.get("revisions.propose", uid=uid, status=404)
    assert "no longer in the text" in dana.get("revisions.revision", revision_id=revision.id)
    assert dana.post("revisions.rebase", {"base_version": "1"}, revision_id=revision.id).status == 403
