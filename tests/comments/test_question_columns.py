"""The columns of a questionnaire, said on a page by whoever imports it."""

import io

import pytest
from sqlalchemy import select

from consult.comments.formats.question_columns import (
    QuestionColumn,
    columns_from,
    columns_said,
    grouped_columns,
    question_columns,
    questions_listed,
)
from consult.comments.formats.questionnaire import guessed
from consult.comments.formats.source import open_source
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


def test_columns_stand_in_groups_and_what_is_settled_is_folded() -> None:
    groups = grouped_columns(COLUMNS, {}, {})
    assert [(group.name, [one.column.heading for one in group.columns]) for group in groups] == [
        ("person", ["id", "type"]),
        ("open", ["q2"]),
        ("closed", ["q1"]),
    ]
    settled = {one.column.heading: one.settled for group in groups for one in group.columns}
    assert settled == {"id": True, "type": False, "q2": True, "q1": True}  # a word of “type” is not known
    moved = grouped_columns(COLUMNS, {"role-3": "open"}, {"place-3": "wrong"})
    assert [(one.column.heading, one.settled) for one in moved[1].columns] == [("q1", False), ("q2", True)]


def test_questions_are_the_words_of_the_headings_or_of_the_row_below_them() -> None:
    prose = "We would rather see a public list of the sensors than none at all"
    whole = f"id,Do you agree?,Why do you think so?\n1,Yes,{prose} 1.\n2,No,{prose} 2.\n"
    coded = (
        f"Ident 1,Ident 2,Ident 3\nWho are you?,Do you agree?,Why do you think so?\na,Yes,{prose} 1.\nb,No,{prose} 2.\n"
    )
    titles = []
    for text in (whole, coded):
        source = open_source(text.encode())
        columns = question_columns(source, guessed(source))
        titles.append([(column.title, column.role) for column in columns[1:]])
    assert titles[0] == titles[1] == [("Do you agree?", "closed"), ("Why do you think so?", "open")]


def test_dates_numbers_and_addresses_are_no_answers_to_an_open_question() -> None:
    stamps = "".join(
        f"2015-10-18T22:24:{n}+0200,https://example.org/a/long/address/{n},{n}{n}{n}\n" for n in range(10, 40)
    )
    source = open_source(f"begun at,seen at page,score\n{stamps}".encode())
    assert set(guessed(source)["columns"].values()) == {"closed"}


@pytest.mark.parametrize(
    "listed",
    [
        "q2\tWhat do you want?\topen",
        'column,question,kind\nq2,"What do you want?",open,1086',
        "Q2;What do you want?;open",
    ],
)
def test_a_list_of_questions_fills_the_page(listed: str) -> None:
    assert questions_listed(listed, COLUMNS) == {"title-4": "What do you want?", "role-4": "open"}


def test_a_person_says_what_the_columns_are_and_the_next_file_is_read_likewise(browser: Browser, round_: Round) -> None:
    page, upload = chosen(round_, browser)
    assert "Say what the columns are" in page
    slug, sara = round_.guideline.slug, browser.as_(browser.people.sara)
    shown = sara.get("comments.register_columns", slug=slug, upload_id=upload.id)
    assert "“Sensor maker”" in shown
    assert "“Utopia”" in shown
    columns = [column.heading for column in columns_from(upload.columns)]
    at = {name: place for place, name in enumerate(columns, start=1)}
    filled = {"do": "fill", "questions": "q1,Is it needed?,open", "role-1": "source_id"}
    page = sara.post("comments.register_columns", filled, slug=slug, upload_id=upload.id)
    assert "1 question is filled in below" in page
    assert 'value="Is it needed?"' in page.html
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


def test_a_table_whose_columns_nobody_knows_is_asked_about(browser: Browser, round_: Round) -> None:
    remarks = "".join(f"HR-P1,Cities should say who reads the sensors, and why they do so ({n}).\n" for n in range(15))
    text = "clause,my remark\n" + remarks.replace("sensors, and", "sensors and")
    sara, slug = browser.as_(browser.people.sara), round_.guideline.slug
    typed = {"file": (io.BytesIO(text.encode()), "mine.csv"), "round_slug": round_.slug}
    page = sara.post("comments.register", typed, slug=slug, follow=True)
    assert (page.status, "Say what the columns are" in page) == (422, True)
    upload = db.session.scalars(select(RegisterUpload)).one()
    sara.post("comments.register_columns", {"role-1": "clause", "role-2": "open"}, slug=slug, upload_id=upload.id)
    db.session.expire_all()
    assert (upload.state, upload.new) == (UploadState.READY, 15)
