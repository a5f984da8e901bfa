"""The map: places for points, discs for themes, and parts of it as lists."""

import numpy as np
from sqlalchemy import select

from consult.analysis.models import Point, Theme
from consult.analysis.reporting.map_data import first_words
from consult.core.database import db
from nlp.projection.incremental_layout import steady_layout
from tests.analysis.conftest import World
from tests.browser import Browser

SLUG = "smart-cities"


def some_vectors(groups: list[int]) -> np.ndarray:  # type: ignore[type-arg]
    rng = np.random.default_rng(7)
    middles = rng.normal(size=(max(groups) + 1, 64))
    return (middles[groups] + 0.3 * rng.normal(size=(len(groups), 64))).astype(np.float32)


def test_points_of_one_theme_stand_together_and_themes_apart() -> None:
    groups = [place % 4 for place in range(200)]
    places = steady_layout(some_vectors(groups), groups)
    middles = np.stack([places[np.array(groups) == group].mean(0) for group in range(4)])
    own = [np.linalg.norm(places[row] - middles[group]) for row, group in enumerate(groups)]
    between = min(np.linalg.norm(middles[one] - middles[other]) for one in range(4) for other in range(one))
    assert max(own) < between
    assert np.abs(places).max() == 1


def test_the_same_points_stand_at_the_same_place_again() -> None:
    groups = [place % 3 for place in range(60)]
    assert np.array_equal(steady_layout(some_vectors(groups), groups), steady_layout(some_vectors(groups), groups))


def test_hardly_any_points_have_places_too() -> None:
    assert steady_layout(np.zeros((0, 64), np.float32), []).shape == (0, 2)
    for number in (1, 2, 3):
        assert np.isfinite(steady_layout(some_vectors([0] * number), [None] * number)).all()


def placed(themes: dict[str, Theme]) -> None:
    """Points on a line, a theme after another."""
    for rank, point in enumerate(db.session.scalars(select(Point).order_by(Point.id))):
        point.x, point.y = rank / 60, (rank % 8) / 10
    db.session.commit()


def test_the_map_holds_each_point_once_and_says_the_same_in_a_table(
    team: Browser, themes: dict[str, Theme], page_world: World
) -> None:
    assert "nothing to show" in team.get("analysis.map", slug=SLUG)
    placed(themes)
    page = team.get("analysis.map", slug=SLUG)
    assert page.html.count("<circle") == len(themes)
    assert "Faces" in page
    columns = team.get("analysis.map_points", slug=SLUG).response.get_json()
    lengths = {len(column) for name, column in columns.items() if name not in {"grid", "keys", "also"}}
    assert lengths == {42}, "letters folded"
    assert set(columns["theme"]) == {-1, 0, 1, 2, 3, 4}
    assert sum(columns["id"]) == max(db.session.scalars(select(Point.id)))
    assert max(columns["x"]) <= columns["grid"]


def test_a_marked_part_of_the_map_is_a_list(team: Browser, themes: dict[str, Theme]) -> None:
    placed(themes)
    page = team.get("analysis.points", slug=SLUG, area="0,-4000,500,-4000,500,4000,0,4000")
    assert "8 points in the part of the map that you marked" in page
    many = ",".join(f"{number},{number % 7}" for number in range(41))
    for nonsense in (
        "x",
        "1,2,3",
        "0,0,0,0,0",
        "'; drop table point",
        "0,0,9,9",
        "0,0,4001,0,0,9",
        "0,0,١,0,0,9",
        many,
    ):
        page = team.get("analysis.points", slug=SLUG, area=nonsense)
        assert "42 points" in page
        assert "cannot be read" in page
    assert "42 points" in team.get("analysis.points", slug=SLUG, area="9," * 500)


def test_the_words_of_a_point_stand_beside_its_dot(team: Browser, themes: dict[str, Theme], page_world: World) -> None:
    arabic = db.session.scalars(select(Point).where(Point.language == "ar")).first()
    assert arabic is not None
    said = team.get("analysis.point_words", point_id=arabic.id).response.get_json()
    assert said == {"words": arabic.text, "language": "ar", "direction": "rtl"}
    long = Point(text="one " * 50)
    assert len(first_words(long)) < 125
    assert first_words(long).endswith("one …")
    assert first_words(Point(text="字" * 300)) == "字" * 120 + " …"


def test_the_map_is_for_those_who_may_read_the_themes(browser: Browser, themes: dict[str, Theme]) -> None:
    assert db.session.scalars(select(Theme)).first() is not None
    browser.as_(browser.people.ines).get("analysis.map", slug=SLUG)
    browser.as_(None).get("analysis.map_points", slug=SLUG)  # this round's comments are everyone's to read
