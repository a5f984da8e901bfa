"""What the first page and a guideline's page show: where it is, what is open, who was heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, Subquery, cast, func, select, union_all

from consult.accounts.models import Person
from consult.comments.models import Comment, Endorsement
from consult.comments.queries import all_sent
from consult.consultations.models import Attendance, Round, Session
from consult.consultations.queries import Rounds, attended, open_at, rounds_of, targets_of
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Draft, Guideline
from consult.drafts.queries import current_draft, milestones_of
from consult.tracing.participation import ParticipationSummary, Voices, participation
from consult.tracing.timeline import Timeline, timeline


@dataclass(frozen=True)
class Overview:
    """One guideline as its page opens."""

    guideline: Guideline
    draft: Draft | None
    timeline: Timeline
    rounds: Rounds
    participation: ParticipationSummary


def overview(guideline: Guideline) -> Overview:
    now = clock.now()
    return Overview(
        guideline=guideline,
        draft=current_draft(guideline),
        timeline=timeline(milestones_of(guideline), now.date()),
        rounds=rounds_of(guideline, now),
        participation=heard(guideline),
    )


def open_first(guidelines: Sequence[Guideline]) -> list[Guideline]:
    """Guidelines with a round open now lead; otherwise the order is kept."""
    now = clock.now()
    open_now = set(db.session.scalars(select(Round.guideline_id).where(open_at(now))))
    return sorted(guidelines, key=lambda guideline: guideline.id not in open_now)


def heard(guideline: Guideline) -> ParticipationSummary:
    """People whose comment stands, or who endorsed one that does, each once; against the targets."""
    who = _people_heard(guideline)
    groups = select(who.c.country, who.c.kind, func.count()).group_by(who.c.country, who.c.kind)
    voices = [Voices(*row) for row in db.session.execute(groups)]
    return participation(voices, targets_of(guideline))


def _people_heard(guideline: Guideline) -> Subquery:
    """One row for each person heard: who, country, kind. A comment by nobody known is not a person.

    Those with a number are read from the index alone; the names of registers are read from the rows.
    """
    sent = all_sent(guideline).order_by(None)
    group = (Comment.country, cast(Comment.stakeholder_type, String).label("kind"))
    wrote = sent.with_only_columns(_numbered(Comment.author_id).label("who"), *group)
    in_registers = sent.with_only_columns(("n" + _name_in_register()).label("who"), *group)
    endorsed = (
        sent.join(Endorsement, Endorsement.comment_id == Comment.id)
        .join(Person, Person.id == Endorsement.person_id)
        .with_only_columns(_numbered(Person.id), Person.country, cast(Person.stakeholder_type, String))
    )
    said = union_all(
        wrote.where(Comment.author_id.is_not(None)),
        in_registers.where(Comment.author_id.is_(None), _name_in_register() != "|"),
        endorsed,
    ).subquery()
    once = select(said.c.who, func.max(said.c.country).label("country"), func.max(said.c.kind).label("kind"))
    return once.group_by(said.c.who).subquery()


def _name_in_register() -> ColumnElement[str]:
    return func.lower(Comment.author_name + "|" + Comment.organisation)


def _numbered(number: Any) -> ColumnElement[str]:
    return "p" + cast(number, String)


def comments_by_language(guideline: Guideline) -> list[tuple[str | None, int]]:
    """Comments in each language, most first."""
    counted = all_sent(guideline).with_only_columns(Comment.language, func.count()).order_by(None)
    rows = db.session.execute(counted.group_by(Comment.language))
    return sorted(rows, key=lambda row: (-row[1], row[0] or ""))


def comments_by_nobody_known(guideline: Guideline) -> int:
    nobody = (Comment.author_id.is_(None), _name_in_register() == "|")
    return db.session.scalar(all_sent(guideline).where(*nobody).with_only_columns(func.count()).order_by(None)) or 0


def places_taken(guideline: Guideline) -> dict[str, dict[str, int]]:
    """Who came to sessions, as hosts reported: numbers by value, for each dimension; most first."""
    found: dict[str, dict[str, int]] = {}
    for (dimension, value), number in sorted(attended(guideline).items(), key=lambda pair: -pair[1]):
        found.setdefault(dimension, {})[value] = number
    return found


def sessions_counted(guideline: Guideline) -> int:
    """Sessions whose attendance was reported."""
    query = select(func.count(Attendance.session_id.distinct())).join(Session).join(Round)
    return db.session.scalar(query.where(Round.guideline_id == guideline.id)) or 0
