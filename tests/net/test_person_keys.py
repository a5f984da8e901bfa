"""Every key to a person is in what they take away and in what is erased, or is excused with a reason."""

import json

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Person, UserSession
from consult.consultations.models import Participation
from consult.core.database import Model, db
from consult.tracing.own_data.data_export import taken_away
from consult.tracing.own_data.erasure import erase_person
from consult.tracing.own_data.person_keys import ADDRESS_KEYS, DELETED, PERSON_KEYS
from tests.net.doors import House

pytestmark = pytest.mark.xdist_group("doors")
ADDRESSES = {"email", "recipient", "sender", "address", "mail"}  # words in the names of columns


def keys_to_people() -> set[str]:
    """table.column of each foreign key to a person that is declared anywhere."""
    return {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "person"
    }


def test_every_foreign_key_to_a_person_is_named() -> None:
    assert keys_to_people() == set(PERSON_KEYS)


def test_and_every_column_that_holds_an_address() -> None:
    tables = Model.metadata.tables.values()
    columns = {f"{table.name}.{c.name}" for table in tables for c in table.columns if not c.foreign_keys}
    holding = {column for column in columns if set(column.partition(".")[2].split("_")) & ADDRESSES}
    assert holding == set(ADDRESS_KEYS)


def test_each_says_what_erasing_leaves() -> None:
    every = [*PERSON_KEYS.values(), *ADDRESS_KEYS.values()]
    assert all(key.erasure.endswith(".") and len(key.erasure) > 15 for key in every)


def rows_of(column: str, person: Person) -> int:
    name, _, field = column.partition(".")
    table = Model.metadata.tables[name]
    return db.session.scalar(select(func.count()).select_from(table).where(table.c[field] == person.id))


def test_everyone_takes_away_as_many_rows_as_there_are(house: House) -> None:
    """In a world where everything happened once, for each persona and each key."""
    met = set()
    with house.undone():
        for person in db.session.scalars(select(Person)).all():
            held = json.loads(json.dumps(taken_away(person)))
            for column, key in PERSON_KEYS.items():
                what, _, field = column.partition(".")
                rows = held[key.heading]
                if key.heading == "deeds":
                    rows = [row for row in rows if (row["what"], f"{row['as']}_id") == (what, field)]
                assert len(rows) == rows_of(column, person), f"{person.name}: {column}"
                met |= {column} if rows else set()
    assert len(met) >= len(PERSON_KEYS) // 2


def test_what_is_said_to_be_deleted_is_deleted(house: House) -> None:
    with house.undone():
        gus = db.session.scalars(select(Person).where(Person.email == "gus@example.org")).one()
        assert {
            type_ for type_ in (Participation, UserSession) if rows_of(f"{type_.__tablename__}.person_id", gus)
        } == {
            Participation,
            UserSession,
        }
        erase_person(gus)
        left = [c for c, key in PERSON_KEYS.items() if key.erasure == DELETED and rows_of(c, gus)]
        assert left == []
