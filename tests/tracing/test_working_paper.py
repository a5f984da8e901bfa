"""The working paper for a meeting: text, points by theme, proposed answer, revisions as tracked changes, in Word."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from consult.drafts.evidence.actions import add_finding
from consult.drafts.evidence.findings_file import FindingContent
from consult.drafts.models import Guideline
from consult.drafts.queries import wordings_of
from consult.drafts.weighing.actions import GivenJudgement, weigh
from consult.drafts.weighing.models import DecisionCriterion, Judgement
from consult.responses.models import Disposition
from consult.revisions.models import RevisionState
from consult.tracing.papers.meeting import views
from tests.browser import Browser
from tests.make import responses, revisions


def paper(browser: Browser, guideline: Guideline, **about: object) -> tuple[list[str], list[str]]:
    """Its paragraphs without tracked changes, and the words that are put in."""
    answer = browser.get("tracing.meeting_paper", slug=guideline.slug, file_format="docx", **about).response
    document = Document(io.BytesIO(answer.get_data()))
    added = ["".join(text.text for text in one.iter(qn("w:t"))) for one in document.element.body.iter(qn("w:ins"))]
    return [paragraph.text for paragraph in document.paragraphs], added


def test_one_press_gives_text_points_answer_and_revisions_and_names_nobody(browser: Browser) -> None:
    people = browser.people
    made = responses.consulted(people)
    point = made.points[0]
    responses.answer(point, people.dana, Disposition.ACCEPTED, "A register must be whole.")
    draft = point.comment.round.draft
    revision = revisions.revision(draft, people.dana, "A wholly other text.", state=RevisionState.PROPOSED)
    dana, guideline = browser.as_(people.dana), draft.guideline
    clause = next(wording.clause for wording in wordings_of(draft) if wording.number == "HR-L1")
    add_finding(
        guideline, FindingContent(statement="Few publish it.", value="12", source="A survey."), [clause], by=people.dana
    )
    weigh(clause, {DecisionCriterion.BENEFIT: GivenJudgement(Judgement.LARGE, "As [F01] says.")}, by=people.dana)
    said, added = paper(dana, guideline, at="HR-L1")
    assert said[0] == "Working paper: HR-L1"
    assert revision.base is not None
    assert revision.base.text in said
    assert any(point.text in line and point.comment.reference in line for line in said)
    assert "Proposed answer: Accepted. A register must be whole." in said
    assert "F01 Few publish it. · 12 · A survey." in said
    assert "Benefit: large. As [F01] says." in said
    assert any(line.startswith(revision.title) for line in said)
    assert "other" in " ".join(added)
    names = {person.name for person in vars(people).values() if hasattr(person, "name")}
    assert not [line for line in said for name in names if name in line]

    by_pillar, _added = paper(dana, guideline, pillar="HR")
    assert any(line.startswith("HR-L1") for line in by_pillar)
    assert "Working paper for a meeting (Word)" in dana.get("responses.desk", slug=guideline.slug, at="HR-L1")
    nowhere = {"slug": guideline.slug, "file_format": "docx", "at": "no-such"}
    assert dana.get("tracing.meeting_paper", status=404, **nowhere).status == 404


def test_the_same_paper_is_printed_or_says_that_it_is_too_long(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = browser.people
    draft = responses.consulted(people).points[0].comment.round.draft
    revisions.revision(draft, people.dana, "A wholly other text.", state=RevisionState.PROPOSED)
    about = {"slug": draft.guideline.slug, "file_format": "pdf", "at": "HR-L1"}
    pytest.importorskip("weasyprint")
    dana = browser.as_(people.dana)
    made = dana.get("tracing.meeting_paper", **about).response
    assert made.content_type == "application/pdf"
    read = PdfReader(io.BytesIO(made.get_data()))
    words = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    assert "Working paper: HR-L1" in words
    assert "[added:]" in words
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    monkeypatch.setattr(views, "MOST_PRINTED", 3)
    assert "too long to be printed" in dana.get("tracing.meeting_paper", status=403, **about)
