"""Comments and voices as their tallies count them: a few hundred short rows, however much was said."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select, text

from consult.comments.models import CommentState
from consult.comments.tallies.models import HEARD_IN_ROUNDS, CommentTally, VoiceTally
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.request_memo import once_a_page
from consult.drafts.models import Guideline

NUMBER = func.sum(CommentTally.n)
SENT = (CommentState.SENT,)


Standing = tuple[Sequence[int], Collection[CommentState]]  # in these rounds, what is in these states


def _counted(by: str, *what: Any, states: Collection[CommentState] = SENT) -> Select[Any]:
    standing = CommentTally.state.in_([state.value for state in states])
    return select(*what).where(CommentTally.slice == by, standing)


def _counted_in(by: str, *what: Any, those: Collection[Standing]) -> Select[Any]:
    each = [
        CommentTally.state.in_([state.value for state in states]) & CommentTally.round_id.in_(rounds)
        for rounds, states in those
        if rounds
    ]
    return select(*what).where(CommentTally.slice == by, or_(*each))


def _of(guideline: Guideline) -> Any:
    return CommentTally.round_id.in_(select(Round.id).where(Round.guideline_id == guideline.id))


def comments_by_place(*those: Standing) -> Sequence[Any]:
    """(clause, pillar, number) of comments that stand so, replies among them."""
    if not any(rounds for rounds, _states in those):
        return []
    place = (CommentTally.clause_id, CommentTally.pillar_id)
    query = _counted_in("place", *place, NUMBER, those=those)
    return db.session.execute(query.group_by(*place)).all()


@once_a_page
def sent_by_round(guideline: Guideline) -> dict[int, int]:
    query = _counted("language", CommentTally.round_id, NUMBER).where(_of(guideline))
    return dict(db.session.execute(query.group_by(CommentTally.round_id)).all())


@once_a_page
def sent_by_language(guideline: Guideline) -> Sequence[tuple[str | None, int]]:
    """Most first."""
    query = _counted("language", CommentTally.language, NUMBER).where(_of(guideline))
    rows = db.session.execute(query.group_by(CommentTally.language)).all()
    return sorted(((language, number) for language, number in rows if number), key=lambda r: (-r[1], r[0] or ""))


def number_in(rounds: Sequence[int], states: Collection[CommentState] = SENT) -> int:
    """Comments of these rounds in these states."""
    return number_standing((rounds, states))


def number_standing(*those: Standing, replies: bool = True) -> int:
    """How many comments stand so."""
    if not any(rounds for rounds, _states in those):
        return 0
    query = _counted_in("language", NUMBER, those=those)
    return db.session.scalar(query if replies else query.where(CommentTally.reply == 0)) or 0


@once_a_page
def people_heard(guideline: Guideline) -> Sequence[Any]:
    """(country, kind of stakeholder, people), each person once: who wrote what stands, or endorsed it."""
    group = (VoiceTally.country, VoiceTally.stakeholder_type)
    number = func.sum(VoiceTally.n)
    query = select(*group, number).where(VoiceTally.guideline_id == guideline.id).group_by(*group)
    return db.session.execute(query.having(number != 0)).all()


def people_heard_in(rounds: Sequence[int]) -> Sequence[Any]:
    """The same of some rounds, counted from what stands there."""
    query = text(HEARD_IN_ROUNDS).bindparams(bindparam("rounds", expanding=True))
    return db.session.execute(query, {"rounds": [*rounds]}).all()
