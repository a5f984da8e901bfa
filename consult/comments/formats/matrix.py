"""Tables of comments that ministries and agencies make themselves: who, where, comment, proposed change. Pure.

Known by what their columns are called, in whatever order and under whatever preface.
"""

from collections.abc import Mapping

from consult.comments.formats.placing import row_place
from consult.comments.formats.protocol import FormatContext
from consult.comments.formats.tables import FormRow, TableFormat, lines_from

TYPES = {
    "edit": "editorial",
    "gramm": "editorial",
    "tech": "technical",
    "subst": "substantive",
    "transl": "translation",
}
DECISIONS = {
    "partial": "accepted_in_part",
    "accept": "accepted",
    "reject": "not_accepted",
    "not accept": "not_accepted",
}


def _read(cells: Mapping[str, str], context: FormatContext) -> FormRow:
    decided, lines = cells.get("decision", ""), lines_from(cells.get("line", ""))
    disposition = _begins_as(decided, DECISIONS)
    item, clause = cells.get("item", ""), cells.get("clause", "")
    said = {
        "comment": cells.get("comment", ""),
        "proposed_text": cells.get("proposed", ""),
        "type": _begins_as(cells.get("type", ""), TYPES) or "general",
        "organisation": cells.get("organisation", ""),
        "author_name": cells.get("author", ""),
        "source_id": cells.get("number") or (item if clause else ""),
        "title": f"p. {cells['page']}" if cells.get("page") else "",
        "disposition": disposition,
        "response": "\n".join(filter(None, ("" if disposition else decided, cells.get("reply", "")))),
    }
    if lines:
        said["line_from"], said["line_to"] = lines
    return FormRow(said, row_place(context, clause or item))


def _begins_as(cell: str, words: Mapping[str, str]) -> str:
    return next((meant for word, meant in words.items() if cell.strip().casefold().startswith(word)), "")


MATRIX = TableFormat(
    name="matrix",
    fields={
        "number": r"(comment )?(number|no\.?|id)$|comment (number|id)\b",
        "item": r"item",  # of the text, or of the table where another column names the text
        "type": r"(comment )?(type|category|classification)\b|type of comment",
        "decision": r"(comment )?(disposition|decision)",
        "reply": r"response|resolution|reply|answer",
        "proposed": r"(\w+ )?(proposed|suggested|recommended|requested)\b|proposal|suggestion",
        "organisation": r"organi[sz]ation|agency$|company|submitted by|name of (the |your )?organi|respondent|entity",
        "author": r"(reviewer|commenter|author|submitter|(your |full )?name$)",
        "page": r"page",
        "line": r"lines?\b",
        "clause": r"section|clause|article|paragraph|para\b|chapter|provision|requirement|reference",
        "comment": r"((agency|your|reviewer) )?(comments?|notes|remarks?|feedback|observations?|concerns?)\b",
    },
    needed=frozenset({"comment", "proposed"}),
    others=frozenset({"clause", "item", "line"}),
    ours={
        "comment": "comment",
        "proposed_text": "proposed",
        "clause": "clause",
        "organisation": "organisation",
        "author_name": "author",
        "source_id": "number",
        "line_from": "line",
        "line_to": "line",
        "type": "type",
        "title": "page",
        "disposition": "decision",
        "response": "reply",
    },
    read_row=_read,
    worth=4,
)
