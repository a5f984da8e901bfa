"""Rows as they stood when a step was taken: one file a step, one row a line, each after those that it points to.

They are written with plain SQL, not with models: models change, what a step met does not.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text

from consult.core.database import db

Row = tuple[str, Mapping[str, Any]]

AT, LATER = "2026-03-01 12:00:00+00:00", "2026-03-09 12:00:00+00:00"


def rows_of(step: str) -> list[Row]:
    lines = Path(__file__).with_name(f"{step}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row.pop("table"), row) for row in rows]


# What later steps ask of rows that the first one knew already.
ASKED_SINCE: Mapping[str, Mapping[str, Any]] = {
    "ballot": {"first_closes_at": LATER},
    "vote": {"seat_id": 1},
}
A_SEAT: Row = (
    "ballot_seat",
    {"id": 1, "ballot_id": 1, "appointment_id": 1, "name": "A", "holder_id": 1, "holder_name": "A", "took_part": False},
)


def first_rows() -> list[Row]:
    """The rows of the first step, as they can be written at the last one."""
    rows = [(table, {**values, **ASKED_SINCE.get(table, {})}) for table, values in rows_of("0001")]
    before_votes = next(place for place, (table, _values) in enumerate(rows) if table == "vote")
    return [*rows[:before_votes], A_SEAT, *rows[before_votes:]]


def but(table: str, id_: int = 0, **changes: Any) -> Row:
    """A row of the first step with changes, under an id of its own."""
    row = next(values for name, values in first_rows() if name == table)
    return table, {**row, **({"id": id_} if id_ else {}), **changes}


def put(rows: Sequence[Row]) -> None:
    with db.engine.begin() as connection:
        for table, values in rows:
            names = ", ".join(f'"{name}"' for name in values)
            places = ", ".join(f":{name}" for name in values)
            connection.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({places})'), values)  # noqa: S608
