"""Rows of the register with what was answered: the columns `disposition` and `response`, filled."""

from collections.abc import Mapping, Sequence

from consult.analysis.models import Point
from consult.comments.models import Comment
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.responses.inheritance import Effective
from consult.responses.labels import DISPOSITION_NAMES
from consult.responses.queries import answerable_points, effective_answers

Row = Mapping[str, str]


def rows_with_answers(rows: Sequence[Row], guideline: Guideline) -> list[Row]:
    """Of a comment whose points were answered alike the disposition; its response says each answer once."""
    references = [row["reference"] for row in rows]
    query = answerable_points(guideline).with_only_columns(Point, Comment.reference)
    found = db.session.execute(
        query.where(Comment.reference.in_(references)).order_by(Point.comment_id, Point.start)
    ).unique()
    points = [(point, reference) for point, reference in found]
    answers = effective_answers([point for point, _reference in points])
    by_comment: dict[str, list[Effective]] = {}
    for point, reference in points:
        if (answer := answers.get(point.id)) is not None:
            by_comment.setdefault(reference, []).append(answer)
    return [{**row, **_said(by_comment.get(row["reference"], []))} for row in rows]


def _said(given: Sequence[Effective]) -> dict[str, str]:
    once = {one.answer.id: one.answer for one in given}.values()
    dispositions = {answer.disposition for answer in once}
    alike = len(dispositions) == 1
    lines = [answer.reason if alike else f"{DISPOSITION_NAMES[answer.disposition]}: {answer.reason}" for answer in once]
    return {"disposition": next(iter(dispositions)).value if alike else "", "response": "\n".join(lines)}
