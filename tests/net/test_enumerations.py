"""The words that a column may hold are the same in the models and in both migrated databases.

Autogeneration does not compare CHECK constraints: a new value of an enumeration without a migration would pass
every other test and fail at the first row that has it.
"""

import re

from flask import Flask
from sqlalchemy import CheckConstraint, Enum, inspect

import consult.publishing.models
import consult.responses.models
import consult.voting.objections.models  # noqa: F401 - they fill the metadata
from consult.core.database import Model, db

GRAMMAR = {"in", "any", "array", "text", "character", "varying"}  # of "IN (…)" and "= ANY (ARRAY[…]::text[])"


def declared() -> dict[str, set[str]]:
    """table.column → the words of its enumeration."""
    return {
        f"{table.name}.{column.name}": set(column.type.enums)
        for table in Model.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Enum)
    }


def migrated() -> dict[str, set[str]]:
    """The same, read from the CHECK constraints of the database: nothing but one column and the words it may hold."""
    found = {}
    checks = inspect(db.session.connection()).get_multi_check_constraints().items()
    for (_schema, table), constraints in checks:
        for constraint in constraints:
            text = str(constraint["sqltext"])
            names = set(re.findall(r"[a-z_]\w*", re.sub(r"'(?:[^']|'')*'", "", text.lower()))) - GRAMMAR
            if len(names) == 1:
                found[f"{table}.{names.pop()}"] = set(re.findall(r"'((?:[^']|'')*)'", text))
    return found


def test_every_enumeration_is_checked_by_the_database_as_the_models_say(app: Flask) -> None:
    said, there = declared(), migrated()
    assert said, "no column is an enumeration: this test reads the wrong metadata"
    wrong = {
        name: (sorted(words), sorted(there.get(name, ()))) for name, words in said.items() if there.get(name) != words
    }
    assert not wrong


def test_every_named_check_of_the_models_is_in_the_database(app: Flask) -> None:
    checks = inspect(db.session.connection())
    for table in Model.metadata.tables.values():
        there = {constraint["name"] for constraint in checks.get_check_constraints(table.name)}
        said = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint) and c.name}
        assert not said - there, (table.name, said - there)
