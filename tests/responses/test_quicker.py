"""Somebody else was quicker with an answer: both stand on one page, and one press decides."""

from consult.core.database import db
from consult.responses import actions
from consult.responses.models import Disposition
from consult.responses.queries import current_answer
from tests.browser import Browser
from tests.make import responses as make


def test_what_was_typed_stays_with_its_decision_and_is_sent_again_over_what_stands_now(browser: Browser) -> None:
    it, dana = make.consulted(browser.people), browser.people.dana
    actions.answer_point(it.cost, Disposition.NOTED, "In the first tab.", by=dana)
    db.session.commit()
    mine = {"disposition": "accepted", "reason": "In the second tab.", "referred_to": "", "base_version": "0"}
    page = browser.as_(dana).post("responses.answer_point", mine, point_id=it.cost.id)
    assert page.status == 409
    assert "You changed this yourself meanwhile" in page
    assert "In the first tab." in page
    assert "Send it again" in page
    assert 'selected value="accepted"' in page.html
    now = current_answer(point=it.cost)
    assert now is not None
    browser.as_(dana).post("responses.answer_point", {**mine, "base_version": str(now.id)}, point_id=it.cost.id)
    db.session.expire_all()
    after = current_answer(point=it.cost)
    assert after is not None
    assert after.reason == "In the second tab."
