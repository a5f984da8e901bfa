"""Two tabs, a double click, a vote at the very close: on real connections, with real commits, on both databases."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text

from consult.core import clock
from consult.core.database import db
from consult.voting import jobs
from consult.voting.models import Ballot, Choice, Vote
from tests.conftest import closed, site
from tests.make import drafts as make_drafts
from tests.make import voting as make
from tests.people import People


@pytest.fixture(params=["sqlite", "postgres"])
def real_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A site with a database of its own, where commits are commits."""
    if request.param == "sqlite":
        app = site(tmp_path)
    else:
        server = request.getfixturevalue("postgres_app").config["SQLALCHEMY_DATABASE_URI"]
        name = f"race_{time.monotonic_ns()}"
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        app = site(tmp_path, server.replace("/postgres?", f"/{name}?"))
    yield app
    closed(app)


def a_ballot(app: Flask, *, lasts: timedelta) -> tuple[int, list[tuple[str, str]]]:
    """Its number, and of each expert her address and what her session says."""
    with app.app_context():
        people = People()
        guideline = make_drafts.guideline()
        people.appoint_all(guideline)
        revision = make.revision(make_drafts.draft(guideline, by=people.sara), by=people.dana)
        ballot = make.ballot(revision, by=people.chen, closes_at=clock.now() + lasts)
        return ballot.id, [(p.email, p.get_id()) for p in (people.ines, people.farid, people.chen)]


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run the works in threads that start together."""
    gate = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        gate.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def voting(app: Flask, ballot_id: int, session_id: str, form: dict[str, str]) -> Callable[[], int]:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = session_id
        session["_fresh"] = True
    return lambda: client.post(f"/ballots/{ballot_id}", data=form).status_code


def choices(app: Flask, ballot_id: int) -> tuple[list[Choice], int]:
    """The votes that stand, and how many there are in all."""
    with app.app_context():
        votes = db.session.scalars(select(Vote).where(Vote.ballot_id == ballot_id)).all()
        return [vote.choice for vote in votes if vote.superseded_at is None], len(votes)


def test_a_double_click_is_one_vote(real_app: Flask) -> None:
    ballot_id, experts = a_ballot(real_app, lasts=timedelta(days=1))
    click = [voting(real_app, ballot_id, experts[0][1], {"choice": "approve"}) for _click in range(4)]
    assert set(at_once(*click)) == {302}
    assert choices(real_app, ballot_id) == ([Choice.APPROVE], 1)


def test_two_tabs_give_one_standing_vote_and_keep_the_other(real_app: Flask) -> None:
    ballot_id, experts = a_ballot(real_app, lasts=timedelta(days=1))
    tabs = [voting(real_app, ballot_id, experts[0][1], {"choice": choice}) for choice in ("approve", "abstain")]
    assert set(at_once(*tabs)) == {302}
    standing, every = choices(real_app, ballot_id)
    assert (len(standing), every) == (1, 2)


def test_a_changed_vote_in_two_tabs_leaves_one_standing(real_app: Flask) -> None:
    ballot_id, experts = a_ballot(real_app, lasts=timedelta(days=1))
    assert voting(real_app, ballot_id, experts[0][1], {"choice": "recused"})() == 302
    tabs = [voting(real_app, ballot_id, experts[0][1], {"choice": choice}) for choice in ("approve", "abstain")]
    assert set(at_once(*tabs)) == {302}
    standing, every = choices(real_app, ballot_id)
    assert (len(standing), every) == (1, 3)


def test_no_acknowledged_vote_is_missing_from_the_count(real_app: Flask) -> None:
    """Everyone votes in the last moment while two workers close the ballot."""
    ballot_id, experts = a_ballot(real_app, lasts=timedelta(seconds=1))
    votes = [voting(real_app, ballot_id, session, {"choice": "approve"}) for _email, session in experts]

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

    late = [in_the_last_moment(vote, before) for vote, before in zip(votes, (0.03, 0.01, 0.0), strict=True)]
    answers = at_once(*late, close, close)
    acknowledged = answers.count(302)
    standing, _every = choices(real_app, ballot_id)
    assert len(standing) == acknowledged
    with real_app.app_context():
        tally = db.session.get_one(Ballot, ballot_id).tally
        assert tally is not None
        assert tally["took_part"] == acknowledged
