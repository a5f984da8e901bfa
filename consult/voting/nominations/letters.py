"""What a signed letter may be: known by its bytes, whatever its name says. Pure."""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass

from flask_babel import gettext as _

LARGEST = 8 * 1024 * 1024
BY_BEGINNING = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class NoLetter(ValueError):
    """Says what is wrong with the file, and what to send instead."""


@dataclass(frozen=True)
class Letter:
    """A letter as it was received."""

    file_name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def letter_in(content: bytes, name: str) -> Letter:
    """The letter in a file that was sent. Raises NoLetter."""
    if not content:
        raise NoLetter(_("This file is empty. Choose the signed letter."))
    if len(content) > LARGEST:
        says = _("This file is too large: it has %(now)s MB and may have %(most)s. Scan it at a lower resolution.")
        raise NoLetter(says % {"now": -(-len(content) // 1024**2), "most": LARGEST // 1024**2})
    known = _known(content)
    if known is None:
        raise NoLetter(_("This is not a PDF, a PNG or JPEG image, or a Word document (.docx), whatever its name says."))
    media_type, ending = known
    return Letter(_file_name(name, ending), media_type, content)


def _known(content: bytes) -> tuple[str, str] | None:
    for beginning, media_type, ending in BY_BEGINNING:
        if content.startswith(beginning):
            return media_type, ending
    return (WORD, "docx") if _is_word(content) else None


def _is_word(content: bytes) -> bool:
    """A Word document without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= names and "word/vbaProject.bin" not in names


def _file_name(name: str, ending: str) -> str:
    """Its own name without what a file system or a header would trip over, and the ending that its bytes deserve."""
    stem = re.sub(r"[^\w .-]", "_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem = stem.removesuffix(f".{stem.rpartition('.')[2]}") if "." in stem else stem
    return f"{stem[:80].strip(' .') or 'letter'}.{ending}"
