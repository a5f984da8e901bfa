"""Comments as public dockets publish them. Pure."""

import re
from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from consult.accounts.countries import country_meant
from consult.comments.formats.placing import RowPlace
from consult.comments.formats.protocol import FormatContext, SourceFile, WrittenTable
from consult.comments.formats.tables import FormRow, TableFormat

HEADINGS = (
    *("id", "title", "comment", "organization", "submitterType", "country", "receiveDate", "postedDate"),
    *("withdrawn", "duplicateComments"),
)
KINDS = {
    "individual": "individual",
    "academic": "academia",
    "local": "local_government",
    "state": "local_government",
    "federal": "national_government",
    "company": "private_sector",
    "nonprofit": "civil_society",
}


def _read(cells: Mapping[str, str], _context: FormatContext) -> FormRow | None:
    if cells.get("withdrawn", "").casefold() in {"true", "yes", "1", "y"}:
        return None
    kind = cells.get("kind", "").casefold()
    copies = cells.get("copies", "").partition(".")[0]
    name = " ".join(filter(None, (cells.get("first", ""), cells.get("last", ""))))
    country = country_meant(cells["country"]) if cells.get("country") else None
    said = {
        "source_id": cells.get("id", ""),
        "title": cells.get("title", "")[:200],
        "comment": cells.get("comment", ""),
        "organisation": cells.get("organisation", ""),
        "author_name": name,
        "stakeholder_type": next((ours for theirs, ours in KINDS.items() if theirs in kind), ""),
        "country": country or "",
        "received_at": iso_date(cells.get("received") or cells.get("posted", "")),
        "endorsements": copies if copies.isdecimal() and copies != "0" else "",
    }
    return FormRow(said, RowPlace())


def iso_date(cell: str) -> str:
    """Dates of dockets are written month first, those of others day first: turned where only one of them can be."""
    found = re.match(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:[ ,T]+(\d{1,2}:\d{2}(?::\d{2})?))?", cell)
    if not found:
        return cell
    first, second, year = int(found[1]), int(found[2]), found[3]
    by_day = "." in cell[:6] or first > 12
    day, month = (first, second) if by_day else (second, first)
    time = f"T{found[4].zfill(5)}" if found[4] else ""
    return f"{year}-{month:02}-{day:02}{time}"


def _write(rows: Iterable[Mapping[str, str]], _facts: Mapping[str, str]) -> WrittenTable:
    return WrittenTable(HEADINGS, (_cells(row) for row in rows))


def _cells(row: Mapping[str, str]) -> list[str]:
    kinds = {ours: theirs for theirs, ours in reversed(KINDS.items())}
    return [
        row.get("source_id") or row.get("reference", ""),
        row.get("title", ""),
        row.get("comment", ""),
        row.get("organisation", ""),
        kinds.get(row.get("stakeholder_type", ""), ""),
        row.get("country", ""),
        row.get("received_at", ""),
        row.get("received_at", ""),
        "false",
        row.get("endorsements", "") or "0",
    ]


DOCKET = TableFormat(
    name="docket",
    fields={
        "id": r"(document |comment )?id$|tracking number",
        "title": r"title",
        "comment": r"comment$|comment text|text comment",
        "organisation": r"organi[sz]ation",
        "kind": r"submitter ?type|category",
        "country": r"country",
        "first": r"first ?name",
        "last": r"last ?name",
        "received": r"receive(d)? ?date",
        "posted": r"posted ?date",
        "withdrawn": r"(is )?withdrawn",
        "copies": r"duplicate ?comments",
    },
    needed=frozenset({"comment", "id"}),
    others=frozenset({"withdrawn", "copies", "received", "posted"}),
    ours={
        "comment": "comment",
        "title": "title",
        "organisation": "organisation",
        "received_at": "received",
        "source_id": "id",
        "endorsements": "copies",
    },
    read_row=_read,
    write=_write,
    worth=4,
)


def is_docket_without_words(source: SourceFile) -> bool:
    """The list that a docket's site gives of its documents: who, when and where, and not a word of them."""
    rows = [DOCKET.named(row.cells) for row in source.rows[:20]]
    return any({"id", "received", "posted"} <= named.keys() and "comment" not in named for named in rows)


def says_no_words() -> str:
    return str(_("This is the list of a docket, without the words of its comments. Export it with their text."))
