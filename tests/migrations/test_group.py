"""0011: states are codes, what names no country is kept to be seen; suspended roles stay without rights."""

from typing import Any

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from consult.core.database import db
from tests.migrations.rows import AT, LATER, Row, but, put, rows_of

BEFORE, STEP = "0010", "0011"


def seat(id_: int, state: str | None, **changes: object) -> Row:
    return but("appointment", id_, person_id=id_ + 100, member_state=state, **changes)


def people(*numbers: int) -> list[Row]:
    return [but("person", number, email=f"p{number}@example.org") for number in numbers]


def asked(query: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_a_state_becomes_its_code_and_what_names_none_is_kept_apart(empty: Flask) -> None:
    upgrade(revision=BEFORE)
    given = {12: "Kenya", 13: "prt", 14: "fr", 15: "Atlantis", 16: None, 17: " "}
    put([*rows_of("0001"), *people(*(n + 100 for n in given)), *(seat(n, state) for n, state in given.items())])
    upgrade(revision=STEP)
    found = asked("SELECT id, member_state, state_as_given FROM appointment WHERE id > 11 ORDER BY id")
    assert found == [
        (12, "KE", ""),
        (13, "PT", ""),
        (14, "FR", ""),
        (15, None, "Atlantis"),
        (16, None, ""),
        (17, None, ""),
    ]
    assert asked("SELECT group_of_states FROM guideline WHERE id = 1") == [(False,)], (
        "one sits for no state that is known"
    )
    downgrade(revision=BEFORE)
    assert asked("SELECT member_state FROM appointment WHERE id = 15") == [("Atlantis",)]


def test_a_group_whose_voting_experts_all_sit_for_states_is_one_of_states(empty: Flask) -> None:
    upgrade(revision=BEFORE)
    put([*rows_of("0001"), *people(112, 113), seat(12, "Kenya"), seat(13, None, seated=False)])
    upgrade(revision=STEP)
    assert [bool(row[0]) for row in asked("SELECT group_of_states FROM guideline")] == [True]


def test_a_role_that_is_suspended_gives_no_rights_when_the_step_is_taken_back(empty: Flask) -> None:
    upgrade(revision=STEP)
    put([*rows_of("0001"), *people(112), seat(12, "KE", suspended_at=LATER, appointed_at=AT)])
    downgrade(revision=BEFORE)
    ((ended,),) = asked("SELECT ended_at FROM appointment WHERE id = 12")
    assert "2026-03-09" in str(ended)
