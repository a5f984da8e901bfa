"""What was promised to those who commented: by which day each round is answered, and what is late. Two queries."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func

from consult.analysis.models import Point
from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.consultations.policy.queries import policies_of
from consult.consultations.queries import rounds_by_close
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.responses.queries import answerable_points, is_unanswered
from consult.responses.tallies.kept import AnswerReports
from consult.responses.tallies.models import AnswerTally
from consult.responses.tallies.queries import NUMBER, tallied

WAITING = "waiting-by-round"


class PromisedAnswers(NamedTuple):
    """Of a round that is over: the day by which its points are answered, and how much has no answer."""

    round: Round
    by: datetime
    points: int
    comments: int

    def is_late(self, now: datetime) -> bool:
        return now > self.by


def promised_answers(
    guideline: Guideline, now: datetime, *, late_only: bool = False, kept: AnswerReports | None = None
) -> list[PromisedAnswers]:
    """Rounds that are over and have points without an answer, the one that was promised first leading."""
    rounds, until = _promises(guideline, now)
    asked = [number for number, by in until.items() if not late_only or by < now]
    counted = (kept or AnswerReports(guideline, WAITING)).value(WAITING, lambda: _unanswered_by_round(guideline))
    found = [
        PromisedAnswers(rounds[number], until[number], points, comments)
        for number, points, comments in counted
        if number in asked
    ]
    return sorted(found, key=lambda each: (each.by, each.round.id))


def first_overdue(guideline: Guideline, now: datetime) -> datetime | None:
    """The first day that was promised, has passed, and left something without an answer. It counts nothing."""
    _rounds, until = _promises(guideline, now)
    late = {number: by for number, by in until.items() if by < now}
    if not late:
        return None
    query = tallied(guideline, "kind", AnswerTally.round_id).group_by(AnswerTally.round_id).having(NUMBER > 0)
    waiting = db.session.scalars(query.where(AnswerTally.answer == "none", AnswerTally.round_id.in_(late)))
    return min((late[number] for number in waiting), default=None)


def _promises(guideline: Guideline, now: datetime) -> tuple[dict[int, Round], dict[int, datetime]]:
    """Rounds that are over, and by when each is answered."""
    every = rounds_by_close(guideline)
    rounds = {round_.id: round_ for round_ in every if round_.closes_at <= now and round_.cancelled_at is None}
    policies = policies_of(rounds.values())
    return rounds, {number: policies[number].answered_by(round_.closes_at) for number, round_ in rounds.items()}


def _unanswered_by_round(guideline: Guideline) -> Sequence[tuple[int, int, int]]:
    """(round, points, comments)."""
    counts = (Round.id, func.count(Point.id), func.count(Comment.id.distinct()))
    query = answerable_points(guideline).with_only_columns(*counts).where(is_unanswered())
    return [(number, points, comments) for number, points, comments in db.session.execute(query.group_by(Round.id))]
