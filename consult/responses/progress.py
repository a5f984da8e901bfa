"""How far the answering is: in all, by pillar, by type of comment, by person. One query each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.comments.models import Comment, CommentType
from consult.consultations.models import Round
from consult.consultations.queries import rounds_by_close
from consult.core.database import db
from consult.drafts.models import Guideline, Pillar, Wording
from consult.responses.tallies.models import AnswerTally
from consult.responses.tallies.queries import CountedOfType, by_type, own_and_inherited, tallied


class AnswerProgress(NamedTuple):
    """Points in all, and how many have an answer of their own or inherit one."""

    points: int = 0
    own: int = 0
    inherited: int = 0

    @property
    def answered(self) -> int:
        return self.own + self.inherited

    @property
    def unanswered(self) -> int:
        return self.points - self.answered

    @property
    def share(self) -> float:
        return self.answered / self.points if self.points else 0.0


class Work(NamedTuple):
    """What one person answered: points one by one, and points that inherit from themes they answered."""

    person: Person
    own: int
    inherited: int


def filed_under() -> ColumnElement[Any]:
    """The pillar of a point, as its author filed it; where they named none, the one it speaks of."""
    return func.coalesce(Wording.pillar_id, Comment.pillar_id, Point.pillar_id)


def with_wording(points: Select[Any], guideline: Guideline) -> Select[Any]:
    """Join to points the wording that their comment was made on."""
    same = and_(
        Wording.clause_id == Comment.clause_id,
        Wording.draft_id == Round.draft_id,
        Wording.language == guideline.language,
    )
    return points.outerjoin(Wording, same)


def answer_progress(guideline: Guideline) -> AnswerProgress:
    return _of_types(by_type(guideline))


def progress_by_pillar(guideline: Guideline) -> list[tuple[Pillar | None, AnswerProgress]]:
    """Every pillar in its order; None stands for points on the whole text that speak of none."""
    counted = _progress_by(guideline, "kind", AnswerTally.filed_id)
    by_pillar: list[tuple[Pillar | None, AnswerProgress]] = [
        (pillar, counted.get(pillar.id, AnswerProgress())) for pillar in guideline.pillars
    ]
    return [*by_pillar, (None, counted[None])] if None in counted else by_pillar


def progress_by_type(guideline: Guideline) -> list[tuple[CommentType, AnswerProgress]]:
    rows = by_type(guideline)
    counted = [(kind, _of_types([row for row in rows if row.type == kind])) for kind in CommentType]
    return [(kind, progress) for kind, progress in counted if progress.points]


def _of_types(rows: Sequence[CountedOfType]) -> AnswerProgress:
    numbers = Counter[str]()
    for row in rows:
        numbers[row.answer] += row.points
    return AnswerProgress(numbers.total(), numbers["own"], numbers["inherited"])


def progress_by_round(guideline: Guideline) -> list[tuple[Round, AnswerProgress]]:
    """The one that closes first leading."""
    counted = _progress_by(guideline, "kind", AnswerTally.round_id)
    return [(round_, counted[round_.id]) for round_ in rounds_by_close(guideline) if round_.id in counted]


def work_by_person(guideline: Guideline, team: Iterable[Person] = ()) -> Sequence[Work]:
    """Who gave the answers that stand, the one whose answers reach most points first. Those of the `team` are known;
    who has left it is looked up."""
    counted = _progress_by(guideline, "given", AnswerTally.by_id)
    people = {person.id: person for person in team if person.id in counted}
    others = [number for number in counted if number is not None and number not in people]
    if others:
        people |= {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(others))).unique()}
    work = [Work(person, *counted[person.id][1:]) for person in people.values()]
    return sorted(work, key=lambda one: (-one.own - one.inherited, one.person.id))


def _progress_by(guideline: Guideline, by: str, column: Any) -> dict[Any, AnswerProgress]:
    rows = db.session.execute(tallied(guideline, by, column, *own_and_inherited()).group_by(column))
    counted = {key: _progress(numbers) for key, *numbers in rows}
    return {key: progress for key, progress in counted.items() if progress.points}


def _progress(numbers: Sequence[Any]) -> AnswerProgress:
    return AnswerProgress(*(int(number or 0) for number in numbers))
