"""All that is held on a person, and what is left when they are erased."""

import json

import pytest
from sqlalchemy import select

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState, Endorsement
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.tracing.outcomes import outcomes_of
from consult.tracing.own_data.data_export import held_on
from consult.tracing.own_data.erasure import erase_person
from consult.tracing.own_data.person_rows import headings_known
from tests.browser import Browser
from tests.make import analysis, comments, consultations
from tests.make import responses as make
from tests.make.tracing import carried
from tests.people import People


def test_a_visitor_is_asked_to_sign_in_first(browser: Browser) -> None:
    assert "/sign-in" in browser.get("tracing.mine", status=302).location


def test_everything_is_on_the_page_and_in_the_file(browser: Browser) -> None:
    make.consulted(browser.people)
    amina = browser.as_(browser.people.amina)
    page = amina.get("tracing.mine")
    assert "amina@example.org" in page
    assert "Kenya" in page
    file = json.loads(amina.get("tracing.take_away").response.get_data(as_text=True))
    assert file["comments"][0]["versions"][0]["text"].startswith("The register should list")
    assert file["profile"]["email"] == "amina@example.org"
    assert "bruno" not in json.dumps(file)


def test_an_endorsed_comment_is_shown_with_its_words_while_they_may_read_it(browser: Browser) -> None:
    theirs = make.consulted(browser.people).cost.comment
    db.session.add(Endorsement(comment_id=theirs.id, person_id=browser.people.amina.id, at=clock.now()))
    db.session.commit()
    amina = browser.as_(browser.people.amina)
    assert theirs.text[:20] in amina.get("tracing.mine")
    theirs.state = CommentState.WITHDRAWN
    db.session.commit()
    assert "You can no longer read it." in amina.get("tracing.mine")


def test_what_was_made_private_is_not_read_on_and_what_is_their_own_there_they_take_back(browser: Browser) -> None:
    world = make.consulted(browser.people)
    theirs, own = world.cost.comment, world.sensors.comment
    assert (theirs.author_id, own.author_id) == (browser.people.bruno.id, browser.people.amina.id)
    db.session.add(Endorsement(comment_id=theirs.id, person_id=browser.people.amina.id, at=clock.now()))
    world.round.guideline.public = False
    db.session.commit()
    amina = browser.as_(browser.people.amina)
    page = amina.get("tracing.mine")
    assert theirs.text[:20] not in page
    assert "You can no longer read it." in page
    amina.get("comments.comment", status=404, reference=theirs.reference)
    assert "is withdrawn" in amina.post("comments.withdraw", reference=own.reference)
    assert own.state == CommentState.WITHDRAWN
    assert amina.post("comments.withdraw", reference=theirs.reference).status == 404


def test_an_expert_finds_their_votes_and_roles(browser: Browser) -> None:
    make.consulted(browser.people)
    assert "Expert" in browser.as_(browser.people.ines).get("tracing.mine")


def test_an_answered_comment_stays_without_a_name_and_another_loses_its_words(people: People) -> None:
    world = make.consulted(people)
    make.answer(world.theme, people.dana)
    answered = world.sensors.comment
    unanswered = comments.comment(world.round, people.amina, "My house is the blue one on Moi Avenue.", number="HR-P1")
    draft = comments.comment(world.round, people.amina, "Not sent.", sent=False)
    person_id, draft_id, given = people.amina.id, draft.id, unanswered.commitment
    erase_person(people.amina)
    db.session.commit()
    db.session.expire_all()
    assert answered.text.startswith("The register should list")
    assert (answered.author_name, answered.named, answered.country) == ("", False, "KE")
    assert (unanswered.text, unanswered.versions[0].text) == ("", "")
    assert (unanswered.state, unanswered.commitment, unanswered.digest) == (CommentState.WITHDRAWN, given, "")
    assert db.session.get(Comment, draft_id) is None
    erased = db.session.get_one(Person, person_id)
    assert (erased.name, erased.email, erased.password_hash) == ("", f"erased-{person_id}@invalid", None)
    assert not db.session.scalars(select(Message).where(Message.recipient == "amina@example.org")).all()
    assert "Amina" not in json.dumps(held_on(erased))


def test_who_holds_a_role_is_told_to_hand_it_back_first(people: People) -> None:
    make.consulted(people)
    with pytest.raises(Refused, match="hold a role"):
        erase_person(people.ines)
    with pytest.raises(Refused, match="administer"):
        erase_person(people.olga)


def test_erasing_wants_their_address_and_signs_them_out(browser: Browser) -> None:
    make.consulted(browser.people)
    amina = browser.as_(browser.people.amina)
    assert "1 comment on which nothing was decided" in amina.get("tracing.erase")
    wrong = amina.post("tracing.erase", {"email": "who@example.org", "sure": "y"})
    assert "not the address that you signed in with" in wrong
    assert "Tick this to go on" in amina.post("tracing.erase", {"email": "amina@example.org"})
    assert "You are erased" in amina.post("tracing.erase", {"email": "Amina@example.org", "sure": "y"})
    assert amina.get("tracing.mine", status=302)


def test_the_refusal_is_on_the_page(browser: Browser) -> None:
    make.consulted(browser.people)
    assert "hold a role" in browser.as_(browser.people.ines).get("tracing.erase")
    refused = browser.as_(browser.people.ines).post("tracing.erase", {"email": "ines@example.org", "sure": "y"})
    assert refused.status == 403


def test_my_comments_say_what_became_of_each(browser: Browser) -> None:
    people = browser.people
    world = carried(people)
    more = consultations.round_(world.second, "second-round")
    waits = comments.comment(more, people.amina, "Nobody has read this yet.")
    answered = analysis.point(comments.comment(more, people.amina, "This was noted."))
    make.answer(answered, people.dana)
    half = comments.comment(more, people.amina, "One is answered. One is not.")
    make.answer(analysis.point(half, "One is answered."), people.dana)
    analysis.point(half, "One is not.")
    db.session.commit()
    written = [world.comment, waits, answered.comment, half]
    came_to = outcomes_of(written)
    assert [came_to[comment.id].step for comment in written] == ["published", "waits", "answered", "waits"]
    page = browser.as_(people.amina).get("comments.mine").text
    assert page.count("Received") == 2
    assert "Published" in page


def test_no_heading_is_left_out_because_nobody_asked_whether_there_is_anything(browser: Browser) -> None:
    assert set(held_on(browser.people.bruno)) - {"profile"} == headings_known()
