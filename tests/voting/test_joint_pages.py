"""The pages of ballots held together, of words that experts could accept, and the way from vote to vote."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.drafts.models import Draft
from consult.revisions.models import Revision
from consult.voting.jobs import close_due_ballots
from consult.voting.joint import queries
from consult.voting.joint.models import JointKind
from consult.voting.models import Choice
from consult.voting.queries import standing_votes
from tests.browser import Browser
from tests.make import drafts as make_drafts
from tests.make import joint as make_joint
from tests.make import voting as make

WORDS = "Local governments shall keep a register of the sensors that they run."
WHEN = {"closes_at": "2199-01-01T18:00", "timezone": "UTC", "results_hidden": "y"}
RULE = {"majority": "two_thirds", "quorum": "1/2", "counting": "per_expert", "floor": "0"}


@pytest.fixture
def draft(browser: Browser) -> Draft:
    guideline = make_drafts.guideline()
    browser.people.appoint_all(guideline)
    return make_drafts.draft(guideline, by=browser.people.sara)


@pytest.fixture
def revisions(browser: Browser, draft: Draft) -> list[Revision]:
    return [make.revision(draft, by=browser.people.dana, number=number, title=number) for number in ("HR-L1", "DI-L1")]


def test_the_chair_opens_several_in_one_form(browser: Browser, revisions: list[Revision]) -> None:
    chen = browser.as_(browser.people.chen)
    assert "Open several together" in chen.get("voting.ballots", slug="smart-cities")
    form = {"kind": "en_bloc", "revisions": [r.id for r in revisions], **RULE, **WHEN}
    page = chen.post("voting.open_together", form, slug="smart-cities")
    assert "told of all of them in one mail" in page
    assert "2 revisions, one vote" in page


def test_what_does_not_belong_together_is_said_and_the_form_is_kept(
    browser: Browser, revisions: list[Revision]
) -> None:
    chen = browser.as_(browser.people.chen)
    form = {"kind": "alternatives", "revisions": [r.id for r in revisions], **RULE, **WHEN}
    page = chen.post("voting.open_together", form, slug="smart-cities")
    assert page.status == 422
    assert "Alternatives are revisions of one clause." in page
    assert 'value="2199-01-01T18:00"' in page.html


def test_an_expert_takes_an_item_out_votes_for_the_rest_and_is_led_to_what_waits(
    browser: Browser, revisions: list[Revision]
) -> None:
    joint = make_joint.together(JointKind.EN_BLOC, *revisions, by=browser.people.chen)
    ines = browser.as_(browser.people.ines)
    first = queries.joint_items(joint)[0]
    taken = ines.post("voting.take_out", joint_id=joint.id, ballot_id=first.ballot_id)
    assert "taken out, voted on separately" in taken
    voted = ines.post("voting.joint", {"choice": "approve", "reason": "As one."}, joint_id=joint.id)
    assert "Your vote is recorded on 1 item." in voted
    [waiting] = [item.ballot for item in queries.joint_items(joint) if not standing_votes(item.ballot)]
    assert waiting.id == first.ballot_id
    led = ines.get("voting.next_ballot", follow=True)
    assert "This item was taken out of a ballot en bloc" in led
    done = ines.post("voting.ballot", {"choice": "abstain", "explanation": "Too early."}, ballot_id=waiting.id)
    assert "Too early." in done
    assert "No ballot waits for your vote." in ines.get("voting.next_ballot", follow=True)


def test_after_a_vote_the_next_ballot_is_one_press_away(browser: Browser, revisions: list[Revision]) -> None:
    ballots = [make.ballot(revision, by=browser.people.chen) for revision in revisions]
    ines = browser.as_(browser.people.ines)
    page = ines.post("voting.ballot", {"choice": "approve"}, ballot_id=ballots[0].id)
    assert "Next ballot that waits for your vote" in page
    assert browser.address("voting.ballot", ballot_id=ballots[1].id) in page.html


def test_an_explanation_is_published_with_the_vote_and_an_objection_thought_better_of_is_not(
    browser: Browser, revisions: list[Revision]
) -> None:
    ballot = make.ballot(revisions[0], by=browser.people.chen)
    ines = browser.as_(browser.people.ines)
    form = {"choice": "approve", "explanation": "Small towns gain.", "reason": "Too strong."}
    ines.post("voting.ballot", form, ballot_id=ballot.id)
    assert "Small towns gain." in ines.get("voting.ballot", ballot_id=ballot.id).html
    make.closed(ballot)
    page = browser.get("voting.ballot", ballot_id=ballot.id)
    assert "Small towns gain." in page
    assert "Too strong." not in page


def test_alternatives_say_on_each_page_how_one_of_them_is_carried(browser: Browser, draft: Draft) -> None:
    people = browser.people
    those = [make.revision(draft, by=people.dana, title="One"), make.revision(draft, by=people.dana, text=WORDS)]
    joint = make_joint.together(JointKind.ALTERNATIVES, *those, by=people.chen)
    items = queries.joint_items(joint)
    assert "a tie carries none" in browser.as_(people.ines).get("voting.ballot", ballot_id=items[0].ballot_id)
    for person in (people.ines, people.farid, people.chen):
        make.vote(items[0].ballot, person)
    for item in items:
        make.closed(item.ballot)
    assert "“One” is carried" in browser.get("voting.joint", joint_id=joint.id)
    assert "“One” is carried" in browser.get("voting.ballot", ballot_id=items[1].ballot_id)


def test_a_refusal_becomes_an_alternative_from_the_closed_ballot_or_from_the_list(
    browser: Browser, revisions: list[Revision]
) -> None:
    people = browser.people
    ballot = make.ballot(revisions[0], by=people.chen)
    make.vote(ballot, people.farid, Choice.CANNOT_ACCEPT, "Too weak.", WORDS)
    make.closed(ballot)
    dana = browser.as_(people.dana)
    assert "Make an alternative of these words" in dana.get("voting.ballot", ballot_id=ballot.id)
    assert "Make an alternative" not in browser.as_(people.ines).get("voting.ballot", ballot_id=ballot.id)
    assert WORDS in dana.get("voting.acceptable", slug="smart-cities")
    [words] = queries.acceptable_words(ballot.revision.guideline)
    made = dana.post("voting.take_acceptable", {"vote": words.vote_id}, ballot_id=ballot.id)
    assert "These words are an alternative revision now." in made
    assert "words that Farid Alaoui could accept" in made
    assert "The alternative made of it" in dana.get("voting.acceptable", slug="smart-cities")


def test_an_alternative_that_lost_says_to_which(browser: Browser, draft: Draft) -> None:
    one = make.revision(draft, by=browser.people.dana, title="One")
    other = make.revision(draft, by=browser.people.dana, text=WORDS, title="Other")
    joint = make_joint.together(JointKind.ALTERNATIVES, one, other, by=browser.people.chen)
    lost, won = [item.ballot for item in sorted(queries.joint_items(joint), key=lambda item: item.id)]
    for person, choice in ((browser.people.ines, Choice.APPROVE), (browser.people.farid, Choice.ABSTAIN)):
        make.vote(lost, person, choice)
        make.vote(won, person, Choice.APPROVE)
    with clock.at(lost.closes_at + timedelta(minutes=1)):
        close_due_ballots()
    page = browser.get("voting.ballot", ballot_id=lost.id)
    assert "lost to “Other”" in page
    assert "The revision is not carried" in page
    assert "an alternative had more support" in page
    assert "The revision is carried" in browser.get("voting.ballot", ballot_id=won.id)
    assert browser.get("voting.ballots", slug="smart-cities").text.count("lost to “Other”") == 1
    assert "lost to “Other”" in browser.get("tracing.clause", uid=one.clause.uid if one.clause else "")
    mails = db.session.scalars(select(Message).where(Message.body.contains("lost to “Other”"))).all()
    assert mails
