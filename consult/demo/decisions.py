"""What the team answers and proposes and how the experts vote, as the data file says."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import select

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.comments.models import Comment
from consult.core.database import db
from consult.demo import reading
from consult.responses import actions as responses
from consult.responses.models import Answer, Disposition
from consult.voting.models import Majority
from consult.voting.tally import Rule

Row = Mapping[str, Any]
RULE = Rule(Majority.ISO, quorum=0.5)


@cache
def decided() -> Mapping[str, list[Row]]:
    found: Mapping[str, list[Row]] = reading.city_file("answers.json")
    return found


def ballots(status: str) -> list[Row]:
    return [row for row in decided()["ballots"] if row["status"] == status]


def closed_before() -> set[str]:
    """Clauses that were voted on before the second draft."""
    return {row["clause"] for row in ballots("closed")}


def open_now() -> set[str]:
    return {row["clause"] for row in ballots("open")}


def after() -> set[str]:
    """Clauses with a revision that is proposed, voted on or being written now."""
    return {row["clause"] for row in decided()["revisions"]} - closed_before()


def revisions(clauses: Collection[str]) -> list[Row]:
    return [row for row in decided()["revisions"] if row["clause"] in clauses]


def points_of(comments: Sequence[Comment]) -> Sequence[Point]:
    said_in = Point.comment_id.in_([comment.id for comment in comments])
    return db.session.scalars(select(Point).where(said_in).order_by(Point.id)).all()


def answer(comments: Mapping[str, Comment], by: Person) -> None:
    """Each answer in the file whose comment was sent and not answered yet, given to all points of that comment."""
    answered = set(db.session.scalars(select(Answer.point_id)))
    for row in decided()["answers"]:
        comment = comments.get(row["comment"])
        for point in points_of([comment]) if comment is not None else ():
            if point.id not in answered:
                give(point, row, by)


def give(point: Point, row: Row, by: Person) -> None:
    disposition = Disposition(row["disposition"])
    clause = point.comment.clause if disposition == Disposition.REFERRED else None
    responses.answer_point(point, disposition, row["reason"], by=by, referred_to=clause)
