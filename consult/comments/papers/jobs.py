"""A paper is read apart from the page that took it in: looked at for viruses where that is set, then for its words."""

import shlex
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from consult.comments.papers.actions import keep_excerpts, refuse_paper
from consult.comments.papers.models import PaperState, PositionPaper
from consult.comments.papers.paragraphs import excerpts_of, title_of
from consult.comments.papers.queries import READ_PAPER
from consult.comments.papers.reading import PaperReading, paper_as_read
from consult.core.database import db, for_reading
from consult.core.locking import held
from consult.core.queue import ReportProgress, queue
from consult.core.word.archive import UnreadableForm
from consult.settings import Settings

SECONDS = 60.0  # of this thread's own time that a Word file may take
PATIENCE = 300  # seconds for the command that looks for viruses
TOLD_EVERY = 1.0


class VirusCheckFailed(RuntimeError):
    """The command could not be run to its end: nothing is said of the paper, and it is tried again."""


@queue.job(READ_PAPER)
def read_stored_paper(paper_id: int, progress: ReportProgress) -> None:
    """Safe to run twice. Holds no lock while it reads."""
    with for_reading():
        paper = db.session.get(PositionPaper, paper_id)
        if paper is None or paper.state != PaperState.READING or paper.content is None:
            db.session.rollback()
            return
        content, kind, language, name = paper.content, paper.kind, paper.language, paper.file_name
        db.session.rollback()
    settings: Settings = current_app.extensions["consult_settings"]
    with force_locale(language):
        try:
            progress("virus", 0.05)
            look_for_viruses(content, name, settings.virus_command)
            progress("reading", 0.1)
            tick = _watch(lambda: progress("reading", 0.3))
            found = paper_as_read(content, kind, most_pages=settings.paper_pages, tick=tick)
        except UnreadableForm as unreadable:
            says = str(unreadable)
            _write(paper_id, lambda there: refuse_paper(there, says))
            return
        progress("keeping", 0.8)
        _write(paper_id, lambda there: _keep(there, found))


def _keep(paper: PositionPaper, found: PaperReading) -> None:
    title, notes = title_of(found.paragraphs), found.notes
    if title:
        notes = [*notes, _("Its title, “%(title)s”, is part of no excerpt.", title=title)]
    keep_excerpts(paper, excerpts_of(found.paragraphs), pages=found.pages, notes=notes)


def _write(paper_id: int, change: Callable[[PositionPaper], None]) -> None:
    paper = held(db.session.get_one(PositionPaper, paper_id))
    change(paper)
    db.session.commit()


def look_for_viruses(content: bytes, name: str, command: str) -> None:
    """By what the operator has set: it gets a path, 0 says clean and 1 infected; anything else says nothing."""
    if not command:
        return
    with tempfile.TemporaryDirectory(prefix="consult-paper-") as folder:
        path = Path(folder) / f"paper.{name.rpartition('.')[2]}"
        path.write_bytes(content)
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
                [*shlex.split(command), str(path)], capture_output=True, timeout=PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise VirusCheckFailed(f"{command.split(maxsplit=1)[0]}: {error}") from error
    if done.returncode == 1:
        raise UnreadableForm(_("A virus was found in this paper. Nothing of it was kept; check your machine."))
    if done.returncode:
        raise VirusCheckFailed(f"{command.split(maxsplit=1)[0]} ended with {done.returncode}")


def _watch(tell: Callable[[], None]) -> Callable[[], None]:
    ends, told = time.thread_time() + SECONDS, time.monotonic()

    def tick() -> None:
        nonlocal told
        if time.thread_time() > ends:
            raise UnreadableForm(_("This paper takes too long to read. Save it again as a plain PDF, or split it."))
        if time.monotonic() - told > TOLD_EVERY:
            told = time.monotonic()
            tell()

    return tick
