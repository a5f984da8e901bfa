"""Deleting a guideline with everything in it: rows found by the foreign keys, so that no later table is forgotten, and
by their `guideline_id` where no key holds them, as what is counted and kept of the rest.

People and their accounts stay, as do the journal's entries: they hold numbers, and say that it was deleted and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, or_, select

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.core.audit_log import AuditEntry, record
from consult.core.database import Model, db
from consult.core.verbs import Verb
from consult.drafts.models import Draft, DraftState, Guideline
from consult.drafts.queries import membership_of
from consult.revisions.models import Revision
from consult.tracing.rules import may_delete
from consult.voting.models import Ballot


@dataclass(frozen=True)
class Holdings:
    """What a guideline holds that others than its team have a part in."""

    comments: int
    begun: int  # not sent, or not confirmed
    published: int
    ballots: int

    @property
    def empty(self) -> bool:
        return not (self.comments or self.begun or self.published or self.ballots)


def holdings_of(guideline: Guideline) -> Holdings:
    said = select(func.count(Comment.id)).join(Round).where(Round.guideline_id == guideline.id)
    begun = Comment.state.in_([CommentState.DRAFT, CommentState.UNCONFIRMED])
    published = select(func.count(Draft.id)).where(Draft.guideline_id == guideline.id)
    ballots = select(func.count(Ballot.id)).join(Revision).where(Revision.guideline_id == guideline.id)
    return Holdings(
        comments=db.session.scalar(said.where(~begun)) or 0,
        begun=db.session.scalar(said.where(begun)) or 0,
        published=db.session.scalar(published.where(Draft.state != DraftState.EDITING)) or 0,
        ballots=db.session.scalar(ballots) or 0,
    )


def delete_guideline(guideline: Guideline, because: str, *, by: Person) -> None:
    """Cannot be undone. Refused to whoever may not delete what others had a part in."""
    held = holdings_of(guideline)
    may_delete(membership_of(by, guideline), empty=held.empty).enforce()
    facts = {"because": because, "slug": guideline.slug, **vars(held)}
    record(Verb.GUIDELINE_DELETED, guideline, by=by, guideline_id=guideline.id, **facts)
    db.session.flush()
    doomed = rows_of(guideline)
    for table in reversed(list(doomed)):
        db.session.execute(delete(table).where(doomed[table]), execution_options={"synchronize_session": False})
    db.session.expunge_all()


def rows_of(guideline: Guideline) -> Mapping[Table, ColumnElement[bool]]:
    """For each table, which of its rows belong to the guideline; a table stands after those that it points to, and what
    triggers keep of others before these: it is deleted after them."""
    top, every = Guideline.__table__, Model.metadata.sorted_tables
    found: dict[Any, ColumnElement[bool]] = {top: top.c.id == guideline.id}
    found |= {table: table.c.guideline_id == guideline.id for table in every if _names_it(table)}
    for table in every:
        if table not in found and (ways := _ways_up(table, found)):
            found[table] = or_(*ways)
    return found


def _names_it(table: Table) -> bool:
    """Without a key to it. The journal's entries stay."""
    column = table.columns.get("guideline_id")
    return column is not None and not column.foreign_keys and table is not AuditEntry.__table__


def _ways_up(table: Table, found: Mapping[Table, ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    """By the first key that is always set; where each may be empty, by any of them."""
    ways: dict[bool, list[ColumnElement[bool]]] = {True: [], False: []}
    for column in table.columns:
        for key in column.foreign_keys:
            above = key.column.table
            if above in found and above is not table:
                ways[not column.nullable].append(column.in_(select(above.c.id).where(found[above])))
    return ways[True][:1] or ways[False]
