"""The text of a guideline as plain values: what import reads, what export writes, as JSON or CSV. Pure."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from typing import Any

from flask_babel import gettext as _

from consult.core.csv_files.reading import TableFault, read_csv
from consult.core.csv_files.safety import csv_lines
from consult.core.i18n.punctuation import join_list
from consult.core.text import cleaned, has_half_a_character, one_line


class UnreadableOutline(ValueError):
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
LISTS = {
    "clauses": COLUMNS,
    "pillars": ("code", "title", "kind", "summary"),
    "parts": ("code", "title", "addressee"),
}
OF_SEVERAL_LINES = frozenset({"text", "summary"})
LONGEST = 20_000  # as many characters as the page on which a clause is edited takes
_UID = re.compile(r"[A-Za-z0-9._~-]{1,64}")  # it stands in addresses, and so do codes
_CODE = re.compile(r"(?!\.+$)[^/\\]{1,80}")


def to_json(outline: Outline) -> str:
    return json.dumps(asdict(outline), ensure_ascii=False, indent=1) + "\n"


def to_csv(outline: Outline, *, told: Mapping[str, str] | None = None) -> str:
    """Clauses only; pillars and parts by their codes. A cell that a spreadsheet would run is quoted with '.

    `told` of the text as a whole stands in columns of its own, in every row; an import passes them over.
    """
    also = told or {}
    rows = ([*(getattr(clause, name) for name in COLUMNS), *also.values()] for clause in outline.clauses)
    return "".join(csv_lines(chain([(*COLUMNS, *also)], rows)))


def from_json(text: str, *, language: str = "en") -> Outline:
    """`language` where the file names none. Raises Unreadable with every fault found."""
    given = _parsed(text)
    if not isinstance(given, dict) or not isinstance(given.get("clauses"), list):
        raise UnreadableOutline(
            [_("The file must be an object with a list named “clauses”; export a draft to see the form.")]
        )
    rows: dict[str, list[dict[str, str]]] = {}
    faults: list[str] = []
    for name, columns in LISTS.items():
        read = [_row(one, name, place, columns) for place, one in enumerate(_rows(given, name), start=1)]
        rows[name] = [row for row, _faults in read]
        faults += [fault for _row_, wrong in read for fault in wrong]
    head, wrong = _row({name: given.get(name) for name in ("language", "title")}, "", 0, ("language", "title"))
    faults += wrong
    if faults:
        raise UnreadableOutline(faults)
    outline = Outline(
        language=head["language"][:8] or language,
        title=head["title"],
        pillars=tuple(PillarOutline(**_coded(row)) for row in rows["pillars"]),
        parts=tuple(PartOutline(**_coded(row)) for row in rows["parts"]),
        clauses=tuple(ClauseOutline(**row) for row in rows["clauses"]),
    )
    return checked_outline(outline)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableOutline([_("Line %(line)s: this is not JSON.", line=error.lineno)]) from error
    except RecursionError as error:
        raise UnreadableOutline([_("This is not JSON that an outline is made of: it is nested too deeply.")]) from error
    except ValueError as error:  # a number of more digits than Python turns into one
        raise UnreadableOutline([_("A number in this JSON has thousands of digits. Write it shorter.")]) from error


def _rows(given: dict[str, Any], name: str) -> list[Any]:
    rows = given.get(name) or []
    if not isinstance(rows, list):
        raise UnreadableOutline([_("“%(name)s” must be a list, each with a “code” and a “title”.", name=name)])
    return rows


def _row(given: Any, of: str, place: int, columns: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The texts of one object of a list, and what is wrong with each that is none."""
    where = f"{of} {place}".strip()
    if not isinstance(given, dict):
        return dict.fromkeys(columns, ""), [_("%(where)s: this must be an object, {…}.", where=where)]
    row, faults = {}, []
    for name in columns:
        value = given.get(name)
        text = "" if value is None else str(value)
        if isinstance(value, list | dict | bool):
            says = _("%(where)s, “%(name)s”: give a text or a number.", where=where, name=name)
            faults.append(says.removeprefix(", "))
        elif has_half_a_character(text):
            says = _("%(where)s, “%(name)s”: this text holds half a character. Write it again.", where=where, name=name)
            faults.append(says.removeprefix(", "))
        row[name] = cleaned(text) if name in OF_SEVERAL_LINES else one_line(text)
    return row, faults


def _coded(row: dict[str, str]) -> dict[str, str]:
    if not row["code"]:
        raise UnreadableOutline([_("Each pillar and each part needs a “code” and a “title”.")])
    return {**row, "title": row["title"] or row["code"]}


def from_csv(text: str, *, language: str = "en") -> Outline:
    """Columns by name, in any order; number, pillar and text are needed. Raises Unreadable, faults with their lines."""
    table = read_csv(text, known=COLUMNS)
    if table.faults:
        raise UnreadableOutline([_fault_in_words(fault) for fault in table.faults])
    missing = [name for name in ("number", "pillar", "text") if name not in table.names]
    if missing:
        raise UnreadableOutline(
            [_("The first row must name the columns; missing: %(names)s.", names=join_list(missing))]
        )
    rows = [_row(table.cells_of(record), "clauses", record.row, COLUMNS)[0] for record in table.records]
    codes = dict.fromkeys(row["pillar"] for row in rows if row["pillar"])
    parts = dict.fromkeys(row["part"] for row in rows if row["part"])
    return checked_outline(
        Outline(
            language=language,
            pillars=tuple(PillarOutline(code, code) for code in codes),
            parts=tuple(PartOutline(code, code) for code in parts),
            clauses=tuple(ClauseOutline(**row) for row in rows),
        )
    )


def _fault_in_words(fault: TableFault) -> str:
    if fault.column:
        says = _(
            "Line %(line)s, column “%(column)s”: %(says)s", line=fault.line, column=fault.column, says=fault.message
        )
        return str(says)
    return str(_("Line %(line)s: %(says)s", line=fault.line, says=fault.message))


def checked_outline(outline: Outline) -> Outline:
    """The same outline, or Unreadable naming each clause that has no number, text or pillar, or stands twice."""
    faults = [*_faults_of_frame(outline), *_faults_of_clauses(outline)]
    if not outline.clauses:
        faults.append(_("There is no clause in it."))
    if faults:
        raise UnreadableOutline(faults)
    return outline


def _faults_of_frame(outline: Outline) -> Iterator[str]:
    for coded in (outline.pillars, outline.parts):
        codes = [one.code for one in coded]
        yield from (_("The code “%(code)s” stands twice.", code=code) for code, n in Counter(codes).items() if n > 1)
        for code in codes:
            if not _CODE.fullmatch(code):
                says = _("“%(code)s” cannot be a code: it stands in addresses. Use at most 80 signs, without / and \\.")
                yield says % {"code": code[:90]}


def _faults_of_clauses(outline: Outline) -> Iterator[str]:
    numbers, uids = set[str](), set[str]()
    codes = {pillar.code for pillar in outline.pillars}
    for place, clause in enumerate(outline.clauses, start=1):
        where = {"place": place, "number": clause.number or "–"}
        if not clause.number:
            yield _("Clause %(place)s (%(number)s): it has no number.", **where)
        if not clause.text:
            yield _("Clause %(place)s (%(number)s): it has no text.", **where)
        if len(clause.text) > LONGEST:
            says = _(
                "Clause %(place)s (%(number)s): its text is longer than %(most)s characters.", **where, most=LONGEST
            )
            instead = _("Split it.")
            yield f"{says} {instead}"
        if clause.pillar not in codes:
            yield _(
                "Clause %(place)s (%(number)s): the pillar “%(pillar)s” is not among the pillars.",
                **where,
                pillar=clause.pillar,
            )
        if clause.number and clause.number in numbers:
            yield _("Clause %(place)s (%(number)s): this number stands twice.", **where)
        if clause.uid and (clause.uid in uids or not _UID.fullmatch(clause.uid)):
            yield _(
                "Clause %(place)s (%(number)s): its uid stands twice, or is not one of ours. Leave it empty.", **where
            )
        numbers.add(clause.number)
        uids.add(clause.uid)
