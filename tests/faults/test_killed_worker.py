"""A worker is killed in the middle of a job: another one finishes it, and nothing is done twice."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import LEASE, Job, State, queue
from consult.drafts import actions
from consult.drafts.import_export import outline_of
from consult.drafts.queries import wordings_of
from consult.publishing import jobs
from consult.publishing.models import Carry
from tests.conftest import closed, site
from tests.make import comments, consultations, drafts
from tests.people import People

SPOKEN = 60
# A worker whose job takes a while: it carries five comments at a time and rests in between.
SLOW = """
import sys, time
from pathlib import Path
from consult.app import create_app
from consult.core.queue import queue
from consult.publishing import jobs
from consult.settings import Settings

jobs.AT_ONCE = 5
carry = queue.kinds[jobs.CARRYING]
def slowly(draft_id, progress):
    def say(step, share):
        progress(step, share)
        print(f"{share:.2f}", flush=True)
        time.sleep(0.3)
    carry(draft_id, say)
queue.kinds[jobs.CARRYING] = slowly
with create_app(Settings(home=Path(sys.argv[1]), secret_key="a key for tests alone")).app_context():
    queue.run_all()
"""


def test_a_job_whose_worker_was_killed_is_finished_once(tmp_path: Path) -> None:
    app = site(tmp_path)
    with app.app_context():
        draft_id = published_draft_with_comments_to_carry()
        db.session.remove()
    worker = subprocess.Popen([sys.executable, "-c", SLOW, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    assert float(worker.stdout.readline()) < 1  # it is in the middle of its work
    time.sleep(0.1)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(timeout=30)
    worker.stdout.close()
    with app.app_context():
        job = db.session.query(Job).filter_by(kind=jobs.CARRYING).one()
        assert job.state == State.RUNNING
        assert 0 < carried(draft_id) < SPOKEN
        queue.run_all()
        assert carried(draft_id) < SPOKEN, "taken from a worker that might still be at work"
        with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
            queue.run_all()
        db.session.expire_all()
        assert (job.state, job.tries) == (State.DONE, 2)
        assert carried(draft_id) == SPOKEN
        told = db.session.query(Message).filter(Message.recipient == "amina@example.org")
        assert sum("draft 2" in message.subject + message.body.lower() for message in told) == 1
        db.session.rollback()
    closed(app)


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
