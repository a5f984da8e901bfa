"""The text of a guideline as plain values: what import reads, what export writes, as JSON or CSV. Pure."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from typing import Any

from flask_babel import gettext as _

from consult.core.csv_safety import armed, csv_lines
from consult.core.marks import listed
from consult.core.text import cleaned


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
    rows = ([getattr(clause, name) for name in COLUMNS] for clause in outline.clauses)
    return "".join(csv_lines(chain([COLUMNS], rows)))


def from_json(text: str) -> Outline:
    """Raises Unreadable with every fault found."""
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable([_("Line %(line)s: this is not JSON.", line=error.lineno)]) from error
    except RecursionError as error:
        raise Unreadable([_("This is not JSON that an outline is made of: it is nested too deeply.")]) from error
    if not isinstance(given, dict) or not isinstance(given.get("clauses"), list):
        raise Unreadable([_("The file must be an object with a list named “clauses”; export a draft to see the form.")])
    clauses = tuple(_clause(row) for row in given["clauses"] if isinstance(row, dict))
    outline = Outline(
        language=str(given.get("language") or "en")[:8],
        title=tidied(given.get("title")),
        pillars=tuple(PillarOutline(**_known(PillarOutline, row)) for row in _rows(given, "pillars")),
        parts=tuple(PartOutline(**_known(PartOutline, row)) for row in _rows(given, "parts")),
        clauses=clauses,
    )
    return checked(outline)


def _rows(given: dict[str, Any], name: str) -> list[Any]:
    rows = given.get(name) or []
    if not isinstance(rows, list):
        raise Unreadable([_("“%(name)s” must be a list, each with a “code” and a “title”.", name=name)])
    return rows


def from_csv(text: str, *, language: str = "en") -> Outline:
    """Columns by name, in any order: number, pillar and text are needed. Raises Unreadable."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        names = {name.strip().lower() for name in reader.fieldnames or []}
        rows = [{(key or "").strip().lower(): armed(cell or "") for key, cell in row.items() if key} for row in reader]
    except csv.Error as error:
        raise Unreadable([_("Line %(line)s: this cannot be read as CSV.", line=reader.line_num)]) from error
    missing = [name for name in ("number", "pillar", "text") if name not in names]
    if missing:
        raise Unreadable([_("The first row must name the columns; missing: %(names)s.", names=listed(missing))])
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
        where = {"place": place, "number": clause.number or "–"}
        if not clause.number:
            faults.append(_("Clause %(place)s (%(number)s): it has no number.", **where))
        if not clause.text:
            faults.append(_("Clause %(place)s (%(number)s): it has no text.", **where))
        if clause.pillar not in codes:
            says = _(
                "Clause %(place)s (%(number)s): the pillar “%(pillar)s” is not among the pillars.",
                **where,
                pillar=clause.pillar,
            )
            faults.append(says)
        if clause.number in seen:
            faults.append(_("Clause %(place)s (%(number)s): this number stands twice.", **where))
        seen.add(clause.number)
    if not outline.clauses:
        faults.append(_("There is no clause in it."))
    if faults:
        raise Unreadable(faults)
    return outline


def tidied(given: object) -> str:
    """As text, without signs that no keyboard types and without outer blanks."""
    return cleaned("" if given is None else str(given))


def _clause(row: dict[str, Any]) -> ClauseOutline:
    return ClauseOutline(**{name: tidied(row.get(name)) for name in COLUMNS})


def _known(kind: Any, row: Any) -> dict[str, str]:
    if not isinstance(row, dict) or not row.get("code"):
        raise Unreadable([_("Each pillar and each part needs a “code” and a “title”.")])
    names = kind.__dataclass_fields__
    return {"title": tidied(row["code"]), **{name: tidied(row[name]) for name in names if row.get(name)}}
