"""A program of its own that reads a PDF: bytes come in, JSON goes out. Whatever a hostile file does, it does here.

`python -m consult.comments.papers.pdf_program MOST_PAGES < FILE` answers {"pages": [text, …], "unread": [page, …]} or
{"fault": name}. Memory and processor time are bounded before the first byte is read; a crash ends this process alone.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import LimitReachedError, PdfReadError
from pypdf.generic import DictionaryObject

MEMORY = 1024**3
SECONDS = 60
CHARACTERS = 5_000_000
BROKEN_PAGE = (PdfReadError, KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError)
RUNS = {"/JavaScript", "/Launch"}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    found = read_pdf(sys.stdin.buffer.read(), int(sys.argv[1]))
    json.dump(found, sys.stdout)


def read_pdf(content: bytes, most_pages: int) -> dict[str, Any]:
    try:
        return _read(PdfReader(io.BytesIO(content)), most_pages)
    except (LimitReachedError, MemoryError):
        return {"fault": "large"}


def _read(reader: PdfReader, most_pages: int) -> dict[str, Any]:
    if reader.is_encrypted and not reader.decrypt(""):
        return {"fault": "password"}
    if len(reader.pages) > most_pages:
        return {"fault": "pages", "count": len(reader.pages)}
    if fault := _holds(reader):
        return {"fault": fault}
    texts, unread, length = [], [], 0
    for number, page in enumerate(reader.pages, start=1):
        try:
            text = page.extract_text()
        except LimitReachedError:
            raise
        except BROKEN_PAGE:
            text = ""
            unread.append(number)
        length += len(text)
        if length > CHARACTERS:
            return {"fault": "large"}
        texts.append(text)
    return {"pages": texts, "unread": unread}


def _holds(reader: PdfReader) -> str:
    """Programs and files inside: nothing of that is needed to say something, and all of it can do harm."""
    root = reader.root_object
    names = _dictionary(root.get("/Names"))
    if "/JavaScript" in names or any(_runs(one) for one in (root.get("/OpenAction"), *_actions(root))):
        return "program"
    if "/EmbeddedFiles" in names:
        return "embedded"
    for page in reader.pages:
        if any(_runs(one) for one in _actions(page)):
            return "program"
        for note in _notes(page):
            if note.get("/Subtype") == "/FileAttachment":
                return "embedded"
            if _runs(note.get("/A")) or any(_runs(one) for one in _actions(note)):
                return "program"
    return ""


def _dictionary(thing: Any) -> DictionaryObject:
    found = thing.get_object() if thing is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _actions(thing: DictionaryObject) -> Iterator[Any]:
    """What is done when it is opened, closed, touched."""
    yield from _dictionary(thing.get("/AA")).values()


def _runs(action: Any) -> bool:
    return _dictionary(action).get("/S") in RUNS


def _notes(page: PageObject) -> Iterator[DictionaryObject]:
    notes = page.get("/Annots")
    for note in notes.get_object() if notes is not None else ():
        yield _dictionary(note)


if __name__ == "__main__":
    main()
