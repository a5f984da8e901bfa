"""The words of a paper with their pages: a PDF by a process of its own, a Word file by the project's own reader."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.comments.papers.models import PaperKind
from consult.comments.papers.paragraphs import PaperPassage, is_of_contents, paragraphs_of_pdf, paragraphs_of_word
from consult.core.word.archive import UnreadableForm
from consult.core.word.reading import read_word

PATIENCE = 180  # seconds by the clock, however busy the machine is
PROGRAM = "consult.comments.papers.pdf_program"
TOO_MUCH = (signal.SIGXCPU, signal.SIGKILL)


@dataclass(frozen=True)
class PaperReading:
    """`pages` is None where the file does not say how many it has."""

    paragraphs: list[PaperPassage]
    pages: int | None
    notes: list[str] = field(default_factory=list)


def paper_as_read(content: bytes, kind: PaperKind, *, most_pages: int, tick: Callable[[], None]) -> PaperReading:
    """Raises UnreadableForm, with a sentence."""
    reading = _read_pdf(content, most_pages) if kind == PaperKind.PDF else _read_word(content, most_pages, tick)
    if not reading.paragraphs:
        says = _("No text was found in it: it may be a scan. It is kept as it is; write its points as comments.")
        return PaperReading([], reading.pages, [*reading.notes, says])
    return reading


def _read_word(content: bytes, most_pages: int, tick: Callable[[], None]) -> PaperReading:
    document = read_word(content, tick)
    if document.embedded:
        raise UnreadableForm(_("This paper holds other files. Take them out, and attach them by themselves."))
    found, pages = paragraphs_of_word(document)
    if pages is not None and pages > most_pages:
        raise UnreadableForm(_too_many(pages, most_pages))
    return PaperReading(found, pages)


def _read_pdf(content: bytes, most_pages: int) -> PaperReading:
    answer = _asked(content, most_pages)
    if "fault" in answer:
        raise UnreadableForm(_fault(answer, most_pages))
    unread = answer["unread"]
    notes = []
    if unread:
        listed = ", ".join(map(str, unread[:20]))
        notes.append(
            ngettext(
                "This page is damaged and could not be read: %(pages)s.",
                "These pages are damaged and could not be read: %(pages)s.",
                len(unread),
                pages=listed,
            )
        )
    if contents := sum(is_of_contents(line) for page in answer["pages"] for line in page.splitlines()):
        told = ngettext(
            "%(num)s line of a table of contents was left out.",
            "%(num)s lines of a table of contents were left out.",
            contents,
        )
        notes.append(told)
    return PaperReading(paragraphs_of_pdf(answer["pages"]), len(answer["pages"]), notes)


def _asked(content: bytes, most_pages: int) -> Mapping[str, Any]:
    """What the program answers; a fault where it was ended, or ended itself."""
    command = [sys.executable, "-m", PROGRAM, str(most_pages)]
    given = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file comes by a pipe
            command, input=content, capture_output=True, timeout=PATIENCE, env=given, check=False
        )
    except subprocess.TimeoutExpired:
        return {"fault": "slow"}
    if -done.returncode in TOO_MUCH:
        return {"fault": "slow"}
    if done.returncode:
        return {"fault": "large" if b"MemoryError" in done.stderr[-2000:] else "damaged"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _fault(answer: Mapping[str, Any], most_pages: int) -> str:
    says = {
        "password": _("This paper is protected by a password. Save it without one."),
        "program": _("This paper holds a program. Save it as a plain PDF, as by printing it to a file."),
        "embedded": _("This paper holds other files. Take them out, and attach them by themselves."),
        "large": _("Unpacked, this paper is larger than any text. Save it again with fewer pictures, or split it."),
        "slow": _("This paper takes too long to read. Save it again as a plain PDF, or split it."),
        "damaged": _("This paper is damaged. Open it, and save it again."),
    }
    return says.get(str(answer["fault"])) or _too_many(int(answer.get("count", 0)), most_pages)


def _too_many(pages: int, most: int) -> str:
    return str(
        _(
            "This paper has %(pages)s pages and may have %(most)s. Attach the part that speaks of the draft.",
            pages=pages,
            most=most,
        )
    )
