"""Forms in which others write comments: recognised by their heading, read, written, and back as they were."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from consult.comments.formats.catalogue import WRITTEN_FORMS, read_comments, write_comments
from consult.comments.formats.form_files import W, form_as_file
from consult.comments.formats.protocol import FormatContext
from consult.comments.register.rows import ParsedRegister
from consult.core.word.reading import WordTable, read_word

SENSORS = "Local governments should publish a register of the sensors they run."
CLAUSES = {
    "HR-P1": ("Every person has a right to privacy in the smart city.",),
    "HR-L1": (SENSORS,),
    "DI-L2": ("Local governments could share data centres.",),
}
CONTEXT = FormatContext(clauses=CLAUSES, pillars={"HR": "Digital human rights"})
HELD = {  # columns of our register that each form can hold
    "iso": {"clause", "line_from", "line_to", "title", "type", "comment", "proposed_text", "country"},
    "ippc": {"clause", "title", "type", "comment", "proposed_text", "country", "source_id"},
    "ipcc": {"clause", "line_from", "comment", "author_name", "organisation", "country", "source_id"},
    "docket": {"title", "comment", "organisation", "country", "source_id", "received_at", "stakeholder_type"},
    "w3c": {"clause", "comment", "author_name", "source_id", "received_at"},
}
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
SAID = st.lists(WORDS, min_size=2, max_size=6).map(" ".join).filter(lambda said: not said.startswith(("[", "'")))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "clause": st.sampled_from(["", *CLAUSES]),
            "line_from": st.integers(1, 999).map(str),
            "line_to": st.integers(1000, 1999).map(str),
            "title": st.just("Table 1"),
            "type": st.sampled_from(["general", "editorial", "technical", "substantive", "translation"]),
            "comment": SAID,
            "proposed_text": SAID,
            "country": st.sampled_from(["KE", "FR", "BR"]),
            "author_name": st.just("Amina Hassan"),
            "organisation": st.just("Mombasa residents"),
            "stakeholder_type": st.just("academia"),
            "received_at": st.just("2026-11-20T14:30:00Z"),
        }
    ),
    min_size=1,
    max_size=4,
)


def read(content: bytes, form: str = "", **context: Any) -> ParsedRegister:
    return read_comments(content, form, FormatContext(**{**vars(CONTEXT), **context}))


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".docx"])
@pytest.mark.parametrize("form", WRITTEN_FORMS)
@settings(max_examples=8, deadline=None)
@given(rows=ROWS)
def test_a_form_gives_back_what_it_can_hold(form: str, suffix: str, rows: list[dict[str, str]]) -> None:
    numbered = [{**row, "source_id": f"{row['country']}-00{place}"} for place, row in enumerate(rows)]
    made = form_as_file(write_comments(numbered, form, {"date": "2026-11-29"}), suffix)
    reading = read(made)
    assert (reading.file_format, reading.faults) == (form, [])
    kept = [{name: row.cells.get(name, "") for name in HELD[form]} for row in reading.rows]
    assert kept == [{name: row[name] for name in HELD[form]} for row in numbered]


def csv(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


ISO_HEADING = (
    '"MB/\nNC1";Line number;"Clause/ Subclause";"Paragraph/ Figure/ Table";Type of comment2;Comments;'
    "Proposed change;Observations of the secretariat"
)


def test_a_fault_names_its_row_and_the_column_as_the_file_calls_it() -> None:
    reading = read(csv("Date;Document;Project", "", ISO_HEADING, "KE;;HR-L1;;xx;Why?;Say so.;"))
    (fault,) = reading.faults
    assert (fault.row, fault.column, "ge, te or ed" in fault.message) == (4, "Type of comment2", True)


def test_a_secretariat_a_country_and_an_unknown_clause() -> None:
    lines = ("**;;;;ge;Ours.;;", "KE-001;3-5;Clause HR-L1, b);;te;Why?;;Accepted. Done.", "FR;;12.4;;ed;Where?;;")
    ours, kenya, france = read(csv(ISO_HEADING, *lines)).rows
    assert ours.cells["organisation"] == "**"
    assert kenya.cells.items() >= {"country": "KE", "source_id": "KE-001", "clause": "HR-L1", "line_to": "5"}.items()
    assert (kenya.cells["disposition"], kenya.cells["response"]) == ("accepted", "Done.")
    assert (france.doubt, "clause" in france.cells) == ("12.4", False)


def test_the_table_of_2009_and_several_countries_and_types() -> None:
    heading = (
        "Section\tPara nber\tSentence/row/indent, etc.\tType of comment\tProposed rewording\tExplanation\tCountry(ies)"
    )
    lines = (
        "General comments\t\t\t\t\tGood.\tKenya",
        "HR\tHR-P1\t2\tEditorial, Technical\tNo.\tBecause.\tKenya, Uganda",
    )
    general, both = read(csv(heading, *lines)).rows
    assert general.cells == {"comment": "Good.", "country": "KE", "type": "general", "capacity": "official"}
    assert both.cells.items() >= {"type": "technical", "organisation": "Kenya, Uganda", "clause": "HR-P1"}.items()
    assert both.cells["comment"] == "[technical, editorial] Because."


def test_the_reviewer_in_brackets_of_the_fifth_report() -> None:
    heading = "#,ID,Ch,From Page,From Line,To Page,To Line,Comment,Response"
    (row,) = read(csv(heading, '1,1-7,0,0,0,0,0,"Too long. [Amina Hassan, Kenya]",Noted')).rows
    held = {"comment": "Too long.", "author_name": "Amina Hassan", "country": "KE", "source_id": "1-7"}
    assert row.cells.items() >= held.items()
    assert "clause" not in row.cells


MARKED = """<w:p><w:r><w:t>HR-L1 Local governments </w:t></w:r>
<w:del w:id="1" w:author="Amina" w:date="2026-11-20T10:00:00Z"><w:r><w:delText>should</w:delText></w:r></w:del>
<w:ins w:id="2" w:author="Amina" w:date="2026-11-20T10:00:00Z"><w:r><w:t>shall</w:t></w:r></w:ins>
<w:r><w:t xml:space="preserve"> publish a </w:t></w:r><w:commentRangeStart w:id="7"/><w:r><w:t>register</w:t></w:r>
<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>
<w:r><w:t xml:space="preserve"> of the sensors they run.</w:t></w:r></w:p>
<w:p><w:ins w:id="3" w:author="Ben" w:date="2026-11-21T10:00:00Z"><w:r>
<w:t>A clause of our own.</w:t></w:r></w:ins></w:p>"""
NOTES = """<w:comment w:id="7" w:author="Ben" w:date="2026-11-21T09:00:00Z"><w:p><w:r><w:t>Public?</w:t></w:r></w:p>
</w:comment>"""


def word(body: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def test_a_word_copy_with_comments_and_changes_becomes_rows_on_their_clauses() -> None:
    reading = read(word(MARKED, comments=f"<w:comments {W}>{NOTES}</w:comments>"))
    said, changed, added = (dict(row.cells) for row in reading.rows)
    assert said.items() >= {"comment": "Public?", "clause": "HR-L1", "quote": "register", "author_name": "Ben"}.items()
    assert changed["comment"] == "Replace “should” by “shall”."
    assert (changed["clause"], changed["proposed_text"]) == ("HR-L1", SENSORS.replace("should", "shall"))
    assert (added["comment"], "clause" in added) == ("Insert “A clause of our own.”.", False)
    assert reading.rows[2].candidates == (("HR-L1", 0.5),)
    again = read(word(MARKED, comments=f"<w:comments {W}>{NOTES}</w:comments>"))
    assert [row.cells["source_id"] for row in again.rows] == [row.cells["source_id"] for row in reading.rows]


def test_what_is_no_file_of_comments_gets_one_sentence() -> None:
    entities = f'<!DOCTYPE d [<!ENTITY a "b">]><w:document {W}><w:body/></w:document>'
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", " " * 40_000_000)
    with_entities, macros = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(with_entities, "w") as archive:
        archive.writestr("word/document.xml", entities)
    with zipfile.ZipFile(macros, "w") as archive:
        archive.writestr("word/document.xml", "<d/>")
        archive.writestr("word/vbaProject.bin", "x")
    said: Mapping[str, bytes] = {
        "no comments, no tracked changes": word("<w:p/>"),
        "is damaged": word("<w:p>")[:-40] + b"x" * 40,
        "larger than": bomb.getvalue(),
        "entities": with_entities.getvalue(),
        "macros": macros.getvalue(),
        "password": b"\xd0\xcf\x11\xe0" + b"x" * 600,
    }
    told = {says: [fault.message for fault in read(content, "word").faults] for says, content in said.items()}
    assert {says for says, faults in told.items() if len(faults) == 1 and says in faults[0]} == {*said}


def test_merged_cells_of_a_word_table_are_named_by_row() -> None:
    made = form_as_file(write_comments([{"comment": "a", "clause": "HR-P1"}], "iso", {}), ".docx")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        body = archive.read("word/document.xml").decode()
    merged = body[::-1].replace("<w:tcPr>"[::-1], '<w:tcPr><w:vMerge w:val="continue"/>'[::-1], 1)[::-1]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", merged)
    (fault,) = read(out.getvalue()).faults
    assert (fault.row, fault.column, "merged" in fault.message) == (5, "Observations of the secretariat", True)


def test_a_form_with_a_row_for_each_clause_comes_back_without_those_that_nobody_filled() -> None:
    rows = [{"clause": number, "title": "Heading"} for number in ("HR-L1", "HR-P1", "HR-X9")]
    for suffix in (".docx", ".xlsx"):
        rows[1]["comment"] = "Say who."
        reading = read(form_as_file(write_comments(rows, "iso", {}), suffix))
        assert [(row.cells["clause"], row.cells["comment"]) for row in reading.rows] == [("HR-P1", "Say who.")]
        assert any(notice.startswith("2 rows name a clause") for notice in reading.notices)


QUESTIONS = csv(
    "reference,feedback_date,language,user_type,organisation_name,country,q1,q2,paper",
    "F1,19.06.2020 23:58,French,NGO,Les Amis,France,5 - Yes,Nous voulons un registre public des capteurs de la ville.,",
    "F2,18.06.2020 10:00,English,EU citizen,,Kenya,4 - No,See written response,paper.pdf",
    "F3,18.06.2020 11:00,English,Company,Sensors Ltd,Utopia,4 - No,Do not ask too much of small firms here.,p.pdf",
)


def test_each_open_answer_of_a_questionnaire_becomes_a_comment_of_its_respondent() -> None:
    reading = read(QUESTIONS, "questionnaire", mapping=None)
    first, second, third = (dict(row.cells) for row in reading.rows)
    assert first.items() >= {"source_id": "F1-q2", "language": "fr", "stakeholder_type": "civil_society"}.items()
    assert (first["country"], first["received_at"]) == ("FR", "2020-06-19T23:58")
    assert (second["title"], second["capacity"]) == ("q2 (paper.pdf)", "personal")
    assert "country" not in third
    assert any("Utopia" in notice for notice in reading.notices)
    assert [row.at for row in reading.rows] == [2, 3, 4]


def test_a_mapping_says_what_columns_are_and_its_faults_are_named() -> None:
    columns = {"reference": "source_id", "q1": "open"}
    reading = read(QUESTIONS, "questionnaire", mapping={"columns": columns, "clauses": {"q1": "HR-L1"}})
    assert (reading.rows[0].cells["comment"], reading.rows[0].cells["clause"]) == ("5 - Yes", "HR-L1")
    wrong = read(QUESTIONS, "questionnaire", mapping={"columns": {"q9": "open", "q1": "odd"}})
    assert [fault.column for fault in wrong.faults] == ["q9", "q1"]
    odd = (
        {"columns": {"q1": ["open"]}},
        {"columns": columns, "values": {"q1": []}, "titles": ["a"], "clauses": {"q1": 1}},
    )
    told = [[fault.column for fault in read(QUESTIONS, "questionnaire", mapping=one).faults] for one in odd]
    assert told == [["q1"], ["titles", "clauses", "values"]]


LOG = """# Comment Resolution Log

| Item # | Date | Commenter | Description | Resolution | Disposition |
|--------|------|-----------|-------------|------------|-------------|
| [1](https://example.org/1) | 2026-11-20 | Ada | [Say who pays](https://example.org/7) \\| soon | Agreed | Done |

That is all.
"""


MATRIX = """Template for comments,,

Comment Number,Reviewer Initials,Agency,Section,Page,Line,Comment Type: which,Agency Notes,Agency Suggested Text,Disposition
(yours),(two letters),(name),(of the text),(number),(number),(one),(why),(words),(leave empty)
7,AB,Agency X,HR-L1,10,120-124,Editorial/Grammar,Say who pays.,Cities pay.,Accept
8,CD,Agency Y,HR-P1,11,,Clarification,Say when.,,
"""  # noqa: E501


def test_a_table_of_an_agency_is_known_by_what_its_columns_are_called() -> None:
    reading = read(MATRIX.encode())
    assert (reading.file_format, reading.faults) == ("matrix", [])
    first, second = reading.rows
    told = {"source_id": "7", "organisation": "Agency X", "clause": "HR-L1", "line_to": "124", "title": "p. 10"}
    assert {name: first.cells[name] for name in told} == told
    assert first.cells["type"] == "editorial"
    assert (first.cells["comment"], first.cells["proposed_text"]) == ("Say who pays.", "Cities pay.")
    assert first.cells["disposition"] == "accepted"
    assert (second.cells["type"], second.cells["clause"]) == ("general", "HR-P1")


def test_an_item_is_a_place_where_no_other_column_names_one() -> None:
    heads = "Organisation/individual,Item number,Comments,Proposed change"
    (row,) = read(csv(heads, "Us,HR-L1,Too long.,Be short.")).rows
    assert (row.cells["clause"], row.cells.get("source_id")) == ("HR-L1", None)
    heads = "Item,Organisation,Clause,Comments,Proposed change"
    (row,) = read(csv(heads, "3,Us,HR-L1,Too long.,Be short.")).rows
    assert (row.cells["clause"], row.cells["source_id"]) == ("HR-L1", "3")


def book(**sheets: list[list[str]]) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_guide_before_the_sheet_with_the_comments_is_passed_over() -> None:
    guide = [["How to fill in this workbook"], ["1. Write below the headings."]]
    heads = ["MB/NC", "Line number", "Clause", "Paragraph", "Type of comment", "Comments", "Proposed change"]
    iso = [heads, ["KE", "3", "HR-L1", "", "te", "Why?", "Say so."]]
    reading = read(book(Guide=guide, Lists=[["ge"], ["te"]], Form=iso))
    assert (reading.file_format, [row.cells["comment"] for row in reading.rows]) == ("iso", ["Why?"])
    assert "“Form” was read" in reading.notices[0]
    assert "“Guide”" in reading.notices[0]
    ours = [["clause", "comment"], ["HR-L1", "Why?"]]
    assert [row.cells["comment"] for row in read(book(Guide=guide, Data=ours)).rows] == ["Why?"]
    said = read(book(Guide=guide, Form=iso), "iso")
    assert [row.cells["comment"] for row in said.rows] == ["Why?"]


def test_a_question_that_asks_for_reasons_is_open_though_many_answer_alike() -> None:
    reasons = ["It costs too much for small towns.", "It helps people who have no other way."]
    rows = [f"R{n},Scotland,Agree,{reasons[n % 2]}" for n in range(30)]
    reading = read(csv("respondent_id,Region,Q1: Do you agree?,Q1: Please explain why.", *rows))
    assert reading.file_format == "questionnaire"
    assert {row.cells["comment"] for row in reading.rows} == set(reasons)


def test_a_log_in_markdown_is_a_table() -> None:
    (row,) = read(LOG.encode()).rows
    assert (row.number, row.cells["source_id"], row.cells["author_name"]) == (5, "1", "Ada")
    assert row.cells["comment"] == "Say who pays (https://example.org/7) | soon"


def table(*cells: str) -> str:
    row = "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in cells)
    return f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"


def test_the_iso_form_is_known_by_the_headings_in_its_page_header() -> None:
    heads = [
        "MB/NC1",
        "Line number",
        "Clause/ Subclause",
        "Paragraph",
        "Type of comment2",
        "Comments",
        "Proposed change",
    ]
    heads = [*heads, "Observations of the secretariat"]
    cells = ["KE", "17", "HR-L1", "", "te", "Say who pays.", "Add: who pays.", ""]
    header = f"<w:hdr {W}>{table('Date:', 'Document:')}{table(*heads)}</w:hdr>"
    reading = read(word(table(*cells), header2=header))
    assert reading.file_format == "iso"
    assert [(row.number, row.cells["clause"], row.cells["comment"]) for row in reading.rows] == [
        (1, "HR-L1", "Say who pays.")
    ]


def test_json_lines_of_others_are_a_table_whose_columns_are_asked_about() -> None:
    bodies = [f"People should be told what becomes of the words that they sent ({n})." for n in range(14)]
    lines = "\n".join(json.dumps({"id": n, "stance": "for", "body": body}) for n, body in enumerate(bodies))
    asked = read(lines.encode())
    assert [(column["heading"], column["role"]) for column in asked.questions][::2] == [
        ("id", "source_id"),
        ("body", "open"),
    ]
    mapping = {"columns": {"id": "source_id", "body": "open"}}
    assert [row.cells["comment"] for row in read(lines.encode(), "questionnaire", mapping=mapping).rows] == bodies


def test_the_list_of_a_docket_without_words_is_told() -> None:
    listed = csv(
        "Docket ID,Title",
        "X-1,Rules",
        "",
        "Document ID,Organization,Posted Date,Received Date",
        "X-1-2,N/A,6/7/2018,6/5/2018",
    )
    assert [fault.message[:27] for fault in read(listed).faults] == ["This is the list of a docke"]


def test_our_own_register_is_recognised_before_any_other_form() -> None:
    ours = csv("reference,clause,comment,disposition,response,source_id", "C-2345-6789,HR-P1,Good.,noted,Thanks,S-1")
    assert read(ours).file_format == "register"
    assert read(csv("comment,clause", "Good.,HR-P1")).file_format == "register"


def test_a_word_document_that_asks_for_too_much_is_bounded() -> None:
    """A cell over a thousand million columns, numbers that are none, elements in one another without end."""
    cell = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
    odd = '<w:outlineLvl w:val="x"/><w:numPr><w:ilvl w:val="-"/><w:numId w:val="1"/></w:numPr>'
    style = f'<w:styles {W}><w:style w:styleId="a"><w:name w:val="heading ²"/></w:style></w:styles>'
    document = read_word(word(f"{cell}<w:p><w:pPr>{odd}</w:pPr></w:p>", styles=style))
    assert [len(row) for table in document.tables for row in table.rows] == [1]
    assert [(p.level, p.list_level) for p in document.blocks if not isinstance(p, WordTable)] == [(0, 0)]
    (fault,) = read(word("<w:sdt>" * 20_000 + "</w:sdt>" * 20_000)).faults
    assert "too many parts" in str(fault.message)
