"""Files that are damaged, dangerous or not what they say, at each door: a sentence, and nothing half kept."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from openpyxl import Workbook
from pypdf import PdfReader, PdfWriter
from sqlalchemy import func, select

from consult.comments.models import Comment
from consult.comments.papers.models import PaperExcerpt, PaperState, PositionPaper
from consult.comments.register.models import RegisterUpload, StagedComment
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.queue import queue
from consult.drafts.models import Draft
from tests.browser import Browser, Page
from tests.make import comments as make

# What the sentence says, at whichever door.
DAMAGED, MACROS, PASSWORD, ENTITIES = ("is damaged",), ("holds macros",), ("by a password",), ("entities",)
BOMB, ARCHIVE, PICTURE = ("is larger than",), ("ZIP", "an archive of files"), ("PNG", "neither a PDF nor a Word file")


def word(text: str = "1. Cities count.") -> bytes:
    made, out = Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


def excel() -> bytes:
    made, out = Workbook(), io.BytesIO()
    for row in (["clause", "comment"], ["HR-L1", "Say who pays."]):
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in more.items():
            new.writestr(name, part)
    return out.getvalue()


def as_it_is(_name: str, part: bytes) -> bytes:
    return part


def blown_up(name: str, part: bytes) -> bytes:
    """Eighty megabytes of blanks in one part: a few kilobytes when packed."""
    within = {"word/document.xml": b"<w:body>", "xl/worksheets/sheet1.xml": b"<sheetData>"}.get(name, b"\x00")
    return part.replace(within, within + b" " * 80_000_000, 1)


def with_entities(name: str, part: bytes) -> bytes:
    if not name.endswith(("document.xml", "sheet1.xml")):
        return part
    head = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    body = part.partition(b"?>")[2] or part
    return b'<?xml version="1.0"?>' + head + body


def locked(content: bytes) -> bytes:
    """The flag that a packer sets where it encrypts."""
    made = bytearray(content)
    for place in (found.start() for found in re.finditer(b"PK\x03\x04|PK\x01\x02", content)):
        made[place + (6 if made[place + 2] == 3 else 8)] |= 1
    return bytes(made)


def pdf(*, password: str = "", pages: int = 1) -> bytes:
    made, out = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        made.add_blank_page(200, 200)
    if password:
        made.encrypt(password)
    made.write(out)
    return out.getvalue()


BAD = {
    "bomb.docx": (repacked(word(), blown_up), BOMB),
    "entities.docx": (repacked(word(), with_entities), ENTITIES),
    "macros.docx": (repacked(word(), as_it_is, **{"word/vbaProject.bin": b"x"}), MACROS),
    "locked.docx": (locked(word()), PASSWORD),
    "cut.docx": (word()[: len(word()) // 2], DAMAGED),
    "old.docx": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, PASSWORD),
    "picture.docx": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, PICTURE),
    "archive.docx": (repacked(b"PK\x05\x06" + b"\x00" * 18, as_it_is, **{"a.txt": b"x"}), ARCHIVE),
}
TABLES = {
    "bomb.xlsx": (repacked(excel(), blown_up), BOMB),
    "entities.xlsx": (repacked(excel(), with_entities), ENTITIES),
    "macros.xlsx": (repacked(excel(), as_it_is, **{"xl/vbaProject.bin": b"x"}), MACROS),
    "locked.xlsx": (locked(excel()), PASSWORD),
    "cut.xlsx": (excel()[: len(excel()) // 2], DAMAGED),
    "page.xlsx": (b"<html><body>comment</body></html>", ("web page",)),
    "moved.csv": (
        b"MB,Line,Clause,Paragraph,Type of comment,Comments,Proposed change\nKE,1,HR-L1,,Why?,te,\n",
        ("te or ed",),
    ),
}


def kept() -> list[int]:
    every = (Comment, StagedComment, PaperExcerpt, Draft)
    return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in every]


def said_of(page: Page) -> str:
    return " ".join(page.text.split())


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_no_draft(browser: Browser, draft: Draft, name: str) -> None:
    content, says = BAD[name]
    before = kept()
    form = {"title": "Next", "file": (io.BytesIO(content), name)}
    page = browser.as_(browser.people.sara).post("drafts.import_outline", form, slug=draft.guideline.slug)
    assert page.status == 422
    assert any(one in said_of(page) for one in says)
    assert kept() == before


@pytest.mark.parametrize("name", [*BAD, *TABLES])
def test_a_bad_file_is_no_register(browser: Browser, online: Round, name: str) -> None:
    content, says = {**BAD, **TABLES}[name]
    before = kept()
    form = {"file": (io.BytesIO(content), name), "round_slug": online.slug}
    sara = browser.as_(browser.people.sara)
    page = sara.post("comments.register", form, slug="smart-cities")
    if page.status == 200:  # a worker reads what is large
        queue.run_all()
        upload = db.session.scalars(select(RegisterUpload)).one()
        page = sara.get("comments.register_upload", slug="smart-cities", upload_id=upload.id, status=422)
    assert page.status == 422
    assert any(one in said_of(page) for one in says), says
    assert kept() == before


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_no_paper(browser: Browser, online: Round, name: str) -> None:
    comment = make.comment(online, browser.people.amina, "See our paper.")
    before, (content, says) = kept(), BAD[name]
    amina = browser.as_(browser.people.amina)
    form = {"paper": (io.BytesIO(content), name)}
    page = amina.post("comments.attach_paper", form, reference=comment.reference)
    queue.run_all()
    papers = db.session.scalars(select(PositionPaper)).all()
    if papers:
        page = amina.get("comments.paper", paper_id=papers[0].id)
        assert papers[0].content is None
    assert any(one in said_of(page) for one in says), says
    assert kept() == before


def test_a_long_scan_is_kept_and_said_to_be_one(browser: Browser, online: Round) -> None:
    comment = make.comment(online, browser.people.amina, "See our paper.")
    amina = browser.as_(browser.people.amina)
    form = {"paper": (io.BytesIO(pdf(pages=300)), "scan.pdf")}
    amina.post("comments.attach_paper", form, reference=comment.reference)
    queue.run_all()
    (paper,) = db.session.scalars(select(PositionPaper))
    assert (paper.pages, paper.state) == (300, PaperState.READ)
    assert len(PdfReader(io.BytesIO(paper.content or b"")).pages) == 300
    assert "scan" in amina.get("comments.paper", paper_id=paper.id)
