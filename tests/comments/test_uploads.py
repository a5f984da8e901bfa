"""A register on its way in: kept, read by a worker, staged in portions, shown at once, or given up."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.comments.models import Comment, CommentVersion, Import
from consult.comments.register import uploads
from consult.comments.register.importing import import_rows
from consult.comments.register.jobs import clear_uploads, read_stored_register
from consult.comments.register.models import RegisterUpload, StagedComment, UploadState
from consult.comments.register.staging import Outdated, show_staged
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.core.queue import queue
from consult.core.ruling import Refused
from tests.browser import Browser, Page
from tests.make import consultations as make_round
from tests.make import drafts as make
from tests.people import People

LONG = "comment,source_id,in_reply_to\n" + "".join(
    f"Remark {n}.,S-{n},{f'S-{n - 1}' if n else ''}\n" for n in range(1200)
)


def silent(_step: str, _share: float) -> None:
    """Progress that nobody looks at."""


def counted(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def round_(people: People) -> Round:
    return make_round.round_(make.draft(make.guideline(by=people.sara), by=people.sara))


def begun(round_: Round, text: str = LONG) -> RegisterUpload:
    upload = uploads.begin_upload(round_, text.encode(), "mail.csv", "en", by=None)
    db.session.commit()
    return upload


def read(round_: Round, text: str = LONG) -> RegisterUpload:
    upload = begun(round_, text)
    read_stored_register(upload.id, silent)
    db.session.refresh(upload)
    return upload


def test_nothing_is_shown_until_all_is(round_: Round) -> None:
    upload = read(round_)
    assert (upload.state, upload.new, counted(StagedComment), counted(Comment)) == (UploadState.READY, 1200, 1200, 0)
    show_staged(upload, by=None)
    db.session.commit()
    assert (counted(Comment), counted(CommentVersion), counted(Import)) == (1200, 1200, 1)
    assert upload.content is None
    last = db.session.scalars(select(Comment).where(Comment.source_id == "S-1199")).one()
    assert last.in_reply_to is not None
    assert (last.in_reply_to.source_id, last.versions[0].text) == ("S-1198", "Remark 1199.")


def test_what_was_staged_is_cleared_away(round_: Round) -> None:
    upload = read(round_)
    show_staged(upload, by=None)
    db.session.commit()
    clear_uploads()
    assert (counted(StagedComment), counted(Comment)) == (0, 1200)


def test_a_reading_that_was_broken_off_begins_again(round_: Round) -> None:
    upload = begun(round_)
    seen: list[float] = []

    def killed(_step: str, share: float) -> None:
        seen.append(share)
        if share > 0.6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_stored_register(upload.id, killed)
    db.session.rollback()
    assert 0 < counted(StagedComment) < 1200
    read_stored_register(upload.id, silent)
    db.session.refresh(upload)
    assert (upload.state, counted(StagedComment)) == (UploadState.READY, 1200)


def test_a_reading_that_is_cancelled_stops(round_: Round) -> None:
    upload = begun(round_)

    def cancel(_step: str, _share: float) -> None:
        uploads.cancel_upload(db.session.get_one(RegisterUpload, upload.id))
        db.session.commit()

    read_stored_register(upload.id, cancel)
    db.session.refresh(upload)
    assert upload.state == UploadState.CANCELLED
    assert counted(StagedComment) == 500
    clear_uploads()
    assert counted(StagedComment) == 0


def test_faults_are_told_and_nothing_is_staged(round_: Round) -> None:
    upload = read(round_, "comment,type\nFine,odd\n,general\n")
    assert (upload.state, upload.fault_count, upload.faulty_rows, upload.new) == (UploadState.FAULTY, 2, 2, 0)
    assert [fault[:2] for fault in upload.faults] == [[2, "type"], [3, "comment"]]
    assert (counted(StagedComment), upload.content) == (0, None)


def test_half_a_character_is_a_fault_that_a_page_can_show(round_: Round) -> None:
    upload = read(round_, '{"comment": "half \\ud83d", "m\\ud83dod": 1}\n')
    assert [fault[1] for fault in upload.faults] == ["comment"]
    assert upload.notices[0].encode()


def test_what_came_meanwhile_is_not_doubled(round_: Round) -> None:
    upload = read(round_, "comment,source_id\nFirst.,S-1\nSecond.,S-2\n")
    import_rows(round_, [{"comment": "First.", "source_id": "S-1"}])
    with pytest.raises(Outdated):
        show_staged(upload, by=None)
    uploads.have_read(upload, by=None)
    db.session.commit()
    queue.run_all()
    db.session.refresh(upload)
    assert (upload.state, upload.new, upload.already) == (UploadState.READY, 1, 1)
    show_staged(upload, by=None)
    assert counted(Comment) == 2


def test_a_file_is_imported_once(round_: Round) -> None:
    upload = read(round_)
    show_staged(upload, by=None)
    with pytest.raises(Refused):
        show_staged(upload, by=None)
    with pytest.raises(Refused):
        uploads.cancel_upload(upload)


def test_what_nobody_came_back_to_is_forgotten_after_a_day(round_: Round) -> None:
    upload = read(round_)
    with clock.at(clock.now() + timedelta(hours=25)):
        clear_uploads()
    db.session.refresh(upload)
    assert (upload.state, upload.content, counted(StagedComment)) == (UploadState.CANCELLED, None, 0)


def test_faults_are_told_in_the_language_of_who_sent_the_file(round_: Round) -> None:
    upload = uploads.begin_upload(round_, b"comment\n", "mail.csv", "ar", by=None)
    db.session.commit()
    read_stored_register(upload.id, silent)
    db.session.refresh(upload)
    assert "comment in the file" not in upload.faults[0][2]


@pytest.fixture
def sara(browser: Browser) -> Browser:
    guideline = make.guideline(by=browser.people.sara)
    make_round.round_(make.draft(guideline, by=browser.people.sara))
    return browser.as_(browser.people.sara)


def choose(browser: Browser, text: str) -> Page:
    form = {"file": (io.BytesIO(text.encode()), "mail.csv"), "round_slug": "open-round"}
    return browser.post("comments.register", form, slug="smart-cities")


def test_a_long_file_is_read_by_a_worker_while_the_page_tells(sara: Browser) -> None:
    page = choose(sara, LONG)
    assert "The file is being read" in page
    assert "It waits to be read" in page
    address = page.response.request.path
    assert "mail.csv is being read" in sara.get("comments.register", slug="smart-cities")
    queue.run_all()
    assert "1,200 comments are new" in sara.get(address)
    assert "Remark 0." in sara.get(address)
    assert "1,200 comments are imported" in sara.post(f"{address}/import")
    assert "This file is imported" in sara.get(address)


def test_a_file_is_put_aside_before_or_after_it_was_read(sara: Browser) -> None:
    for run in (queue.run_all, lambda: None):
        address = choose(sara, LONG).response.request.path
        run()
        assert "Nothing of it was imported" in sara.post(f"{address}/cancel")
        assert "This file was put aside" in sara.get(address)
    queue.run_all()
    assert counted(Comment) == 0


def test_who_says_yes_to_what_has_changed_is_told_and_the_file_is_read_once_more(sara: Browser) -> None:
    address = choose(sara, "comment,source_id\nFirst.,S-1\n").response.request.path
    import_rows(db.session.scalars(select(Round)).one(), [{"comment": "First.", "source_id": "S-1"}])
    db.session.commit()
    assert "The round has changed" in sara.post(f"{address}/import")
    queue.run_all()
    assert "in the round already" in sara.get(address)


def test_a_file_that_cannot_be_read_to_its_end_says_so(sara: Browser, page_app: Flask) -> None:
    address = choose(sara, LONG).response.request.path
    job = uploads.reading_job(db.session.scalars(select(RegisterUpload)).one())
    assert job is not None
    job.state, job.error = "failed", "OSError: no space"
    db.session.commit()
    page = sara.get(address)
    assert "could not be read to its end" in page
    assert "no space" in page


def test_an_upload_of_another_guideline_is_not_found(sara: Browser) -> None:
    upload = choose(sara, LONG).response.request.path.rpartition("/")[2]
    make.guideline("other", by=sara.people.sara)
    sara.get("comments.register_upload", slug="other", upload_id=upload, status=404)
    sara.get("comments.register_upload", slug="smart-cities", upload_id=9999, status=404)
