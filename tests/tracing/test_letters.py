"""Answers as letters: for those whom a register brought in, with what they said and what was answered."""

import io
import zipfile

import docx
from sqlalchemy import select

from consult.comments.models import Comment
from consult.comments.register.importing import import_rows
from consult.core.database import db
from tests.browser import Browser
from tests.make import analysis, consultations, drafts, responses

SAID = [
    {"comment": "Say who pays.", "author_name": "Ali Juma", "organisation": "Village council", "country": "KE"},
    {"comment": "Say when.", "author_name": "Ali Juma", "organisation": "Village council", "country": "KE"},
    {"comment": "A good text.", "author_name": "Eva Lund", "country": "SE"},
]


def answered(browser: Browser) -> None:
    """Ali's two comments are answered, Eva's is not."""
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    round_ = consultations.round_(drafts.draft(guideline, by=browser.people.sara))
    import_rows(round_, SAID)
    db.session.commit()
    responses.without_second_reader(guideline, browser.people)
    for comment in db.session.scalars(select(Comment).where(Comment.author_name == "Ali Juma").order_by(Comment.id)):
        responses.answer(analysis.point(comment), browser.people.dana, reason=f"We wrote it: {comment.text}")


def test_one_letter_for_all_that_one_of_them_said(browser: Browser) -> None:
    answered(browser)
    sara = browser.as_(browser.people.sara)
    assert "1 letter" in sara.get("tracing.letters", slug="smart-cities")
    one = sara.get("tracing.take_letters", round_slug="open-round", file_format="docx").response.data
    document = docx.Document(io.BytesIO(one))
    text = "\n".join(
        "".join(node.text or "" for node in p._p.iter() if node.tag.endswith("}t")) for p in document.paragraphs
    )
    for words in ("Ali Juma", "Village council", "Kenya", "Say who pays.", "We wrote it: Say when."):
        assert words in text
    assert "Eva Lund" not in text
    assert "MERGEFIELD Address" in document.element.xml
    each = sara.get("tracing.take_letters", round_slug="open-round", file_format="zip").response.data
    assert len(zipfile.ZipFile(io.BytesIO(each)).namelist()) == 1


def test_names_are_for_the_team_alone(browser: Browser) -> None:
    answered(browser)
    for person in (browser.people.amina, browser.people.moses):
        browser.as_(person).get("tracing.take_letters", round_slug="open-round", file_format="docx", status=403)
