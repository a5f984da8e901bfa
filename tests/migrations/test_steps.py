"""Each step up, down and up again with rows in the tables, on both databases; what must never be cannot be written."""

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from consult.core.database import db
from tests.migrations.conftest import STEPS
from tests.migrations.rows import A_SEAT, AT, LATER, Row, but, first_rows, put, rows_of


def counted(table: str) -> int:
    with db.engine.connect() as connection:
        return connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()  # noqa: S608


def test_every_step_says_what_rows_it_meets() -> None:
    told = {path.stem for path in Path(__file__).parent.glob("*.jsonl")}
    assert told == set(STEPS), "a new step has a file with the rows that it takes along, up and down"


@pytest.mark.parametrize("step", STEPS)
def test_a_step_goes_up_down_and_up_with_rows(below: Flask, step: str) -> None:
    upgrade(revision=step)
    put(rows_of(step))
    before = set(inspect(db.engine).get_table_names())
    downgrade(revision="-1")
    upgrade(revision=step)
    assert set(inspect(db.engine).get_table_names()) == before


def test_going_up_twice_is_going_up_once(newest: Flask) -> None:
    put(first_rows())
    upgrade()
    assert counted("comment") == 1


def test_all_steps_are_taken_back_with_rows_and_leave_nothing(newest: Flask) -> None:
    put([*first_rows(), *DELPHI])
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def advice(id_: int, **changes: object) -> Row:
    """A remark on the first revision."""
    remark = {"revision_id": 1, "kind": "remark", "author_id": 1, "text": "x", "proposed_text": "", "version": 1}
    return "revision_remark", {"id": id_, **remark, "at": AT, **changes}


STUDY = {"id": 1, "guideline_id": 1, "title": "x", "aim": "x", "max_rounds": 3, "agreement": 0.75, "iqr_at_most": 2}
STUDY |= {"stable_below": 0.15, "created_by_id": 1, "created_at": AT, "started_at": AT, "stop_reason": ""}
DELPHI_ROUND = {"id": 1, "study_id": 1, "number": 1, "opens_at": AT, "closes_at": LATER, "timezone": "UTC"}
DELPHI_ROUND |= {"opened_by_id": 1}
RATING = {"id": 1, "round_id": 1, "item_id": 1, "panelist_id": 1, "value": 7, "reason": "", "at": AT}
DELPHI: list[Row] = [
    ("delphi_study", STUDY),
    *(("delphi_item", {"id": n, "study_id": 1, "position": n, "text": "x"}) for n in (1, 2)),
    ("delphi_panelist", {"id": 1, "study_id": 1, "appointment_id": 1, "name": "x", "seated": True}),
    ("delphi_round", DELPHI_ROUND),
    ("delphi_rating", RATING),
]


NEVER: dict[str, Row] = {
    "two people with one address": but("person", 2),
    "an address in capitals": but("person", 2, email="Bruno@example.org"),
    "a kind of person that there is none of": but("organisation", 2, name="X", stakeholder_type="robot"),
    "a published draft without a date": but("draft", 3, number=3, state="published", published_at=None),
    "a draft in work with a date": but("draft", 3, number=3, state="editing"),
    "one number for two drafts": but("draft", 3),
    "two wordings of a clause in a draft": but("wording", 3, number="HR-L9"),
    "one number for two clauses of a draft": but("wording", 3, clause_id=2),
    "a role given twice": but("appointment", 2),
    "a round that closes before it opens": but("round", 2, slug="b", opens_at=LATER, closes_at=AT),
    "a round cancelled without a reason": but("round", 2, slug="b", cancelled_at=AT),
    "a comment that was sent without a date": but("comment", 2, reference="C-2", sent_at=None),
    "a draft comment with a date": but("comment", 2, reference="C-2", state="draft"),
    "a passage of no clause": but("comment", 2, reference="C-2", clause_id=None),
    "hidden without a reason": but("comment", 2, reference="C-2", state="hidden"),
    "one reference for two comments": but("comment", 2),
    "two versions with one number": but("comment_version", 2),
    "an empty point": but("point", 2, start=9, end=9),
    "a point twice": but("point", 2),
    "a probability above one": but("assignment", 2, p=1.5, theme_id=2),
    "a point twice in a theme": but("assignment", 2),
    "a merged theme without an heir": but("theme", 2, state="merged"),
    "an answer to nothing": but("answer", 2, theme_id=None),
    "a point twice kept out of a theme": but("exclusion", 2),
    "a split into five": but("split", 2, number=5),
    "no parts without a reason": but("split", 2, state="no_parts"),
    "a part twice": but("split_part", 2),
    "an answer to two things": but("answer", 2, point_id=1),
    "an answer without a reason": but("answer", 2, point_id=1, theme_id=None, reason=""),
    "referred to nowhere": but("answer", 2, point_id=1, theme_id=None, disposition="referred"),
    "two answers that stand": but("answer", 2),
    "a revision without words": but("revision", 2, proposed_text=""),
    "a new clause with a base": but("revision", 2, kind="add"),
    "a ballot closed without an outcome": but("ballot", 2, carried=None),
    "a quorum of more than all": but("ballot", 2, quorum=1.5),
    "a void ballot without a reason": but("ballot", 2, carried=None, voided_at=AT),
    "a void ballot that carried": but("ballot", 2, voided_at=AT, void_reason="Wrong."),
    "a ballot certified and void": but("ballot", 2, carried=None, certified_at=AT, voided_at=AT, void_reason="Wrong."),
    "a ballot certified while it is open": but("ballot", 2, carried=None, closed_at=None, certified_at=AT),
    "an indicative ballot that decides": but("ballot", 2, majority="indicative"),
    "a secret ballot that asks objectors": but("ballot", 2, majority="consensus", secret=True),
    "a secret ballot by states": but("ballot", 2, counting="per_state", secret=True),
    "a seat taken over at no time": ("ballot_seat", {**A_SEAT[1], "id": 2, "appointment_id": 2, "holder_id": 3}),
    "a member seated twice": ("ballot_seat", {**A_SEAT[1], "id": 2}),
    "two votes that stand": but("vote", 2),
    "an indication without a gradient": but("vote", 2, choice="indicated", superseded_at=AT),
    "an objection that does not say what would do": but("vote", 2, choice="cannot_accept", superseded_at=AT),
    "a draft published twice": but("publication", 2),
    "a revision put in twice": but("provenance", 2, wording_id=None),
    "a comment carried twice to a draft": but("carry", 2),
    "more than certain": but("carry", 2, draft_id=1, confidence=1.1),
    "a remark without words": advice(2, text=""),
    "an amendment without words": advice(2, kind="amendment"),
    "a remark with words to take": advice(2, proposed_text="Other words."),
    "a reply that is a question": advice(2, parent_id=1, kind="question"),
    "settled by nobody": advice(2, kind="question", settled_at=AT),
    "a settled remark": advice(2, settled_at=AT, settled_by_id=1),
    "a question taken as an alternative": advice(2, kind="question", taken_as_id=1),
    "a rating off the scale": ("delphi_rating", {**RATING, "id": 2, "item_id": 2, "value": 10}),
    "a statement rated twice by one in a round": ("delphi_rating", {**RATING, "id": 2}),
    "a statement without words": ("delphi_item", {"id": 3, "study_id": 1, "position": 3, "text": ""}),
    "two running rounds": ("delphi_round", {**DELPHI_ROUND, "id": 2, "number": 2}),
    "rounds stopped without a reason": ("delphi_study", {**STUDY, "id": 2, "ended_at": LATER, "ended_as": "stopped"}),
    "consensus of a half": ("delphi_study", {**STUDY, "id": 2, "agreement": 0.5}),
}


def test_what_must_never_be_cannot_be_written(newest: Flask) -> None:
    put([*first_rows(), ("clause", {"id": 2, "guideline_id": 1, "uid": "decade"}), but("theme", 2)])
    put([advice(1), *DELPHI])
    written = []
    for what, row in NEVER.items():
        try:
            put([row])
        except IntegrityError:
            continue
        written.append(what)
    assert not written


def test_what_may_be_twice_can_be_written(newest: Flask) -> None:
    """The same checks let through what only looks like it: an answer and a vote that were replaced."""
    put([*first_rows(), but("answer", 2, superseded_at=AT), but("vote", 2, superseded_at=AT)])
    put([but("ballot", 2, closed_at=None, carried=None, tally=None)])
    with pytest.raises(IntegrityError):
        put([but("ballot", 3, closed_at=None, carried=None, tally=None)])  # two open ballots on one revision


def test_a_point_that_goes_takes_its_answer_and_its_places_along(newest: Flask) -> None:
    put([*first_rows(), but("answer", 2, theme_id=None, point_id=1)])
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM point WHERE id = 1"))
    assert [counted(table) for table in ("assignment", "exclusion", "revision_point", "answer")] == [0, 0, 0, 1]


def test_a_number_is_not_given_again_when_its_row_is_gone(newest: Flask) -> None:
    """Addresses, and the journal, name rows by their numbers: /points/9 must not lead to another's words one day."""
    put(first_rows())
    values = {name: value for name, value in but("point", start=20, end=25)[1].items() if name != "id"}

    def given(number: int | None = None) -> int:
        with db.engine.begin() as connection:
            if number is not None:
                connection.execute(text("DELETE FROM point WHERE id = :id"), {"id": number})
            names, places = ", ".join(f'"{name}"' for name in values), ", ".join(f":{name}" for name in values)
            fresh = text(f"INSERT INTO point ({names}) VALUES ({places}) RETURNING id")  # noqa: S608
            return int(connection.execute(fresh, values).scalar_one())

    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:  # the rows above came with numbers of their own
            connection.execute(text("SELECT setval('point_id_seq', (SELECT max(id) FROM point))"))
    last = given()
    assert given(last) > last


def test_no_table_of_ours_gives_a_number_twice(newest: Flask) -> None:
    if db.engine.dialect.name == "postgresql":
        return
    with db.engine.connect() as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    reusing = {
        name
        for name, sql in made
        if "id INTEGER" in sql.replace("_id INTEGER", "")
        and "AUTOINCREMENT" not in sql
        and not name.startswith("search_fts")  # FTS5's own
    }
    assert reusing == set()


def test_a_role_that_ended_is_not_held_again_when_a_step_is_taken_back(empty: Flask) -> None:
    upgrade(revision="0005")
    put(rows_of("0005"))
    downgrade(revision="0004")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT id, seated FROM appointment")).all() == [(2, True)]
        assert connection.execute(text("SELECT voter_id FROM vote")).all() == [(2,)]


def test_a_password_of_an_address_that_was_never_confirmed_is_forgotten(empty: Flask) -> None:
    upgrade(revision="0004")
    put([*rows_of("0001"), but("person", 2, email="new@example.org", confirmed_at=None, password_hash="a stranger's")])
    put([but("person", 3, email="old@example.org", password_hash="their own")])
    upgrade(revision="0005")
    with db.engine.connect() as connection:
        kept = connection.execute(text("SELECT id, password_hash FROM person WHERE id > 1 ORDER BY id")).all()
    assert kept == [(2, None), (3, "their own")]
