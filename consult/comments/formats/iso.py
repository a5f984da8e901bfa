"""The ISO/IEC commenting template, in Word and Excel, of 2001, 2012 and 2022. Pure.

It has three types; ours that it lacks are written as a mark before the comment: [substantive], [translation].
"""

import re
from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from consult.accounts.countries import country_meant
from consult.comments.formats.placing import row_place
from consult.comments.formats.protocol import FormatContext, WrittenTable
from consult.comments.formats.tables import (
    FaultyCell,
    FormRow,
    TableFormat,
    lines_as,
    lines_from,
    observation,
    observed,
)
from consult.comments.references import FORM

HEADINGS = (
    "MB/NC",
    "Line number",
    "Clause/Subclause",
    "Paragraph/Figure/Table",
    "Type of comment",
    "Comments",
    "Proposed change",
    "Observations of the secretariat",
)
SECRETARIAT = "**"
TYPES = {"ge": "general", "te": "technical", "ed": "editorial", "gen": "general", "tech": "technical"}
TYPES |= {"editorial": "editorial", "technical": "technical", "general": "general"}
SHORT = {"general": "ge", "technical": "te", "editorial": "ed", "substantive": "te", "translation": "ed"}
MARKED = re.compile(r"\[(substantive|translation)\]\s*", re.IGNORECASE)


def _read(cells: Mapping[str, str], context: FormatContext) -> FormRow:
    said = {"comment": cells.get("comment", ""), "proposed_text": cells.get("proposed", ""), "capacity": "official"}
    said |= _who(cells.get("mb", ""), cells.get("nc", ""))
    said["type"], said["comment"] = _type(cells.get("type", ""), said["comment"])
    element, lines = cells.get("element", ""), lines_from(cells.get("line", ""))
    if lines:
        said["line_from"], said["line_to"] = lines
    elif cells.get("line"):
        element = ", ".join(filter(None, (cells["line"], element)))
    place = row_place(context, cells.get("clause", ""))
    return FormRow({**said, "title": element, **observed(cells.get("observations", ""))}, place)


def _who(mb: str, nc: str) -> dict[str, str]:
    """The member body, the country it stands for, and the number of the comment where the cell holds one."""
    first, _space, own = mb.partition("\n")[0].partition(" ")
    found = re.match(r"(\*\*|[A-Za-z]{2,3}(?=[-\d\s_]|$))[-_ ]?(.*)", mb, re.DOTALL)
    body, number = (found[1], found[2].strip()) if found else (mb, "")
    own = number or own
    if body == SECRETARIAT:
        who = {"organisation": SECRETARIAT}
    elif country := country_meant(body) if body else None:
        who = {"country": country} | ({"organisation": nc} if nc else {})
    else:
        who = {"organisation": " ".join(filter(None, (mb if not number else first, nc)))}
    if FORM.fullmatch(own):
        return {**who, "reference": own}
    return {**who, "source_id": mb} if own and re.search(r"\d", own) else who


def _type(cell: str, comment: str) -> tuple[str, str]:
    if marked := MARKED.match(comment):
        return marked[1].lower(), comment[marked.end() :]
    first = re.split(r"[\s/,;&.]+", cell.casefold().strip())[0]
    if first and first not in TYPES:
        raise FaultyCell("type", _("“%(cell)s” is no type here. Write ge, te or ed.", cell=cell[:40]))
    return TYPES.get(first, "general"), comment


def _write(rows: Iterable[Mapping[str, str]], facts: Mapping[str, str]) -> WrittenTable:
    above = [(name, facts.get(name.lower(), "")) for name in ("Date", "Document", "Project")]
    return WrittenTable(HEADINGS, (_cells(row) for row in rows), above)


def _cells(row: Mapping[str, str]) -> list[str]:
    kind, own = row.get("type") or "general", row.get("source_id") or row.get("reference", "")
    mark = f"[{kind}] " if kind in {"substantive", "translation"} else ""
    body = row.get("country") or row.get("organisation", "")
    mb = own if body and own.startswith(body) else " ".join(filter(None, (body, own)))
    text = f"{mark}{row.get('comment', '')}"
    place = row.get("clause") or row.get("pillar", "")
    return [
        mb,
        lines_as(row),
        place,
        row.get("title", ""),
        SHORT[kind],
        text if row.get("comment") else "",
        row.get("proposed_text", ""),
        observation(row),
    ]


ISO = TableFormat(
    name="iso",
    fields={
        "mb": r"mb( nc)?\d?\b|member body|nb\b|country",
        "nc": r"nc\b|national committee",
        "line": r"line",
        "clause": r"(sub)?clause",
        "element": r"paragraph|figure|para\b",
        "type": r"type of com|type$",
        "comment": r"comments?\b(?! (number|id|no))",
        "proposed": r"proposed change",
        "observations": r"observation|secretariat observation",
    },
    needed=frozenset({"comment", "proposed", "clause"}),
    ours={
        "comment": "comment",
        "clause": "clause",
        "proposed_text": "proposed",
        "country": "mb",
        "organisation": "mb",
        "source_id": "mb",
        "reference": "mb",
        "title": "element",
        "line_from": "line",
        "line_to": "line",
        "type": "type",
        "response": "observations",
    },
    read_row=_read,
    write=_write,
    worth=5,
)
