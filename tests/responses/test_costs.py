"""Pages that list take the same number of queries however long the list."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from consult.analysis.nearness.models import PointNeighbour
from consult.core.database import db
from consult.responses.answer_templates.filling import words_for_points
from consult.responses.memory.queries import offers_by_point
from consult.responses.models import Disposition
from consult.responses.queries import effective_answers
from consult.revisions.models import RevisionState
from tests.browser import Browser
from tests.make import analysis, comments
from tests.make import responses as make
from tests.make import revisions as revising
from tests.make.responses import Consulted


@pytest.fixture
def it(browser: Browser) -> Consulted:
    return make.consulted(browser.people)


class Counted:
    """`with Counted() as asked: …` holds the questions put to the database inside."""

    def __enter__(self) -> list[str]:
        self.asked: list[str] = []
        event.listen(Engine, "before_cursor_execute", self.note)
        return self.asked

    def note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.asked.extend([statement] if statement.startswith("SELECT") else [])

    def __exit__(self, *_raised: object) -> None:
        event.remove(Engine, "before_cursor_execute", self.note)


def more(it: Consulted, browser: Browser) -> None:
    """Twelve more comments on three clauses, each with its theme and an answer, one with words of its own."""
    people = browser.people
    for turn in range(12):
        number = ("HR-L1", "DI-L1", "DI-P1")[turn % 3]
        proposed = {"proposed_text": f"Words {turn}."} if turn % 2 else {}
        said = comments.comment(it.round, people.amina, f"A point, number {turn}.", number=number, **proposed)
        point = analysis.point(said)
        theme = analysis.theme(it.guideline, point, label=f"Theme {turn}")
        make.answer(theme if turn % 2 else point, people.dana, Disposition.NOTED, f"Noted {turn}.")
        revising.revision(it.draft, people.dana, f"Words {turn}.", number=number, points=[point])
        revising.revision(
            it.draft, people.dana, f"Other {turn}.", number=number, points=[point], state=RevisionState.BALLOTED
        )


def test_lists_take_the_same_number_of_queries_however_long(browser: Browser, it: Consulted) -> None:
    people = browser.people
    make.answer(it.theme, people.dana)
    make.answer(it.cost, people.sara)
    first = analysis.point(comments.comment(it.round, people.bruno, "Mine.", number="HR-L1", proposed_text="Words."))
    revision = revising.revision(it.draft, people.dana, points=[it.sensors, first])
    clause = {"uid": it.clause("HR-L1").uid}
    slug = {"slug": "smart-cities"}
    pages: list[tuple[str, dict[str, Any]]] = [
        ("responses.desk", {**slug, "show": "all"}),
        ("responses.clause_desk", {**clause, "show": "all"}),
        ("responses.table", slug),
        ("responses.progress", slug),
        ("responses.bulk", slug),
        ("responses.my_work", slug),
        ("responses.clearance", slug),
        ("tracing.bulk", slug),
        ("revisions.revisions", slug),
        ("revisions.revision", {"revision_id": revision.id}),
        ("revisions.propose", clause),
    ]
    dana = browser.as_(people.dana)

    def costs() -> dict[str, list[str]]:
        found = {}
        for endpoint, values in pages:
            db.session.expire_all()  # each page begins with nothing in memory, as on a server
            with Counted() as asked:
                dana.get(endpoint, **values)
            found[endpoint] = asked
        return found

    dana.get("revisions.revision", revision_id=revision.id)  # whose the rows of a key are is held from then on
    more(it, browser)  # of everything that a page may show there is some
    db.session.commit()
    before = costs()
    more(it, browser)
    another = analysis.point(comments.comment(it.round, people.amina, "Another.", number="HR-L2"))
    revision.points.append(another)
    db.session.commit()
    after = costs()
    for endpoint, asked in before.items():
        assert len(after[endpoint]) == len(asked), (endpoint, set(after[endpoint]) - set(asked))
    assert max(map(len, after.values())) < 40


def test_answers_of_any_number_of_points_are_one_query(browser: Browser, it: Consulted) -> None:
    more(it, browser)
    make.answer(it.theme, browser.people.dana)
    points = it.points
    assert all(point.id for point in points)  # loaded, so that only the answers are asked for
    with Counted() as asked:
        effective_answers(points)
    assert len(asked) == 1


def test_filling_a_template_in_for_many_asks_no_more_than_for_one(browser: Browser, it: Consulted) -> None:
    text = "{clause} {title} {theme} {round} {redline} {revision}"
    revising.revision(it.draft, browser.people.dana, points=it.points, state=RevisionState.PROPOSED)
    words_for_points(text, it.points)
    with Counted() as one:
        words_for_points(text, [it.sensors])
    with Counted() as many:
        words_for_points(text, it.points)
    assert len(many) == len(one)


def test_offers_on_the_desk_ask_no_more_for_many_points_than_for_one(browser: Browser, it: Consulted) -> None:
    more(it, browser)
    for point in (it.sensors, it.updates, it.typo):
        low, high = sorted((it.cost.id, point.id))
        db.session.add(PointNeighbour(point_id=low, neighbour_id=high, likeness=0.9))
    make.answer(it.cost, browser.people.dana, Disposition.NOTED, "Noted.")
    db.session.commit()
    offers_by_point([it.sensors, it.updates, it.typo], it.guideline)
    with Counted() as one:
        offers_by_point([it.sensors], it.guideline)
    with Counted() as many:
        offers_by_point([it.sensors, it.updates, it.typo], it.guideline)
    assert len(many) == len(one)
