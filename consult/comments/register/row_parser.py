"""What a row of the register says: each cell read and checked, every fault with what to do. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _

from consult.comments.quotation.anchor import TIE, Anchor, anchor_at, places
from consult.comments.quotation.passages import whole_words
from consult.comments.register.cell_values import CellError, date_of_number
from consult.comments.register.columns import COLUMNS
from consult.comments.register.rows import CellFault, RegisterRow
from consult.core import clock
from consult.core.text import cleaned, has_half_a_character


class ClauseHere(NamedTuple):
    """A clause of the round's draft: its words in each language."""

    clause_id: int
    pillar_id: int
    texts: Sequence[str]


@dataclass(frozen=True)
class RegisterContext:
    """What the rows of one round are checked against. `elsewhere`: short names of the guideline's other rounds."""

    slug: str
    elsewhere: frozenset[str]
    draft: int
    timezone: str
    clauses: Mapping[str, ClauseHere]
    pillars: Mapping[str, int]


@dataclass(frozen=True)
class ParsedComment:
    """One sound row: `values` are columns of a comment."""

    row: int
    values: Mapping[str, Any]
    reference: str
    source_id: str
    in_reply_to: str


def parse_row(row: RegisterRow, frame: RegisterContext) -> tuple[ParsedComment | None, Sequence[CellFault]]:
    """What the row says, or every fault in it."""
    wrong = [
        (name, _("This text holds half a character. Write it again."))
        for name, cell in row.cells.items()
        if has_half_a_character(cell)
    ]
    cells = {name: cleaned(cell) for name, cell in row.cells.items()}
    values: dict[str, Any] = {}
    if not wrong:
        values, wrong = _read(cells, frame)
    if wrong:
        return None, [CellFault(row.number, name, says) for name, says in wrong]
    return _said(row.number, cells, values), []


def _read(cells: Mapping[str, str], frame: RegisterContext) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Columns of a comment by name, and (column, what is wrong) for each cell that cannot be taken."""
    values, wrong = _place(cells, frame)
    for column in COLUMNS:
        if column.read is None:
            continue
        try:
            values[column.field] = column.read(cells.get(column.name, ""))
        except CellError as error:
            wrong.append((column.name, str(error)))
    for name, check in (("consultation", _round), ("draft", _draft), ("received_at", _received)):
        try:
            values |= check(cells.get(name, ""), frame)
        except CellError as error:
            wrong.append((name, str(error)))
    numbers = [name for name in ("reference", "source_id", "in_reply_to") if len(cells.get(name, "")) > 200]
    return values, [*wrong, *((name, _("This is too long for the number of a comment.")) for name in numbers)]


def _said(number: int, cells: Mapping[str, str], values: dict[str, Any]) -> ParsedComment:
    lines = _lines(values.pop("line_from"), values.pop("line_to"))
    return ParsedComment(
        row=number,
        values={**values, "provenance": lines},
        reference=cells.get("reference", ""),
        source_id=cells.get("source_id", "") or cells.get("reference", "") or digest_of_row(cells),
        in_reply_to=cells.get("in_reply_to", ""),
    )


# What people write where a form wants something: compared in small letters, without signs around it.
NOTHING = {
    *("na", "n a", "none", "null", "nil", "nan", "no comment", "no comments", "not provided", "not applicable"),
    *("see attached", "see attachment", "see attached file", "see attached files", "please see attached", "see above"),
    *(
        "attached",
        "as above",
        "ditto",
        "idem",
        "test",
        "néant",
        "sans objet",
        "ninguno",
        "ninguna",
        "нет",
        "无",
        "لا يوجد",
    ),
}
TAGS = "br|p|b|i|u|a|ul|ol|li|div|span|strong|em"
MARKUP = re.compile(rf"&(?:[a-z]{{2,8}}|#\d{{1,6}}|#x[0-9a-f]{{1,6}});|</?(?:{TAGS})\b[^>]*>", re.IGNORECASE)


def says_nothing(text: str) -> bool:
    """A comment of signs alone, or one of the words that stand for an empty field."""
    return len(text) <= 40 and " ".join(re.findall(r"\w+", text.casefold())) in {"", *NOTHING}


def holds_markup(text: str) -> bool:
    """A comment that was taken from a web page with its tags or entities."""
    return bool(MARKUP.search(text))


def digest_of_row(cells: Mapping[str, str]) -> str:
    """What tells a row without a number of its own from others. Answers may be added to it later."""
    said = {name: cell for name, cell in cells.items() if name not in {"disposition", "response"}}
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return f"row-{hashlib.sha256(canonical.encode(errors='replace')).hexdigest()[:32]}"


def _lines(first: int | None, last: int | None) -> str:
    return "" if first is None else f"lines {first}–{last or first}"


def _round(cell: str, frame: RegisterContext) -> dict[str, Any]:
    if cell in frame.elsewhere:
        says = _("This row is of the round “%(other)s”; you are reading into “%(this)s”.", other=cell, this=frame.slug)
        raise CellError(says)
    return {}


def _draft(cell: str, frame: RegisterContext) -> dict[str, Any]:
    if cell.isdecimal() and cell.lstrip("0") != str(frame.draft):
        says = _("This row is about draft %(other)s; the round is about draft %(this)s.", other=cell, this=frame.draft)
        raise CellError(says)
    return {}


def _received(cell: str, frame: RegisterContext) -> dict[str, Any]:
    """A time without a zone is meant in the round's own."""
    if not cell:
        return {"sent_at": None}
    try:
        moment = date_of_number(cell) or datetime.fromisoformat(cell)
        skipped = not moment.tzinfo and clock.is_skipped(moment, frame.timezone)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=clock.zone(frame.timezone))
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise CellError(_("This is no date. Write it as 2026-11-20 or 2026-11-20T14:30+01:00.")) from error
    if skipped:
        raise CellError(_("Clocks in %(zone)s never showed this hour. Write the zone with it.", zone=frame.timezone))
    if not 1900 < moment.year < 2200:
        raise CellError(_("The year of this date cannot be right."))
    return {"sent_at": moment}


def _place(cells: Mapping[str, str], frame: RegisterContext) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Where the comment belongs: clause, pillar and passage; or (column, what is wrong)."""
    number, code, quote = cells.get("clause", ""), cells.get("pillar", ""), cells.get("quote", "")
    wrong = []
    clause = frame.clauses.get(number) or frame.clauses.get(number.upper())
    if number and clause is None:
        says = _("Draft %(draft)s has no clause “%(number)s”.", draft=frame.draft, number=number[:80])
        wrong.append(("clause", says))
    if code and code not in frame.pillars:
        wrong.append(("pillar", _("The guideline has no pillar “%(code)s”.", code=code[:80])))
    anchor = Anchor(quote, cells.get("quote_prefix", ""), cells.get("quote_suffix", ""))
    passage, times = _passage(anchor, clause.texts) if clause and quote else (None, 0)
    if quote and not number:
        wrong.append(("quote", _("A quoted passage needs its clause. Name the clause, or leave the quote out.")))
    elif times > 1:
        says = _("These words stand %(times)s times in clause %(number)s.", times=times, number=number)
        how = _("Quote more of them, or give the words before and after them in quote_prefix and quote_suffix.")
        wrong.append(("quote", f"{says} {how}"))
    elif clause and quote and passage is None:
        wrong.append(("quote", _("These words do not stand in clause %(number)s of the draft.", number=number)))
    pillar = frame.pillars.get(code) or (clause.pillar_id if clause else None)
    found = passage or Anchor("")
    where = {"pillar_id": pillar, "clause_id": clause.clause_id if clause else None, **found._asdict()}
    return where, wrong


def _passage(anchor: Anchor, texts: Sequence[str]) -> tuple[Anchor | None, int]:
    """The passage as it stands in the clause; of several the one whose surroundings fit best, or None and how many."""
    times = 0
    for text in texts:
        exact = [place for place in places(text, anchor) if place.exact]
        if exact and (len(exact) == 1 or exact[0].score - exact[1].score >= TIE):
            return anchor_at(text, *whole_words(text, exact[0].start, exact[0].end)), 1
        times = max(times, len(exact))
    return None, times
