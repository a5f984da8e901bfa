"""Files that are broken, disguised or far too large: a message that says what to do, and nothing changed."""

import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from consult.comments.models import Comment, Import
from consult.core.database import db
from consult.core.queue import queue
from consult.drafts.models import Draft
from tests.browser import Browser, Page
from tests.make import consultations, drafts

A_MEGABYTE = 1024 * 1024


def workbook(*rows: list[str]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bomb() -> bytes:
    """A workbook of some 200 kB whose sheet inflates to 200 MB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["comment"], ["Say who pays."]))) as sound,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as swollen,
    ):
        for member in sound.namelist():
            content = sound.read(member)
            if member.startswith("xl/worksheets/sheet"):
                content = content.replace(b"<sheetData>", b"<sheetData>" + b" " * (200 * A_MEGABYTE))
            swollen.writestr(member, content)
    return out.getvalue()


def entities() -> bytes:
    laugh = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["comment"], ["x"]))) as sound,
        zipfile.ZipFile(out, "w") as changed,
    ):
        for member in sound.namelist():
            content = sound.read(member)
            if member.startswith("xl/worksheets/sheet"):
                content = content.replace(b"<worksheet", laugh + b"<worksheet", 1)
            changed.writestr(member, content)
    return out.getvalue()


def changed(sheet: Callable[[bytes], bytes], strings: bytes | None = None) -> bytes:
    """A sound workbook with other rows, and with texts that its cells share."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["comment"], ["x"]))) as sound,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for member in sound.namelist():
            content = sound.read(member)
            if member.startswith("xl/worksheets/sheet"):
                content = sheet(content)
            if member == "xl/_rels/workbook.xml.rels" and strings is not None:
                content = content.replace(b"</Relationships>", SHARED + b"</Relationships>")
            if strings is None or member != "xl/sharedStrings.xml":
                made.writestr(member, content)
        if strings is not None:
            made.writestr("xl/sharedStrings.xml", strings)
    return out.getvalue()


def one_long_text_in_many_rows(letters: int, rows: int) -> bytes:
    """Ten megabytes once, and three hundred cells that share them: eleven kilobytes as a file."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{int(n > 1)}</v></c></row>' for n in range(1, rows + 2))
    strings = f"<sst xmlns='{SPREADSHEET}'><si><t>comment</t></si><si><t>{'x' * letters}</t></si></sst>"
    return changed(lambda sheet: _with_rows(sheet, cells), strings.encode())


def a_row_of_empty_cells(count: int) -> bytes:
    head = '<row r="1"><c t="inlineStr"><is><t>comment</t></is></c></row>'
    return changed(lambda sheet: _with_rows(sheet, f'{head}<row r="2">{"<c/>" * count}</row>'))


def _with_rows(sheet: bytes, rows: str) -> bytes:
    before, _rows, after = re.split(b"(<sheetData>.*</sheetData>)", sheet, flags=re.DOTALL)
    return before + b"<sheetData>" + rows.encode() + b"</sheetData>" + after


SHARED = (
    b'<Relationship Id="shared" Target="sharedStrings.xml"'
    b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SOUND = workbook(["comment", "clause"], ["Say who pays.", "HR-L1"])
BROKEN = {
    "a zip bomb": (bomb(), "Unpacked, this workbook is larger than"),
    "one long text in many rows": (one_long_text_in_many_rows(10_000_000, 300), "at most 20,000 fit"),
    "a text shared by too many cells": (one_long_text_in_many_rows(32_000, 3000), "more than 64 million letters"),
    "a row of empty cells": (a_row_of_empty_cells(2_000_000), "There is no comment in the file"),
    "more cells than are read": (a_row_of_empty_cells(5_000_001), "more than 5,000,000 cells"),
    "a header of a million commas": (b"comment" + b"," * 1_000_000 + b"x\ny\n", "more than 200 columns"),
    "defined entities": (entities(), "This workbook defines entities"),
    "cut in half": (SOUND[: len(SOUND) // 2], "The workbook is damaged"),
    "a zip that is no workbook": (b"PK\x03\x04" + b"\x00" * 200, "The workbook is damaged"),
    "the old Excel form": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "Save it as .docx or .xlsx"),
    "Windows-1252": ("comment\nÉtranger: à côté\n".encode("cp1252"), "not in UTF-8"),
    "UTF-16 without its mark": ("comment\nSay who pays.\n".encode("utf-16-le"), "UTF-16"),
    "nothing": (b"", "The file is empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "a file of PNG, not a table"),
    "an open quotation mark": (b'comment\n"never closed\n', "quotation marks"),
    "JSON, deeply nested": (b'{"comment": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "not JSON"),
    "another table": (b"name,age\nAda,36\n", "must name the columns"),
}


@pytest.fixture
def round_slug(browser: Browser) -> str:
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    return consultations.round_(drafts.draft(guideline, by=browser.people.sara)).slug


def sent(browser: Browser, content: bytes, slug: str, *, name: str = "register.xlsx") -> Page:
    file = (io.BytesIO(content), name)
    sara = browser.as_(browser.people.sara)
    page = sara.post("comments.register", {"file": file, "round_slug": slug}, slug="smart-cities")
    queue.run_all()  # a large one waits for a worker
    again = Page(sara.client.get(page.response.request.path))
    assert again.status in {200, 422}
    return again


@pytest.mark.parametrize("what", BROKEN)
def test_a_register_that_cannot_be_read_changes_nothing(browser: Browser, round_slug: str, what: str) -> None:
    content, says = BROKEN[what]
    page = sent(browser, content, round_slug)
    assert page.status in {200, 422}
    assert says in page, page.text
    assert (db.session.query(Comment).count(), db.session.query(Import).count()) == (0, 0)


def test_a_sound_one_is_shown_before_it_is_kept(browser: Browser, round_slug: str) -> None:
    page = sent(browser, SOUND, round_slug)
    assert "Say who pays." in page
    assert db.session.query(Comment).count() == 0


@pytest.mark.parametrize("where", ["comments.register", "drafts.import_outline"])
def test_a_file_over_the_limit_is_refused_before_it_is_read(browser: Browser, round_slug: str, where: str) -> None:
    form = {
        "round_slug": round_slug,
        "title": "A draft",
        "file": FileStorage(io.BytesIO(b"x" * 25 * A_MEGABYTE), "a.csv"),
    }
    parting, body = encode_multipart(form)
    sara = browser.as_(browser.people.sara)
    kind = f'multipart/form-data; boundary="{parting}"'
    answer = sara.client.post(sara.address(where, slug="smart-cities"), data=body, content_type=kind)
    assert answer.status_code == 413
    assert "Send a smaller file" in Page(answer)


OUTLINES = {
    "cut.json": (b'{"clauses": [{"number": "HR-P1"', "this is not JSON"),
    "nested.json": (b'{"clauses": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "not JSON"),
    "list.json": (b"[1, 2]", "must be an object"),
    "text.json": (json.dumps({"clauses": "none", "pillars": 7}).encode(), "must be an object"),
    "odd.json": (json.dumps({"clauses": [{"number": "A", "pillar": "P"}], "pillars": 7}).encode(), "pillar"),
    "latin.csv": ("number,pillar,text\nA,P,Égalité\n".encode("cp1252"), "UTF-8"),
    "zeros.csv": (b"number,pillar,text\nA,P,\x00\x00\n", "no text"),
    "empty.csv": (b"", "The file is empty"),
    "word.docx": (b"PK\x03\x04", "The document is damaged"),
}


@pytest.mark.parametrize("name", OUTLINES)
def test_a_draft_that_cannot_be_read_changes_nothing(browser: Browser, round_slug: str, name: str) -> None:
    content, says = OUTLINES[name]
    form = {"file": (io.BytesIO(content), name), "title": "A draft"}
    page = browser.as_(browser.people.sara).post("drafts.import_outline", form, slug="smart-cities")
    assert page.status == 422
    assert says in page, page.text
    assert db.session.query(Draft).count() == 1


def test_an_outline_that_was_changed_on_its_way_is_refused(browser: Browser, round_slug: str) -> None:
    sara = browser.as_(browser.people.sara)
    for carried in ("", "{", '{"clauses": []}', json.dumps({"clauses": [{"number": "A"}]})):
        page = sara.post("drafts.keep_outline", {"title": "A draft", "outline": carried}, slug="smart-cities")
        assert page.status in {400, 422}, carried
    assert db.session.query(Draft).count() == 1


def test_a_bomb_is_as_small_as_it_was_when_it_held_all_writing_for_a_minute() -> None:
    assert len(one_long_text_in_many_rows(10_000_000, 300)) < 20_000
