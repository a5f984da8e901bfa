"""Two revisions of one clause, both carried: told before the vote, and none of them is ever stuck."""

import pytest

from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.import_export import outline_of
from consult.drafts.models import Draft
from consult.revisions import actions
from consult.revisions.models import RevisionState
from tests.browser import Browser
from tests.make import drafts as make
from tests.make import revisions

FIRST = "Local governments should publish a full register of the sensors they run."
SECOND = "Local governments should publish a register of the sensors they run and own."


@pytest.fixture
def draft(browser: Browser) -> Draft:
    guideline = make.guideline()
    browser.people.appoint_all(guideline)
    return make.draft(guideline, by=browser.people.sara)


def test_the_chair_is_told_before_a_second_ballot_on_the_clause(browser: Browser, draft: Draft) -> None:
    """After openslides-client#2903 and antragsgruen#844."""
    dana, chen = browser.people.dana, browser.as_(browser.people.chen)
    revisions.revision(draft, dana, FIRST, state=RevisionState.CARRIED)
    second = revisions.revision(draft, dana, SECOND, state=RevisionState.PROPOSED)
    page = chen.get("voting.open", revision_id=second.id)
    assert "Another revision of this clause is ahead of it" in page
    assert "voted on again" in page
    alone = revisions.revision(draft, dana, "Other words.", number="HR-L2", state=RevisionState.PROPOSED)
    assert "ahead of it" not in chen.get("voting.open", revision_id=alone.id)


def test_a_carried_revision_that_a_draft_overtook_goes_back_and_can_be_voted_on(browser: Browser, draft: Draft) -> None:
    dana = browser.people.dana
    second = revisions.revision(draft, dana, SECOND, state=RevisionState.CARRIED)
    with pytest.raises(Refused):
        actions.rebase_revision(second, base_version=str(second.version), by=dana)
    draft.state = draft.state.SUPERSEDED
    newer = make.draft(draft.guideline, outline_of(draft))
    revisions.wording(
        newer
    ).text = "Local governments publish a register."  # with the same words it would keep its vote
    page = browser.as_(dana).post("revisions.rebase", {"base_version": str(second.version)}, revision_id=second.id)
    assert page.status == 200
    assert second.state == RevisionState.DRAFT
    assert second.draft.number == 2
    actions.submit_revision(second, by=dana)
    assert second.state == RevisionState.PROPOSED


def test_one_whose_clause_is_gone_can_be_withdrawn(browser: Browser, draft: Draft) -> None:
    dana = browser.people.dana
    carried = revisions.revision(draft, dana, SECOND, state=RevisionState.CARRIED)
    with pytest.raises(Refused):
        actions.withdraw_revision(carried, by=dana)
    draft.state = draft.state.SUPERSEDED
    db.session.commit()
    actions.withdraw_revision(carried, by=dana)
    assert carried.state == RevisionState.WITHDRAWN
