"""What a revision answers: letters counted once, points under their answers."""

from consult.analysis.models import Point
from consult.responses.inheritance import Effective
from consult.responses.models import Answer, Disposition
from consult.revisions.answered_points import AnsweredPoints, by_answer, count_by_disposition, count_sources, doubtful

D = Disposition


def said(number: int, comment: int, letter: int | None = None) -> Point:
    return Point(id=number, comment_id=comment, campaign_id=letter)


def decisions(**points: D) -> dict[int, Effective]:
    given = {d: Answer(id=number, disposition=d) for number, d in enumerate(D)}
    return {int(name[1:]): Effective(given[d]) for name, d in points.items()}


def test_a_letter_in_copies_is_one_letter() -> None:
    letters = [said(3 * copy + n, copy, letter=7) for copy in range(40) for n in range(3)]
    assert count_sources(letters) == AnsweredPoints(points=3, comments=0, letters=(40,))
    own = [said(900, 5), said(901, 77), said(902, 78, letter=8)]  # a sender's own words, a comment, a copy alone
    assert count_sources([*letters, *own]) == AnsweredPoints(points=6, comments=3, letters=(40,))
    assert count_sources([]) == AnsweredPoints(0, 0)


def test_points_stand_under_their_answers_and_unanswered_ones_last() -> None:
    points = [said(number, number) for number in range(1, 6)]
    answers = decisions(p1=D.NOT_ACCEPTED, p3=D.ACCEPTED, p4=D.ACCEPTED, p5=D.OUT_OF_SCOPE)
    placed = [(answer and answer.disposition, [p.id for p in those]) for answer, those in by_answer(points, answers)]
    assert placed == [(D.ACCEPTED, [3, 4]), (D.NOT_ACCEPTED, [1]), (D.OUT_OF_SCOPE, [5]), (None, [2])]
    summed = count_by_disposition(points, answers)
    assert summed == [(D.ACCEPTED, 2), (D.NOT_ACCEPTED, 1), (D.OUT_OF_SCOPE, 1), (None, 1)]
    assert doubtful(summed) == (2, 1)
