"""Where very many write from one network, a guest's browser does a short sum, or they wait a minute."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.comments.models import Comment
from consult.comments.sittings.puzzles import has_worked
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from tests.browser import Browser, Page
from tests.comments.test_guests import send


@pytest.fixture
def crowded(browser: Browser, online: Round) -> Iterator[Browser]:
    """A network from which one guest an hour is quiet, and one has written."""
    kept = browser.app.extensions["consult_settings"]
    browser.app.extensions["consult_settings"] = replace(kept, guest_comments_per_hour=1)
    send(browser.as_(None), online, token="first", email="first@example.org")
    yield browser
    browser.app.extensions["consult_settings"] = kept


def number() -> int:
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def puzzle_on(page: Page) -> str:
    return re.search(r'name="puzzle"[^>]*value="([^"]+)"', page.html)[1]  # type: ignore[index]


def proof_of(puzzle: str) -> str:
    return next(str(tried) for tried in range(10_000_000) if has_worked(puzzle, str(tried)))


def test_a_solved_puzzle_lets_the_form_pass_once(crowded: Browser, online: Round) -> None:
    asked = send(crowded, online)
    assert asked.status == 429
    assert "short sum" in asked
    assert "Who pays?" in asked.html
    solved = {"puzzle": puzzle_on(asked), "proof": proof_of(puzzle_on(asked))}
    assert "look in your mail" in send(crowded, online, **solved)
    again = send(crowded, online, text="And who repairs?", email="b@example.org", **solved)
    assert again.status == 429, "good once"
    assert puzzle_on(again) != solved["puzzle"]
    assert number() == 2


def test_neither_a_wrong_proof_nor_another_form_nor_a_late_one_passes(crowded: Browser, online: Round) -> None:
    puzzle = puzzle_on(send(crowded, online))
    proof = proof_of(puzzle)
    wrong = next(str(tried) for tried in range(1000) if not has_worked(puzzle, str(tried)))
    assert send(crowded, online, puzzle=puzzle, proof=wrong).status == 429
    assert send(crowded, online, token="another", puzzle=puzzle, proof=proof).status == 429
    assert send(crowded, online, puzzle=puzzle[:-1], proof=proof).status == 429
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert send(crowded, online, puzzle=puzzle, proof=proof).status == 429
    assert number() == 1


def test_without_scripts_a_minute_s_wait_lets_it_pass_and_a_network_waits_seldom(
    crowded: Browser, online: Round
) -> None:
    puzzle = puzzle_on(send(crowded, online))
    other = puzzle_on(send(crowded, online, token="two", email="b@example.org"))
    with clock.at(clock.now() + timedelta(seconds=61)):
        assert "look in your mail" in send(crowded, online, puzzle=puzzle)
        assert send(crowded, online, token="two", email="b@example.org", puzzle=other).status == 429
