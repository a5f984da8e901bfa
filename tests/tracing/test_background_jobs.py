"""Background jobs as people see them: how far, who asked, why it failed; cancelled and tried again."""

import json

from flask import Flask

from consult.core.database import db
from consult.core.queue import State, queue
from consult.tracing.background_jobs.cli import jobs
from tests.browser import Browser
from tests.make import drafts


def test_the_secretariat_sees_its_jobs_cancels_one_and_lets_another_be_tried_again(browser: Browser) -> None:
    people = browser.people
    guideline, other = drafts.guideline(), drafts.guideline("next-door")
    people.appoint_all(guideline)
    waiting = queue.add("place_new", 1, guideline_id=guideline.id, by=people.dana)
    failed = queue.add("analyse", 1, guideline_id=guideline.id)
    failed.state, failed.tries, failed.error = State.FAILED, 3, "MemoryError: no room"
    theirs = queue.add("analyse", 2, guideline_id=other.id)
    db.session.commit()
    sara = browser.as_(people.sara)
    page = sara.get("tracing.guideline_jobs", slug=guideline.slug)
    assert all(words in page for words in ("File new comments under themes", "Dana Novak", "MemoryError: no room"))
    assert f"Analyse all comments {theirs.id}" not in page
    assert "File new comments" not in sara.get("tracing.guideline_jobs", slug=guideline.slug, state="failed")

    assert "It is cancelled." in sara.post("tracing.cancel_job", job_id=waiting.id)
    assert "It waits for a worker again." in sara.post("tracing.retry_job", job_id=failed.id)
    assert (waiting.state, failed.state, failed.tries) == (State.CANCELLED, State.WAITING, 0)
    assert failed.asked_by_id == people.sara.id
    assert sara.post("tracing.retry_job", job_id=failed.id).status == 403  # it waits already
    assert sara.post("tracing.cancel_job", job_id=theirs.id).status in {403, 404}
    assert theirs.state == State.WAITING


def test_the_command_says_and_does_the_same(page_app: Flask) -> None:
    job = queue.add("analyse", 3)
    db.session.commit()
    runner = page_app.test_cli_runner()

    def said(*words: str) -> str:
        return str(runner.invoke(jobs, list(words)).output)

    assert f"{job.id}  waiting  Analyse all comments" in said("list")
    assert "It is cancelled." in said("cancel", str(job.id))
    assert "It is over already." in said("cancel", str(job.id))
    assert json.loads(said("show", str(job.id)))["state"] == "cancelled"
    assert "It waits for a worker again." in said("retry", str(job.id))
    assert "There is no job 4711" in said("show", "4711")
