"""Disposition of comments as the W3C keeps it, and resolution logs like it. Pure."""

from collections.abc import Iterable, Mapping

from consult.comments.formats.placing import row_place
from consult.comments.formats.protocol import FormatContext, WrittenTable
from consult.comments.formats.tables import FormRow, TableFormat
from consult.core.urls import is_web_address

HEADINGS = ("Issue", "Section", "Comment", "Commenter", "Date", "Source", "Decision", "Reply", "Commenter satisfied?")
DECISIONS = {
    "accepted": "accepted",
    "partial": "accepted_in_part",
    "partially accepted": "accepted_in_part",
    "rejected": "not_accepted",
    "declined": "not_accepted",
    "out of scope": "out_of_scope",
    "noted": "noted",
    "duplicate": "duplicate",
}


def _read(cells: Mapping[str, str], context: FormatContext) -> FormRow:
    number, log = cells.get("number", ""), cells.get("log", "")
    links = [link for link in cells.get("source", "").split() if is_web_address(link)]
    decided = cells.get("decision", "")
    satisfied = cells.get("satisfied", "")
    reply = "\n".join(filter(None, (cells.get("reply", ""), f"Commenter satisfied: {satisfied}" if satisfied else "")))
    said = {
        "comment": cells.get("comment", ""),
        "author_name": cells.get("commenter", ""),
        "source_id": f"{log}#{number}" if log and number else number,
        "evidence_url": links[0] if links else "",
        "received_at": cells.get("date", "")[:25],
        "disposition": DECISIONS.get(decided.casefold(), decided),
        "response": reply,
    }
    return FormRow(said, row_place(context, cells.get("section", "")))


def _write(rows: Iterable[Mapping[str, str]], _facts: Mapping[str, str]) -> WrittenTable:
    return WrittenTable(HEADINGS, (_cells(row) for row in rows))


def _cells(row: Mapping[str, str]) -> list[str]:
    reply, _mark, satisfied = row.get("response", "").partition("Commenter satisfied: ")
    words = {name: said for said, name in reversed(DECISIONS.items())}
    decision = row.get("disposition", "")
    return [
        row.get("source_id") or row.get("reference", ""),
        row.get("clause") or row.get("pillar", ""),
        row.get("comment", ""),
        row.get("author_name", ""),
        row.get("received_at", ""),
        row.get("evidence_url", ""),
        words.get(decision, decision),
        reply.strip(),
        satisfied,
    ]


W3C = TableFormat(
    name="w3c",
    fields={
        "log": r"file$|document$",
        "number": r"issue$|id$|number$|no$|#$|item",
        "section": r"section|clause",
        "comment": r"comment$|summary|issue description|description",
        "commenter": r"commenter$|comment from|raised by|reviewer|submitter",
        "date": r"date$|received",
        "source": r"comment urls?|source|link",
        "decision": r"decision|disposition|resolution type",
        "reply": r"reply|response|resolution$|resolved$|wg notes",
        "satisfied": r"commenter satisfied|satisfied|verified",
    },
    needed=frozenset({"comment"}),
    others=frozenset({"decision", "reply"}),
    ours={
        "comment": "comment",
        "author_name": "commenter",
        "source_id": "number",
        "received_at": "date",
        "evidence_url": "source",
        "clause": "section",
        "disposition": "decision",
        "response": "reply",
    },
    read_row=_read,
    write=_write,
    worth=4,
)
