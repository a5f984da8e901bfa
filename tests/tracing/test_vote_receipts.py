"""A vote's receipt shows that it counts; what it was only by roll call, and only when the ballot is closed."""

import hashlib
import json

import pytest

from consult.core.transparency.checkpoints import read_proof
from consult.core.transparency.jobs import seal_log
from consult.core.transparency.merkle import leaf_hash
from consult.voting.life import void_ballot
from consult.voting.models import Ballot, Majority
from tests.browser import Browser
from tests.make import drafts, voting


@pytest.fixture
def ballot(browser: Browser) -> Ballot:
    people = browser.people
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    draft = drafts.draft(guideline, by=people.sara)
    made = voting.ballot(voting.revision(draft, by=people.dana), by=people.chen)
    voting.vote(made, people.ines)
    seal_log(guideline.id)
    return made


def test_before_the_close_it_says_that_the_vote_counts_and_not_what_it_was(browser: Browser, ballot: Ballot) -> None:
    ines = browser.as_(browser.people.ines)
    page = ines.get("tracing.vote_receipt", ballot_id=ballot.id)
    assert "It shows that your vote counts." in page
    assert "approve" not in page.text
    assert "Salt" not in page
    refused = ines.get("tracing.vote_receipt_as_file", ballot_id=ballot.id, status=403)
    assert "The file is there when the ballot is closed" in refused


def test_after_the_close_its_owner_can_open_it(browser: Browser, ballot: Ballot) -> None:
    voting.closed(ballot)
    seal_log(ballot.revision.guideline_id)
    made = browser.as_(browser.people.ines).get("tracing.vote_receipt_as_file", ballot_id=ballot.id).response.json
    written = json.dumps(made["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert made["content"]["choice"] == "approve"
    assert hashlib.sha256(bytes.fromhex(made["salt"]) + written.encode()).hexdigest() == made["commitment"]
    entry = json.dumps(made["leaf"], sort_keys=True, separators=(",", ":")).encode()
    assert read_proof(made["proof"]).holds_for(leaf_hash(entry))


def test_of_a_secret_ballot_it_proves_that_the_seat_took_part_and_nothing_else(
    browser: Browser, ballot: Ballot
) -> None:
    void_ballot(ballot, reason="It is to be secret.", by=browser.people.chen)
    secret = voting.ballot(ballot.revision, by=browser.people.chen, majority=Majority.SIMPLE, secret=True)
    voting.vote(secret, browser.people.farid)
    farid, ballot = browser.as_(browser.people.farid), secret
    assert "when the ballot is closed" in farid.get("tracing.vote_receipt", ballot_id=ballot.id)
    farid.get("tracing.vote_receipt_as_file", ballot_id=ballot.id, status=403)
    voting.closed(ballot)
    assert "never what you chose" in farid.get("tracing.vote_receipt", ballot_id=ballot.id)
    made = farid.get("tracing.vote_receipt_as_file", ballot_id=ballot.id).response.json
    assert made["content"]["took_part"] is True
    assert "choice" not in made["content"]
    assert made["leaf"]["kind"] == "seat"


def test_who_has_no_seat_or_did_not_vote_has_none(browser: Browser, ballot: Ballot) -> None:
    for person, says in ((browser.people.farid, "Nothing was cast"), (browser.people.adele, "has a seat")):
        assert says in browser.as_(person).get("tracing.vote_receipt", ballot_id=ballot.id, status=403)
