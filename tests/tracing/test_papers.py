"""What leaves as files: Word with real numbering and tracked changes, Akoma Ntoso, Markdown, pages, a feed. Pure."""

import io
import lzma
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from consult.comments.register.columns import NAMES
from consult.drafts.structure.akoma_ntoso_paper import akoma_ntoso_paper
from consult.drafts.structure.papers import read_paper
from consult.drafts.structure.recognition import recognise_outline
from consult.drafts.structure.roles import BlockRole, guessed_roles
from consult.drafts.structure.word_paper import word_paper
from consult.tracing.papers.akoma_ntoso import NAMESPACE, AkomaNtosoWork, akoma_ntoso
from consult.tracing.papers.html_paper import comparison_of_lines, html_page, text_of_lines
from consult.tracing.papers.margin.annotated import with_marks
from consult.tracing.papers.margin.remarks import MOST_IN_THE_MARGIN, MarginRemark, remarks_by_place
from consult.tracing.papers.open_data.open_tables import OpenTable, cell, columns, table_schema
from consult.tracing.papers.paper_lines import LineKind, PaperLine, aligned, as_markdown
from consult.tracing.papers.word import WordPaper

SCHEMA = Path(__file__).parent / "data" / "akomantoso30.xsd.xz"
AT = datetime(2026, 11, 29, tzinfo=UTC)


def clause(key: str, number: str, text: str, heading: str = "") -> PaperLine:
    return PaperLine(LineKind.CLAUSE, key, text, number, heading)


PILLAR = PaperLine(LineKind.PILLAR, "pillar-HR-0", "Human rights")
PART = PaperLine(LineKind.PART, "part-HR-0-P-0", "Principles")
OLD = [
    PILLAR,
    PART,
    clause("a", "HR-P1", "Everyone should be heard."),
    clause("b", "HR-P2", "Data are shared.", "Data"),
]
NEW = [
    PILLAR,
    PART,
    clause("b", "HR-P1", "Data are shared openly.\nAnd at once.", "Open data"),
    clause("c", "HR-P2", "Nobody <is> watched & counted."),
    clause("a", "HR-P4a", "Everyone shall be heard."),
]


def word(lines: list[PaperLine]) -> bytes:
    paper = WordPaper("A guideline", "en", AT, "The team")
    paper.lines(lines)
    return paper.written()


def redlined() -> bytes:
    paper = WordPaper("A guideline", "en", AT, "Draft 2")
    paper.tracked_lines(aligned(OLD, NEW), {"a": [MarginRemark("Why", "Carried by 3 to 1.")]})
    return paper.written()


def decided(content: bytes, *, dropped: str) -> list[str]:
    """The paragraphs once every change is accepted (deletions dropped) or rejected (insertions dropped)."""
    found = []
    for paragraph in Document(io.BytesIO(content)).element.body.iter(qn("w:p")):
        if paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn(f'w:{dropped}')}") is not None:
            continue
        found.append(
            "".join(_said(run) for run in paragraph.iter(qn("w:r")) if run.getparent().tag != qn(f"w:{dropped}"))
        )
    return found[1:]


def _said(run: Any) -> str:
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(signs.get(part.tag, part.text or "") for part in run if part.tag != qn("w:rPr"))


def as_paragraphs(lines: list[PaperLine]) -> list[str]:
    return [
        (f"{line.number}\t" if line.number else "") + (f"{line.heading}\n" if line.heading else "") + line.text
        for line in lines
    ]


def test_accepting_every_tracked_change_gives_the_new_text_and_rejecting_every_one_the_old() -> None:
    """Also where clauses moved, were renumbered, got another heading or a line more."""
    assert decided(redlined(), dropped="del") == as_paragraphs(NEW)
    assert decided(redlined(), dropped="ins") == as_paragraphs(OLD)


def test_why_a_clause_changed_stands_beside_it_once_and_its_name_on_the_page_too() -> None:
    (why,) = Document(io.BytesIO(redlined())).comments
    assert (why.author, why.text) == ("Why", "Carried by 3 to 1.")
    page = "".join(map(str, comparison_of_lines(aligned(OLD, NEW), ("", "", ""))))
    assert [page.count(f'id="c-{key}"') for key in "abc"] == [1, 1, 1]


def test_every_tracked_change_has_an_author_a_time_and_a_number_of_its_own() -> None:
    body = Document(io.BytesIO(redlined())).element.body
    changes = [one for name in ("ins", "del") for one in body.iter(qn(f"w:{name}"))]
    assert {(one.get(qn("w:author")), one.get(qn("w:date"))) for one in changes} == {
        ("Draft 2", "2026-11-29T00:00:00Z")
    }
    assert len({one.get(qn("w:id")) for one in changes}) == len(changes) > 5


def test_a_printed_number_is_a_list_number_of_word_with_just_that_form() -> None:
    document = Document(io.BytesIO(word(NEW)))
    root = document.part.numbering_part.element
    forms = {
        one.get(qn("w:abstractNumId")): (one.find(f".//{qn('w:lvlText')}"), one.find(f".//{qn('w:start')}"))
        for one in root.iter(qn("w:abstractNum"))
    }
    said = {key: (form.get(qn("w:val")), start.get(qn("w:val"))) for key, (form, start) in forms.items()}
    assert sorted(said.values()) == [("HR-P%1", "1"), ("HR-P4a", "1")]
    used = [one.get(qn("w:val")) for one in document.element.body.iter(qn("w:numId"))]
    assert used == ["1", "1", "2"]  # HR-P1 and HR-P2 count on; what counts nothing is a list of its own
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[:3] == ["Title", "Heading 1", "Heading 2"]


def test_the_same_text_gives_the_same_word_file() -> None:
    assert word(NEW) == word(NEW)
    dates = {info.date_time for info in zipfile.ZipFile(io.BytesIO(word(NEW))).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_what_xml_cannot_hold_does_not_break_the_file() -> None:
    lines = [clause("a", "1", "One\x0btwo\ud800 & <three>")]
    assert "One\ufffdtwo\ufffd & <three>" in [p.text for p in Document(io.BytesIO(word(lines))).paragraphs]


def test_arabic_runs_from_right_to_left() -> None:
    paper = WordPaper("دليل", "ar", AT)
    paper.lines([clause("a", "1", "المدن")])
    body = Document(io.BytesIO(paper.written())).element.body
    assert len(list(body.iter(qn("w:bidi")))) == len(list(body.iter(qn("w:p"))))
    assert b'dir="rtl"' in html_page("دليل", "ar", [])


def test_comments_stand_in_the_margin_of_their_clause_dated_as_the_paper_is() -> None:
    paper = WordPaper("A guideline", "en", AT, "The team")
    told = [MarginRemark("C-1", "Say who.", "Recife"), MarginRemark("C-2", "Yes.\x0b")]
    paper.lines(NEW, {"clause HR-P2": told})
    made = Document(io.BytesIO(paper.written()))
    assert [(one.author, one.text) for one in made.comments] == [("Recife", "Say who.\nC-1"), ("C-2", "Yes.\ufffd")]
    assert {one.timestamp for one in made.comments} == {AT}
    marked = [p for p in made.element.body.iter(qn("w:p")) if p.find(qn("w:commentRangeStart")) is not None]
    assert ["".join(t.text for t in p.iter(qn("w:t"))) for p in marked] == ["Nobody <is> watched & counted."]


def row(reference: str, **cells: str) -> dict[str, str]:
    return dict.fromkeys(NAMES, "") | {"reference": reference, "comment": "Say who."} | cells


def test_a_remark_is_filed_with_its_clause_its_pillar_or_the_whole_and_a_margin_holds_so_many() -> None:
    rows = [row("C-1", clause="HR-P1"), row("C-2", pillar="HR"), row("C-3"), row("C-4", clause="gone")]
    found = remarks_by_place(rows, NEW) or {}
    assert {place: [one.reference for one in told] for place, told in found.items()} == {
        "clause HR-P1": ["C-1"],
        "pillar HR": ["C-2"],
        "": ["C-3", "C-4"],
    }
    assert remarks_by_place(rows * (MOST_IN_THE_MARGIN // 4), NEW) is not None
    assert remarks_by_place([*rows * (MOST_IN_THE_MARGIN // 4), row("C-5")], NEW) is None


def test_what_a_remark_quotes_is_marked_in_the_text_once_where_quotes_overlap() -> None:
    assert with_marks("One <two> three.", ["<two>", "two> thr", "nowhere", ""]) == "One <mark>&lt;two&gt; thr</mark>ee."


def test_words_in_another_language_than_the_papers_say_so_and_run_their_own_way() -> None:
    lines = [clause("a", "1", "المدن"), replace(clause("b", "2", "Cities."), language="en", remark="لم يترجم")]
    page = html_page("دليل", "ar", text_of_lines(lines)).decode()
    assert 'lang="en" dir="ltr">Cities.</div><p class="by">لم يترجم</p>' in page
    paper = WordPaper("دليل", "ar", AT)
    paper.lines(lines)
    body = Document(io.BytesIO(paper.written())).element.body
    shown = {
        "".join(t.text for t in p.iter(qn("w:t"))): p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None
        for p in body.iter(qn("w:p"))
    }
    assert shown == {"دليل": True, "المدن": True, "Cities.": False, "لم يترجم": True}
    work = AkomaNtosoWork("cities", "Cities", 2, "ar", AT, AT, "https://example.org/", "Cities")
    root = etree.fromstring(akoma_ntoso(work, lines))
    assert root.xpath("//@xml:lang") == ["en"]


def test_akoma_ntoso_says_work_draft_and_language_and_keeps_the_lasting_identity_of_a_clause() -> None:
    work = AkomaNtosoWork("cities", "Cities", 2, "fr", AT, AT, "https://example.org/", "Cities")
    root = etree.fromstring(akoma_ntoso(work, NEW))
    akn = {"a": NAMESPACE}
    assert root.xpath("string(//a:FRBRExpression/a:FRBRuri/@value)", namespaces=akn).endswith(
        "/cities/fra@2026-11-29;draft-2"
    )
    assert root.xpath("//a:clause/@wId", namespaces=akn) == ["clause_b", "clause_c", "clause_a"]
    assert root.xpath("//a:clause/a:num/text()", namespaces=akn) == ["HR-P1", "HR-P2", "HR-P4a"]
    assert root.xpath("count(//a:clause[1]//a:p)", namespaces=akn) == 2
    ids = root.xpath("//@eId")
    assert len(ids) == len(set(ids))


XML_ATTRIBUTES = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
 targetNamespace="http://www.w3.org/XML/1998/namespace">
 <xs:attribute name="lang" type="xs:language"/><xs:attribute name="space" type="xs:NCName"/>
 <xs:attribute name="id" type="xs:ID"/></xs:schema>"""


class OnlyThese(etree.Resolver):
    def resolve(self, url: str, _name: object, context: Any) -> Any:
        assert url.endswith("xml.xsd")
        return self.resolve_string(XML_ATTRIBUTES, context)


def test_our_akoma_ntoso_is_valid_against_the_schema_of_oasis() -> None:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(OnlyThese())
    schema = etree.XMLSchema(etree.fromstring(lzma.decompress(SCHEMA.read_bytes()), parser))
    strange = [clause("a", "", ""), clause("b", "4 <a>", "One.\n\nTwo.\x0b", "Head & more"), *NEW]
    partly = [PILLAR, replace(clause("a", "1", "Cities."), language="en")]
    for language, lines in (("fr", NEW), ("en", strange), ("ar", partly), ("xx", [clause("a", "1", "One.")])):
        work = AkomaNtosoWork("cities", "Cities & more", 2, language, AT, AT, "https://example.org/", "Cities")
        schema.assertValid(etree.fromstring(akoma_ntoso(work, lines)))
    broken = akoma_ntoso(work, NEW).replace(b"FRBRWork", b"FRBRwork")
    assert not schema.validate(etree.fromstring(broken))


def test_our_own_akoma_ntoso_is_read_back_as_it_was() -> None:
    work = AkomaNtosoWork("cities", "Cities", 2, "en", AT, AT, "https://example.org/", "Cities")
    paper = akoma_ntoso_paper(akoma_ntoso(work, NEW))
    roles = {"title": BlockRole.TITLE, "heading 1": BlockRole.PILLAR, "heading 2": BlockRole.PART}
    roles |= {"heading 3": BlockRole.HEADING, "numbered 1": BlockRole.CLAUSE}
    found = recognise_outline(paper.blocks, roles, language="en")
    clauses = [line for line in NEW if line.kind == LineKind.CLAUSE]
    assert [(one.number, one.heading, one.text) for one in found.outline.clauses] == [
        (line.number, line.heading, line.text) for line in clauses
    ]
    assert not found.left_out


@pytest.mark.parametrize("name", ["own.docx", "own.md", "own.html"])
def test_our_own_files_are_read_back_as_they_were(name: str) -> None:
    lines = list[PaperLine]()
    for code, title in (("HR", "Human rights"), ("DI", "Infrastructure")):
        lines.append(PaperLine(LineKind.PILLAR, f"pillar-{code}-0", title))
        for part, named in (("P", "Principles"), ("L", "Actions")):
            lines.append(PaperLine(LineKind.PART, f"part-{code}-0-{part}-0", named))
            lines += [
                clause(f"{code}{part}{n}", f"{code}-{part}{n}", f"Say {n} * 2 < 3 & why.\nAt once.") for n in (1, 2)
            ]
    written = {
        "own.docx": lambda: word(lines),
        "own.md": lambda: as_markdown("A guideline", lines).encode(),
        "own.html": lambda: html_page("A guideline", "en", text_of_lines(lines)),
    }[name]()
    paper = read_paper(name, written)
    outline = recognise_outline(paper.blocks, guessed_roles(paper.blocks), language="en").outline
    said = [(one.number, one.heading, one.text) for one in outline.clauses]
    assert said == [(line.number, line.heading, line.text) for line in lines if line.kind == LineKind.CLAUSE]
    assert [one.title for one in outline.pillars] == ["Human rights", "Infrastructure"]
    assert [one.title for one in outline.parts] == ["Principles", "Actions"]


def test_a_further_paragraph_without_a_number_goes_on_with_its_clause() -> None:
    body = "<alinea><content><p>One.</p></content></alinea><alinea><content><p>Two.</p></content></alinea>"
    article = f"<article><num>Article 4</num><heading>Barriers</heading>{body}</article>"
    act = f'<akomaNtoso xmlns="{NAMESPACE}"><act><body>{article}</body></act></akomaNtoso>'
    read = [(block.style, block.number, block.text) for block in akoma_ntoso_paper(act.encode()).blocks]
    assert read == [("heading 1", "Article 4", "Barriers"), ("numbered 1", "", "One."), ("paragraph", "", "Two.")]


def test_what_is_remarked_on_a_translation_is_no_part_of_the_text_when_its_word_file_comes_back() -> None:
    paper = WordPaper("Guide", "fr", AT)
    paper.lines([PILLAR, replace(clause("a", "1", "Des villes."), remark="Traduit par une machine.")])
    read = word_paper(paper.written())
    found = recognise_outline(read.blocks, guessed_roles(read.blocks), language="fr")
    assert [one.text for one in found.outline.clauses] == ["Des villes."]
    assert [block.text for block in found.left_out] == ["Traduit par une machine."]


def test_markdown_keeps_a_sign_a_sign() -> None:
    said = as_markdown("A *guideline*", [PILLAR, clause("a", "1.", "# not a heading\n1. not a list\nsnake_case [x]")])
    title, pillar, number, *rows = said.rstrip("\n").split("\n\n")
    assert [title, pillar, number] == ["# A \\*guideline\\*", "## Human rights", "**1.**"]
    assert rows == ["\\# not a heading", "1\\. not a list", "snake\\_case \\[x\\]"]


def test_a_comparison_says_aloud_what_was_added_and_removed() -> None:
    page = html_page("C", "en", comparison_of_lines(aligned(OLD, NEW), ("[added:]", "[removed:]", "[end]"))).decode()
    assert "<h2>Human rights</h2>" in page
    assert '<ins><span class="aloud">[added:] </span>Nobody &lt;is&gt;' in page
    assert "Nobody &lt;is&gt; watched &amp; counted." in page
    assert "http" not in page  # nothing is fetched


def test_tables_say_what_their_columns_are_and_times_are_iso() -> None:
    table = OpenTable(
        "t", "T", columns("round: short name\nopens datetime:\ncomments integer: that count"), [], key="round"
    )
    schema = table_schema(table)
    assert [(field["name"], field["type"]) for field in schema["fields"]] == [
        ("round", "string"),
        ("opens", "datetime"),
        ("comments", "integer"),
    ]
    assert schema["primaryKey"] == "round"
    assert [cell(value) for value in (AT, AT.date(), True, None, 3)] == [
        "2026-11-29T00:00:00.000000Z",
        "2026-11-29",
        "true",
        "",
        "3",
    ]
