"""A worker is killed while it reads a register: another one reads it whole, and nothing is shown twice or by half."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from consult.comments.models import Comment
from consult.comments.register.models import RegisterUpload, StagedComment, UploadState
from consult.comments.register.staging import show_staged
from consult.comments.register.uploads import begin_upload
from consult.core import clock
from consult.core.carriers.embedded import LEASE
from consult.core.database import db
from consult.core.queue import queue
from tests.conftest import closed, site
from tests.make import consultations, drafts
from tests.people import People

ROWS = 1500
REGISTER = "comment,source_id\n" + "".join(f"Remark {number}.,S-{number}\n" for number in range(ROWS))
# A worker that stops dead after its second portion, as if the machine were switched off.
DYING = """
import os, signal, sys
from pathlib import Path
from consult.app import create_app
from consult.comments.register import uploads
from consult.core.queue import queue
from consult.settings import Settings

read = queue.kinds[uploads.READ_REGISTER]
def dying(upload_id, progress):
    def say(step, share):
        progress(step, share)
        if share > 0.7:
            os.kill(os.getpid(), signal.SIGKILL)
    read(upload_id, say)
queue.kinds[uploads.READ_REGISTER] = dying
with create_app(Settings(home=Path(sys.argv[1]), secret_key="a key for tests alone")).app_context():
    queue.run_all()
"""


def counted(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_register_whose_worker_was_killed_is_read_whole_by_the_next(tmp_path: Path) -> None:
    app = site(tmp_path)
    with app.app_context():
        people = People()
        round_ = consultations.round_(drafts.draft(drafts.guideline(by=people.sara), by=people.sara))
        upload = begin_upload(round_, REGISTER.encode(), "mail.csv", "en", by=None)
        db.session.commit()
        upload_id = upload.id
        db.session.remove()
        killed = subprocess.run([sys.executable, "-c", DYING, str(tmp_path)], check=False, capture_output=True)
        assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
        assert (counted(StagedComment), counted(Comment)) == (1000, 0)
        db.session.commit()
        with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
            queue.run_all()
        upload = db.session.get_one(RegisterUpload, upload_id)
        assert (upload.state, upload.new, counted(StagedComment)) == (UploadState.READY, ROWS, ROWS)
        show_staged(upload, by=None)
        db.session.commit()
        assert counted(Comment) == ROWS
    closed(app)
