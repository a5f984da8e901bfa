"""What people choose by mistake, at every door: one sentence that names it, and nothing is read. Pure."""

import io
import zipfile
from collections.abc import Callable

import pytest

from consult.comments.capture.room_file import RoomFileContext, RoomFileFault, read_room_file
from consult.comments.formats.catalogue import read_comments
from consult.comments.formats.protocol import FormatContext
from consult.comments.mail_in.message_parsing import UnreadableMail, parse_mail
from consult.comments.papers.reading import paper_as_read
from consult.comments.papers.recognition import kind_of_paper
from consult.core.csv_files.reading import UnreadableText, decoded
from consult.core.word.archive import UnreadableForm
from consult.drafts.evidence.findings_file import read_findings
from consult.drafts.import_export import read_outline
from consult.drafts.outline import UnreadableOutline
from consult.drafts.structure.blocks import UnreadablePaper
from consult.drafts.structure.papers import is_paper, read_paper
from consult.drafts.translations.csv_file import units_of_csv
from consult.drafts.translations.models import TextVersion
from consult.drafts.translations.standing import TextChoice
from consult.drafts.translations.xliff import units_of_xliff
from tests.comments.test_register import workbook

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORDS = f"<w:document {W}><w:body><w:p><w:r><w:t>Cities should say who pays.</w:t></w:r></w:p></w:body></w:document>"
FRENCH = TextChoice("fr", TextVersion.FULL)


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return out.getvalue()


WORD = archive(word__document_xml=WORDS)
EXCEL = workbook(["comment", "clause"], ["Say who pays.", "HR-L1"])
FILES = {
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "a scan": b"II*\x00" + bytes(range(256)) * 4,
    "rich text": b"{\\rtf1\\ansi hello}",
    "an archive": archive(a="x"),
    "something compressed": b"\x1f\x8b\x08\x00abc",
    "an old or locked Office file": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "slides": archive(ppt__presentation_xml="<a/>"),
    "an OpenDocument text": archive(content_xml="<a/>"),
    "Word": WORD,
    "Excel": EXCEL,
    "half of a Word file": WORD[: len(WORD) // 2],
    "half of a workbook": EXCEL[: len(EXCEL) // 2],
    "a bomb": archive(word__document_xml=" " * 40_000_000),
    "macros": archive(word__document_xml=WORDS, word__vbaProject_bin="x"),
    "nothing": b"",
    "blanks": b" \n\t\n",
    "noise": bytes((n * 37 + 11) % 256 for n in range(3000)),
    "UTF-16 without a mark": "comment\n\u00e7a va\n".encode("utf-16-le"),
    "laughing entities": b'<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><xliff><file>&b;</file></xliff>',
    "XML without a bottom": b"<a>" * 20_000,
    "JSON without a bottom": b'{"a":' * 20_000,
}


def draft(name: str, content: bytes) -> str:
    try:
        return "" if (read_paper if is_paper(name) else _outline)(name, content) else "nothing"
    except UnreadablePaper as refused:
        return str(refused)
    except UnreadableOutline as refused:
        return refused.faults[0]


def _outline(name: str, content: bytes) -> object:
    return read_outline(name, content, language="en")


def comments(_name: str, content: bytes) -> str:
    reading = read_comments(content, "", FormatContext(clauses={"HR-L1": ("x",)}))
    return next((str(fault.message) for fault in reading.faults), "")


def paper(name: str, content: bytes) -> str:
    try:
        paper_as_read(content, kind_of_paper(content, name), most_pages=9, tick=lambda: None)
    except UnreadableForm as refused:
        return str(refused)
    return ""


def mail(_name: str, content: bytes) -> str:
    try:
        parse_mail(content, most_megabytes=25)
    except UnreadableMail as refused:
        return str(refused)
    return ""


def translations(name: str, content: bytes) -> str:
    try:
        units, faults = (
            units_of_xliff(content, "en", FRENCH) if name == "a.xlf" else units_of_csv(decoded(content), FRENCH)
        )
    except UnreadableText as refused:
        return str(refused)
    return next((fault.message for fault in faults), "" if units else "no units")


def findings(_name: str, content: bytes) -> str:
    try:
        return next((fault.message for fault in read_findings(decoded(content)).faults), "")
    except UnreadableText as refused:
        return str(refused)


def room(_name: str, content: bytes) -> str:
    try:
        read_room_file(content, RoomFileContext("r", {1}, {"A"}, {"en"}))
    except RoomFileFault as refused:
        return refused.says
    return ""


PIECES = {  # of text, each something else than comments, and what is said of it where comments are brought in
    "YAML": (b"---\nround: open\ncomments:\n  - clause: HR-L1\n    comment: Say who pays.\n", "This is YAML"),
    "YAML without a mark": (b"clause: HR-L1\ncomment: Say who pays, and when.\n", "This is YAML"),
    "JSON in one piece": (b'{\n "rows": [\n  {"comment": "x"}\n ]\n}', "This is JSON in one piece"),
    "a list of JSON": (b'[\n {"comment": "x"}\n]', "This is JSON in one piece"),
    "a draft": (b'{"title": "t", "clauses": []}', "Import a draft"),
    "a room": (b'{"format": "consult-room", "version": 1, "points": []}', "This is a file from a room"),
    "a mail": (b"From: a@example.org\nTo: b@example.org\nSubject: x\n\nSay who pays.\n", "Received by mail"),
    "a PDF": (FILES["a PDF"], "Attach it to a comment as a position paper"),
}


@pytest.mark.parametrize("what", PIECES)
def test_what_is_no_comment_is_sent_to_its_own_door(what: str) -> None:
    content, says = PIECES[what]
    assert says in comments("a.csv", content)


@pytest.mark.parametrize(
    "content",
    [
        b'{"comment": "Say who pays: the city."}\n{"comment": "x"}\n',
        b'{"comment": "' + b"x" * 9000 + b'"}\n{"comment": "y"}\n',
        b"comment\nNote: say who pays\nThen: when\n",
        b"comment;clause\nWho: pays;HR-L1\n",
    ],
)
def test_comments_with_colons_are_read_as_comments(content: bytes) -> None:
    assert comments("a.csv", content) == ""


DOORS: list[tuple[Callable[[str, bytes], str], str, set[str]]] = [  # and what each takes
    (draft, "a.docx", {"Word"}),
    (draft, "a.md", {"laughing entities", "JSON without a bottom"}),
    (draft, "a.xml", set()),
    (draft, "a.csv", set()),
    (draft, "a.json", set()),
    (comments, "a.csv", {"Excel"}),
    (paper, "a.docx", {"Word"}),
    (paper, "a.pdf", set()),
    (mail, "a.eml", set()),
    (translations, "a.xlf", set()),
    (translations, "a.csv", set()),
    (findings, "a.csv", set()),
    (room, "a.json", set()),
]
CALLED = {  # what the sentence names, wherever a text was asked for
    "a PDF": "PDF",
    "a picture": "PNG",
    "a scan": "TIFF",
    "rich text": "RTF",
    "something compressed": "GZIP",
    "slides": "PowerPoint",
    "an OpenDocument text": "LibreOffice",
    "nothing": "empty",
}


@pytest.mark.parametrize(
    ("door", "name", "takes"), DOORS, ids=[f"{door.__name__} {name}" for door, name, _takes in DOORS]
)
def test_what_is_chosen_by_mistake_is_told_in_a_sentence(
    door: Callable[[str, bytes], str], name: str, takes: set[str]
) -> None:
    told = {what: door(name, content) for what, content in FILES.items()}
    assert {what for what, says in told.items() if not says} == takes
    misled = {what: told[what] for what in CALLED if "Windows-1252" in told[what] or "UTF-16" in told[what]}
    assert misled == {}
    if name in {"a.csv", "a.docx", "a.json", "a.xml", "a.xlf", "a.eml"} and door is not paper:
        assert {what for what, word in CALLED.items() if what != "nothing" and word not in told[what]} == set()
