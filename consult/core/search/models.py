"""The index of the search: an entry for each thing that can be found, and what changed since it was read.

Triggers of the database (migration 0021) take an entry out as soon as its row changes, is withdrawn or is gone, and
note the change; they also feed the engine's own table `search_fts`: FTS5 on SQLite, a tsvector with GIN on PostgreSQL.
"""

from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model


class SearchKind(StrEnum):
    CLAUSE = "clause"  # a wording, in one draft and one language
    COMMENT = "comment"
    POINT = "point"
    ANSWER = "answer"
    REVISION = "revision"
    CLAUSE_TRANSLATION = "clause_translation"  # of a wording, in one language and version
    POINT_TRANSLATION = "point_translation"  # the team's own


# The number of an entry is that of its row and its kind's place: both engines go through a kind by number.
ROOM: Final = 2**28
FIRST_ID: Final = {kind: place * ROOM for place, kind in enumerate(SearchKind)}


class SearchEntry(Model):
    """What can be found of one row, as tokens with a blank between; `scope` is one token of guideline and kind."""

    __tablename__ = "search_entry"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[SearchKind]
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    part_of_id: Mapped[int | None] = mapped_column(index=True)  # of a point: its comment, with which it goes
    scope: Mapped[str]
    title: Mapped[str]
    number: Mapped[str]
    who: Mapped[str]
    body: Mapped[str]


class SearchChange(Model):
    """A row that changed and is not read again yet. Written by triggers; gone with the commit, or with the next job."""

    __tablename__ = "search_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SearchKind]
    source_id: Mapped[int]
    with_parts: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # it stood before, and may have parts


def scope_of(guideline_id: int, kind: SearchKind) -> str:
    """No text has such a token: ours are of letters and digits alone."""
    return f"{kind.value}_{guideline_id}"
