"""What the team does about accepted points without words, and what readers are told meanwhile."""

import csv
import io

import pytest

from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import queue
from consult.responses.actions import tell_commenters
from consult.revisions.models import RevisionState
from tests.browser import Browser
from tests.make import responses as make
from tests.make import revisions as make_revision
from tests.make.responses import Consulted

NOT_CARRIED = "Accepted by the drafting team, not carried by the group"


@pytest.fixture
def consulted(browser: Browser) -> Consulted:
    found = make.consulted(browser.people)
    make.answer(found.cost, browser.people.dana)
    return found


def revised(browser: Browser, consulted: Consulted, state: RevisionState) -> int:
    revision = make_revision.revision(
        consulted.draft, browser.people.dana, "Other words.", number="HR-L2", points=[consulted.cost], state=state
    )
    return revision.id


def test_the_list_says_where_each_point_stands_and_what_to_do(browser: Browser, consulted: Consulted) -> None:
    dana = browser.as_(browser.people.dana)
    page = dana.get("revisions.accepted", slug="smart-cities")
    assert "No revision 1" in page
    assert "Link the revision that takes the point up, write one, or change the answer." in page
    assert "Small towns cannot pay for a counter." in page
    assert "Readers see: The words have not been voted on yet." in page
    revised(browser, consulted, RevisionState.NOT_CARRIED)
    page = dana.get("revisions.accepted", slug="smart-cities")
    assert "Not carried 1" in page
    assert "Change the answer, or propose other words and link them." in page


def test_points_are_linked_from_the_list_in_one_press(browser: Browser, consulted: Consulted) -> None:
    carried = make_revision.revision(consulted.draft, browser.people.dana, state=RevisionState.CARRIED)
    dana = browser.as_(browser.people.dana)
    form = {"points": [consulted.cost.id], "revision": carried.id}
    page = dana.post("revisions.accepted", form, slug="smart-cities")
    assert "1 point is linked to “A full register”." in page
    assert "Every accepted point has words that the expert group carried." in page


def test_nothing_ticked_keeps_the_choice_and_says_what_to_do(browser: Browser, consulted: Consulted) -> None:
    carried = make_revision.revision(consulted.draft, browser.people.dana, state=RevisionState.CARRIED)
    page = browser.as_(browser.people.dana).post("revisions.accepted", {"revision": carried.id}, slug="smart-cities")
    assert page.status == 422
    assert "Tick at least one point." in page
    assert f'<option selected value="{carried.id}">' in page.html


def test_the_obstacle_leads_to_the_list(browser: Browser, consulted: Consulted) -> None:
    page = browser.as_(browser.people.dana).get("publishing.prepare", slug="smart-cities")
    assert "1 point is answered “accepted”, and the expert group has not carried words for it." in page
    assert browser.address("revisions.accepted", slug="smart-cities") in page.html


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (None, "The words have not been voted on yet."),
        (RevisionState.DRAFT, "The words have not been voted on yet."),
        (RevisionState.BALLOTED, "The words are under ballot: the expert group decides."),
        (RevisionState.NOT_CARRIED, "The expert group did not carry the words; the text stays as it is."),
        (RevisionState.CARRIED, "The expert group carried the words; the next draft takes them."),
    ],
)
def test_no_page_and_no_mail_claims_more_than_became_of_the_words(
    browser: Browser, consulted: Consulted, state: RevisionState | None, says: str
) -> None:
    if state is not None:
        revised(browser, consulted, state)
    lost, kept = state == RevisionState.NOT_CARRIED, state == RevisionState.CARRIED
    comment = consulted.cost.comment
    tell_commenters(consulted.guideline, by=browser.people.dana)
    db.session.commit()
    queue.run_all()
    [mail] = db.session.query(Message).filter(Message.subject.contains("What was decided")).all()
    texts = [
        browser.get("tracing.comment", reference=comment.reference).text,
        browser.get("responses.table", slug="smart-cities").text,
        browser.as_(browser.people.bruno).get("responses.satisfaction", reference=comment.reference).text,
        mail.body,
    ]
    for text in texts:
        assert says in " ".join(text.split())
        assert (NOT_CARRIED in text) == lost
        assert ("Accepted by the drafting team" in text) == (not kept)
    clause = browser.get("tracing.clause", uid=consulted.clause("HR-L2").uid)
    assert ("accepted by the drafting team, not carried by the group" in clause) == lost


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (RevisionState.DRAFT, "not_voted_on"),
        (RevisionState.PROPOSED, "not_voted_on"),
        (RevisionState.BALLOTED, "under_ballot"),
        (RevisionState.NOT_CARRIED, "not_carried"),
        (RevisionState.PUBLISHED, "published"),
    ],
)
def test_the_file_for_everyone_says_what_became_of_the_words(
    browser: Browser, consulted: Consulted, state: RevisionState, word: str
) -> None:
    revised(browser, consulted, state)
    rows = csv.DictReader(io.StringIO(browser.get("revisions.table_csv", slug="smart-cities").html.lstrip("\ufeff")))
    by_point = {row["point"]: row for row in rows}
    assert by_point[consulted.cost.text]["words"] == word
    assert by_point[consulted.typo.text]["words"] == ""


def test_one_answer_to_points_that_came_differently_far_is_read_once_with_what_became_of_each(browser: Browser) -> None:
    people = browser.people
    consulted = make.consulted(people)
    for point in (consulted.sensors, consulted.updates):
        make.answer(point, people.dana, reason="One reason for both.")
    make_revision.revision(consulted.draft, people.dana, points=[consulted.sensors], state=RevisionState.CARRIED)
    make_revision.revision(
        consulted.draft, people.dana, "None.", points=[consulted.updates], state=RevisionState.NOT_CARRIED
    )
    page = browser.get("tracing.comment", reference=consulted.sensors.comment.reference)
    assert page.text.count("One reason for both.") == 1
    assert "Accepted. The expert group carried the words" in page
    assert f"{NOT_CARRIED}. The expert group did not carry the words" in page
