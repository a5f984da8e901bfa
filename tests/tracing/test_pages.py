"""The first page and a guideline's page, as people meet them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select

from consult.consultations.models import Round, RoundRole, Target, Visibility
from consult.core import clock
from consult.core.database import db
from consult.responses.clearance.actions import ask_for_clearance, save_draft
from consult.responses.models import Disposition
from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.synopsis.sentences import synopsis_of
from tests.browser import Browser
from tests.make import analysis, comments, consultations, responses, tracing, voting
from tests.make import drafts as make


def test_an_empty_site_says_so(browser: Browser) -> None:
    assert "no guideline here yet" in browser.get("tracing.home")


def test_the_first_page_names_the_guideline_and_what_is_open(browser: Browser) -> None:
    draft = make.draft(make.guideline())
    consultations.round_(draft)
    page = browser.get("tracing.home")
    assert "People-centred smart cities" in page
    assert "Open online round" in page
    assert "Closes" in page


def test_a_guideline_without_anything_says_what_will_fill_it(browser: Browser) -> None:
    make.guideline()
    home = browser.get("tracing.home")
    for said in ("No draft is published yet.", "Nothing has been decided yet.", "Nobody is counted yet."):
        assert said in home
    page = browser.get("tracing.guideline", slug="smart-cities")
    for said in (
        "No round is planned yet.",
        "No comment has been sorted by theme yet",
        "The experts have not voted yet.",
    ):
        assert said in page
    assert "Nobody is counted yet." in browser.get("tracing.participation", slug="smart-cities")
    assert "Guideline" in browser.get("tracing.journal", slug="smart-cities").text.title()


def test_the_guideline_with_an_open_round_leads(browser: Browser) -> None:
    older = make.draft(make.guideline("older"))
    newer = make.guideline("newer")
    newer.title = "The newer one"
    db.session.commit()
    assert browser.get("tracing.home").html.count("<h1>The newer one</h1>") == 1
    consultations.round_(older)
    page = browser.get("tracing.home")
    assert "<h1>People-centred smart cities</h1>" in page.html
    assert page.text.index("Also on this site") < page.text.index("The newer one")


def test_a_guideline_shows_where_it_is_and_all_that_belongs_to_it(browser: Browser) -> None:
    world = tracing.carried(browser.people)
    tracing.timeline(world)
    page = browser.get("tracing.guideline", slug="smart-cities")
    for said in (
        "Now: Consultation",
        "Next: Approval",
        "Draft 2",
        "1 open",
        "1 closed, of which 1 carried",
        "4 experts",
    ):
        assert said in page
    assert "3 comments hold 4 points; 2 are answered, 2 are not yet." in page


def test_participation_begins_with_who_is_missing(browser: Browser) -> None:
    world = tracing.carried(browser.people)
    db.session.add(Target(guideline=world.first.guideline, dimension="region", value="oceania", number=5))
    db.session.commit()
    page = browser.get("tracing.participation", slug="smart-cities")
    assert "2 people from 2 countries, 2 of 5 regions" in page
    assert page.text.index("Who is missing") < page.text.index("World regions")
    assert "Polynesia" in page


def test_the_first_page_shows_what_was_said_and_what_was_done(browser: Browser) -> None:
    tracing.carried(browser.people)
    page = browser.get("tracing.home")
    assert "The register should list every sensor." in page
    assert "Accepted. A full register becomes a duty (carried by vote and published)" in page


def test_a_signed_in_person_reads_their_next_step(browser: Browser) -> None:
    world = tracing.carried(browser.people)
    people = browser.people
    assert "next step" not in browser.get("tracing.home")
    comments.comment(world.first.round, people.bruno, "A second thought.", sent=False)
    voting.ballot(voting.revision(world.second, by=people.dana, number="HR-P1", title="Privacy"), by=people.chen)
    assert "Voting on “Privacy” closes" in browser.as_(people.ines).get("tracing.home")
    theirs = browser.as_(people.bruno).get("tracing.home")
    assert "1 comment of yours is not sent." in theirs
    assert "2 comments of yours wait for an answer" in theirs
    assert "2 points have no answer yet" in browser.as_(people.dana).get("tracing.home")


def test_a_guideline_that_is_not_public_is_not_known_to_strangers(browser: Browser) -> None:
    world = tracing.carried(browser.people)
    world.first.guideline.public = False
    db.session.commit()
    for endpoint in ("tracing.guideline", "tracing.participation", "tracing.journal"):
        browser.get(endpoint, slug="smart-cities", status=404)
        browser.as_(browser.people.dana).get(endpoint, slug="smart-cities")
    browser.get("tracing.clause", uid=world.clause.uid, status=404)
    browser.get("tracing.comment", reference=world.comment.reference, status=404)
    assert "People-centred" not in browser.get("tracing.home")


@pytest.mark.parametrize("page", ["home", "clause"])
def test_pages_ask_as_many_queries_for_many_comments_as_for_few(browser: Browser, page: str) -> None:
    world = tracing.carried(browser.people)
    endpoint, values = {"home": ("tracing.home", {}), "clause": ("tracing.clause", {"uid": world.clause.uid})}[page]
    browser.get(endpoint, **values)  # what a first visit leaves in the session is not counted
    few = asked(browser, endpoint, **values)
    for number in range(12):
        said = comments.comment(world.first.round, browser.people.amina, f"Comment {number}.", number="HR-L1")
        analysis.theme(world.first.guideline, analysis.point(said), label=f"Theme {number}")
    browser.get(endpoint, **values)  # new themes are read once, and held
    assert asked(browser, endpoint, **values) == few


def asked(browser: Browser, endpoint: str, **values: str) -> int:
    """How many queries a page takes."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    browser.get(endpoint, **values)
    event.remove(connection, "before_cursor_execute", note)
    return len(seen)


def test_every_page_that_words_may_link_to_is_there(page_app: Flask) -> None:
    templates = Path(__file__).resolve().parents[2] / "templates"
    asked_for = {
        (path.name, endpoint)
        for path in templates.rglob("*.html")
        for endpoint in re.findall(r"linked\(\s*\"([\w.]+)\"", path.read_text(encoding="utf-8"))
    }
    assert sorted(pair for pair in asked_for if pair[1] not in page_app.view_functions) == []


def test_a_year_after_the_last_round_points_that_nobody_ever_answered_are_not_overdue(
    browser: Browser,
) -> None:
    it = responses.consulted(browser.people)
    dana = browser.as_(browser.people.dana)
    waiting, overdue = "4 points have no answer yet in", "are overdue"
    assert waiting in dana.get("tracing.home")
    for round_ in db.session.scalars(select(Round)):
        round_.opens_at -= timedelta(days=800)
        round_.closes_at -= timedelta(days=800)
    db.session.commit()
    page = dana.get("tracing.home")
    assert waiting in page
    assert overdue not in page
    responses.answer(it.cost, browser.people.dana)
    assert overdue in dana.get("tracing.home")


def test_the_team_is_told_of_each_guideline_what_waits_at_its_desk_and_for_a_second_reader(browser: Browser) -> None:
    people, it = browser.people, responses.consulted(browser.people)
    ask_for_clearance(save_draft(it.cost, Disposition.NOTED, "Noted.", by=people.dana), by=people.dana)
    busy = make.guideline("busy")
    people.appoint_all(busy)
    db.session.commit()
    desk = f"4 points have no answer yet in {it.guideline.title}. An answer is on its way to 1. Go to the desk"
    yes = "1 answer waits for your clearance"
    for endpoint, values in (("tracing.home", {}), ("tracing.guideline", {"slug": it.guideline.slug})):
        sara, dana = (browser.as_(person).get(endpoint, **values) for person in (people.sara, people.dana))
        assert desk in sara.text
        assert yes in sara
        assert desk in dana.text
        assert yes not in dana, "nobody clears their own words"
        assert "Go to the desk" not in browser.as_(people.amina).get(endpoint, **values)


def test_its_author_is_told_how_many_points_of_a_comment_are_answered(browser: Browser) -> None:
    it = responses.consulted(browser.people)
    amina, said = browser.as_(browser.people.amina), "1 of 2 points answered"
    reference = it.sensors.comment.reference
    assert "points answered" not in amina.get("comments.mine")
    responses.answer(it.sensors, browser.people.dana)
    assert said in amina.get("comments.mine")
    assert said in amina.get("tracing.comment", reference=reference)
    responses.answer(it.updates, browser.people.dana)
    assert "points answered" not in amina.get("comments.mine")
    assert "points answered" not in amina.get("tracing.comment", reference=reference)


def test_who_came_is_told_to_those_who_read_what_was_said(browser: Browser) -> None:
    """One rule for the page of the round and for the sums of the guideline."""
    draft, people = make.draft(make.guideline()), browser.people
    people.appoint_all(draft.guideline)
    openly = consultations.round_(draft)
    consultations.came(consultations.session(openly), {("region", "africa"): 11})
    promised = consultations.round_(draft, "promised", visibility=Visibility.NEVER)
    consultations.came(consultations.session(promised), {("region", "asia"): 2})
    consultations.place(promised, people.bruno, RoundRole.RAPPORTEUR)
    for reader, told in ((None, False), (people.amina, False), (people.bruno, True), (people.dana, True)):
        session = browser.as_(reader) if reader is not None else browser
        sums = session.get("tracing.participation", slug="smart-cities")
        assert ("Places taken: 13, in 2 sessions." in sums) is told
        assert ("Places taken: 11, in 1 session." in sums) is not told
        assert ("1 session of a round whose comments you may not read is left out." in sums) is not told
        assert ("Who came" in session.get("consultations.round", round_slug="promised")) is told
        assert "Who came" in session.get("consultations.round", round_slug=openly.slug)


def test_who_came_is_in_no_file_that_everyone_takes(browser: Browser) -> None:
    """Neither the open data nor the synopsis nor the interface for programs has it."""
    draft = make.draft(make.guideline())
    promised = consultations.closed_round(draft, visibility=Visibility.NEVER)
    consultations.came(consultations.session(promised), {("region", "asia"): 7411})
    with browser.app.test_request_context():
        data = PublicData(draft, clock.now())
        told = [str(row) for table in data.tables() for row in table.rows]
        told += [sentence.text for section in synopsis_of(data) for sentence in section.sentences]
    told.append(browser.get("tracing.participation_csv", slug="smart-cities").text)
    told.append(browser.get("tracing.missing_csv", slug="smart-cities").text)
    told.append(browser.get("api.session_list", slug="smart-cities").html)
    assert any("Opening" in row for row in told)
    assert not [row for row in told if "7411" in row or "7,411" in row]
