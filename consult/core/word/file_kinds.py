"""What a file is by its first bytes, where it is none of text: so that a wrong file is called by its name. Pure."""

import io
import zipfile

from flask_babel import gettext as _

BEGINNINGS = {
    b"%PDF-": "PDF",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "GZIP",
    b"SQLite format 3": "SQLite",
    b"\xd0\xcf\x11\xe0": "Office 97–2003",
}
PARTS = {  # of an archive
    "word/document.xml": "Word (.docx)",
    "xl/workbook.xml": "Excel (.xlsx)",
    "ppt/presentation.xml": "PowerPoint",
    "content.xml": "LibreOffice (OpenDocument)",
}


def kind_of_file(content: bytes) -> str:
    """Empty for what may be a text."""
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    return next((kind for begins, kind in BEGINNINGS.items() if content.startswith(begins)), "")


def _kind_of_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = frozenset(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "ZIP"
    return next((kind for part, kind in PARTS.items() if part in names), "ZIP")


def says_other_kind(kind: str) -> str:
    says = _(
        "This is a file of %(kind)s, whatever its name says. Choose another, or save it in a form that is read here."
    )
    return str(says % {"kind": kind})
