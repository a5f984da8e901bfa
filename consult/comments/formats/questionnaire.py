"""A questionnaire as a sheet: one respondent a row, one question a column, read by a mapping of its columns. Pure.

The mapping says of each column what it is: a field of the person, an open question, of which every answer becomes a
comment, or a closed one, whose answers are counted and not read. Where nothing is said it is guessed, and shown.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from babel import Locale
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.countries import country_meant
from consult.accounts.models import StakeholderType
from consult.comments.formats.docket import iso_date
from consult.comments.formats.placing import row_place
from consult.comments.formats.protocol import FormatContext, SourceFile, SourceRow
from consult.comments.formats.tables import words_outside
from consult.comments.register.rows import CellFault, ParsedRegister, RegisterRow

OPEN, CLOSED, LEFT_OUT, ATTACHMENT = "open", "closed", "", "attachment"
PERSON: Mapping[str, str] = {
    "source_id": r"((respondent|response|user|document|comment|submission) )?(id|reference|number)$|reference",
    "language": r"language",
    "country": r"country|nation",
    "organisation": r"organi[sz]ation( name)?$|company",
    "stakeholder_type": r"user type|stakeholder|respondent type|type of respondent|i am giving",
    "author_name": r"(full |first |sur)?name$|respondent$",
    "received_at": r"(feedback |submission |received )?date|timestamp|submitted|(created|posted)( at| on)?$",
}
CLAUSE = "clause"  # where the row says what it is about; the same for all that it says
FIELDS: Mapping[str, str] = {
    **PERSON,
    CLAUSE: r"(clause|section|article|paragraph|para|provision)( (number|no|nber|id))?$",
}
ROLES = (OPEN, CLOSED, ATTACHMENT, *FIELDS)
KINDS = {
    "academia": ("academ", "research", "universit"),
    "private_sector": ("business", "company", "industry"),
    "individual": ("citizen", "individual"),
    "civil_society": ("ngo", "non-governmental", "consumer", "union", "environmental", "civil society"),
    "local_government": ("local", "city", "municipal"),
    "national_government": ("public authority", "government", "ministry"),
}
FEW = 12  # distinct answers up to which a question with many answers is closed
ASKS = ("?", "？", "؟")
WORDY = 40  # letters of a usual answer to an open question
SEE_ATTACHED = re.compile(r"see (our |the )?(written|attached|attachment|position)", re.IGNORECASE)


class Questionnaire:
    """Only read: questions go out by the round's own form."""

    name = "questionnaire"
    write = None

    def recognise(self, source: SourceFile) -> bool:
        if source.word is not None or len(source.rows) < 2 or len(source.rows[0].cells) < 4:
            return False
        roles = [*guessed(source)["columns"].values()]
        return roles.count(OPEN) + roles.count(CLOSED) >= 3 and any(role in PERSON for role in roles)

    def read(self, source: SourceFile, context: FormatContext) -> ParsedRegister:
        if len(source.rows) < 2:
            return ParsedRegister(
                faults=[CellFault(1, "", _("There is no answer in the file."))], file_format=self.name
            )
        mapping = {**guessed(source), **(context.mapping or {})}
        headings, columns = source.rows[0].cells, mapping["columns"]
        faults = mapping_faults(mapping, headings)
        if faults:
            return ParsedRegister(faults=[CellFault(1, name, says) for name, says in faults], file_format=self.name)
        if of_cells := _faults_of_cells(source, columns):
            return ParsedRegister(faults=of_cells, columns=headings, file_format=self.name)
        asked = questions_below(source)
        reader = _QuestionnaireReader(headings, mapping, context, asked)
        rows = [row for given in answers_in(source) for row in reader.answers(given)]
        if not rows:
            says = _("No column is an open question with an answer. Say in the mapping which are.")
            return ParsedRegister(faults=[CellFault(1, "", says)], file_format=self.name)
        open_, closed = ([name for name, role in columns.items() if role == kind] for kind in (OPEN, CLOSED))
        said = _counted(len(answers_in(source)), len(rows), len(open_), len(closed))
        outside = words_outside(headings, answers_in(source))
        notices = [*source.notices, said, *outside, *reader.notices()]
        kept = ParsedRegister(rows, columns=headings, named={"comment": ""}, file_format=self.name)
        return replace(kept, notices=notices, closed=reader.closed)


def _counted(people: int, answers: int, open_: int, closed: int) -> str:
    return ", ".join(
        (
            ngettext("%(num)s respondent", "%(num)s respondents", people),
            ngettext("%(num)s answer", "%(num)s answers", answers),
            ngettext("%(num)s open question", "%(num)s open questions", open_),
            ngettext("%(num)s closed question", "%(num)s closed questions", closed),
        )
    )


def _faults_of_cells(source: SourceFile, columns: Mapping[str, str]) -> list[CellFault]:
    """Merged cells, formulas and errors, in columns that are read."""
    first, heads = source.rows[0].number, [*map(str.strip, source.rows[0].cells)]
    return [
        CellFault(row, heads[place], says)
        for row, place, says in source.faults
        if row > first and place < len(heads) and columns.get(heads[place], LEFT_OUT) not in {LEFT_OUT, CLOSED}
    ]


def mapping_faults(mapping: Mapping[str, Any], headings: Sequence[str]) -> list[tuple[str, str]]:
    """(column, what is wrong) of a mapping that people wrote."""
    columns = mapping.get("columns")
    if not isinstance(columns, dict):
        return [("", _("The mapping must be an object with “columns”: each column with what it is."))]
    if odd := _odd_parts(mapping):
        return [(name, _("This part of the mapping must be an object that holds texts.")) for name in odd]
    known = [*map(str.strip, headings)]
    found = [(str(name), _("The file has no such column.")) for name in columns if str(name).strip() not in known]
    for name, role in columns.items():
        if role not in (*ROLES, LEFT_OUT):
            says = _(
                "“%(role)s” is nothing that a column can be. Use one of: %(listed)s.",
                role=role,
                listed=", ".join(ROLES),
            )
            found.append((str(name), says))
    return found


def _odd_parts(mapping: Mapping[str, Any]) -> list[str]:
    """Parts that are not as they are read: `values` holds texts by text for each column, the others a text."""
    values = mapping.get("values") or {}
    odd = [name for name in ("titles", "clauses") if not _holds_texts(mapping.get(name) or {})]
    return odd if isinstance(values, dict) and all(map(_holds_texts, values.values())) else [*odd, "values"]


def _holds_texts(part: object) -> bool:
    return isinstance(part, dict) and all(isinstance(told, str) for told in part.values())


def guessed(source: SourceFile) -> dict[str, Any]:
    """What each column most likely is: by its heading, and by how its answers look."""
    headings = [*map(str.strip, source.rows[0].cells)] if source.rows else []
    columns: dict[str, str] = {}
    for place, heading in enumerate(headings):
        plain = re.sub(r"[\s_-]+", " ", heading).casefold()
        role = next((ours for ours, pattern in FIELDS.items() if re.match(pattern, plain)), "")
        if (heading and role not in columns.values()) or not role:
            columns[heading] = role or kind_of_answers(answers_under(source, place), asks=plain)
    return {"columns": columns}


def answers_in(source: SourceFile) -> Sequence[SourceRow]:
    """The rows below the headings, and below the questions where those stand in a row of their own."""
    return source.rows[2:] if questions_below(source) else source.rows[1:]


def answers_under(source: SourceFile, place: int) -> list[str]:
    """What is filled in, of one column."""
    return [cell for row in answers_in(source) if place < len(row.cells) and (cell := row.cells[place].strip())]


def questions_below(source: SourceFile) -> Mapping[str, str]:
    """By heading, the questions, where a row of codes stands above a row of questions; else nothing."""
    if len(source.rows) < 3:
        return {}
    headings, below = ([*map(str.strip, row.cells)] for row in source.rows[:2])
    asking = [cell for cell in below if cell.endswith(ASKS)]
    if len(asking) < 2 or len(asking) * 3 < sum(map(bool, below)) or any(cell.endswith(ASKS) for cell in headings):
        return {}
    return {name: " ".join(cell.split()) for name, cell in zip(headings, below, strict=False) if name and cell}


def usual_length(filled: Sequence[str]) -> int:
    """Letters of the answer in the middle, by length."""
    return sorted(map(len, filled))[len(filled) // 2] if filled else 0


def is_sure_of(role: str, filled: Sequence[str]) -> bool:
    """Whether the guess is far from the other: answers clearly written, or clearly ticked."""
    usual, distinct = usual_length(filled), len(set(filled))
    if role == OPEN:
        return usual >= WORDY * 1.5 and distinct > FEW
    return role != CLOSED or distinct <= FEW or usual < WORDY / 2


ASKS_FOR_WORDS = r"\b(explain|reason|why|comments?|suggestions?|describe|specify|expliquez|explique|поясните)\b"


def kind_of_answers(filled: Sequence[str], *, asks: str = "") -> str:
    """`asks`: the heading, in small letters; “please explain” is answered in words, though many say the same."""
    if not filled:
        return LEFT_OUT
    if sum(bool(re.search(r"\.(pdf|docx?|odt)$", cell, re.IGNORECASE)) for cell in filled) * 2 > len(filled):
        return ATTACHMENT
    if sum(map(_is_prose, filled)) * 2 < len(filled):
        return CLOSED
    distinct, usual = len(set(filled)), usual_length(filled)
    if usual >= WORDY / 2 and distinct > 1 and re.search(ASKS_FOR_WORDS, asks):
        return OPEN
    wordy = usual >= WORDY or (distinct > FEW and distinct * 2 > len(filled) and usual >= WORDY / 2)
    return OPEN if wordy and (distinct > FEW or distinct * 2 > len(filled)) else CLOSED


def _is_prose(cell: str) -> bool:
    """Mostly letters, which dates, numbers and addresses are not."""
    return sum(map(str.isalpha, cell)) * 2 > len(cell) and "://" not in cell[:12]


class _QuestionnaireReader:
    def __init__(
        self, headings: Sequence[str], mapping: Mapping[str, Any], context: FormatContext, asked: Mapping[str, str]
    ) -> None:
        self.headings, self.context, self.asked = [*map(str.strip, headings)], context, asked
        self.roles: Mapping[str, str] = mapping["columns"]
        self.titles: Mapping[str, str] = mapping.get("titles") or {}
        self.places: Mapping[str, str] = mapping.get("clauses") or {}
        self.values: Mapping[str, Mapping[str, str]] = mapping.get("values") or {}
        self.number = 1
        self.closed: dict[str, dict[str, str]] = {}
        self.unknown: Counter[str] = Counter()

    def answers(self, row: SourceRow) -> list[RegisterRow]:
        self.context.tick()
        cells = {name: cell.strip() for name, cell in zip(self.headings, row.cells, strict=False)}
        person = self._person(cells)
        paper = next((cells[name] for name, role in self.roles.items() if role == ATTACHMENT and cells.get(name)), "")
        own = person.pop("source_id", "") or f"row{row.number}"
        about = next((cells[name] for name, role in self.roles.items() if role == CLAUSE and cells.get(name)), "")
        closed = [name for name, role in self.roles.items() if role == CLOSED and cells.get(name)]
        ticked = {self.titles.get(name, self.asked.get(name, name)): cells[name] for name in closed}
        if ticked:
            self.closed[own[:200]] = ticked
        made = []
        for name, role in self.roles.items():
            if role != OPEN or not cells.get(name):
                continue
            self.number += 1
            place = row_place(self.context, self.places.get(name, "") or about)
            title = self.titles.get(name, self.asked.get(name, name))
            if paper and SEE_ATTACHED.search(cells[name]):
                title = f"{title[:110]} ({paper[:80]})"
            said = {"comment": cells[name], "title": title[:200], "source_id": f"{own}-{name}"[:200]}
            there = {**person, **said, "clause": place.clause, "pillar": place.pillar}
            filled = {key: value for key, value in there.items() if value}
            made.append(RegisterRow(self.number, filled, place.doubt, place.candidates, row.number))
        return made

    def _person(self, cells: Mapping[str, str]) -> dict[str, str]:
        said = {role: cells.get(name, "") for name, role in self.roles.items() if role in PERSON}
        for name, role in self.roles.items():
            if role in PERSON and said[role] in self.values.get(name, {}):
                said[role] = self.values[name][said[role]]
        for role, meant in MEANT.items():
            if said.get(role):
                found = meant(said[role])
                if not found:
                    self.unknown[said[role]] += 1
                said[role] = found or ""
        said["received_at"] = iso_date(said.get("received_at", ""))
        said["capacity"] = "official" if said.get("organisation") else "personal"
        return said

    def notices(self) -> list[str]:
        if not self.unknown:
            return []
        listed = ", ".join(f"“{name[:60]}” ({count})" for name, count in self.unknown.most_common(10))
        return [
            str(_("Not known here as country, language or kind of actor, and left empty: %(listed)s.", listed=listed))
        ]


def _type(cell: str) -> str | None:
    folded = cell.casefold()
    if folded in set(StakeholderType):
        return folded
    return next((ours for ours, words in KINDS.items() if any(word in folded for word in words)), None)


@cache
def _languages() -> Mapping[str, str]:
    return {name.casefold(): code for code, name in reversed([*Locale("en").languages.items()]) if "_" not in code}


def _language(cell: str) -> str | None:
    folded = cell.casefold()
    return folded if re.fullmatch(r"[a-z]{2}", folded) else _languages().get(folded)


MEANT: Mapping[str, Callable[[str], str | None]] = {
    "language": _language,
    "country": country_meant,
    "stakeholder_type": _type,
}


def known_word(role: str, cell: str) -> bool:
    """Whether a field of the person takes the word as it is; other fields take every word."""
    return role not in MEANT or bool(MEANT[role](cell))
