"""Two tabs, a double click, a vote at the very close: on real connections, with real commits, on both databases."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.core import clock
from consult.core.database import db
from consult.voting import jobs
from consult.voting.models import Ballot, Choice, Vote
from tests.make import drafts as make_drafts
from tests.make import voting as make
from tests.people import People
from tests.races import at_once, posting, real_site

A_DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgres"])
def real_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    yield from real_site(request, tmp_path)


def experts_votes(app: Flask, *choices: str, lasts: timedelta) -> tuple[int, list[list[Callable[[], int]]]]:
    """A ballot's number, and of each of three experts what sends each of these choices."""
    with app.app_context():
        people = People()
        guideline = make_drafts.guideline()
        people.appoint_all(guideline)
        revision = make.revision(make_drafts.draft(guideline, by=people.sara), by=people.dana)
        with clock.at(clock.now() - timedelta(hours=1)):  # it has been open for as long as a ballot must be
            ballot = make.ballot(revision, by=people.chen, closes_at=clock.now() + timedelta(hours=1) + lasts)
        address = f"/ballots/{ballot.id}"
        experts = (people.ines, people.farid, people.chen)
        return ballot.id, [[posting(app, p, address, {"choice": choice}) for choice in choices] for p in experts]


def choices(app: Flask, ballot_id: int) -> tuple[list[Choice], int]:
    """The votes that stand, and how many there are in all."""
    with app.app_context():
        votes = db.session.scalars(select(Vote).where(Vote.ballot_id == ballot_id)).all()
        return [vote.choice for vote in votes if vote.superseded_at is None], len(votes)


def test_a_double_click_is_one_vote(real_app: Flask) -> None:
    ballot_id, (clicks, *_others) = experts_votes(real_app, *["approve"] * 4, lasts=A_DAY)
    assert set(at_once(*clicks)) == {302}
    assert choices(real_app, ballot_id) == ([Choice.APPROVE], 1)


def test_two_tabs_give_one_standing_vote_and_keep_the_other(real_app: Flask) -> None:
    ballot_id, (tabs, *_others) = experts_votes(real_app, "approve", "abstain", lasts=A_DAY)
    assert set(at_once(*tabs)) == {302}
    standing, every = choices(real_app, ballot_id)
    assert (len(standing), every) == (1, 2)


def test_a_changed_vote_in_two_tabs_leaves_one_standing(real_app: Flask) -> None:
    ballot_id, ((first, *tabs), *_others) = experts_votes(real_app, "recused", "approve", "abstain", lasts=A_DAY)
    assert first() == 302
    assert set(at_once(*tabs)) == {302}
    standing, every = choices(real_app, ballot_id)
    assert (len(standing), every) == (1, 3)


def test_no_acknowledged_vote_is_missing_from_the_count(real_app: Flask) -> None:
    """Everyone votes in the last moment while two workers close the ballot."""
    ballot_id, votes = experts_votes(real_app, "approve", lasts=timedelta(seconds=1))

    def in_the_last_moment(work: Callable[[], int], before: float) -> Callable[[], int]:
        def run() -> int:
            with real_app.app_context():
                ends = db.session.get_one(Ballot, ballot_id).closes_at
                db.session.rollback()
            time.sleep(max(0.0, (ends - clock.now()).total_seconds() - before))
            return work()

        return run

    def close() -> None:
        with real_app.app_context():
            while db.session.get_one(Ballot, ballot_id).closed_at is None:
                db.session.rollback()
                jobs.close_due_ballots()
                time.sleep(0.005)

    late = [in_the_last_moment(vote, before) for (vote,), before in zip(votes, (0.03, 0.01, 0.0), strict=True)]
    answers = at_once(*late, close, close)
    acknowledged = answers.count(302)
    standing, _every = choices(real_app, ballot_id)
    assert len(standing) == acknowledged
    with real_app.app_context():
        tally = db.session.get_one(Ballot, ballot_id).tally
        assert tally is not None
        assert tally["took_part"] == acknowledged
