"""Atom feeds hold what everyone may read, name nobody, and say whether anything is new without being read."""

import pytest
from lxml import etree

from consult.comments import actions as commenting
from consult.core.database import db
from consult.responses.models import Disposition
from tests.browser import Browser
from tests.make import comments, voting
from tests.make import responses as make
from tests.make.responses import Consulted

A = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def it(browser: Browser) -> Consulted:
    made = make.consulted(browser.people)
    make.answer(made.cost, browser.people.dana, Disposition.NOTED, "We read it.")
    voting.ballot(voting.revision(made.draft, by=browser.people.dana), by=browser.people.chen)
    return made


def feed_of(browser: Browser, endpoint: str, **values: str) -> etree._Element:
    answer = browser.get(endpoint, **values).response
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return etree.fromstring(answer.data)


def test_a_feed_is_valid_and_says_what_happened(browser: Browser, it: Consulted) -> None:
    feed = feed_of(browser, "tracing.guideline_feed", slug=it.guideline.slug)
    for part in (feed, *feed.findall(f"{A}entry")):
        assert all(part.findtext(f"{A}{name}") for name in ("id", "title", "updated"))
    assert feed.findtext(f"{A}author/{A}name")
    assert feed.find(f"{A}link[@rel='self']").get("href") == feed.findtext(f"{A}id")
    ids = [entry.findtext(f"{A}id") for entry in feed.findall(f"{A}entry")]
    assert len(ids) == len(set(ids))
    assert any("The ballot on" in entry.findtext(f"{A}title") for entry in feed.findall(f"{A}entry"))


def test_of_a_clause_and_of_a_round_it_has_what_was_said_there_until_it_is_withdrawn(
    browser: Browser, it: Consulted
) -> None:
    where = [
        ("tracing.clause_feed", {"uid": it.clause("HR-L1").uid}),
        ("tracing.round_feed", {"round_slug": it.round.slug}),
    ]
    said = comments.comment(it.round, browser.people.bruno, "And who reads it?", number="HR-L1")
    for endpoint, values in where:
        assert said.reference in etree.tostring(feed_of(browser, endpoint, **values), encoding="unicode")
    commenting.withdraw_comment(said, by=browser.people.bruno)
    db.session.commit()
    for endpoint, values in where:
        assert said.reference not in etree.tostring(feed_of(browser, endpoint, **values), encoding="unicode")


def test_no_feed_names_a_person_or_repeats_their_words(browser: Browser, it: Consulted) -> None:
    people = browser.people
    where = [
        ("tracing.guideline_feed", {"slug": it.guideline.slug}),
        ("tracing.clause_feed", {"uid": it.clause("HR-L1").uid}),
        ("tracing.round_feed", {"round_slug": it.round.slug}),
    ]
    for endpoint, values in where:
        text = etree.tostring(feed_of(browser.as_(people.dana), endpoint, **values), encoding="unicode")
        assert not [one.name for one in (people.amina, people.bruno, people.dana, people.chen) if one.name in text]
        assert "register should list" not in text


def test_whoever_has_it_already_is_told_so(browser: Browser, it: Consulted) -> None:
    address = browser.address("tracing.guideline_feed", slug=it.guideline.slug)
    first = browser.client.get(address)
    assert first.headers["Last-Modified"]
    for header, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        again = browser.client.get(address, headers={header: value})
        assert (again.status_code, again.data) == (304, b"")


def test_a_private_guideline_has_no_feed_even_for_its_team(browser: Browser, it: Consulted) -> None:
    it.guideline.public = False
    db.session.commit()
    browser.as_(browser.people.dana).get("tracing.guideline_feed", slug=it.guideline.slug, status=404)
