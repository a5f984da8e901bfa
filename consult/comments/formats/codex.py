"""The tables of IPPC and Codex: seven columns of 2009; from 2010 with a number, several countries and types. Pure."""

import re
from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from consult.accounts.countries import country_meant
from consult.comments.formats.placing import row_place
from consult.comments.formats.protocol import FormatContext, WrittenTable
from consult.comments.formats.tables import FaultyCell, FormRow, TableFormat

HEADINGS = (
    "Comment Number",
    "Section",
    "Para nber",
    "Sentence/row/indent, etc.",
    "Type of comment",
    "Proposed rewording",
    "Explanation",
    "Country(ies)",
)
STRONGEST = ("substantive", "technical", "translation", "editorial", "general")
MARKED = re.compile(r"\[((?:substantive|technical|translation|editorial)(?:, \w+)+)\]\s*")


def _read(cells: Mapping[str, str], context: FormatContext) -> FormRow:
    types = [one for one in re.split(r"[\s,;/&+]+|\band\b", cells.get("type", "").casefold()) if one]
    unknown = [one for one in types if one not in STRONGEST]
    if unknown:
        says = _(
            "“%(cell)s” is no type here. Write Editorial, Substantive, Technical or Translation.", cell=unknown[0][:40]
        )
        raise FaultyCell("type", says)
    kinds = [one for one in STRONGEST if one in types]
    mark = f"[{', '.join(kinds)}] " if len(kinds) > 1 else ""
    said = {"type": kinds[0] if kinds else "general", "title": cells.get("sentence", ""), "capacity": "official"}
    said |= {"proposed_text": cells.get("rewording", ""), "source_id": cells.get("number", "")}
    said["comment"] = mark + cells.get("explanation", "") if cells.get("explanation") else ""
    countries = cells.get("country", "")
    if country := country_meant(countries) if countries else None:
        said["country"] = country
    else:
        said["organisation"] = countries
    return FormRow(said, row_place(context, cells.get("para", ""), cells.get("section", "")))


def _write(rows: Iterable[Mapping[str, str]], _facts: Mapping[str, str]) -> WrittenTable:
    return WrittenTable(HEADINGS, (_cells(row) for row in rows))


def _cells(row: Mapping[str, str]) -> list[str]:
    text, kinds = row.get("comment", ""), [row.get("type", "")]
    if marked := MARKED.match(text):
        text, kinds = text[marked.end() :], marked[1].split(", ")
    return [
        row.get("source_id") or row.get("reference", ""),
        row.get("pillar", "") if row.get("clause") or row.get("pillar") else "General comments",
        row.get("clause", ""),
        row.get("title", ""),
        ", ".join(kind.capitalize() for kind in kinds if kind != "general"),
        row.get("proposed_text", ""),
        text,
        row.get("country") or row.get("organisation", ""),
    ]


IPPC = TableFormat(
    name="ippc",
    fields={
        "number": r"comment (number|no|nber|id)|no$|nber$",
        "section": r"section|\d+\.? section",
        "para": r"(\d+\.? )?para(graph)?\b",
        "sentence": r"(\d+\.? )?sentence",
        "type": r"(\d+\.? )?type of comment",
        "rewording": r"(\d+\.? )?proposed rewording|proposed text",
        "explanation": r"(\d+\.? )?explanation|rationale",
        "country": r"(\d+\.? )?countr",
    },
    needed=frozenset({"rewording", "explanation"}),
    ours={
        "comment": "explanation",
        "proposed_text": "rewording",
        "clause": "para",
        "country": "country",
        "organisation": "country",
        "source_id": "number",
        "title": "sentence",
        "type": "type",
    },
    read_row=_read,
    write=_write,
    worth=4,
)
