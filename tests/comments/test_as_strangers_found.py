"""What people met who knew nothing of the site: titles of papers, numbers a draft lacks, drafts sent as comments."""

from consult.comments.formats.catalogue import read_comments
from consult.comments.formats.protocol import FormatContext
from consult.comments.papers.paragraphs import PaperPassage, excerpts_of, title_of
from consult.comments.papers.suggesting import numbers_lacking
from consult.comments.register.models import RegisterUpload, StagedComment
from consult.comments.register.uploads import row_in_file


def test_the_title_of_a_paper_is_part_of_no_excerpt() -> None:
    paper = [
        PaperPassage("Our position", None, heading=True),
        PaperPassage("On SP-N2", None, heading=True),
        PaperPassage("Please add shade.", None),
    ]
    assert title_of(paper) == "Our position"
    assert [one.text for one in excerpts_of(paper)] == ["On SP-N2\nPlease add shade."]
    assert title_of(paper[1:]) == ""


def test_a_number_that_the_draft_lacks_is_told_and_other_codes_are_not() -> None:
    numbers = frozenset({"SP-N1", "SP-N2", "HR-L4"})
    assert numbers_lacking("On SP-N9\nSee SP-N2, COVID-19 and UN-H3.", numbers) == ["SP-N9"]


def test_a_draft_that_is_sent_as_comments_is_called_a_draft() -> None:
    table = "number;pillar;text\nSP-N1;SP;Streets have shade, and everyone can rest in it.\n"
    reading = read_comments(table.encode(), "", FormatContext())
    assert "This is a draft" in reading.faults[0].message


def test_the_row_that_is_told_is_the_one_of_the_file() -> None:
    upload = RegisterUpload(file_name="answers, row 9.csv")
    assert row_in_file(upload, StagedComment(row=7, provenance="answers, row 9.csv, row 2")) == 2
