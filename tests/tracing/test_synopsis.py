"""The synopsis writes itself: every sentence a count that the record holds, with an address that opens."""

import io
import re

import pytest
from docx import Document

from consult.core import clock
from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.synopsis.accord import accord_of
from consult.tracing.papers.synopsis.agree import agree_of
from consult.tracing.papers.synopsis.sentences import synopsis_of
from consult.tracing.queries import heard
from consult.voting.delphi.accord import ACCORD_ITEMS
from tests.browser import Browser
from tests.world import SECRETS, World, build


@pytest.fixture
def world(browser: Browser) -> World:
    return build(browser.people)


def test_every_sentence_is_a_count_or_a_marked_extract_and_can_be_checked(browser: Browser, world: World) -> None:
    with browser.app.test_request_context():
        data = PublicData(world.second, clock.now())
        sections = synopsis_of(data)
        told = [sentence for section in sections for sentence in section.sentences]
        heard = data.participation.people
    assert {"How it was consulted", "Who was reached", "How it was decided"} <= {one.heading for one in sections}
    assert all(re.search(r"\d", one.text) or one.extract or "not told" in one.text for one in told)
    assert any(one.text.startswith(f"{heard} people were heard") for one in told)
    visitor = browser.as_(None)
    for address in {one.address for one in told}:
        visitor.get(re.sub(r"^https?://[^/]+", "", address))


def test_the_page_and_the_word_file_tell_a_visitor_nothing_that_is_not_for_everyone(
    browser: Browser, world: World
) -> None:
    where = {"slug": world.guideline.slug, "number": world.second.number}
    where["report"] = "synopsis"
    page = browser.as_(None).get("tracing.synopsis", **where)
    assert [what for what, secret in SECRETS.items() if secret in page.text] == []
    file = browser.as_(None).get("tracing.synopsis_in_word", **where)
    assert file.response.data.startswith(b"PK")
    browser.as_(browser.people.dana).get("tracing.synopsis", status=404, **{**where, "number": 3})


def test_who_was_heard_on_a_later_draft_is_not_told_of_an_earlier_one(browser: Browser, world: World) -> None:
    with browser.app.test_request_context():
        first, second = (PublicData(draft, clock.now()) for draft in (world.first, world.second))
        assert {round_.draft_id for round_ in first.rounds} == {world.first.id}
        assert first.participation.people < second.participation.people == heard(world.guideline).people


def test_agree_tells_what_the_record_knows_and_asks_people_for_the_rest(browser: Browser, world: World) -> None:
    with browser.app.test_request_context():
        sections = agree_of(PublicData(world.second, clock.now()))
        told = [sentence for section in sections for sentence in section.sentences]
    assert [section.key for section in sections] == [f"agree-{number}" for number in range(1, 24)]
    assert {section.group for section in sections if section.key in {"agree-7", "agree-14"}} == {
        "Rigour of development"
    }
    assert all(re.search(r"\d", one.text) or one.extract for one in told)
    visitor = browser.as_(None)
    for address in {one.address for one in told}:
        visitor.get(re.sub(r"^https?://[^/]+", "", address))


def test_accord_tells_how_consensus_was_found_beyond_delphi_and_asks_people_for_the_rest(
    browser: Browser, world: World
) -> None:
    with browser.app.test_request_context():
        data = PublicData(world.second, clock.now())
        sections = {section.key: [one.text for one in section.sentences] for section in accord_of(data)}
        counted = [tally for ballot, tally in data.ballots if ballot.voided_at is None]
        addresses = {one.address for section in accord_of(data) for one in section.sentences}
    assert list(sections) == [f"accord-{item.code}" for item in ACCORD_ITEMS]
    assert f"{len(counted)} ballots of the expert group" in sections["accord-T1"][0]
    outcome = " ".join(sections["accord-R4"])
    assert all(f"{tally.in_favour} for, {tally.cannot_accept} against" in outcome for tally in counted)
    assert sections["accord-M12"]
    assert sections["accord-M4"] == sections["accord-D1"] == []
    for address in addresses:
        browser.as_(None).get(re.sub(r"^https?://[^/]+", "", address))
    where = {"slug": world.guideline.slug, "number": world.second.number, "report": "accord"}
    page = browser.as_(None).get("tracing.synopsis", **where)
    assert [what for what, secret in SECRETS.items() if secret in page.text] == []
    typed = {"text": "By letter to every ministry."}
    dana, there = browser.as_(browser.people.dana), {"slug": where["slug"], "number": where["number"]}
    dana.post("tracing.write_in_report", typed, section="accord-M4", **there)
    assert "By letter to every ministry." in words_of_word(dana.get("tracing.synopsis_in_word", **where).response.data)


def test_what_the_drafting_team_writes_stands_in_the_report_as_theirs(browser: Browser, world: World) -> None:
    there = {"slug": world.guideline.slug, "number": world.second.number}
    where = {**there, "report": "agree"}
    dana, visitor = browser.as_(browser.people.dana), browser.as_(None)
    assert "Add your words" not in visitor.get("tracing.synopsis", **where)
    typed = {"text": "The city pays, and had no say."}
    dana.post("tracing.write_in_report", typed, section="agree-22", **there)
    page = visitor.get("tracing.synopsis", **where)
    assert "written by the drafting team The city pays, and had no say." in page
    assert "The city pays" in words_of_word(visitor.get("tracing.synopsis_in_word", **where).response.data)
    unknown = dana.post("tracing.write_in_report", {"text": "As [F999] says."}, section="agree-22", **there)
    assert "F999" in unknown
    stale = {"text": "Nobody pays.", "base_version": "of-before"}
    refused = dana.post("tracing.write_in_report", stale, section="agree-22", status=409, **there)
    assert "The city pays" in refused
    dana.post("tracing.write_in_report", {"text": ""}, section="agree-22", **there)
    assert "The city pays" not in visitor.get("tracing.synopsis", **where)
    dana.get("tracing.write_in_report", section="agree-99", status=404, **there)


def words_of_word(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
