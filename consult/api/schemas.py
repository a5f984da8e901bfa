"""Shapes of what the interface for programs gives out. Columns of open data are named and described in one place:
their tables (`tracing/papers`), and what everyone reads of the register.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema, fields
from marshmallow.validate import Range, Regexp

from consult.comments.register.columns import COLUMNS as REGISTER
from consult.core.transparency.canonical import canonical_time
from consult.responses import public_table
from consult.tracing.papers.open_data import public_data
from consult.tracing.papers.open_data.open_tables import ColumnType, OpenColumn, columns

MOST = 200
AS_GIVEN = _l("Take it from “next”, as it was given.")
FIELDS = {
    ColumnType.STRING: (fields.String, {}),
    ColumnType.INTEGER: (fields.Integer, {}),
    ColumnType.BOOLEAN: (fields.Boolean, {}),
    ColumnType.DATE: (fields.String, {"format": "date"}),
    ColumnType.DATETIME: (fields.String, {"format": "date-time"}),
}
Values = Mapping[str, Any]


def row_schema(name: str, described: Iterable[OpenColumn]) -> type[Schema]:
    """A shape with a field for each column; what a row does not say is null, or an empty text."""
    made = {}
    for column in described:
        field, more = FIELDS[column.type]
        nullable = column.type != ColumnType.STRING
        made[column.name] = field(allow_none=nullable, required=True, metadata={"description": column.says, **more})
    return Schema.from_dict(made, name=name)


def page_schema(name: str, schema: type[Schema]) -> type[Schema]:
    """Some of them, and where the next ones are."""
    made: dict[str, Any] = {
        "items": fields.List(fields.Nested(schema), required=True),
        "next": fields.String(
            required=True, allow_none=True, metadata={"description": "address of the next ones; null after the last"}
        ),
    }
    return Schema.from_dict(made, name=name)


def values(described: Sequence[OpenColumn], row: Iterable[Any]) -> Values:
    """A row of a table by its columns' names, each as JSON has it."""
    return {
        column.name: _plain(value, text=column.type == ColumnType.STRING)
        for column, value in zip(described, row, strict=True)
    }


def _plain(value: Any, *, text: bool) -> Any:
    if value is None or value == "":
        return "" if text else None
    if isinstance(value, datetime):
        return canonical_time(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if text else value


class Strict(Schema):
    """What it does not know is refused by name: a field that was misspelt must not be lost."""

    class Meta:
        unknown = RAISE


class CursorQuery(Strict):
    """How lists are read: some at a time, each page naming the next."""

    limit = fields.Integer(
        load_default=100,
        validate=Range(1, MOST),
        metadata={"description": "how many at most"},
    )
    after = fields.String(
        load_default="",
        validate=Regexp(r"^[0-9]{0,9}\Z", error=AS_GIVEN),
        metadata={"description": "as the page before gave it in `next`"},
    )


class CommentQuery(CursorQuery):
    after = fields.String(load_default="", metadata={"description": "reference of the last comment of the page before"})
    round = fields.String(load_default="", metadata={"description": "short name of a round: only its comments"})


GUIDELINE = columns("""
slug: short name, in addresses
title:
sentence: what it is
language: of the text that counts, BCP 47
notice: shown beside the text
attribution: where the text comes from
current_draft integer: number of the draft in force
archived boolean:
address: its page on this site
""")
DRAFT = columns("""
number integer:
title:
state: published or superseded
published datetime:
address: its page on this site
""")
CHECKPOINT = columns("""
origin: name of the log
size integer: how many entries the log had
root: hash of the tree, base64
signed datetime:
note: the signed note (C2SP checkpoint), with the signatures of witnesses
""")
CLAUSE = columns(public_data.CLAUSES)
CHANGE = columns(public_data.CHANGES)
ROUND = columns(public_data.ROUNDS)
SESSION = columns(public_data.SESSIONS)
BALLOT = columns(public_data.BALLOTS)
VOTE = columns(public_data.VOTES)
THEME = columns(public_data.THEMES)
COMMENT = [OpenColumn(column.name) for column in REGISTER if not column.personal]
RESPONSE = [OpenColumn(name) for name in public_table.COLUMNS]

GuidelineSchema = row_schema("Guideline", GUIDELINE)
GuidelinePage = page_schema("Guidelines", GuidelineSchema)
DraftPage = page_schema("Drafts", row_schema("Draft", DRAFT))
ClausePage = page_schema("Clauses", row_schema("Clause", CLAUSE))
ChangePage = page_schema("Changes", row_schema("Change", CHANGE))
RoundPage = page_schema("Rounds", row_schema("Round", ROUND))
SessionPage = page_schema("Sessions", row_schema("Session", SESSION))
CommentSchema = row_schema("Comment", COMMENT)
CommentPage = page_schema("Comments", CommentSchema)
ResponsePage = page_schema("Responses", row_schema("Response", RESPONSE))
ThemePage = page_schema("Themes", row_schema("Theme", THEME))
BallotPage = page_schema("Ballots", row_schema("Ballot", BALLOT))
VotePage = page_schema("Votes", row_schema("Vote", VOTE))
CheckpointSchema = row_schema("Checkpoint", CHECKPOINT)
