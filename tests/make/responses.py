"""A guideline that was commented on: points in a theme, one that stands alone, one that is editorial."""

from dataclasses import dataclass

from sqlalchemy import select

from consult.accounts.models import Person
from consult.analysis.models import Point, Theme
from consult.comments.models import Comment, CommentType
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Clause, Draft, Guideline
from consult.responses import actions
from consult.responses.bulk.actions import begin_bulk_act
from consult.responses.bulk.models import BulkAct, BulkKind
from consult.responses.clearance.actions import set_clearance
from consult.responses.models import Answer, Disposition
from consult.responses.unlike.models import UnlikeAnswers
from tests.make import analysis, comments, consultations, drafts
from tests.people import People


@dataclass(frozen=True)
class Consulted:
    """`sensors` and `updates` are in `theme`, `cost` in none; `typo` is editorial. All on HR-L1, `cost` on HR-L2."""

    guideline: Guideline
    draft: Draft
    round: Round
    theme: Theme
    sensors: Point
    updates: Point
    cost: Point
    typo: Point

    @property
    def points(self) -> list[Point]:
        return [self.sensors, self.updates, self.cost, self.typo]

    def clause(self, number: str) -> Clause:
        return comments.clause(self.draft, number)


def consulted(people: People) -> Consulted:
    """Amina said two things on HR-L1 in one comment; Bruno one on HR-L2, and pointed out a slip."""
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    draft = drafts.draft(guideline, by=people.sara)
    without_second_reader(guideline, people)
    round_ = consultations.round_(draft)
    amina = _said(round_, people.amina, "The register should list every sensor. It should be updated each month.")
    bruno = _said(round_, people.bruno, "Small towns cannot pay for a counter.", number="HR-L2")
    slip = _said(round_, people.bruno, "“sensors” needs no capital.", type=CommentType.EDITORIAL)
    sensors = analysis.point(amina, "The register should list every sensor.")
    updates = analysis.point(amina, "It should be updated each month.")
    cost, typo = analysis.point(bruno), analysis.point(slip)
    theme = analysis.theme(guideline, sensors, updates, label="A full register")
    return Consulted(guideline, draft, round_, theme, sensors, updates, cost, typo)


def without_second_reader(guideline: Guideline, people: People) -> None:
    """Answers are public as they are given, for what is about something else than clearance."""
    set_clearance(guideline, required=False, by=people.sara)


def _said(
    round_: Round,
    author: Person,
    text: str,
    *,
    number: str = "HR-L1",
    type: CommentType = CommentType.SUBSTANTIVE,  # noqa: A002 - the field's name
) -> Comment:
    return comments.comment(round_, author, text, number=number, type=type, language="en")


def unlike(point: Point, other: Point, answer_: Answer, other_answer: Answer) -> UnlikeAnswers:
    """Two points that ask the same, answered differently."""
    told = {"point": point, "other": other, "answer": answer_, "other_answer": other_answer, "found_at": clock.now()}
    made = UnlikeAnswers(guideline_id=point.comment.round.guideline_id, likeness=0.9, **told)
    db.session.add(made)
    db.session.commit()
    return made


def answer(
    about: Point | Theme, by: Person, disposition: Disposition = Disposition.ACCEPTED, reason: str = "We agree."
) -> Answer:
    """A standing answer to a point or a theme, committed."""
    if isinstance(about, Theme):
        made = actions.answer_theme(about, disposition, reason, by=by)
    else:
        made = actions.answer_point(about, disposition, reason, by=by)
    db.session.commit()
    return made


def bulk_act(point: Point, by: Person) -> BulkAct:
    """One decision about many, of one point: it is given to whoever decides."""
    asked = {"assignee": by.id, "due_on": None}
    subjects = select(Point.id).where(Point.id == point.id)
    return begin_bulk_act(point.comment.round.guideline, BulkKind.ASSIGN, asked, subjects, by=by)
