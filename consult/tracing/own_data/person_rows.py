"""Rows that point to a person, found in a few statements however many tables there are: under which headings something
is held, and what they did in the record."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, literal, select, union_all

from consult.accounts.models import Person
from consult.core.database import Model, db
from consult.tracing.own_data.person_keys import PERSON_KEYS, PersonKey

# Held by their address, and what names them under another heading.
BY_ADDRESS: Mapping[str, Sequence[str]] = {
    "mail": ("message.recipient",),
    "received_mail": ("received_mail.sender_address",),
    "requests": ("review_request.email",),
    "offers": ("role_offer.email",),
    "nominations": ("nomination.nominator_email", "nomination.nominee_email"),
}
BY_NUMBER: Mapping[str, Sequence[str]] = {"offers": ("role_offer.by_id",), "journal": ("journal_entry.actor_id",)}
# What hangs on a row of another heading: there can be none without it.
ONLY_WITH = {"interests": "roles", "votes": "roles", "ratings": "roles", "satisfaction": "comments"}


def headings_known() -> set[str]:
    """Every heading of which this can tell whether there is anything."""
    return {*_by_number(), *BY_ADDRESS, *ONLY_WITH}


def headings_held(person: Person) -> set[str]:
    """Under which headings there is anything, so that the others need not be asked for. One statement."""
    asked = [_is_there(heading, columns, person.id) for heading, columns in _by_number().items()]
    asked += [_is_there(heading, columns, person.email) for heading, columns in BY_ADDRESS.items()]
    found = set(db.session.scalars(union_all(*asked)))
    return found | {heading for heading, other in ONLY_WITH.items() if other in found}


def _by_number() -> Mapping[str, set[str]]:
    own = {heading: set(columns) for heading, columns in BY_NUMBER.items()}
    for column, key in PERSON_KEYS.items():
        own.setdefault(key.heading, set()).add(column)
    return {heading: columns for heading, columns in own.items() if heading != "deeds"}


def _is_there(heading: str, columns: Iterable[str], value: int | str) -> Select[str]:
    there: ColumnElement[bool] = literal(value=False)
    for name in columns:
        column = _column(name)
        there = there | select(column).where(column == value).exists()
    return select(literal(heading)).where(there)


def _column(name: str) -> ColumnElement[Any]:
    table, _, field = name.partition(".")
    return Model.metadata.tables[table].c[field]


def rows_of_deeds(person: Person) -> list[dict[str, Any]]:
    """Rows that name them as who did it, in the order of `PERSON_KEYS`, each with its moment where it has one."""
    columns = [(column, key) for column, key in PERSON_KEYS.items() if key.heading == "deeds"]
    place = {tuple(column.split(".")): number for number, (column, _key) in enumerate(columns)}
    kinds: dict[str, list[Select[Any]]] = {}
    for column, key in columns:
        kind, query = _rows(person, column, key)
        kinds.setdefault(kind, []).append(query)
    found = [tuple(row) for kind in kinds.values() for row in db.session.execute(union_all(*kind))]
    return [
        {"what": name, "as": field.removesuffix("_id"), "number": number, "at": at.isoformat() if at else None}
        for name, field, number, at in sorted(found, key=lambda row: (place[row[0], row[1]], row[2]))
    ]


def _rows(person: Person, column: str, key: PersonKey) -> tuple[str, Select[Any]]:
    """The kind of its moment as well: a union has one type for it."""
    name, _, field = column.partition(".")
    table: Table = Model.metadata.tables[name]
    (number,) = table.primary_key.columns
    what = (literal(name), literal(field), number)
    if not key.at:
        return "", select(*what, literal(None)).where(table.c[field] == person.id)
    at = table.c[key.at]
    return type(at.type).__name__, select(*what, at).where(table.c[field] == person.id)
