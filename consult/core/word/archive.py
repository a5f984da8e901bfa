"""The parts of an Office file as trees, bounded: bytes are counted as they are inflated; entities are refused. Pure."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from flask_babel import gettext as _

from consult.core.word.file_kinds import PARTS, kind_of_file

INFLATED = 32 * 1024 * 1024  # bytes of all parts that are read
ELEMENTS = 2_000_000
DEPTH = 200  # elements in one another: what reads them calls itself for each
MEMBERS = 5000
ENCRYPTED = 0x1
CHUNK = 1 << 16


def number_in(element: Element | None, name: str, otherwise: int, *, most: int) -> int:
    """An attribute that is a number; what is none, or larger than anything that a word processor writes, is none."""
    said = element.get(name, "") if element is not None else ""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 and int(said) <= most else otherwise


class UnreadableForm(ValueError):
    """No file that can be read; the message says what to do."""


def is_word(content: bytes) -> bool:
    """Whether an archive holds a Word document, by the names of its parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


class OfficeArchive:
    """One archive; `tree` gives a part as elements with plain names, without their namespaces."""

    def __init__(self, archive: zipfile.ZipFile, tick: Callable[[], None]) -> None:
        self.archive, self.tick = archive, tick
        self.names = frozenset(archive.namelist())
        self.left, self.elements, self.depth = INFLATED, 0, 0

    def tree(self, part: str) -> Element | None:
        if part not in self.names:
            return None
        parser, builder = expat.ParserCreate(namespace_separator=" "), TreeBuilder()
        parser.buffer_text = True

        def start(name: str, given: dict[str, str]) -> None:
            self.elements += 1
            self.depth += 1
            if self.elements > ELEMENTS or self.depth > DEPTH:
                raise UnreadableForm(_("This document has too many parts to be read. Split it."))
            builder.start(name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in given.items()})

        def end(name: str) -> None:
            self.depth -= 1
            builder.end(name.rpartition(" ")[2])

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = builder.data
        parser.EntityDeclHandler = _entity
        for chunk in self._counted(part):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
        return builder.close()

    def _counted(self, part: str) -> Iterator[bytes]:
        with self.archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                self.left -= len(chunk)
                if self.left < 0:
                    raise UnreadableForm(
                        _("Unpacked, this document is larger than %(most)s MB. Split it.", most=INFLATED // 1024**2)
                    )
                self.tick()
                yield chunk


def _entity(*_declared: object) -> NoReturn:
    raise UnreadableForm(_("This document defines entities, which no word processor does. It was not read."))


@contextmanager
def opened(content: bytes, tick: Callable[[], None] = lambda: None) -> Iterator[OfficeArchive]:
    """A Word document's archive. Raises UnreadableForm, with one sentence, for whatever else it is."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableForm(_("This is the old Word form, or protected by a password. Save it as .docx without one."))
    if not content.strip():
        raise UnreadableForm(_("The file is empty."))
    if not content.startswith(b"PK"):
        kind = kind_of_file(content)
        plain = _("This is no Word document, whatever its name says. Save it as .docx in a word processor.")
        raise UnreadableForm(_no_word(kind) if kind else plain)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_others(archive)
            yield OfficeArchive(archive, tick)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        expat.ExpatError,
        KeyError,
    ) as error:
        raise UnreadableForm(_("The document is damaged. Open it in a word processor and save it again.")) from error


def _refuse_others(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    if len(members) > MEMBERS:
        raise UnreadableForm(_("This document has too many parts to be read. Split it."))
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise UnreadableForm(_("The document is protected by a password. Save it without one."))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise UnreadableForm(_("This file holds macros. Save it as .docx or .xlsx, without them."))
    if "word/document.xml" not in names:
        raise UnreadableForm(_no_word(next((kind for part, kind in PARTS.items() if part in names), "ZIP")))


def _no_word(kind: str) -> str:
    return str(_("This is a file of %(kind)s, not a Word document (.docx).", kind=kind))
