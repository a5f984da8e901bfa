"""What PDF/UA-1 (ISO 14289-1) asks of a file and a program can see, of one page with everything that papers hold."""

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from pypdf.generic import ContentStream

from consult.tracing.papers.html_paper import bar, comparison_of_lines, element, html_page, html_table
from consult.tracing.papers.margin.annotated import annotated_lines
from consult.tracing.papers.margin.remarks import MarginRemark
from consult.tracing.papers.paper_lines import LineKind, PaperLine, aligned
from consult.tracing.papers.pdf import as_pdf

PAINTING = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"Tj", b"TJ", b"'", b'"', b"Do", b"sh", b"EI"}
FONT_FILES = {"/FontFile", "/FontFile2", "/FontFile3"}

pytest.importorskip("weasyprint")


def everything() -> bytes:
    """Headings of three depths, a table over two pages, pictures, links, lists, redlines, a margin, other languages."""
    pillar, part = PaperLine(LineKind.PILLAR, "p", "Rights"), PaperLine(LineKind.PART, "t", "Principles")
    old = [pillar, part, PaperLine(LineKind.CLAUSE, "a", "Everyone is heard.", "HR-P1", "Hearing")]
    new = [pillar, part, PaperLine(LineKind.CLAUSE, "a", "Everyone shall be heard.", "HR-P1", "Hearing")]
    said = {"clause HR-P1": [MarginRemark("C-1", "Qui paie ?", quote="heard", language="fr", answer="Cities.")]}
    rows = [(f"Region {n}", bar(n / 90), str(n)) for n in range(90)]
    body = [
        element("p", element("a", "where it is published", href="https://example.org/")),
        html_table("World regions", ["Region", "Picture", "Heard"], rows, numbers=1),
        *comparison_of_lines(aligned(old, new), ("[added:]", "[removed:]", "[end]")),
        *annotated_lines([replace(new[2], key="b")], said),
        element("ul", element("li", "One."), element("li", element("a", "Two.", href="#c-a"))),
        element("p", "Текст", lang="ru"),
    ]
    return html_page("A guideline", "en", body)


@pytest.fixture(scope="module")
def printed(sqlite_app: Flask) -> PdfReader:
    with sqlite_app.test_request_context():
        page = everything()
    made, lacking = as_pdf(page)
    assert (made, lacking) == (as_pdf(page)[0], "")
    return PdfReader(io.BytesIO(made))


def elements(found: Any) -> Iterator[Any]:
    """Every element of the tree of tags, in reading order."""
    if isinstance(found := found.get_object(), list):
        for one in found:
            yield from elements(one)
    elif isinstance(found, dict):
        if "/S" in found:
            yield found
        if "/K" in found:
            yield from elements(found["/K"])


def tags(printed: PdfReader) -> list[Any]:
    return list(elements(printed.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def test_the_file_says_what_it_is_its_language_and_its_title(printed: PdfReader) -> None:
    root = printed.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    told = root["/Metadata"].get_data().decode()
    assert "A guideline" in told
    assert 'pdfuaid:part="1"' in told or "<pdfuaid:part>1</pdfuaid:part>" in told


def test_nothing_is_painted_that_is_neither_tagged_nor_an_ornament(printed: PdfReader) -> None:
    assert len(printed.pages) > 2
    for page in printed.pages:
        around, loose = 0, []
        for operands, operator in ContentStream(page.get_contents(), printed).operations:
            around += (operator in {b"BDC", b"BMC"}) - (operator == b"EMC")
            if operator in PAINTING and not around:
                loose.append((operator, operands))
        assert loose == []
        assert page["/Tabs"] == "/S"


def test_headings_go_down_step_by_step_and_are_bookmarks(printed: PdfReader) -> None:
    depths = [int(tag["/S"][2:]) for tag in tags(printed) if tag["/S"][:2] == "/H" and tag["/S"][2:].isdigit()]
    assert depths[0] == 1
    assert [(a, b) for a, b in pairwise(depths) if b > a + 1] == []
    assert [entry.title for entry in printed.outline if not isinstance(entry, list)] == ["A guideline"]
    assert "/Outlines" in printed.trailer["/Root"]


def test_every_heading_of_a_table_says_what_it_heads_and_every_cell_finds_its_own(printed: PdfReader) -> None:
    found = tags(printed)
    heads = [tag for tag in found if tag["/S"] == "/TH"]
    scopes = [str(tag["/A"]["/Scope"]) for tag in heads]
    pages = scopes.count("/Column") // 3  # the heads are repeated on each page
    assert pages >= 2
    assert scopes.count("/Row") == 90
    named = printed.trailer["/Root"]["/StructTreeRoot"]["/IDTree"]["/Kids"][0].get_object()["/Names"]
    known = {named[place]: named[place + 1].get_object() for place in range(0, len(named), 2)}
    assert known == {tag["/ID"]: tag for tag in heads}
    assert list(known) == sorted(known)
    cells = [tag for tag in found if tag["/S"] == "/TD"]
    assert {len(tag["/A"]["/Headers"]) for tag in cells} == {2}
    assert {name for tag in cells for name in tag["/A"]["/Headers"]} <= set(known)


def test_words_in_another_language_say_which(printed: PdfReader) -> None:
    told = {str(tag["/Lang"]): str(tag["/S"]) for tag in tags(printed) if "/Lang" in tag}
    assert told == {"fr": "/P", "ru": "/P"}


def test_a_link_has_words_of_its_own_and_its_place_in_the_order(printed: PdfReader) -> None:
    links = [one.get_object() for page in printed.pages for one in page.get("/Annots", [])]
    assert len(links) >= 3
    assert [link for link in links if not link.get("/Contents") or "/StructParent" not in link] == []


def test_every_font_is_in_the_file_and_its_letters_are_known(printed: PdfReader) -> None:
    for page in printed.pages:
        for font in page["/Resources"]["/Font"].values():
            told = font.get_object()
            inner = told["/DescendantFonts"][0].get_object() if "/DescendantFonts" in told else told
            assert FONT_FILES & set(inner["/FontDescriptor"])
            assert "/ToUnicode" in told
