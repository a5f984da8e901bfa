"""What a paper says, page by page: paragraphs, excerpts, the clause they seem to be about; hostile files end alone."""

import io
import zlib

import pytest
from pypdf import PdfWriter

from consult.comments.papers.models import PaperKind
from consult.comments.papers.paragraphs import PaperPassage, excerpts_of, paragraphs_of_pdf, paragraphs_of_word
from consult.comments.papers.pdf_program import read_pdf
from consult.comments.papers.reading import paper_as_read
from consult.comments.papers.rules import stands_in_paper
from consult.comments.papers.suggesting import ClauseSuggester, SuggestedFrom
from consult.core.word.archive import UnreadableForm
from consult.core.word.reading import read_word
from tests.make import papers

CLAUSES = [
    SuggestedFrom(1, "HR-L1", "Cities publish a register of every algorithm that decides about residents."),
    SuggestedFrom(2, "HR-L2", "Residents may ask a person to look again at what a machine decided about them."),
    SuggestedFrom(3, "7", "Data of the public space belongs to the public, and is kept no longer than needed."),
]


def test_lines_are_joined_and_what_stands_on_every_page_is_said_once() -> None:
    body = "\nWe ask for a re-\ngister of all that they use, number {0},\nand for its costs.\nSincerely, {0}\n"
    found = paragraphs_of_pdf([f"City Network{body.format(n)}Page {n} of 3" for n in (1, 2, 3)])
    said = " ".join(one.text for one in found)
    assert "gister of all that they use, number 2, and for its costs." in said
    assert "We ask for a register of all that they use, number 1, and for its costs." in said
    assert (said.count("City Network"), "of 3" in said) == (1, False)


def test_a_paragraph_goes_on_over_the_page_and_is_of_the_page_on_which_it_begins() -> None:
    found = paragraphs_of_pdf(["We ask that cities publish everything that they", "know about their machines.\nNext."])
    assert (found[0].text, found[0].page) == (
        "We ask that cities publish everything that they know about their machines.",
        1,
    )


def test_nothing_is_lost_between_paragraphs_and_excerpts() -> None:
    said = [
        PaperPassage("Rights", 1, heading=True),
        PaperPassage("We ask for three things:", 1),
        *(PaperPassage(f"- thing {n}", 1, item=True) for n in range(3)),
        PaperPassage(" ".join(f"Sentence {n} of a long one." for n in range(200)), 2),
        PaperPassage("The end", 3, heading=True),
    ]
    found = excerpts_of(said)
    assert "".join(one.text for one in found).replace("\n", "").replace(" ", "") == "".join(
        one.text for one in said
    ).replace(" ", "")
    assert found[0].text.startswith("Rights\nWe ask for three things:\n- thing 0")
    assert max(len(one.text) for one in found) <= 1500


def test_a_word_file_has_the_pages_that_were_laid_out() -> None:
    found, pages = paragraphs_of_word(read_word(papers.word("One is said.", "\fTwo is said.", "Three is said.")))
    assert ([(one.text, one.page) for one in found], pages) == (
        [("One is said.", 1), ("Two is said.", 2), ("Three is said.", 2)],
        2,
    )
    assert paragraphs_of_word(read_word(papers.word("One is said.")))[1] is None


@pytest.mark.parametrize(
    ("excerpt", "clause", "certainty"),
    [
        ("In HR-L2, add a deadline.", 2, 1.0),
        ("Article 7 is too weak.", 3, 1.0),
        ("There are 7 reasons.", None, None),
        ("You write: cities publish a register of every algorithm that decides about residents. We agree.", 1, 0.9),
        ("Thank you for reading.", None, None),
        ("Une autre langue ne ressemble à rien.", None, None),
    ],
)
def test_an_excerpt_is_about_the_clause_that_it_names_or_quotes(
    excerpt: str, clause: int | None, certainty: float | None
) -> None:
    found = ClauseSuggester(CLAUSES).suggested(excerpt)
    assert (found and found.clause_id, found and found.certainty) == (clause, certainty)


@pytest.mark.parametrize(
    ("meanings", "clause"),
    [
        ((0.7, 0.2, 0.1), 1),  # clearly nearest
        ((0.4, 0.9, 0.1), None),  # two are near
        ((0.1, 0.1, 0.0), None),  # words in common alone are chance
    ],
)
def test_else_the_clause_that_is_clearly_nearest_or_none(meanings: tuple[float, ...], clause: int | None) -> None:
    found = ClauseSuggester(CLAUSES).nearest("Every algorithm should be in a register of the city.", meanings)
    assert (found and found.clause_id) == clause
    assert found is None or found.certainty < 0.9


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("We ask for money.", True),
        ("We ask […] soon.", True),
        ("We ask  for\nmoney.", True),
        ("soon. […] We ask", False),
        ("We want money.", False),
    ],
)
def test_words_are_the_papers_in_their_order(words: str, holds: bool) -> None:
    assert stands_in_paper(words, "We ask for money.\nGive it soon.") == holds


def encrypted(password: str) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.append(io.BytesIO(papers.pdf(["Secret words."])))
    writer.encrypt(user_password=password, owner_password="owner")
    writer.write(out)
    return out.getvalue()


def test_a_password_is_said_and_mere_rights_of_use_are_none() -> None:
    assert read_pdf(encrypted("secret"), 10) == {"fault": "password"}
    assert [text.strip() for text in read_pdf(encrypted(""), 10)["pages"]] == ["Secret words."]


def test_too_many_pages_and_files_pinned_to_a_page_are_said() -> None:
    assert read_pdf(papers.pdf(["One."] * 4), 3) == {"fault": "pages", "count": 4}
    pinned = papers.pdf(["One."]).replace(
        b"/Contents 11 0 R", b"/Contents 11 0 R /Annots [ << /Subtype /FileAttachment >> ]"
    )
    assert read_pdf(pinned, 3) == {"fault": "embedded"}


def test_a_bomb_ends_in_its_own_process() -> None:
    """Two hundred megabytes of a page in a few hundred kilobytes."""
    packed = zlib.compress(bytes(200 * 1024 * 1024), 1)
    page = papers.pdf(["x"])
    old = page[page.index(b"11 0 obj") : page.index(b"endobj", page.index(b"11 0 obj"))]
    stream = (
        f"11 0 obj\n<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream\n"
    )
    with pytest.raises(UnreadableForm, match=r"larger than any text|takes too long"):
        paper_as_read(page.replace(old, stream), PaperKind.PDF, most_pages=10, tick=lambda: None)
