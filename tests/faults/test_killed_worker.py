"""A worker is killed in the middle of a job: another one finishes it, and nothing is done twice."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import Job, State, queue
from consult.drafts import actions
from consult.drafts.import_export import outline_of
from consult.drafts.queries import wordings_of
from consult.publishing import jobs
from consult.publishing.models import Carry
from tests.dead_workers import believed_dead
from tests.make import comments, consultations, drafts
from tests.people import People
from tests.races import real_site
from tests.workers import says, worker

SPOKEN = 60
# A worker whose job takes a while: it carries five comments at a time and rests in between.
SLOW = """
import time
from consult.core.queue import queue
from consult.publishing import jobs

jobs.AT_ONCE = 5
carry = queue.kinds[jobs.CARRYING]
def slowly(draft_id, progress):
    def say(step, share):
        progress(step, share)
        print(f"carried {share:.2f}", flush=True)
        time.sleep(0.3)
    carry(draft_id, say)
queue.kinds[jobs.CARRYING] = slowly
"""


@pytest.fixture(params=["sqlite", "postgres"])
def real_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    for app in real_site(request, tmp_path):
        with app.app_context():
            yield app


def test_a_job_whose_worker_was_killed_is_finished_once(real_app: Flask, tmp_path: Path) -> None:
    draft_id = published_draft_with_comments_to_carry()
    with worker(real_app, tmp_path / "a", SLOW) as killed:
        says(killed, "carried")  # it is in the middle of its work
        time.sleep(0.1)
        killed.send_signal(signal.SIGKILL)
        killed.wait(timeout=30)
    db.session.rollback()
    job = db.session.query(Job).filter_by(kind=jobs.CARRYING).one()
    assert job.state == State.RUNNING
    assert 0 < carried(draft_id) < SPOKEN
    queue.run_all()
    assert carried(draft_id) < SPOKEN, "taken from a worker that might still be at work"
    with believed_dead():
        queue.run_all()
    db.session.expire_all()
    assert (job.state, job.tries) == (State.DONE, 2)
    assert carried(draft_id) == SPOKEN
    told = db.session.query(Message).filter(Message.recipient == "amina@example.org")
    assert sum("draft 2" in message.subject + message.body.lower() for message in told) == 1
    db.session.rollback()


def carried(draft_id: int) -> int:
    number = db.session.query(Carry).filter_by(draft_id=draft_id).count()
    db.session.rollback()
    return number


def published_draft_with_comments_to_carry() -> int:
    people = People()
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    first = drafts.draft(guideline, by=people.sara)
    round_ = consultations.round_(first)
    for number in range(SPOKEN):
        comments.comment(round_, people.amina, f"Say who pays, and when ({number}).", number="HR-L1")
    second = actions.start_draft(guideline, "Second draft", by=people.dana, based_on=first)
    actions.keep_outline(second, outline_of(first), by=people.dana)
    db.session.flush()
    reworded = next(wording for wording in wordings_of(second) if wording.number == "HR-L1")
    reworded.text = "Local governments shall publish a full register of the sensors they run."
    actions.publish_draft(second, by=people.sara, now=clock.now())
    queue.add(jobs.CARRYING, second.id, guideline_id=guideline.id)
    db.session.commit()
    return second.id
