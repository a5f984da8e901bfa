"""Comments as rows of the register: with names for the team, without for the public."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row as Record
from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from consult.comments.models import Capacity, Comment, CommentState, Endorsement
from consult.comments.register.columns import AUDIENCE, COLUMNS
from consult.consultations.models import Round
from consult.consultations.rules import may_read_comments
from consult.core.database import db
from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, Guideline, Pillar, Wording

# What could lead to a person. An organisation stays where it spoke officially: that is for everyone to know.
PERSONAL = tuple(column.name for column in COLUMNS if column.personal)
AT_ONCE = 1000
FOR_THE_TEAM = "drafting team"

Rows = Sequence[Mapping[str, str]]


def may_export_register(membership: Membership) -> Ruling:
    return refuse_unless(membership.team, _("Only the drafting team takes the register with its names."))


def rows_for_the_team(guideline: Guideline, *, round_: Round | None = None) -> Iterator[Rows]:
    """The register with its names, a portion at a time; each row says that it is not for everyone.

    What is asked for is settled here: by the time that a file is read, the guideline may be out of its session.
    """
    portions = _portions(_comments(guideline, round_))
    return ([{**row, AUDIENCE: FOR_THE_TEAM} for row in portion] for portion in portions)


def rows_for_everyone(guideline: Guideline, now: datetime, *, round_: Round | None = None) -> Iterator[Rows]:
    portions = _portions(sent_for_everyone(guideline, now, round_=round_))
    return ([_without_names(row) for row in portion] for portion in portions)


def sent_for_everyone(guideline: Guideline, now: datetime, *, round_: Round | None = None) -> Select[Any]:
    """Comments that anyone may read, in the order in which they were sent; what it finds becomes `public_cells`."""
    visitor = Membership(None, guideline, frozenset())
    rounds = db.session.scalars(select(Round).where(Round.guideline_id == guideline.id))
    open_to_all = [one.id for one in rounds if may_read_comments(visitor, one, now)]
    return _comments(guideline, round_).where(Comment.round_id.in_(open_to_all))


def public_cells(query: Select[Any]) -> Rows:
    """Rows of `sent_for_everyone`, without what could lead to a person."""
    return [_without_names(_row(record)) for record in db.session.execute(query)]


def _without_names(row: Mapping[str, str]) -> Mapping[str, str]:
    organisation = row["organisation"] if row["capacity"] == Capacity.OFFICIAL else ""
    return {**row, "organisation": organisation, **dict.fromkeys(PERSONAL, "")}


def _portions(query: Select[Any]) -> Iterator[Rows]:
    """Their numbers first, then so many at a time: what was hidden between two portions is left out."""
    ids = db.session.scalars(query.with_only_columns(Comment.id)).all()
    for start in range(0, len(ids), AT_ONCE):
        some = query.where(Comment.id.in_(ids[start : start + AT_ONCE]))
        yield [_row(record) for record in db.session.execute(some)]


def _comments(guideline: Guideline, round_: Round | None) -> Select[Any]:
    parent = aliased(Comment)
    words = and_(
        Wording.clause_id == Comment.clause_id,
        Wording.draft_id == Round.draft_id,
        Wording.language == guideline.language,
    )
    endorsed = select(func.count()).where(Endorsement.comment_id == Comment.id).scalar_subquery()
    query = (
        select(
            *Comment.__table__.columns,
            Round.slug.label("consultation"),
            Draft.number.label("draft"),
            Wording.number.label("clause"),
            Pillar.code.label("pillar"),
            parent.reference.label("in_reply_to"),
            (Comment.endorsed_elsewhere + endorsed).label("endorsements"),
        )
        .join(Round, Round.id == Comment.round_id)
        .join(Draft, Draft.id == Round.draft_id)
        .outerjoin(Wording, words)
        .outerjoin(Pillar, Pillar.id == Comment.pillar_id)
        .outerjoin(parent, and_(parent.id == Comment.in_reply_to_id, parent.state == CommentState.SENT))
        .where(Round.guideline_id == guideline.id, Comment.state == CommentState.SENT)
        .order_by(Comment.sent_at, Comment.id)
    )
    return query.where(Comment.round_id == round_.id) if round_ is not None else query


def _row(record: Record[Any]) -> Mapping[str, str]:
    return {column.name: column.write(record) for column in COLUMNS}
