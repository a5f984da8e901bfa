"""Quotes as people copy them out of a printed text, a page or a file, in a register. On both databases."""

from pathlib import Path

import pytest

from consult.comments.models import Comment
from consult.comments.register.file_reading import read_register
from consult.comments.register.importing import import_rows
from consult.comments.register.validation import check_rows
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.outline import from_csv
from tests.make import consultations
from tests.make import drafts as make
from tests.people import People

DATA = Path(__file__).parent / "data"
AMBIGUOUS = "q13"


@pytest.fixture
def round_(people: People) -> Round:
    text = from_csv((DATA / "lab.csv").read_text("utf-8"))
    return consultations.round_(make.draft(make.guideline(by=people.sara), text, by=people.sara))


def test_every_quote_but_an_ambiguous_one_is_found(round_: Round) -> None:
    """After hypothesis/client#3693 and viva#95: quotation marks, hyphens, composition, vowel signs, an ellipsis."""
    rows = read_register((DATA / "quotes.jsonl").read_bytes()).rows
    faults = check_rows(round_, rows).faults
    assert [(rows[fault.row - rows[0].number].cells["source_id"], fault.column) for fault in faults] == [
        (AMBIGUOUS, "quote")
    ]
    assert "stand 3 times in clause 4" in faults[0].message
    assert "quote_prefix" in faults[0].message


def test_what_is_kept_is_the_passage_as_it_stands_in_the_clause(round_: Round) -> None:
    rows = [
        row for row in read_register((DATA / "quotes.jsonl").read_bytes()).rows if row.cells["source_id"] != AMBIGUOUS
    ]
    import_rows(round_, rows)
    quotes = {comment.source_id: comment.quote for comment in db.session.query(Comment)}
    assert quotes["q2"] == quotes["q3"] == quotes["q0"] == "„intelligente“ Messsysteme"
    assert quotes["q4"] == quotes["q5"] == "öffentlich verfügbar"
    assert quotes["q7"].startswith("تُعلِن")
    assert quotes["q9"] == "征求居民意见。"
    assert quotes["q10"].startswith("Every resident can ask for a decision")
    assert quotes["q15"] == "publish all open data within thirty days"


def test_what_stands_around_it_tells_one_of_several(round_: Round) -> None:
    row = {"comment": "Which?", "clause": "4", "quote": "The council shall", "quote_suffix": " publish the"}
    import_rows(round_, [row])
    assert db.session.query(Comment).one().suffix.startswith(" publish the result")
