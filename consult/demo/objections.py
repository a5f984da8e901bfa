"""One answer that its author contested and the secretariat decided on; and what the rounds promise."""

from collections.abc import Mapping

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.consultations.policy.actions import set_policy
from consult.core.database import db
from consult.demo.decisions import demo_points
from consult.demo.texts import days, on
from consult.drafts.models import Guideline
from consult.responses.actions import answer_point
from consult.responses.models import Disposition
from consult.voting.objections.actions import (
    ObjectionDecision,
    acknowledge_objection,
    contest_answer,
    decide_objection,
)
from consult.voting.objections.models import ObjectionOutcome

COMMENT = "hr-029"  # in the data file: a platform's, on ratings that workers take with them
WRONG = "The answer says why the matter is within scope. It does not say whose the ratings are, which was my point."
CHANGE = "Say in the note that opinions which customers gave in confidence are not handed over with their names."
DECIDED = ObjectionDecision(
    outcome=ObjectionOutcome.UPHELD_IN_PART,
    rationale="The scope was answered and stays. Whose the ratings are was not answered: that point is answered now.",
    effect="The point on ratings went back to the desk and has an answer of its own.",
)
AGAIN = (
    "What a customer wrote in confidence stays with whom they wrote it to. The note will say that a worker takes along "
    "the rating itself, without the names of those who gave it."
)


def promise(guideline: Guideline, secretariat: Person) -> None:
    who = "The drafting team of the secretariat answers; the answer names who gave it."
    set_policy(guideline, {"answer_days": 112, "who_answers": who}, by=secretariat)
    db.session.commit()


def contest_an_answer(comments: Mapping[str, Comment], *, drafter: Person, secretariat: Person) -> None:
    """Filed two days after the answer, acknowledged the day after, decided by someone who had not given it."""
    comment = comments.get(COMMENT)
    if comment is None or comment.author is None:
        return
    point = demo_points([comment])[-1]
    with on(days(-6)):
        objection = contest_answer(comment, comment.author, reason=WRONG, change=CHANGE)
    with on(days(-5)):
        acknowledge_objection(objection, by=secretariat)
    with on(days(-3)):
        chosen = ObjectionDecision(
            outcome=DECIDED.outcome, rationale=DECIDED.rationale, effect=DECIDED.effect, points=(point.id,)
        )
        decide_objection(objection, chosen, by=secretariat)
    with on(days(-2.5)):
        answer_point(point, Disposition.NOTED, AGAIN, by=drafter)
    db.session.commit()
