"""What a reading changed: told from where the points stood before it and after."""

import pytest
from sqlalchemy import select

from consult.analysis.models import Theme
from consult.analysis.pipeline import nlp_adapter
from consult.analysis.pipeline.jobs import analyse_now
from consult.analysis.shared.run_comparison import ComparedTheme, ThemeFate, moves, run_compared
from consult.analysis.themes import actions
from consult.core.database import db
from tests.analysis import reader
from tests.analysis.conftest import World
from tests.browser import Browser


def points(**themes: str) -> dict[int, int]:
    """`t1="abc"`: the points a, b and c are in theme 1."""
    return {ord(point): int(theme[1:]) for theme, letters in themes.items() for point in letters}


@pytest.mark.parametrize(
    ("before", "after", "theme"),
    [
        ({"t1": "abcd"}, {"t1": "abcde"}, ComparedTheme(1, ThemeFate.STAYED, 4, 5, 4)),
        ({"t1": "abcd"}, {"t1": "ab", "t2": "cde"}, ComparedTheme(2, ThemeFate.SPLIT_OFF, 0, 3, 0, 1)),
        ({"t1": "ab", "t3": "c"}, {"t1": "b", "t3": "", "t2": "acdefg"}, ComparedTheme(2, ThemeFate.NEW, 0, 6, 0)),
        ({"t1": "a"}, {"t1": "a", "t2": "bc"}, ComparedTheme(2, ThemeFate.NEW, 0, 2, 0)),
        ({"t1": "ab", "t2": "cd"}, {"t1": "abcd"}, ComparedTheme(2, ThemeFate.MERGED, 2, 0, 0, 1)),
        ({"t2": "cd"}, {"t0": "cd"}, ComparedTheme(2, ThemeFate.DISSOLVED, 2, 0, 0)),
    ],
)
def test_the_points_tell_what_became_of_a_theme(
    before: dict[str, str], after: dict[str, str], theme: ComparedTheme
) -> None:
    assert theme in run_compared(moves(points(**before), points(**after))).themes


def test_points_that_moved_came_and_went_are_counted() -> None:
    found = run_compared(moves(points(t0="ab", t1="cdef"), points(t1="acd", t0="be", t2="g")))
    assert (found.same, found.moved, found.placed, found.unplaced, found.came, found.gone) == (3, 2, 1, 1, 1, 1)


def test_a_run_says_what_it_changed_and_the_first_has_nothing_to_say(
    team: Browser, page_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nlp_adapter, "read_all", reader.read_all)
    page_world.says_everything()
    first = analyse_now(page_world.guideline)
    assert "since" not in first.counts
    assert "What it changed" not in team.get("analysis.run", slug="smart-cities")
    one, other = db.session.scalars(select(Theme).order_by(Theme.id).limit(2)).all()
    actions.merge_theme(other, one, by=page_world.people.dana)
    page_world.say("Everything here should be painted green, benches and lamps alike.")
    db.session.commit()
    again = analyse_now(page_world.guideline)
    found = run_compared(again.counts["since"])
    assert (found.moved, found.came, found.gone) == (0, 1, 0)
    assert {theme.fate for theme in found.themes} == {ThemeFate.STAYED}
    assert "What it changed" in team.get("analysis.run", slug="smart-cities")
    page = team.get("analysis.run_comparison", slug="smart-cities", run_id=again.id)
    assert one.label in page
    assert "Themes that stayed" in page
    team.get("analysis.run_comparison", slug="smart-cities", run_id=first.id, status=404)
