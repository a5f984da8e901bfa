"""The machine learns stance from the coded points of a theme or clause, on stored vectors. Imported by the command line
alone, like jobs.py, because nlp comes in here.
"""

import numpy as np
from sqlalchemy import delete

import nlp
from consult.analysis.models import Point
from consult.analysis.pipeline.theme_jobs import model_of, stored_vectors
from consult.analysis.stance.actions import STANCE_JOB
from consult.analysis.stance.models import PointStance, StanceLesson, StanceSuggestion
from consult.analysis.stance.queries import stance_scope_of
from consult.core import clock
from consult.core.bulk_sql import insert_rows
from consult.core.database import db, for_reading
from consult.core.queue import ReportProgress, queue
from nlp.installed import reason_not_installed


@queue.job(STANCE_JOB, obstacle=reason_not_installed)
def learn_stance(lesson_id: int, progress: ReportProgress) -> None:  # noqa: ARG001 - it is short
    """Done twice, the second changes nothing."""
    with for_reading():
        lesson = db.session.get(StanceLesson, lesson_id)
        if lesson is None:
            return
        scope = stance_scope_of(lesson)
        query = scope.points(Point.id, Point.text, PointStance.stance)
        rows = db.session.execute(query.outerjoin(PointStance, PointStance.point_id == Point.id)).all()
        model = model_of(scope.guideline)
        db.session.rollback()
    vectors = stored_vectors({row.id: row.text for row in rows}, model)
    coded = [row for row in rows if row.stance is not None and row.id in vectors]
    others = [row for row in rows if row.stance is None and row.id in vectors]
    if not coded:
        return
    width = len(vectors[coded[0].id])
    found = nlp.suggested_stances(
        np.stack([vectors[row.id] for row in coded]),
        [str(row.stance) for row in coded],
        np.stack([vectors[row.id] for row in others]) if others else np.empty((0, width), np.float32),
    )
    check, guesses = found if found is not None else (None, ())
    _keep(lesson_id, check, dict(zip([row.id for row in others], guesses, strict=False)))


def _keep(lesson_id: int, check: "nlp.StanceCheck | None", guesses: "dict[int, nlp.StanceGuess]") -> None:
    lesson = db.session.get_one(StanceLesson, lesson_id)
    lesson.learnt_at, lesson.reliable = clock.now(), check is not None and check.reliable
    for name in ("accuracy", "low", "high", "most_common"):
        setattr(lesson, name, getattr(check, name) if check is not None else None)
    db.session.execute(delete(StanceSuggestion).where(StanceSuggestion.lesson_id == lesson_id))
    said = {point: guess for point, guess in guesses.items() if db.session.get(Point, point) is not None}
    rows = [
        {"lesson_id": lesson_id, "point_id": point, "stance": guess.stance, "p": guess.p}
        for point, guess in said.items()
    ]
    insert_rows(StanceSuggestion, rows)
    db.session.commit()
