"""What a revision answers and what was decided on it: points counted with each letter once, under their answers. Pure.

A letter that came in copies stands for itself once; its copies are counted as such. What a sender added to a letter
in words of their own counts as a comment of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.analysis.models import Point
from consult.analysis.shared.population import each_letter_once
from consult.responses.inheritance import Effective
from consult.responses.models import Answer, Disposition

# Decisions against a point: what a revision that names it should not claim to answer without a word.
REFUSED = frozenset({Disposition.NOT_ACCEPTED, Disposition.OUT_OF_SCOPE})


@dataclass(frozen=True)
class AnsweredPoints:
    """`letters` has the number of copies of each letter, the most copied first; `comments` are all others."""

    points: int
    comments: int
    letters: tuple[int, ...] = ()


def count_sources(points: Sequence[Point]) -> AnsweredPoints:
    senders: dict[int, set[int]] = defaultdict(set)
    for point in points:
        if point.campaign_id is not None:
            senders[point.campaign_id].add(point.comment_id)
    letters = {number: ids for number, ids in senders.items() if len(ids) > 1}
    alone = {point.comment_id for point in points if point.campaign_id not in letters}
    copies = sorted((len(ids) for ids in letters.values()), reverse=True)
    return AnsweredPoints(len(each_letter_once(points)), len(alone), tuple(copies))


def by_answer(points: Sequence[Point], answers: Mapping[int, Effective]) -> list[tuple[Answer | None, list[Point]]]:
    """Points under the answer that holds for them, the answer to most of them first; those without one last."""
    found: dict[int, Answer] = {}
    under: dict[int | None, list[Point]] = defaultdict(list)
    for point in each_letter_once(points):
        answer = answers[point.id].answer if point.id in answers else None
        under[answer.id if answer is not None else None].append(point)
        found |= {answer.id: answer} if answer is not None else {}
    ordered = sorted(under, key=lambda number: (number is None, -len(under[number])))
    return [(found[number] if number is not None else None, under[number]) for number in ordered]


def count_by_disposition(
    points: Sequence[Point], answers: Mapping[int, Effective]
) -> list[tuple[Disposition | None, int]]:
    """How many points were decided how, in the order of decisions; None, for those not answered, last."""
    times: Counter[Disposition | None] = Counter()
    for answer, those in by_answer(points, answers):
        times[answer.disposition if answer is not None else None] += len(those)
    return [(disposition, times[disposition]) for disposition in (*Disposition, None) if times[disposition]]


def doubtful(summed: Sequence[tuple[Disposition | None, int]]) -> tuple[int, int]:
    """How many points were decided against, and how many have no answer yet."""
    refused = sum(number for disposition, number in summed if disposition in REFUSED)
    return refused, sum(number for disposition, number in summed if disposition is None)
