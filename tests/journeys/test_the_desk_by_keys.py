"""Keys of the desk act on what is at hand: never on an entry that somebody only passed, or on a fold elsewhere."""

from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from consult.accounts.models import Person
from consult.analysis.nearness.models import PointNeighbour
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Appointment, Role
from consult.drafts.people.terms import RoleTerms
from consult.responses.clearance.actions import ask_for_clearance, save_draft, set_clearance
from consult.responses.models import AnswerDraft, AnswerStage, Disposition
from tests.journeys.conftest import Window
from tests.make import analysis, comments, consultations, drafts

NUMBERS = count()
SAYS = {"Benches": "Every street should have benches.", "Trees": "Every street should have trees in a row."}
FOCUS = "(selector) => document.querySelector(selector).focus()"
AT_HAND = "() => document.activeElement.closest('li')?.innerText ?? ''"


@dataclass(frozen=True)
class Desk:
    slug: str
    uid: str
    benches: int  # points without an answer, each with one like it that has one
    trees: int


@pytest.fixture
def desk(window: Window) -> Desk:
    """Two points to answer, each offered what one like it was answered."""
    with window.served.app.app_context():
        guideline = drafts.guideline(slug := f"by-keys-{next(NUMBERS)}")
        people = {one: db.session.get_one(Person, getattr(window.served.people, one).id) for one in ("sara", "dana")}
        _appoint(guideline, people)
        round_ = consultations.round_(drafts.draft(guideline), slug)
        set_clearance(guideline, required=True, by=people["sara"])
        asked = {word: _asked_twice(round_, people["dana"], word, text) for word, text in SAYS.items()}
        db.session.commit()
        return Desk(slug, comments.clause(round_.draft, "HR-L1").uid, asked["Benches"], asked["Trees"])


def _appoint(guideline: Any, people: dict[str, Person]) -> None:
    for name, role in (("sara", Role.SECRETARIAT), ("dana", Role.DRAFTER)):
        given = {"appointed_at": clock.now(), "begun_at": clock.now(), **RoleTerms(role=role).columns}
        db.session.add(Appointment(guideline=guideline, person=people[name], **given))
    db.session.commit()


def _asked_twice(round_: Any, dana: Person, word: str, text: str) -> int:
    points = []
    for again in (text, f"{text} Please."):
        said = comments.comment(round_, dana, again, number="HR-L1", language="en")
        points.append(analysis.point(said))
    db.session.add(PointNeighbour(point_id=points[0].id, neighbour_id=points[1].id, likeness=0.9))
    ask_for_clearance(save_draft(points[0], Disposition.ACCEPTED, f"{word} are in it.", by=dana), by=dana)
    return points[1].id


def _draft(window: Window, point: int) -> Any:
    return window.served.fresh(AnswerDraft, point_id=point)


def test_a_key_pressed_on_a_fold_is_for_that_fold_alone(window: Window, desk: Desk) -> None:
    dana = window(window.served.people.dana)
    dana.open("responses.clause_desk", uid=desk.uid)
    first, second = (f"#point-{number} .answered-before summary" for number in (desk.benches, desk.trees))
    dana.page.locator(first).click()
    dana.page.evaluate(FOCUS, second)
    dana.page.keyboard.press("r")
    dana.page.evaluate(FOCUS, ".desk-keys summary")
    dana.page.keyboard.press("r")
    dana.page.keyboard.press("Control+Enter")
    assert _draft(window, desk.benches) is None
    dana.page.evaluate(FOCUS, second)
    dana.page.keyboard.press("o")
    with dana.page.expect_navigation():
        dana.page.keyboard.press("r")
    dana.check().sees("The same answer waits for a second reader.")
    assert _draft(window, desk.trees).reason == "Trees are in it."
    assert _draft(window, desk.benches) is None


def test_nothing_is_cleared_by_a_key_before_it_is_at_hand(window: Window, desk: Desk) -> None:
    sara = window(window.served.people.sara)
    sara.open("responses.clearance", slug=desk.slug).sees("Benches are in it.")
    cleared = {"guideline_id": window.served.fresh(AnswerDraft).guideline_id, "stage": AnswerStage.CLEARED}
    sara.page.evaluate(FOCUS, "main details:not(.desk-keys) summary")
    sara.page.keyboard.press("c")
    assert window.served.fresh(AnswerDraft, **cleared) is None
    assert "Benches are in it." in sara.page.evaluate(AT_HAND), "the first is gone to"
    sara.page.get_by_label("Note to the author, for the team alone").first.fill("Say which street.")
    sara.page.keyboard.press("Control+Enter")
    sara.page.keyboard.press("Escape")
    assert window.served.fresh(AnswerDraft, **cleared) is None, "of several buttons none is chosen"
    sara.page.evaluate(FOCUS, "main details:not(.desk-keys) summary")
    sara.page.keyboard.press("k")
    sara.page.keyboard.press("j")
    sara.page.keyboard.press("k")
    with sara.page.expect_navigation():
        sara.page.keyboard.press("c")
    sara.check().sees("Cleared.")
    assert window.served.fresh(AnswerDraft, **cleared) is not None
