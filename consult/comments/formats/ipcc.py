"""Review tables of the IPCC: of its fifth report the reviewer in brackets, of the sixth in columns. Pure."""

import re
from collections.abc import Iterable, Mapping

from consult.accounts.countries import country_meant
from consult.comments.formats.placing import row_place
from consult.comments.formats.protocol import FormatContext, WrittenTable
from consult.comments.formats.tables import FormRow, TableFormat, observation, observed

HEADINGS = (
    *("ID", "Ch", "From Page", "From Line", "To Page", "To Line", "Comment", "Response"),
    *("First Name", "Last Name", "Affiliation", "Country"),
)
IN_BRACKETS = re.compile(r"\s*\[([^\[\]]{2,200})\]\s*$")


def _read(cells: Mapping[str, str], context: FormatContext) -> FormRow:
    said = {"comment": cells.get("comment", ""), "source_id": cells.get("id") or cells.get("number", "")}
    name = " ".join(filter(None, (cells.get("first", ""), cells.get("last", ""))))
    country, affiliation = cells.get("country", ""), cells.get("affiliation", "")
    found = IN_BRACKETS.search(said["comment"])
    if not name and found and not affiliation:
        name, _comma, country_said = found[1].rpartition(",")
        if country_meant(country_said):
            country = country_said.strip()
            said["comment"] = said["comment"][: found.start()]
        else:
            name = ""
    said |= {"author_name": name.strip(), "organisation": affiliation, **_lines(cells)}
    if country and (code := country_meant(country)):
        said["country"] = code
    elif country and not affiliation:
        said["organisation"] = country
    pages = [cells.get(one, "") for one in ("from_page", "to_page")]
    if pages[0] not in {"", "0"}:
        said["title"] = f"p. {pages[0]}" + (f"–{pages[1]}" if pages[1] not in {"", "0", pages[0]} else "")
    return FormRow({**said, **observed(cells.get("response", ""))}, row_place(context, cells.get("chapter", "")))


def _lines(cells: Mapping[str, str]) -> dict[str, str]:
    lines = [cells.get(name, "").partition(".")[0] for name in ("from_line", "to_line")]
    known = [line if line.isdecimal() and line != "0" else "" for line in lines]
    return {"line_from": known[0], "line_to": known[1]} if known[0] else {}


def _write(rows: Iterable[Mapping[str, str]], _facts: Mapping[str, str]) -> WrittenTable:
    return WrittenTable(HEADINGS, (_cells(row) for row in rows))


def _cells(row: Mapping[str, str]) -> list[str]:
    first, _space, last = row.get("author_name", "").rpartition(" ")
    pages = re.fullmatch(r"p\. (\w+)(?:–(\w+))?", row.get("title", ""))
    return [
        row.get("source_id") or row.get("reference", ""),
        row.get("clause") or row.get("pillar") or "0",
        pages[1] if pages else "0",
        row.get("line_from") or "0",
        (pages[2] or pages[1]) if pages else "0",
        row.get("line_to") or row.get("line_from") or "0",
        row.get("comment", ""),
        observation(row),
        first,
        last,
        row.get("organisation", ""),
        row.get("country", ""),
    ]


IPCC = TableFormat(
    name="ipcc",
    fields={
        "id": r"id$|comment (id|no)",
        "number": r"#$|no$",
        "chapter": r"ch(apter)?\b",
        "from_page": r"(from|start) ?page",
        "from_line": r"(from|start) ?line",
        "to_page": r"(to|end) ?page",
        "to_line": r"(to|end) ?line",
        "comment": r"(reviewer )?comment",
        "response": r"(author )?response",
        "first": r"first name|firstname",
        "last": r"last name|lastname|surname",
        "affiliation": r"affiliation",
        "country": r"countr",
    },
    needed=frozenset({"comment", "from_page", "from_line"}),
    ours={
        "comment": "comment",
        "clause": "chapter",
        "source_id": "id",
        "line_from": "from_line",
        "line_to": "to_line",
        "country": "country",
        "organisation": "affiliation",
        "author_name": "last",
        "response": "response",
    },
    read_row=_read,
    write=_write,
    worth=4,
)
