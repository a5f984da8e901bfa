"""The text of a guideline as plain values: what import reads, what export writes, as JSON or CSV. Pure."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


class Unreadable(ValueError):
    """The file is not an outline; `faults` says where and what to do."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


@dataclass(frozen=True)
class PillarOutline:
    code: str
    title: str
    kind: str = ""
    summary: str = ""


@dataclass(frozen=True)
class PartOutline:
    code: str
    title: str
    addressee: str = ""


@dataclass(frozen=True)
class ClauseOutline:
    """`uid` is empty for a clause that has no identity yet."""

    number: str
    pillar: str
    text: str
    part: str = ""
    heading: str = ""
    uid: str = ""


@dataclass(frozen=True)
class Outline:
    """One language of one draft, clauses in reading order."""

    language: str
    pillars: tuple[PillarOutline, ...]
    parts: tuple[PartOutline, ...]
    clauses: tuple[ClauseOutline, ...]
    title: str = field(default="")


COLUMNS = ("uid", "number", "pillar", "part", "heading", "text")


def to_json(outline: Outline) -> str:
    return json.dumps(asdict(outline), ensure_ascii=False, indent=1) + "\n"


def to_csv(outline: Outline) -> str:
    """Clauses only; pillars and parts by their codes. A cell that a spreadsheet would run is quoted with '."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for clause in outline.clauses:
        writer.writerow({name: defused(getattr(clause, name)) for name in COLUMNS})
    return out.getvalue()


def defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell


def armed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:2] in set("=+-@\t") else cell


def from_json(text: str) -> Outline:
    """Raises Unreadable with every fault found."""
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable([f"Line {error.lineno}: this is not JSON ({error.msg})."]) from error
    if not isinstance(given, dict) or not isinstance(given.get("clauses"), list):
        raise Unreadable(["The file must be an object with a list named “clauses”; export a draft to see the form."])
    clauses = tuple(_clause(row) for row in given["clauses"] if isinstance(row, dict))
    outline = Outline(
        language=str(given.get("language") or "en"),
        title=str(given.get("title") or ""),
        pillars=tuple(PillarOutline(**_known(PillarOutline, row)) for row in given.get("pillars") or []),
        parts=tuple(PartOutline(**_known(PartOutline, row)) for row in given.get("parts") or []),
        clauses=clauses,
    )
    return checked(outline)


def from_csv(text: str, *, language: str = "en") -> Outline:
    """Columns by name, in any order: number, pillar and text are needed. Raises Unreadable."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    names = {name.strip().lower() for name in reader.fieldnames or []}
    missing = [name for name in ("number", "pillar", "text") if name not in names]
    if missing:
        raise Unreadable([f"The first row must name the columns; missing: {', '.join(missing)}."])
    rows = [{(key or "").strip().lower(): armed(cell or "") for key, cell in row.items() if key} for row in reader]
    clauses = tuple(_clause(row) for row in rows)
    codes = dict.fromkeys(clause.pillar for clause in clauses if clause.pillar)
    parts = dict.fromkeys(clause.part for clause in clauses if clause.part)
    return checked(
        Outline(
            language=language,
            pillars=tuple(PillarOutline(code, code) for code in codes),
            parts=tuple(PartOutline(code, code) for code in parts),
            clauses=clauses,
        )
    )


def checked(outline: Outline) -> Outline:
    """The same outline, or Unreadable naming each clause that has no number, text or pillar, or stands twice."""
    faults, seen = [], set()
    codes = {pillar.code for pillar in outline.pillars}
    for place, clause in enumerate(outline.clauses, start=1):
        where = f"Clause {place} ({clause.number or 'no number'})"
        faults += [f"{where}: it has no {name}." for name in ("number", "text") if not getattr(clause, name)]
        if clause.pillar not in codes:
            faults.append(f"{where}: the pillar “{clause.pillar}” is not among the pillars.")
        if clause.number in seen:
            faults.append(f"{where}: this number stands twice.")
        seen.add(clause.number)
    if not outline.clauses:
        faults.append("There is no clause in it.")
    if faults:
        raise Unreadable(faults)
    return outline


def _clause(row: dict[str, Any]) -> ClauseOutline:
    return ClauseOutline(**{name: str(row.get(name) or "").strip() for name in COLUMNS})


def _known(kind: Any, row: Any) -> dict[str, str]:
    if not isinstance(row, dict) or not row.get("code"):
        raise Unreadable(["Each pillar and each part needs a “code” and a “title”."])
    names = kind.__dataclass_fields__
    return {"title": str(row["code"]), **{name: str(row[name]).strip() for name in names if row.get(name)}}
