"""A point's stance is coded; where enough are, the machine is asked to learn."""

from sqlalchemy import delete, select

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.analysis.rules import may_code
from consult.analysis.stance.models import PointStance, StanceLesson, StanceSuggestion
from consult.analysis.stance.queries import AGAIN, FEWEST, StanceScope, lesson_of
from consult.comments.models import Stance
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import hold
from consult.core.queue import queue
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of

STANCE_JOB = "learn_stance"


def code_stance(point: Point, stance: Stance, scope: StanceScope, *, by: Person) -> PointStance:
    """The last word of any coder holds; the machine's suggestion for the point goes."""
    guideline = point.comment.round.guideline
    may_code(membership_of(by, guideline)).enforce()
    hold(guideline)
    said = db.session.scalars(select(PointStance).where(PointStance.point_id == point.id)).one_or_none()
    if said is None:
        said = PointStance(point=point)
        db.session.add(said)
    said.stance, said.by, said.at = stance, by, clock.now()
    db.session.execute(delete(StanceSuggestion).where(StanceSuggestion.point_id == point.id))
    db.session.flush()
    record(Verb.POINT_STANCE_CODED, point, by=by, guideline_id=guideline.id, comment=point.comment_id, stance=stance)
    _ask_to_learn(scope, by)
    return said


def _ask_to_learn(scope: StanceScope, by: Person) -> None:
    """From twenty coded points on, and again after every five."""
    coded = len(
        db.session.scalars(scope.points(PointStance.id).join(PointStance, PointStance.point_id == Point.id)).all()
    )
    lesson = lesson_of(scope)
    if coded < FEWEST or (lesson is not None and coded < lesson.coded + AGAIN):
        return
    if lesson is None:
        lesson = StanceLesson(theme=scope.theme, clause=scope.clause)
        db.session.add(lesson)
    lesson.coded, lesson.asked_at = coded, clock.now()
    db.session.flush()
    queue.add(STANCE_JOB, lesson.id, guideline_id=scope.guideline.id, by=by)
