"""Which kind of paper a file is, by its bytes; what else it is, in a sentence. Pure."""

import re
from collections.abc import Mapping

from flask_babel import gettext as _

from consult.comments.papers.models import PaperKind
from consult.core.text import one_line
from consult.core.word.archive import UnreadableForm, opened

MEDIA_TYPES: Mapping[PaperKind, str] = {
    PaperKind.PDF: "application/pdf",
    PaperKind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
BEGINNING = 1024  # bytes in which a PDF says that it is one


def kind_of_paper(content: bytes, file_name: str) -> PaperKind:
    """Raises UnreadableForm, with what is wrong and what to do."""
    if not content:
        raise UnreadableForm(_("This file is empty. Choose the paper again."))
    kind = _by_bytes(content)
    ending = file_name.rpartition(".")[2].casefold()
    if ending != kind:
        says = _("“%(name)s” is a %(kind)s file, whatever its name says. Let its name end with .%(ending)s.")
        raise UnreadableForm(says % {"name": file_name[-80:], "kind": kind.upper(), "ending": kind})
    return kind


def _by_bytes(content: bytes) -> PaperKind:
    if b"%PDF-" in content[:BEGINNING]:
        return PaperKind.PDF
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        with opened(content):
            return PaperKind.WORD
    raise UnreadableForm(_("This is neither a PDF nor a Word file (.docx). Save the paper as one of these."))


def kept_name(file_name: str) -> str:
    """Its own name without what a file system or a header would trip over."""
    last = one_line(file_name).replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = re.sub(r"[^\w .()-]", "_", last).rpartition(".")
    return f"{stem.strip(' .')[:120] or 'paper'}{dot}{ending[:10]}" if dot else (ending[:120] or "paper")
