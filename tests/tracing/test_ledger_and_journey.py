"""A clause's ledger and a comment's journey, as people read them."""

from dataclasses import replace

import pytest

from consult.accounts.models import StakeholderType
from consult.comments.actions import edit_comment
from consult.comments.content import CommentContent
from consult.consultations.models import Visibility
from consult.core.database import db
from consult.drafts.queries import wordings_of
from consult.responses.queries import answers_of_comment
from consult.revisions.models import RevisionKind
from tests.browser import Browser
from tests.make import comments, consultations, publishing, responses, voting
from tests.make import tracing as make
from tests.make.tracing import Carried


@pytest.fixture
def world(browser: Browser) -> Carried:
    return make.carried(browser.people)


def test_a_word_leads_to_the_revision_and_the_vote_that_put_it(browser: Browser, world: Carried) -> None:
    page = browser.get("tracing.clause", uid=world.clause.uid)
    assert "shall(put by draft 2)" in page
    assert "A full register becomes a duty" in page
    assert "2 for, 1 against" in page


def test_the_ledger_counts_what_was_said_and_decided(browser: Browser, world: Carried) -> None:
    page = browser.get("tracing.clause", uid=world.clause.uid)
    assert "2 comments" in page
    assert "3 points: 1 accepted, 1 accepted by the drafting team, 1 not answered yet" in page
    assert "2 proposed, not settled yet" in page


def test_a_comment_is_followed_to_the_published_words(browser: Browser, world: Carried) -> None:
    page = browser.get("tracing.comment", reference=world.comment.reference)
    for said in (
        "The register should list every sensor.",
        "The receipt holds.",
        "A register that leaves sensors out cannot be trusted.",
        "One answer to all points of a theme",
        "A full register becomes a duty",
        "2 for, 1 against",
        "In draft 2",
    ):
        assert said in page


def test_a_receipt_that_no_longer_holds_is_said(browser: Browser, world: Carried) -> None:
    world.comment.versions[-1].text = "Something that was never said."
    db.session.commit()
    assert "The receipt does not hold." in browser.get("tracing.comment", reference=world.comment.reference)


def test_an_edited_comment_shows_the_hash_that_the_receipt_gave(browser: Browser, world: Carried) -> None:
    round_ = consultations.round_(world.second, "second-round")
    said = comments.comment(round_, browser.people.bruno, "Say who pays.")
    given = said.commitment
    edit_comment(said, replace(CommentContent.of(said), text="Say who pays, and when."), by=browser.people.bruno)
    db.session.commit()
    page = browser.get("tracing.comment", reference=said.reference)
    assert f"have the hash that the receipt gave: {given} Changed since" in page
    assert f"the words now have the hash {said.commitment}" in page
    said.versions[0].text = "Something that was never said."
    db.session.commit()
    assert "The receipt does not hold." in browser.get("tracing.comment", reference=said.reference)


def test_how_sure_the_program_was_is_for_the_team(browser: Browser, world: Carried) -> None:
    shown = browser.get("tracing.comment", reference=world.comment.reference)
    assert "%" not in shown.text
    assert "%" in browser.as_(browser.people.dana).get("tracing.comment", reference=world.comment.reference).text


def test_the_same_answer_to_two_points_is_shown_once(browser: Browser, world: Carried) -> None:
    for point in answers_of_comment(world.comment):
        responses.answer(point[0], browser.people.dana, reason="One reason for both.")
    page = browser.get("tracing.comment", reference=world.comment.reference)
    assert page.text.count("One reason for both.") == 1


def test_a_form_sent_empty_says_what_to_type(browser: Browser, world: Carried) -> None:
    assert "Type the reference of the comment first." in browser.get("tracing.find", reference="")
    assert "Type the reference of the comment first." not in browser.get("tracing.find")


def test_a_reference_is_found_however_it_is_typed(browser: Browser, world: Carried) -> None:
    typed = world.comment.reference.replace("-", " ").lower()
    assert browser.get("tracing.find", reference=typed, status=302).location.endswith("/journey")
    assert "no comment with this reference" in browser.get("tracing.find", reference="QQQQQ-QQQQQ", status=404)


def test_a_clause_that_was_voted_out_says_when_and_by_what(browser: Browser, world: Carried) -> None:
    people = browser.people
    gone = voting.carried(
        world.second,
        people.ines,
        people.farid,
        by=people.chen,
        author=people.dana,
        number="DI-L2",
        kind=RevisionKind.DELETE,
        title="Sharing is left to states",
    )
    publishing.published(world.first.guideline, by=people.dana, reason="Two points are answered later on.")
    page = browser.get("tracing.clause", uid=gone.revision.clause.uid)
    assert "This clause was deleted in draft 3." in page
    assert "Sharing is left to states" in page


def test_a_clause_that_was_voted_in_owes_all_its_words_to_the_vote(browser: Browser, world: Carried) -> None:
    people = browser.people
    new = voting.carried(
        world.second,
        people.ines,
        people.farid,
        by=people.chen,
        author=people.dana,
        number="HR-L3",
        kind=RevisionKind.ADD,
        text="Local governments shall answer.",
        title="A duty to answer",
    )
    draft = publishing.published(world.first.guideline, by=people.dana, reason="Two points are answered later on.")
    added = next(w for w in wordings_of(draft) if w.number == "HR-L3")
    page = browser.get("tracing.clause", uid=added.clause.uid)
    assert "4 words, draft 3" in page
    assert "A duty to answer" in page
    assert new.carried


def test_a_comment_that_is_not_public_is_followed_by_its_author_and_the_team_alone(
    browser: Browser, world: Carried
) -> None:
    people = browser.people
    quiet = consultations.round_(world.second, "quiet-round", visibility=Visibility.NEVER)
    said = comments.comment(quiet, people.amina, "For the team alone.", number="HR-P1")
    browser.get("tracing.comment", reference=said.reference, status=404)
    browser.as_(people.bruno).get("tracing.comment", reference=said.reference, status=404)
    assert "What you said" in browser.as_(people.amina).get("tracing.comment", reference=said.reference)
    assert "What was said" in browser.as_(people.dana).get("tracing.comment", reference=said.reference)


def test_an_author_says_whether_the_answer_satisfies(browser: Browser, world: Carried) -> None:
    theirs = browser.as_(browser.people.amina).get("tracing.comment", reference=world.comment.reference)
    assert "Are you satisfied with what was decided?" in theirs
    assert "Are you satisfied" not in browser.get("tracing.comment", reference=world.comment.reference)


def test_a_comment_nobody_has_read_yet_says_what_comes_next(browser: Browser, world: Carried) -> None:
    round_ = consultations.round_(world.second, "second-round")
    fresh = comments.comment(round_, browser.people.bruno, "On the whole text.")
    page = browser.get("tracing.comment", reference=fresh.reference)
    assert "Nothing yet. A program splits the comment into its points" in page
    assert "have their reason above" not in page
    assert "It is about the whole text." in page


def test_a_comment_says_what_its_author_speaks_as_like_its_receipt(browser: Browser, world: Carried) -> None:
    world.comment.stakeholder_type, world.comment.organisation = StakeholderType.CIVIL_SOCIETY, ""
    db.session.commit()
    page = browser.get("tracing.comment", reference=world.comment.reference)
    assert "Civil society" in page
    assert "Personal view" not in page
