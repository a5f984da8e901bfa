"""Rows as they stood when a step was taken: one file a step, one row a line, each after those that it points to.

They are written with plain SQL, not with models: models change, what a step met does not.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Row = tuple[str, Mapping[str, Any]]

AT, LATER = "2026-03-01 12:00:00+00:00", "2026-03-09 12:00:00+00:00"


def rows_of(step: str) -> list[Row]:
    lines = Path(__file__).with_name(f"{step}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row.pop("table"), row) for row in rows]


def but(table: str, id_: int = 0, **changes: Any) -> Row:
    """A row of the first step with changes, under an id of its own."""
    row = next(values for name, values in rows_of("0001") if name == table)
    return table, {**row, **({"id": id_} if id_ else {}), **changes}
