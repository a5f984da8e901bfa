"""The columns of a questionnaire as a person is asked about them, and what they say as a mapping. Pure.

A column as it is kept: what it is taken for, how much is in it, how its first answers begin, and of a field of the
person the words that are not known here, each with how often it stands.
"""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from flask_babel import gettext as _

from consult.comments.formats.protocol import SourceFile
from consult.comments.formats.questionnaire import (
    CLOSED,
    FIELDS,
    LEFT_OUT,
    OPEN,
    ROLES,
    answers_under,
    is_sure_of,
    known_word,
    questions_below,
    usual_length,
)

MOST_COLUMNS = 200
EXAMPLES, LETTERS, UNKNOWN, LONGEST_WORD, MOST_LETTERS = 3, 120, 12, 200, 200


@dataclass(frozen=True)
class QuestionColumn:
    """`unknown`: (words, times) of a field of the person, the most frequent first."""

    heading: str
    role: str
    title: str = ""
    place: str = ""
    filled: int = 0
    distinct: int = 0
    examples: Sequence[str] = ()
    unknown: Sequence[tuple[str, int]] = ()
    meant: Mapping[str, str] = field(default_factory=dict)
    usual: int = 0  # letters of the answer in the middle
    sure: bool = True  # that it is what it is taken for

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def question_columns(source: SourceFile, mapping: Mapping[str, Any]) -> list[QuestionColumn]:
    """Each column once, in the order of the file."""
    if not source.rows:
        return []
    headings = [*map(str.strip, source.rows[0].cells)]
    places = {name: place for place, name in enumerate(headings) if name}
    return [_column(source, place, name, mapping) for name, place in [*places.items()][:MOST_COLUMNS]]


def _column(source: SourceFile, place: int, name: str, mapping: Mapping[str, Any]) -> QuestionColumn:
    filled = answers_under(source, place)
    counted = Counter(filled)
    role = mapping["columns"].get(name, LEFT_OUT)
    meant = (mapping.get("values") or {}).get(name, {})
    short = ((cell, times) for cell, times in counted.most_common() if len(cell) <= LONGEST_WORD)
    unknown = [(cell, times) for cell, times in short if not known_word(role, cell)]
    return QuestionColumn(
        name,
        role,
        title=(mapping.get("titles") or {}).get(name) or questions_below(source).get(name) or name[:MOST_LETTERS],
        place=(mapping.get("clauses") or {}).get(name, ""),
        filled=counted.total(),
        distinct=len(counted),
        examples=[_begun(cell) for cell in [*counted][:EXAMPLES]],
        unknown=unknown[:UNKNOWN],
        meant=meant,
        usual=usual_length(filled),
        sure=is_sure_of(role, filled),
    )


def _begun(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= LETTERS else f"{line[:LETTERS]}…"


def columns_from(kept: Sequence[Mapping[str, Any]] | None) -> list[QuestionColumn]:
    """As `QuestionColumn.kept` gave them."""
    return [QuestionColumn(**one) for one in kept or ()]


def columns_said(
    columns: Sequence[QuestionColumn], typed: Mapping[str, str], known: frozenset[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """A mapping of what was typed, and what is wrong with it, by the name of the field.

    `typed`: `role-1`, `title-1`, `place-1` and `value-1-2` of the first column and its second unknown word.
    `known`: clause numbers, codes and titles of pillars, in small letters.
    """
    mapping: dict[str, Any] = {"columns": {}, "titles": {}, "clauses": {}, "values": {}}
    faults: dict[str, str] = {}
    for number, column in enumerate(columns, start=1):
        role = typed.get(f"role-{number}", column.role).strip()
        if wrong := _role_fault(role, mapping["columns"]):
            faults[f"role-{number}"] = wrong
        mapping["columns"][column.heading] = role
        place = typed.get(f"place-{number}", "").strip()
        if role == OPEN and place and place.casefold() not in known:
            says = _("The draft of this round has no clause or pillar “%(place)s”.", place=place[:80])
            faults[f"place-{number}"] = says
        values, unknown = _values(number, column, role, typed)
        faults |= unknown
        title = typed.get(f"title-{number}", "").strip()[:MOST_LETTERS]
        title = "" if title == column.heading[:MOST_LETTERS] else title
        for part, said in (("titles", title), ("clauses", place), ("values", values)):
            if said:
                mapping[part][column.heading] = said
    if OPEN not in mapping["columns"].values():
        faults[""] = _("Say of at least one column that it is an open question: its answers become comments.")
    return mapping, faults


def _role_fault(role: str, before: Mapping[str, str]) -> str:
    if role not in (*ROLES, LEFT_OUT):
        return str(_("Choose what this column is."))
    taken = next((name for name, said in before.items() if said == role), None)
    if role in FIELDS and taken is not None:
        return str(_("“%(column)s” is this field already. Choose one of the two.", column=taken))
    return ""


def _values(
    number: int, column: QuestionColumn, role: str, typed: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What words that are not known here mean; (by word), (what is wrong, by field)."""
    values, faults = dict(column.meant), dict[str, str]()
    for place, (word, _times) in enumerate(column.unknown, start=1):
        name = f"value-{number}-{place}"
        said = typed.get(name, "").strip()
        values.pop(word, None)
        if not said:
            continue
        values[word] = said
        if not known_word(role, said):
            faults[name] = _("“%(word)s” is not known here either.", word=said[:80])
    return values, faults


def questions_listed(text: str, columns: Sequence[QuestionColumn]) -> dict[str, str]:
    """What a list says of columns, as fields of the page: the column, its question, perhaps open or closed.

    As it is copied from a spreadsheet (tabs) or from a file (commas, semicolons).
    """
    said: dict[str, str] = {}
    numbers = {column.heading.casefold(): number for number, column in enumerate(columns, start=1)}
    lines = [line for line in text.splitlines() if line.strip()][: MOST_COLUMNS * 2]
    for line in lines:
        separator = next((sign for sign in "\t;," if sign in line), ",")
        cells = [" ".join(cell.split()) for cell in next(csv.reader([line], delimiter=separator), [])]
        number = numbers.get(cells[0].casefold()) if cells else None
        if number is None or len(cells) < 2 or not cells[1]:
            continue
        said[f"title-{number}"] = cells[1][:MOST_LETTERS]
        kind = next((cell.casefold() for cell in cells[2:] if cell.casefold() in {OPEN, CLOSED}), "")
        if kind:
            said[f"role-{number}"] = kind
    return said


@dataclass(frozen=True)
class AskedColumn:
    """One column on the page. `settled`: nothing of it needs to be looked at, so that it is folded."""

    number: int
    column: QuestionColumn
    role: str
    settled: bool


@dataclass(frozen=True)
class ColumnGroup:
    """`name`: person, open, closed or left_out."""

    name: str
    columns: Sequence[AskedColumn]

    @property
    def answers(self) -> int:
        return sum(one.column.filled for one in self.columns)


def grouped_columns(
    columns: Sequence[QuestionColumn], typed: Mapping[str, str], faults: Mapping[str, str]
) -> list[ColumnGroup]:
    """As they are taken for now, in the order of the file; groups without a column are left out."""
    asked = []
    for number, column in enumerate(columns, start=1):
        role = typed.get(f"role-{number}", column.role)
        wrong = any(name.split("-")[1:2] == [str(number)] for name in faults)
        unsaid = role == column.role and any(word not in column.meant for word, _times in column.unknown)
        sure = column.sure or f"role-{number}" in typed
        asked.append(AskedColumn(number, column, role, settled=sure and not wrong and not unsaid))
    groups: dict[str, list[AskedColumn]] = {"person": [], "open": [], "closed": [], "left_out": []}
    for one in asked:
        name = {OPEN: "open", CLOSED: "closed", LEFT_OUT: "left_out"}.get(one.role, "person")
        groups[name].append(one)
    return [ColumnGroup(name, mine) for name, mine in groups.items() if mine]
