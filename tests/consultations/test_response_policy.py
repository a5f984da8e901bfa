"""What a round promises: its own words, else its guideline's, else the usual; printed where people comment."""

import pytest

from consult.comments.actions import post_receipt
from consult.consultations.policy.actions import set_policy
from consult.consultations.policy.queries import policy_of, policy_of_guideline
from consult.consultations.policy.values import Policy
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from tests.browser import Browser
from tests.make import comments, consultations, drafts
from tests.people import People


def test_a_round_says_otherwise_where_it_says_something(people: People) -> None:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    draft = drafts.draft(guideline, by=people.sara)
    one, other = consultations.round_(draft), consultations.round_(draft, "other")
    assert policy_of(one) == Policy()
    set_policy(guideline, {"answer_days": 60, "who_answers": "The drafting team."}, by=people.sara)
    set_policy(guideline, {"contest_days": 21}, round_=one, by=people.sara)
    assert policy_of(one) == Policy(answer_days=60, contest_days=21, who_answers="The drafting team.")
    assert (
        policy_of(other) == policy_of_guideline(guideline) == Policy(answer_days=60, who_answers="The drafting team.")
    )
    set_policy(guideline, {}, round_=one, by=people.sara)
    assert policy_of(one) == policy_of(other)
    with pytest.raises(Refused, match="Only the secretariat"):
        set_policy(guideline, {}, by=people.dana)


def test_it_is_printed_on_the_round_the_form_and_in_the_receipt(browser: Browser) -> None:
    people = browser.people
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    round_ = consultations.round_(drafts.draft(guideline, by=people.sara))
    sara = browser.as_(people.sara)
    page = sara.post("consultations.round_policy", {"contest_days": "0"}, round_slug=round_.slug)
    assert "from 1 to 365" in page
    sara.post("consultations.round_policy", {"contest_days": "21", "answer_days": "40"}, round_slug=round_.slug)
    for page in (
        browser.get("consultations.round", round_slug=round_.slug),
        browser.as_(people.amina).get("comments.write", slug="smart-cities", number=1),
    ):
        assert "answered within 40 days" in page
        assert "within 21 days after you are told" in page
    made = comments.comment(round_, people.amina, sent=True)
    post_receipt([made])
    receipt = db.session.query(Message).filter_by(recipient=people.amina.email).one()
    assert "within 40 days after the round has closed" in receipt.body
    assert "within 21 days after you are told" in receipt.body
