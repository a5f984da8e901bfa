"""What an answer covers is written when it is given; a person lets go what left."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select, update

from consult.accounts.models import Person
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.core import clock
from consult.core.audit_log import record
from consult.core.bulk_sql import chunks, insert_rows
from consult.core.database import db
from consult.core.locking import held
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of
from consult.responses import rules
from consult.responses.coverage.queries import left_since
from consult.responses.models import Answer, AnswerCoverage
from consult.responses.queries import belongs_mainly

Members = Sequence[tuple[int, float]]  # (point, how probably it belongs to the theme)


def cover(answer: Answer, members: Members) -> None:
    """Give a theme's answer to these points. An answer that reached one through a theme that is not its main one, or is
    no more, ends there: a person decided about it anew. So does every other one where the answer is to an ask: it
    speaks of them alone."""
    db.session.flush()
    now = clock.now()
    rows = [{"answer_id": answer.id, "point_id": point_id, "p": p, "at": now} for point_id, p in members]
    insert_rows(AnswerCoverage, rows)
    for portion in chunks([point_id for point_id, _p in members]):
        _end_others(answer, portion)
    db.session.expire_all()


def _end_others(answer: Answer, point_ids: Sequence[int]) -> None:
    there = select(Assignment.id).join(Theme, Theme.id == Assignment.theme_id).where(Theme.state == ThemeState.ACTIVE)
    there = there.where(
        Assignment.point_id == AnswerCoverage.point_id, Assignment.theme_id == Answer.theme_id, belongs_mainly()
    )
    member = there.correlate(AnswerCoverage, Answer).exists()
    others = select(AnswerCoverage.id).join(Answer, Answer.id == AnswerCoverage.answer_id)
    others = others.where(AnswerCoverage.point_id.in_(point_ids), AnswerCoverage.ended_at.is_(None))
    others = others if answer.ask_id is not None else others.where(~member)
    numbers = db.session.scalars(others.where(Answer.id != answer.id)).all()
    _end(numbers)


def _end(numbers: Sequence[int]) -> None:
    for portion in chunks(numbers):
        change = update(AnswerCoverage).where(AnswerCoverage.id.in_(portion)).values(ended_at=clock.now())
        db.session.execute(change, execution_options={"synchronize_session": False})


def end_coverage(answer: Answer, points: Sequence[int], *, by: Person) -> int:
    """The answer holds no more for these points, which left its theme: they want an answer again. Says how many."""
    answer, theme = _standing(answer, by)
    left = set(db.session.scalars(left_since(theme.id).with_only_columns(Point.id))) & set(points)
    if not left:
        raise Refused(_("None of these points keeps this answer from outside its theme. Look at the list again."))
    mine = select(AnswerCoverage.id).where(AnswerCoverage.answer_id == answer.id, AnswerCoverage.point_id.in_(left))
    _end(db.session.scalars(mine).all())
    db.session.expire_all()
    record(
        Verb.ANSWER_LET_GO, answer, by=by, guideline_id=theme.guideline_id, points=sorted(left), theme=answer.theme_id
    )
    return len(left)


def _standing(answer: Answer, by: Person) -> tuple[Answer, Theme]:
    answer = held(answer)
    theme = answer.theme
    if theme is None or answer.superseded_at is not None:
        raise Refused(_("This answer was changed or withdrawn meanwhile."))
    rules.may_answer(membership_of(by, theme.guideline)).enforce()
    return answer, theme
