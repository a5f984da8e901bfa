"""Revisions as people meet them: written, read, moved on."""

import re

import pytest
from sqlalchemy import select

from consult.comments.models import CommentType
from consult.core.database import db
from consult.revisions import actions
from consult.revisions.models import Revision, RevisionKind, RevisionState
from tests.browser import Browser
from tests.make import analysis, comments
from tests.make import responses as consulted
from tests.make import revisions as make
from tests.make.responses import Consulted

S = RevisionState
GOOD = {"title": "A full register", "rationale": "Many asked for it.", "text": make.REGISTER}


@pytest.fixture
def it(browser: Browser) -> Consulted:
    return consulted.consulted(browser.people)


def one_revision() -> Revision:
    return db.session.scalars(select(Revision)).one()


def base(it: Consulted) -> dict[str, str]:
    return {**GOOD, "base": str(make.wording(it.draft).id)}


def test_a_revision_is_written_from_the_clause_its_points_and_a_reason(browser: Browser, it: Consulted) -> None:
    dana, uid = browser.as_(browser.people.dana), it.clause("HR-L1").uid
    page = dana.get("revisions.propose", uid=uid)
    assert "should publish a register of the sensors they run.</textarea>" in page.html
    assert "Nothing is changed yet." in page
    assert "The register should list every sensor." in page
    form = {**base(it), "points": [str(it.typo.id)], "themes": [str(it.theme.id)]}
    form["comments"] = it.cost.comment.reference.lower()
    page = dana.post("revisions.propose", form, uid=uid)
    assert "The revision is kept." in page
    made = one_revision()
    assert {p.id for p in made.points} == {p.id for p in it.points}
    assert made.state == S.DRAFT


def test_who_writes_a_second_revision_of_a_clause_is_told_of_the_first(browser: Browser, it: Consulted) -> None:
    dana, uid = browser.as_(browser.people.dana), it.clause("HR-L1").uid
    assert "under way" not in dana.get("revisions.propose", uid=uid)
    first = make.revision(it.draft, browser.people.dana, points=[it.sensors])
    page = dana.get("revisions.propose", uid=uid)
    assert "1 revision of this clause is under way. Edit it, or propose yours as an alternative:" in page
    assert f'href="/revisions/{first.id}"' in page.html
    assert f'value="{it.sensors.id}"' in page.html, "what the first names can be chosen again"
    assert "under way" not in dana.get("revisions.edit", revision_id=first.id)


def test_brackets_in_words_that_are_proposed_are_counted_and_what_cannot_be_read_is_said(
    browser: Browser, it: Consulted
) -> None:
    text = "Cities [should] {KEN+ USA-} publish a register] of sensors."
    revision = make.revision(it.draft, browser.people.dana, points=[it.sensors], text=text)
    page = browser.as_(browser.people.dana).get("revisions.revision", revision_id=revision.id)
    assert "1 bracket is open in these words" in page
    assert "“]” at sign" in page


def test_the_page_of_a_revision_shows_words_force_reasons_and_the_next_step(browser: Browser, it: Consulted) -> None:
    consulted.answer(it.theme, browser.people.dana, reason="We agree with the register.")
    revision = make.revision(it.draft, browser.people.dana, points=[it.sensors, it.updates, it.cost])
    page = browser.as_(browser.people.dana).get("revisions.revision", revision_id=revision.id)
    assert "[removed:] should [end]" in page
    assert "“should” becomes “shall”: stronger." in page
    assert "It names 3 points from 2 comments." in page
    assert "What the team decided on these points: " in page.text
    assert "has no answer yet" in page
    assert "A full register proposed" in page
    assert "We agree with the register." in page
    assert "Propose it to the experts" in page
    assert "What happened to it, in the record" in page
    assert f"/journal?subject=revision&amp;id={revision.id}" in page.html
    sides = browser.as_(browser.people.dana).get("revisions.revision", revision_id=revision.id, view="sides")
    assert "In one piece" in sides


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"text": ""}, "Give the words that you propose."),
        ({"text": "x" * 20_001}, "too long"),
        ({"title": ""}, "This is needed."),
        ({"rationale": "  "}, "This is needed."),
        ({"comments": "C-0000-0000, nonsense"}, "no analysed comment with this reference here: C-0000-0000, nonsense"),
        ({"points": ["nine"]}, "could not be coerced"),
        ({"points": ["9" * 40]}, "could not be coerced"),
        ({"text": "Local governments should publish a register of the sensors they run."}, "stand already"),
    ],
)
def test_a_fault_is_said_and_nothing_typed_is_lost(
    browser: Browser, it: Consulted, changes: dict[str, str], says: str
) -> None:
    form = {**base(it), **changes}
    page = browser.as_(browser.people.dana).post("revisions.propose", form, uid=it.clause("HR-L1").uid)
    assert says in page
    assert form["text"][:20000].strip() in page.html
    assert db.session.scalars(select(Revision)).all() == []


def test_a_preview_keeps_nothing_but_shows_the_change(browser: Browser, it: Consulted) -> None:
    form = {**base(it), "preview": "1", "points": [str(it.sensors.id)]}
    page = browser.as_(browser.people.dana).post("revisions.propose", form, uid=it.clause("HR-L1").uid)
    assert "[added:] shall [end]" in page
    assert re.search(rf'value="{it.sensors.id}"\s+id="point-{it.sensors.id}"\s+checked', page.html)
    assert db.session.scalars(select(Revision)).all() == []


def test_words_come_as_a_fragment_while_one_types(browser: Browser, it: Consulted) -> None:
    address = {"slug": "smart-cities", "number": 1, "uid": it.clause("HR-L1").uid}
    path = browser.address("revisions.redline", **address)
    dana = browser.as_(browser.people.dana)

    def fragment(text: str) -> str:
        return dana._sent("POST", path, data={"text": text}).html  # no whole page: the linter is not asked

    assert "<ins>" in fragment(make.REGISTER)
    assert "<html" not in fragment(make.REGISTER)
    assert "Nothing is changed yet." in fragment(make.wording(it.draft).text)
    assert browser.as_(browser.people.amina).post(path).status == 403


def test_one_may_start_from_the_words_of_a_comment(browser: Browser, it: Consulted) -> None:
    said = comments.comment(
        it.round,
        browser.people.bruno,
        "Say all of them.",
        number="HR-L1",
        quote="a register",
        proposed_text="a complete register",
        type=CommentType.SUBSTANTIVE,
    )
    analysis.point(said)
    dana, uid = browser.as_(browser.people.dana), it.clause("HR-L1").uid
    assert "Start from these words" in dana.get("revisions.propose", uid=uid)
    page = dana.get("revisions.propose", uid=uid, start=said.reference)
    assert "should publish a complete register of the sensors they run.</textarea>" in page.html
    assert f"These words start from the comment {said.reference}." in page
    assert "checked" in page.html
    for nonsense in ("C-0000-0000", "99999999999999999999", "0", "?", "²"):
        assert "These words start" not in dana.get("revisions.propose", uid=uid, start=nonsense)


def test_two_editors_at_once_see_both_and_may_send_again(browser: Browser, it: Consulted) -> None:
    revision = make.revision(it.draft, browser.people.dana)
    actions.edit_revision(revision, make.proposal("Sara was first."), base_version="1", by=browser.people.sara)
    db.session.commit()
    dana = browser.as_(browser.people.dana)
    form = {**GOOD, "text": "Dana's words.", "base_version": "1"}
    page = dana.post("revisions.edit", form, revision_id=revision.id)
    assert page.status == 409
    assert "Sara was first." in page
    assert "Dana&#39;s words.</textarea>" in page.html
    assert 'value="2"' in page.html
    assert dana.post("revisions.edit", {**form, "base_version": "2"}, revision_id=revision.id).status == 200
    assert one_revision().proposed_text == "Dana's words."


def test_an_edit_keeps_the_points_that_have_no_box_of_their_own(browser: Browser, it: Consulted) -> None:
    revision = make.revision(it.draft, browser.people.dana, points=[it.cost])
    page = browser.as_(browser.people.dana).get("revisions.edit", revision_id=revision.id)
    assert "Named already, besides those above:" in page
    assert re.search(rf'id="point-{it.cost.id}"\s+checked', page.html)


def test_a_deletion_and_a_new_clause(browser: Browser, it: Consulted) -> None:
    dana = browser.as_(browser.people.dana)
    uid = it.clause("HR-L2").uid
    dana.get("revisions.propose_deletion", uid=uid)
    assert dana.post("revisions.propose_deletion", {"title": "Gone", "base": "²"}, uid=uid).status == 200
    page = dana.post("revisions.propose_deletion", {"title": "Gone", "rationale": "Said elsewhere."}, uid=uid)
    assert "The clause is deleted." in page
    dana.get("revisions.propose_clause", slug="smart-cities")
    form = {**GOOD, "number": "HR-L1", "pillar": "HR", "part": "L"}
    assert "A clause has this number already." in dana.post("revisions.propose_clause", form, slug="smart-cities")
    page = dana.post("revisions.propose_clause", {**form, "number": "HR-L9"}, slug="smart-cities")
    assert "HR-L9: A full register" in page
    kinds = db.session.scalars(select(Revision.kind).order_by(Revision.id)).all()
    assert kinds == [RevisionKind.DELETE, RevisionKind.ADD]
    for made in db.session.scalars(select(Revision)):
        dana.get("revisions.edit", revision_id=made.id)


def test_from_draft_to_the_experts_and_back(browser: Browser, it: Consulted) -> None:
    people = browser.people
    revision = make.revision(it.draft, people.dana)
    assert "the experts vote on it" in browser.as_(people.dana).post("revisions.submit", revision_id=revision.id)
    assert one_revision().state == S.PROPOSED
    browser.as_(people.ines).get("revisions.revision", revision_id=revision.id)
    assert browser.as_(people.ines).post("revisions.withdraw", revision_id=revision.id).status == 403
    assert "withdrawn" in browser.as_(people.dana).post("revisions.withdraw", revision_id=revision.id)
    assert browser.as_(people.dana).post("revisions.submit", revision_id=revision.id).status == 403


def test_who_may_not_know_of_it_finds_nothing(browser: Browser, it: Consulted) -> None:
    revision = make.revision(it.draft, browser.people.dana)
    uid = it.clause("HR-L1").uid
    for stranger in (browser, browser.as_(browser.people.amina)):
        stranger.get("revisions.revision", revision_id=revision.id, status=404)
        assert "A full register" not in stranger.get("revisions.revisions", slug="smart-cities")
    amina = browser.as_(browser.people.amina)
    amina.get("revisions.propose", uid=uid, status=403)
    amina.get("revisions.edit", revision_id=revision.id, status=404)
    browser.as_(browser.people.ines).get("revisions.edit", revision_id=revision.id, status=403)
    assert amina.post("revisions.submit", revision_id=revision.id).status == 404
    browser.get("revisions.propose", uid=uid, status=302)


def test_from_the_vote_on_everyone_reads_it(browser: Browser, it: Consulted) -> None:
    revision = make.revision(it.draft, browser.people.dana, points=[it.sensors], state=S.BALLOTED)
    page = browser.get("revisions.revision", revision_id=revision.id)
    assert "It names 1 point from 1 comment." in page
    page = browser.get("revisions.revisions", slug="smart-cities")
    assert "A full register" in page
    assert "answers 1 point" in page


def test_collisions_are_shown_on_both_pages_and_in_the_list(browser: Browser, it: Consulted) -> None:
    dana = browser.as_(browser.people.dana)
    words = make.wording(it.draft).text
    one = make.revision(it.draft, browser.people.dana, words.replace("should", "shall"))
    make.revision(it.draft, browser.people.dana, words.replace("should", "must"))
    assert "It collides" in dana.get("revisions.revision", revision_id=one.id)
    assert "1 collision" in dana.get("revisions.revisions", slug="smart-cities")
    assert "collision" not in browser.get("revisions.revisions", slug="smart-cities")


def test_without_revisions_the_page_says_what_fills_it(browser: Browser, it: Consulted) -> None:
    assert "No revision has been put to the vote yet" in browser.get("revisions.revisions", slug="smart-cities")
    page = browser.as_(browser.people.dana).get("revisions.revisions", slug="smart-cities")
    assert "The drafting team proposes them at the clause desk" in page


def test_a_point_without_an_answer_is_answered_from_the_revision_and_the_way_leads_back(
    browser: Browser, it: Consulted
) -> None:
    made = make.revision(it.draft, browser.people.dana, points=[it.cost])
    dana = browser.as_(browser.people.dana)
    address = f"/points/{it.cost.id}/answer?next=/revisions/{made.id}"
    assert f'href="{address}"' in dana.get("revisions.revision", revision_id=made.id).html
    assert f'<a href="/revisions/{made.id}">Leave it as it is</a>' in dana.get(address).html
    form = {"disposition": "accepted", "reason": "Yes.", "base_version": "0"}
    assert dana.post(address, form, follow=False).location == f"/revisions/{made.id}"
