"""Which answer a point has: the pure rule, and that the database gives the same one."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.core import clock
from consult.core.database import db
from consult.responses.inheritance import InheritableAnswer, effective_answer
from consult.responses.models import Answer, Disposition
from consult.responses.queries import effective_answer_id, effective_answers
from tests.make import responses as make
from tests.people import People

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def answer(number: int) -> Answer:
    return Answer(id=number, disposition=Disposition.NOTED, reason="Why.", at=NOON)


def offer(number: int, p: float) -> InheritableAnswer:
    return InheritableAnswer(p, Theme(id=number), answer(number))


OFFERS = st.lists(st.tuples(st.integers(1, 50), st.sampled_from([0.1, 0.5, 0.9])), unique_by=lambda pair: pair[0]).map(
    lambda pairs: [offer(number, p) for number, p in pairs]
)


def test_a_point_without_answer_and_themes_has_none() -> None:
    assert effective_answer(None, []) is None


@given(OFFERS)
def test_a_points_own_answer_always_wins(offers: list[InheritableAnswer]) -> None:
    own = answer(99)
    held = effective_answer(own, offers)
    assert held is not None
    assert (held.answer, held.theme, held.inherited) == (own, None, False)


@given(OFFERS.filter(bool))
def test_the_most_probable_theme_hands_down_its_answer_the_older_in_a_tie(offers: list[InheritableAnswer]) -> None:
    held = effective_answer(None, offers)
    assert held is not None
    assert held.inherited
    assert held.theme is not None
    best = max(o.p for o in offers)
    assert held.theme.id == min(o.theme.id for o in offers if o.p == best)
    assert held.answer.id == held.theme.id


@given(OFFERS, st.randoms())
def test_the_order_of_themes_makes_no_difference(offers: list[InheritableAnswer], chance: object) -> None:
    shuffled = sorted(offers, key=lambda _offer: chance.random())  # type: ignore[attr-defined]
    assert effective_answer(None, offers) == effective_answer(None, shuffled)


def said_by_the_database(points: list[Point]) -> dict[int, int]:
    rows = db.session.execute(select(Point.id, effective_answer_id()).where(Point.id.in_([p.id for p in points])))
    return {point_id: answer_id for point_id, answer_id in rows if answer_id is not None}


def test_the_database_gives_the_same_answers_as_the_rule(people: People) -> None:
    it = make.consulted(people)
    closer = Theme(guideline=it.guideline, label="Upkeep", keywords=[], created_at=clock.now())
    gone = Theme(guideline=it.guideline, label="Old", keywords=[], created_at=clock.now(), state=ThemeState.SET_ASIDE)
    db.session.add_all([closer, gone])
    for theme, p in ((closer, 0.95), (gone, 1.0)):
        db.session.add(Assignment(point=it.updates, theme=theme, p=p, at=clock.now()))
    on_theme, on_closer = make.answer(it.theme, people.dana), make.answer(closer, people.dana)
    db.session.add(
        Answer(theme=gone, disposition=Disposition.NOTED, reason="Set aside.", by=people.dana, at=clock.now())
    )
    own = make.answer(it.cost, people.dana)
    held = effective_answers(it.points)
    expected = {it.sensors.id: on_theme.id, it.updates.id: on_closer.id, it.cost.id: own.id}
    assert {number: effective.answer.id for number, effective in held.items()} == expected
    assert said_by_the_database(it.points) == expected
    assert [held[p.id].theme for p in (it.sensors, it.updates, it.cost)] == [it.theme, closer, None]
