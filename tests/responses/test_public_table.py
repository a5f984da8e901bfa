"""The public table of comments and responses: what it shows, to whom, and what it never gives away."""

import csv
import io
import re

import pytest

from consult.comments.models import CommentState
from consult.consultations.models import Visibility
from consult.core import clock
from consult.core.database import db
from consult.responses.models import Disposition
from tests.browser import Browser
from tests.make import analysis, comments, consultations
from tests.make import responses as make
from tests.make.responses import Consulted
from tests.people import People


@pytest.fixture
def it(browser: Browser) -> Consulted:
    return make.consulted(browser.people)


def test_everyone_reads_what_was_said_decided_and_inherited(browser: Browser, it: Consulted) -> None:
    make.answer(it.theme, browser.people.dana, Disposition.ACCEPTED_IN_PART, "Yes to the register.")
    unconfirmed = browser.get("responses.table", slug="smart-cities")
    assert "One answer to all points of a theme" in unconfirmed
    assert "A full register" not in unconfirmed
    it.theme.named_by = browser.people.dana
    db.session.commit()
    page = browser.get("responses.table", slug="smart-cities")
    assert "The register should list every sensor." in page
    assert "Accepted in part" in page
    assert "Yes to the register." in page
    assert "One answer to the theme “A full register”" in page
    assert "Amina Hassan, Kenya" in page
    assert "No answer yet" in page


def test_who_does_not_want_to_be_named_is_shown_by_their_group(browser: Browser, it: Consulted) -> None:
    it.cost.comment.named = False
    it.typo.comment.named = False
    db.session.commit()
    page = browser.get("responses.table", slug="smart-cities")
    assert "Bruno" not in page
    assert "Local or regional government, Brazil" in page


def test_a_comment_that_is_not_theirs_to_read_is_not_in_it(browser: Browser, it: Consulted) -> None:
    it.round.visibility = Visibility.NEVER
    db.session.commit()
    page = browser.get("responses.table", slug="smart-cities")
    assert "every sensor" not in page
    assert "Of all points" in page
    of_round = browser.get("responses.table", slug="smart-cities", round=it.cost.comment.round.slug)
    assert "Of all points" not in of_round, "what is counted there is of the round"
    assert "every sensor" in browser.as_(browser.people.amina).get("responses.table", slug="smart-cities")
    assert "cannot pay" not in browser.as_(browser.people.amina).get("responses.table", slug="smart-cities")
    assert "cannot pay" in browser.as_(browser.people.dana).get("responses.table", slug="smart-cities")
    assert "every sensor" not in downloaded(browser)


def test_what_was_withdrawn_or_hidden_needs_no_answer(browser: Browser, it: Consulted) -> None:
    it.cost.comment.state = CommentState.WITHDRAWN
    db.session.commit()
    assert "cannot pay" not in browser.as_(browser.people.dana).get("responses.table", slug="smart-cities")


def test_filters_by_decision_pillar_and_group(browser: Browser, it: Consulted) -> None:
    make.answer(it.cost, browser.people.dana, Disposition.NOT_ACCEPTED, "The counter stays.")
    page = browser.get("responses.table", slug="smart-cities", disposition="not_accepted")
    assert "The counter stays." in page
    assert "every sensor" not in page
    page = browser.get("responses.table", slug="smart-cities", disposition="unanswered")
    assert "The counter stays." not in page
    assert "every sensor" in page
    assert "No point that you may read" in browser.get("responses.table", slug="smart-cities", pillar="DI")
    page = browser.get("responses.table", slug="smart-cities", stakeholder_type="individual")
    assert "every sensor" in page
    assert "cannot pay" not in page
    browser.get("responses.table", slug="smart-cities", disposition="?", page="-3")


def downloaded(browser: Browser) -> str:
    return browser.get("revisions.table_csv", slug="smart-cities").html


def test_the_file_holds_groups_not_names_and_no_formula(browser: Browser, it: Consulted) -> None:
    said = comments.comment(it.round, browser.people.amina, "=HYPERLINK(1)", number="HR-L1")
    analysis.point(said)
    it.theme.named_by = browser.people.dana
    make.answer(it.theme, browser.people.dana)
    text = downloaded(browser)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 5
    assert "Amina" not in text
    assert "example.org" not in text
    first = next(row for row in rows if row["point"] == it.sensors.text)
    assert (first["clause"], first["pillar"], first["region"]) == ("HR-L1", "HR", "africa")
    assert (first["disposition"], first["inherited_from_theme"]) == ("accepted", "A full register")
    assert any(row["point"] == "'=HYPERLINK(1)" for row in rows)


def kept_among_the_team(it: Consulted, people: People) -> None:
    closed = consultations.round_(it.draft, "team", title="For the team", visibility=Visibility.NEVER)
    analysis.point(comments.comment(closed, people.amina, "Between us.", number="HR-L1"))
    db.session.commit()


def test_the_public_file_is_the_same_for_everyone(browser: Browser, it: Consulted) -> None:
    kept_among_the_team(it, browser.people)
    dana = browser.as_(browser.people.dana)
    assert "every sensor" in downloaded(dana)
    assert "Between us." not in downloaded(dana)
    assert downloaded(dana) == downloaded(browser)


def test_a_file_that_is_not_for_everyone_is_named_apart_and_says_so_in_each_row(
    browser: Browser, it: Consulted
) -> None:
    kept_among_the_team(it, browser.people)
    dana = browser.as_(browser.people.dana)
    page = dana.get("revisions.own_table_csv", slug="smart-cities")
    assert "not-public.csv" in page.response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(page.html.removeprefix("\ufeff"))))
    told = {row["point"]: row["for_everyone"] for row in rows}
    assert (told["Between us."], told[it.sensors.text]) == ("no", "yes")
    assert "not-public.csv" in dana.get("responses.table", slug="smart-cities").html
    assert "not-public.csv" not in browser.get("responses.table", slug="smart-cities").html


def test_on_paper_stands_which_rows_these_are_of_which_guideline_and_when(browser: Browser, it: Consulted) -> None:
    page = browser.get("responses.table", slug="smart-cities")
    head, rows = (
        " ".join(said.split()) for said in re.findall(r'<p class="paper-only">(.*?)</p>', page.html, re.DOTALL)
    )
    assert str(clock.now().year) in head
    assert rows == "1 to 4 of 4"
    assert it.guideline.title in head


def test_a_pillar_that_a_machine_found_is_not_where_the_comment_was_made(browser: Browser, it: Consulted) -> None:
    rights = it.guideline.pillars[0]
    on_whole = analysis.point(comments.comment(it.round, browser.people.bruno, "It is too long."), pillar=rights)
    on_pillar = comments.comment(it.round, browser.people.bruno, "Rights come first.", pillar=rights)
    analysis.point(on_pillar)
    db.session.commit()
    told = csv.DictReader(io.StringIO(downloaded(browser).removeprefix("\ufeff")))
    rows = {row["comment"]: (row["clause"], row["pillar"]) for row in told}
    assert rows[on_whole.comment.reference] == ("", "")
    assert rows[on_pillar.reference] == ("", rights.code)
    page = browser.get("responses.table", slug="smart-cities", pillar=rights.code)
    assert "It is too long." in page  # it is found under the pillar
    assert page.text.count("Whole text") == 1


def test_one_round_is_shown_by_itself_on_the_page_and_in_the_file(browser: Browser, it: Consulted) -> None:
    other = consultations.round_(it.round.draft, "another-round", title="Another round")
    analysis.point(comments.comment(other, browser.people.amina, "Bicycles need room."))
    page = browser.get("responses.table", slug="smart-cities", round="another-round")
    assert "Bicycles need room." in page
    assert "every sensor" not in page
    assert "All 1 " in page
    rows = browser.get("revisions.table_csv", slug="smart-cities", round="another-round").html
    assert "Bicycles" in rows
    assert "every sensor" not in rows
