"""The columns of a questionnaire, said on a page by whoever imports it."""

import io

import pytest
from sqlalchemy import select

from consult.comments.formats.question_columns import QuestionColumn, columns_from, columns_said
from consult.comments.models import Comment
from consult.comments.register.models import RegisterUpload, UploadState
from consult.consultations.models import Round
from consult.core.database import db
from tests.browser import Browser, Page
from tests.make import consultations as make_round
from tests.make import drafts as make

ANSWERS = """reference,user_type,country,q1,q2,paper
F1,NGO,France,5 - Yes,We want a public register of the sensors in the city.,
F2,Sensor maker,Kenya,4 - No,See written response,paper.pdf
F3,NGO,Utopia,4 - No,Do not ask too much of small firms here.,p.pdf
"""
COLUMNS = [
    QuestionColumn("id", "source_id"),
    QuestionColumn("type", "stakeholder_type", unknown=[("Sensor maker", 1)]),
    QuestionColumn("q1", "closed"),
    QuestionColumn("q2", "open"),
]
AS_READ = {"role-1": "source_id", "role-2": "stakeholder_type", "role-3": "closed", "role-4": "open"}


@pytest.fixture
def round_(browser: Browser) -> Round:
    guideline = make.guideline()
    browser.people.appoint_all(guideline)
    made = make_round.round_(make.draft(guideline, by=browser.people.sara))
    db.session.commit()
    return made


def chosen(round_: Round, browser: Browser) -> tuple[Page, RegisterUpload]:
    file = (io.BytesIO(ANSWERS.encode()), "answers.csv")
    typed = {"file": file, "round_slug": round_.slug, "file_format": "questionnaire"}
    page = browser.as_(browser.people.sara).post("comments.register", typed, slug=round_.guideline.slug, follow=True)
    return page, db.session.scalars(select(RegisterUpload).order_by(RegisterUpload.id.desc()).limit(1)).one()


def test_what_is_said_of_columns_becomes_a_mapping() -> None:
    typed = {**AS_READ, "title-4": "What do you want?", "place-4": "HR-P1", "value-2-1": "private_sector"}
    mapping, faults = columns_said(COLUMNS, typed, frozenset({"hr-p1"}))
    assert not faults
    assert mapping["columns"] == {"id": "source_id", "type": "stakeholder_type", "q1": "closed", "q2": "open"}
    assert (mapping["titles"], mapping["clauses"]) == ({"q2": "What do you want?"}, {"q2": "HR-P1"})
    assert mapping["values"] == {"type": {"Sensor maker": "private_sector"}}


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"role-3": "odd"}, "role-3", "Choose what"),
        ({"role-3": "source_id"}, "role-3", "“id” is this field already"),
        ({"role-4": "closed"}, "", "at least one column"),
        ({"place-4": "XX-1"}, "place-4", "no clause or pillar “XX-1”"),
        ({"value-2-1": "wizards"}, "value-2-1", "not known here either"),
    ],
)
def test_what_cannot_be_gets_a_sentence_at_its_field(typed: dict[str, str], field: str, says: str) -> None:
    _mapping, faults = columns_said(COLUMNS, {**AS_READ, **typed}, frozenset())
    assert says in faults[field]
    assert len(faults) == 1


def test_a_person_says_what_the_columns_are_and_the_next_file_is_read_likewise(browser: Browser, round_: Round) -> None:
    page, upload = chosen(round_, browser)
    assert "Say what the columns are" in page
    slug, sara = round_.guideline.slug, browser.as_(browser.people.sara)
    shown = sara.get("comments.register_columns", slug=slug, upload_id=upload.id)
    assert "“Sensor maker”" in shown
    assert "“Utopia”" in shown
    columns = [column.heading for column in columns_from(upload.columns)]
    at = {name: place for place, name in enumerate(columns, start=1)}
    typed = {f"role-{at['q1']}": "open", f"title-{at['q1']}": "Is it needed?"}
    typed[f"value-{at['user_type']}-1"] = "private_sector"
    wrong = typed | {f"place-{at['q1']}": "nowhere"}
    refused = sara.post("comments.register_columns", wrong, slug=slug, upload_id=upload.id)
    assert (refused.status, "nowhere" in refused, "Is it needed?" in refused.html) == (422, True, True)
    sara.post("comments.register_columns", typed, slug=slug, upload_id=upload.id)
    db.session.expire_all()
    assert (upload.state, upload.new) == (UploadState.READY, 6)
    sara.post("comments.import_register", {}, slug=slug, upload_id=upload.id)
    kept = db.session.scalars(select(Comment).where(Comment.title == "Is it needed?")).all()
    assert {one.stakeholder_type for one in kept} == {"civil_society", "private_sector"}
    page, again = chosen(round_, browser)
    assert "as they were said for answers.csv" in page
    assert (again.new, again.already) == (0, 6)


def test_a_file_that_is_no_questionnaire_has_no_such_page(browser: Browser, round_: Round) -> None:
    typed = {"file": (io.BytesIO(b"comment\nGood.\n"), "a.csv"), "round_slug": round_.slug}
    sara = browser.as_(browser.people.sara)
    sara.post("comments.register", typed, slug=round_.guideline.slug)
    upload = db.session.scalars(select(RegisterUpload)).one()
    page = sara.get("comments.register_columns", slug=round_.guideline.slug, upload_id=upload.id, follow=True)
    assert "no questionnaire" in page
