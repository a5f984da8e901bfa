"""The columns of a questionnaire as a person is asked about them, and what they say as a mapping. Pure.

A column as it is kept: what it is taken for, how much is in it, how its first answers begin, and of a field of the
person the words that are not known here, each with how often it stands.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from flask_babel import gettext as _

from consult.comments.formats.protocol import SourceFile
from consult.comments.formats.questionnaire import LEFT_OUT, OPEN, PERSON, ROLES, known_word

MOST_COLUMNS = 200
EXAMPLES, LETTERS, UNKNOWN, LONGEST_WORD = 3, 120, 12, 200


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
    cells = (row.cells[place].strip() for row in source.rows[1:] if place < len(row.cells))
    counted = Counter(cell for cell in cells if cell)
    role = mapping["columns"].get(name, LEFT_OUT)
    meant = (mapping.get("values") or {}).get(name, {})
    short = ((cell, times) for cell, times in counted.most_common() if len(cell) <= LONGEST_WORD)
    unknown = [(cell, times) for cell, times in short if not known_word(role, cell)]
    return QuestionColumn(
        name,
        role,
        title=(mapping.get("titles") or {}).get(name, ""),
        place=(mapping.get("clauses") or {}).get(name, ""),
        filled=counted.total(),
        distinct=len(counted),
        examples=[_begun(cell) for cell in [*counted][:EXAMPLES]],
        unknown=unknown[:UNKNOWN],
        meant=meant,
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
        title = typed.get(f"title-{number}", "").strip()[:200]
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
    if role in PERSON and taken is not None:
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
