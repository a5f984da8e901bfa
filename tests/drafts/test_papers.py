"""Texts as people have them, Word, Markdown, HTML: what their paragraphs become, and that none is lost."""

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from docx import Document
from flask import Flask

from consult.core.database import db
from consult.drafts.outline import PartOutline
from consult.drafts.queries import newest_draft, wordings_of
from consult.drafts.structure.blocks import Block, UnreadablePaper, split_number
from consult.drafts.structure.markdown_paper import markdown_paper
from consult.drafts.structure.models import StyleMapping
from consult.drafts.structure.papers import paper_of_table, read_paper
from consult.drafts.structure.recognition import Recognised, recognise_outline
from consult.drafts.structure.roles import BlockRole, guessed_roles
from tests.browser import Browser, Page
from tests.make import drafts as make_drafts

R = BlockRole
TEXT = """---
layout: plan
---
# A charter for cities

## 1. People

1. A city counts what its people need. It asks them.
   - in writing
   - and in the street
2. It says what came of it.

## 2. Data

1. Data are held as long as they serve.

   A city says how long that is.
"""
TABLE = """# Practices

| No | Section | Text |
|----|---------|------|
| A1 | Culture | Learn from others. |
| A2 | Culture | Say why. |
| B1 | Use     | Keep it short. |
"""


def word(fill: Callable[[Any], None]) -> bytes:
    document, kept = Document(), io.BytesIO()
    fill(document)
    document.save(kept)
    return kept.getvalue()


def in_word(document: Any) -> None:
    """The same charter, as a ministry types it."""
    document.add_heading("A charter for cities", 0)
    document.add_heading("Chapter 1. People", 1)
    document.add_paragraph("A city counts what its people need. It asks them.", style="List Number")
    document.add_paragraph("in writing", style="List Bullet")
    document.add_paragraph("and in the street", style="List Bullet")
    document.add_paragraph("It says what came of it.", style="List Number")
    document.add_heading("Chapter 2. Data", 1)
    document.add_paragraph("1.1 Data are held as long as they serve.")
    document.add_paragraph("A city says how long that is.")


def recognised(name: str, content: bytes, said: Mapping[str, BlockRole] | None = None) -> Recognised:
    paper = read_paper(name, content)
    roles = {**guessed_roles(paper.blocks), **(said or {})}
    found = recognise_outline(paper.blocks, roles, language="en")
    assert found.kept + len(found.left_out) == len(paper.blocks)
    return found


@pytest.fixture(autouse=True)
def _in_an_app(sqlite_app: Flask) -> Any:
    with sqlite_app.test_request_context():
        yield


def test_headings_become_pillars_and_numbered_paragraphs_clauses() -> None:
    found = recognised("charter.md", TEXT.encode())
    outline = found.outline
    assert outline.title == "A charter for cities"
    assert [(one.code, one.title) for one in outline.pillars] == [("1", "People"), ("2", "Data")]
    assert [(one.number, one.pillar) for one in outline.clauses] == [("1.1", "1"), ("1.2", "1"), ("2.1", "2")]
    assert outline.clauses[0].text.splitlines()[1:] == ["in writing", "and in the street"]
    assert outline.clauses[2].text.splitlines()[-1] == "A city says how long that is."
    assert not found.left_out


def test_a_word_document_is_read_as_the_same_text() -> None:
    found = recognised("Charter.DOCX", word(in_word))
    said = [clause.text for clause in recognised("charter.md", TEXT.encode()).outline.clauses]
    assert found.outline.title == "A charter for cities"
    assert [clause.text for clause in found.outline.clauses] == said
    assert [one.title for one in found.outline.pillars] == ["People", "Data"]


def test_a_web_page_is_read_without_its_menu() -> None:
    page = "<nav><a>Home</a></nav><h1>T</h1><h2>A</h2><ol start=3><li>One.<li>Two.</ol><h2>B</h2><ol><li>Three.</ol>"
    outline = recognised("page.html", page.encode()).outline
    assert [(one.number, one.text) for one in outline.clauses] == [("3", "One."), ("4", "Two."), ("1", "Three.")]


def test_each_row_of_a_table_that_names_its_columns_is_a_clause() -> None:
    outline = recognised("practices.md", TABLE.encode()).outline
    assert [(one.number, one.pillar, one.text) for one in outline.clauses] == [
        ("A1", "1", "Learn from others."),
        ("A2", "1", "Say why."),
        ("B1", "2", "Keep it short."),
    ]
    assert [one.title for one in outline.pillars] == ["Culture", "Use"]


def test_a_heading_under_each_pillar_that_comes_again_is_a_part() -> None:
    text = (
        "## A\n### Principles\n1. One.\n### Actions\n2. Two.\n## B\n### Principles\n3. Three.\n### Actions\n4. Four.\n"
    )
    outline = recognised("x.md", text.encode()).outline
    assert [(part.title) for part in outline.parts] == ["Principles", "Actions"]
    assert [clause.part for clause in outline.clauses] == ["1", "2", "1", "2"]


def test_without_numbers_what_stands_under_a_heading_is_a_clause() -> None:
    text = "# Plan\n## Shared\n### Action 1: Count.\nBy June.\n\nAnd tell.\n### Action 2: Ask.\nBy July.\n"
    text += "## Own\n### Action 3: Go.\nNow.\n"
    clauses = recognised("x.md", text.encode()).outline.clauses
    assert [(one.number, one.heading, one.text) for one in clauses] == [
        ("Action 1", "Count.", "By June.\nAnd tell."),
        ("Action 2", "Ask.", "By July."),
        ("Action 3", "Go.", "Now."),
    ]


def test_a_heading_over_several_others_is_a_part_and_within_one_stands_before_theirs() -> None:
    text = "# Plan\n## Data\n### Governance\n#### Roles\nWho does it.\n#### Money\nWho pays.\n"
    text += "### Scope\nAll data.\n## Use\n### Rights\n#### Of people\n##### Access\nSee it.\n##### Repair\nMend it.\n"
    text += "#### Of cities\nUse it.\n"
    found = recognised("x.md", text.encode())
    assert [one.title for one in found.outline.parts] == ["Governance", "Rights"]
    assert [(one.part, one.heading, one.text) for one in found.outline.clauses] == [
        ("1", "Roles", "Who does it."),
        ("1", "Money", "Who pays."),
        ("", "Scope", "All data."),
        ("2", "Of people – Access", "See it."),
        ("2", "Of people – Repair", "Mend it."),
        ("2", "Of cities", "Use it."),
    ]
    assert found.left_out == []
    unused = recognised("x.md", b"# T\n## A\n1. One.\n### B\n#### C\n## D\n1. Two.\n")
    assert [block.text for block in unused.left_out] == ["C", "B"]
    assert unused.outline.parts == ()


def test_markdown_for_tools_is_no_text_and_its_footnotes_stand_apart() -> None:
    text = "* Contents\n{:toc}\n\n# Plan {#plan}\n##\u00a0 Data[^1] {: .wide}\n1. Count.[^1] [Say]{USA+}\n"
    text += "{:note}\n\n[^1]: Of all data,\n    and of people.\n"
    found = recognised("x.md", text.encode())
    assert (found.outline.title, [one.title for one in found.outline.pillars]) == ("Plan", ["Data"])
    assert [clause.text for clause in found.outline.clauses] == ["Count. [Say]{USA+}"]
    assert [(block.style, block.text) for block in found.left_out] == [("footnote", "Of all data, and of people.")]


def test_a_footnote_stands_behind_the_paragraph_that_cites_it() -> None:
    text = "# Plan\n## Data\n1. Count.[^a]\n2. Publish.[^b]\n3. Report.\n\n"
    text += "[^b]: Every year.\n[^a]: Of all.\n[^c]: Cited nowhere.\n"
    blocks = [(one.style, one.text) for one in markdown_paper(text).blocks][2:]
    said = ["Count.", "Of all.", "Publish.", "Every year.", "Report.", "Cited nowhere."]
    assert [text for _style, text in blocks] == said
    assert [text for style, text in blocks if style == "footnote"] == [said[1], said[3], said[5]]


def test_a_footnote_of_word_stands_behind_the_paragraph_that_cites_it() -> None:
    def two(document: Any) -> None:
        for said in ("Count.@", "Publish."):
            document.add_paragraph(said, style="List Number")

    name = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Of all.</w:t></w:r></w:p></w:footnote>'
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word(two))) as before, zipfile.ZipFile(made, "w") as after:
        for entry in before.namelist():
            cites = b'</w:t><w:footnoteReference w:id="2"/><w:t>' if "document" in entry else b"@"
            after.writestr(entry, before.read(entry).replace(b"@", cites))
        after.writestr("word/footnotes.xml", f"<w:footnotes {name}>{note}</w:footnotes>")
    blocks = read_paper("x.docx", made.getvalue()).blocks
    assert [(one.style, one.text) for one in blocks][1] == ("footnote", "Of all.")
    assert blocks[2].text == "Publish."


def test_what_was_recognised_names_the_parts_whose_codes_it_shows(browser: Browser) -> None:
    made = make_drafts.guideline(by=browser.people.sara)
    text = (
        b"# Plan\n## Data\n### Governance\n#### Roles\nWho does it.\n#### Money\nWho pays.\n## Use\n### Scope\nAll.\n"
    )
    form = {"title": "First", "file": (io.BytesIO(text), "plan.md")}
    page = browser.as_(browser.people.sara).post("drafts.import_outline", form, slug=made.slug)
    assert "A heading that stands over several others became a part" in page
    assert "Governance" in page


def test_a_new_part_takes_no_code_that_another_part_has() -> None:
    paper = read_paper("x.md", b"## A\n### 1. Rights\n#### One\nText.\n#### Two\nMore.\n## B\n### Own\nText.\n")
    known = [PartOutline("1", "Duties")]
    found = recognise_outline(paper.blocks, guessed_roles(paper.blocks), language="en", known_parts=known)
    assert [(one.code, one.title) for one in found.outline.parts] == [("1-2", "Rights")]


def test_what_finds_no_place_is_listed() -> None:
    found = recognised("x.md", b"Before all.\n\n# T\n## A\n1. One.\n## B\n## C\n1. Two.\n")
    assert [block.text for block in found.left_out] == ["Before all.", "B"]


def test_a_person_says_what_a_style_stands_for() -> None:
    found = recognised("charter.md", TEXT.encode(), {"bullet 1": R.CLAUSE, "bullet 2": R.CLAUSE})
    assert [clause.text for clause in found.outline.clauses][1:3] == ["in writing", "and in the street"]


@pytest.mark.parametrize(
    ("typed", "number", "rest"),
    [
        ("3.2 Cities count.", "3.2", "Cities count."),
        ("Article 5 – Scope", "Article 5", "Scope"),
        ("SC-1 Say who pays.", "SC-1", "Say who pays."),
        ("1) First.", "1", "First."),
        ("212 clauses in all", "", "212 clauses in all"),
        ("2020 Action Plan", "", "2020 Action Plan"),
        ("Статья 7. О городах", "Статья 7", "О городах"),
        ("المادة 3 المدن", "المادة 3", "المدن"),
    ],
)
def test_a_number_that_is_typed_before_a_text_is_known_from_one_that_begins_a_sentence(
    typed: str, number: str, rest: str
) -> None:
    assert split_number(typed) == (number, rest)


def test_a_table_with_other_names_for_its_columns_is_a_paper_and_ours_is_none() -> None:
    theirs = b"number,title,text,category\n1,Asking,Cities ask first.,People\n2,Counting,Cities count.,Data\n"
    paper = paper_of_table("practices.csv", theirs)
    assert paper is not None
    found = recognise_outline(
        paper.blocks, guessed_roles(paper.blocks), language="en", known=[], known_parts=[]
    ).outline
    assert [(one.number, one.heading, one.text) for one in found.clauses] == [
        ("1", "Asking", "Cities ask first."),
        ("2", "Counting", "Cities count."),
    ]
    assert [pillar.title for pillar in found.pillars] == ["People", "Data"]
    assert paper_of_table("ours.csv", b"number,pillar,text\n1,A,Cities ask.\n") is None
    assert paper_of_table("other.csv", b"a,b\n1,2\n") is None


def test_a_table_of_contents_and_tags_in_markdown_are_no_clauses() -> None:
    assert guessed_roles([Block("toc 1", "People 3"), Block("paragraph", "Cities ask.")])["toc 1"] == "nothing"
    paper = read_paper("a.md", b"# T\n\n<div class='usa-alert'>\n\nCities ask first.\n\n</div>\n")
    assert [block.text for block in paper.blocks] == ["T", "Cities ask first."]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("plan.pdf", b"%PDF-1.7", "Word (.docx), Markdown, HTML or Akoma Ntoso"),
        ("plan.docx", b"%PDF-1.7", "a file of PDF, not a Word document"),
        ("plan.docx", b"\xd0\xcf\x11\xe0old", "old Word form"),
        ("plan.md", b"  \n", "no text"),
        ("plan.html", b"", "no text"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(name: str, content: bytes, says: str) -> None:
    with pytest.raises(UnreadablePaper) as refused:
        read_paper(name, content)
    assert says in str(refused.value)


def test_a_ministry_brings_its_word_file_and_the_next_one_is_read_likewise(browser: Browser) -> None:
    guideline = make_drafts.guideline()
    browser.people.appoint_all(guideline)
    db.session.commit()
    slug = guideline.slug
    dana = browser.as_(browser.people.dana)
    file = (io.BytesIO(word(in_word)), "charter.docx")
    shown = dana.post("drafts.import_outline", {"file": file, "title": "First"}, slug=slug)
    assert "3 clauses" in shown
    assert "Nothing of the file is left out" in shown
    styles = re.findall(r'<th scope="row" lang="en" dir="ltr">([^<]*)</th>', shown.html)
    at = styles.index("bullet 1") + 1
    typed = {"blocks": carried(shown, "blocks"), "title": "First", f"style-{at}": "clause"}
    again = dana.post("drafts.read_again", typed, slug=slug)
    assert "5 clauses" in again
    kept = {name: carried(again, name) for name in ("outline", "against", "roles")}
    dana.post("drafts.keep_outline", {**kept, "title": "First"}, slug=slug)
    draft = newest_draft(db.session.merge(guideline))
    assert draft is not None
    assert len(wordings_of(draft)) == 5
    file = (io.BytesIO(word(in_word)), "charter.docx")
    assert "5 clauses" in dana.post("drafts.import_outline", {"file": file, "title": "Second"}, slug=slug)


def test_styles_that_leave_no_clause_are_told_and_can_be_changed(browser: Browser) -> None:
    guideline = make_drafts.guideline()
    browser.people.appoint_all(guideline)
    db.session.add(
        StyleMapping(guideline_id=guideline.id, roles={"paragraph": "nothing"}, by_id=1, at=guideline.created_at)
    )
    db.session.commit()
    dana, slug = browser.as_(browser.people.dana), guideline.slug
    page = dana.post("drafts.import_outline", {"file": (io.BytesIO(b"One.\n"), "x.md"), "title": "T"}, slug=slug)
    assert page.status == 422
    assert "No clause was found" in page
    typed = {"blocks": carried(page, "blocks"), "title": "T", "style-1": "clause"}
    assert "1 clause" in dana.post("drafts.read_again", typed, slug=slug)
    broken = {"blocks": json.dumps([["a"]]), "title": "T"}
    assert "did not come back whole" in dana.post("drafts.read_again", broken, slug=slug)


def carried(page: Page, name: str) -> str:
    (found,) = re.findall(rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"', page.html)
    return html.unescape(found)


def akoma_ntoso(body: str, before: str = "") -> bytes:
    kind = 'xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"'
    return f"<akomaNtoso {kind}><bill><meta/>{before}<body>{body}</body></bill></akomaNtoso>".encode()


CHAPTER = """<chapter><num>Chapter 1.</num><heading>People</heading>
<article><num>Article 1</num><heading>Asking</heading>
<paragraph><num>1.</num><content><p>A city
asks.<authorialNote><p>Since 2019.</p></authorialNote></p></content></paragraph>
<paragraph><num>2.</num><list><intro><p>It says</p></intro>
<point><num>(a)</num><content><p>what and</p></content></point>
<point><num>(b)</num><content><p>why.</p></content></point></list></paragraph></article>
<article><num>Article 2</num><heading>Counting</heading>
<paragraph><num>1.</num><content><p>It counts.</p></content></paragraph></article></chapter>
<chapter><num>Chapter 2.</num><heading>Data</heading>
<article><num>Article 3</num><heading>Holding</heading><content><p>Data are held.</p></content></article></chapter>"""


def test_the_end_of_a_printed_line_is_no_line_of_a_clause() -> None:
    body = "<article><num>1</num><content><p>Heavy <eol/>goods.<br/>Light ones.</p></content></article>"
    (clause,) = recognised("bill.xml", akoma_ntoso(body)).outline.clauses
    assert clause.text == "Heavy goods.\nLight ones."


def test_a_bill_in_akoma_ntoso_is_read_article_by_article() -> None:
    before = "<preface><p><docTitle>A bill</docTitle></p></preface><preamble><p>Having regard to much,</p></preamble>"
    found = recognised("bill.xml", akoma_ntoso(CHAPTER, before))
    assert found.outline.title == "A bill"
    assert [one.title for one in found.outline.pillars] == ["People", "Data"]
    assert [(one.number, one.heading, one.text) for one in found.outline.clauses] == [
        ("Article 1.1", "Asking", "A city asks."),
        ("Article 1.2", "", "It says\n(a) what and\n(b) why."),
        ("Article 2.1", "Counting", "It counts."),
        ("Article 3", "Holding", "Data are held."),
    ]
    assert [block.text for block in found.left_out] == ["Having regard to much,", "Since 2019."]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<akomaNtoso><bill>", "not XML that can be read"),
        (b"<html><body>x</body></html>", "not Akoma Ntoso"),
        (b"<akomaNtoso><debate><meta/><debateBody><p>Order.</p></debateBody></debate></akomaNtoso>", "a debate"),
        (b'<!DOCTYPE a [<!ENTITY a "aaaa">]><akomaNtoso><act><body>&a;</body></act></akomaNtoso>', "entities"),
        (akoma_ntoso("<paragraph>" * 150 + "x" + "</paragraph>" * 150), "too deeply"),
        (akoma_ntoso(""), "no text"),
    ],
)
def test_a_file_that_is_no_text_in_akoma_ntoso_gets_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(UnreadablePaper) as refused:
        read_paper("bill.akn", content)
    assert says in str(refused.value)
