"""The picture of what was said: marked by hand, by keys, by touch, without scripts; a sample coded by keys."""

from math import cos, pi, sin

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from consult.analysis.models import Point
from consult.core.database import db
from tests.journeys.conftest import Window
from tests.journeys.walker import Site, Walker

SLUG = "smart-cities"


@pytest.fixture(scope="module")
def mapped(served: Site) -> int:
    """How many points have their place on the map."""
    with served.app.app_context():
        points = db.session.scalars(select(Point).order_by(Point.id)).all()
        for turn, point in enumerate(points):
            point.x, point.y = 0.8 * cos(turn * 2.4), 0.8 * sin(turn * 2.4)
        db.session.commit()
        return len(points)


def drawn(walker: Walker) -> Walker:
    walker.open("analysis.map", slug=SLUG)
    walker.page.wait_for_selector(".map.drawn")
    walker.page.wait_for_selector(".map-viewed:not([hidden])")
    return walker.check()


def count_in(words: str) -> str:
    return words.partition("(")[2].partition(")")[0]


def test_a_drafter_marks_a_part_by_hand_and_lists_it(window: Window, mapped: int) -> None:
    dana = drawn(window(window.served.people.dana))
    page = dana.page
    every = count_in(page.locator(".map-viewed").inner_text())
    assert 3 < int(every) <= mapped
    page.get_by_label("marks a part").check()
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    middle, reach = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), 0.48 * min(box["width"], box["height"])
    page.mouse.move(middle[0] + reach, middle[1])
    page.mouse.down()
    for turn in range(1, 50):
        page.mouse.move(middle[0] + reach * cos(turn / 25 * pi), middle[1] + reach * sin(turn / 25 * pi))
    page.mouse.up()
    many = count_in(page.locator(".map-marked").inner_text())
    assert many == every
    dana.follow("List the points marked").sees(f"{many} points in the part of the map that you marked")


def test_a_legend_narrows_the_map_and_its_lists(window: Window, mapped: int) -> None:  # mapped: the map is filled
    dana = drawn(window(window.served.people.dana))
    page = dana.page
    entry = page.locator('[data-kind="theme"]').first
    many = entry.locator("small").inner_text()
    entry.click()
    expect(page.locator(".map-viewed")).to_contain_text(f"({many})")
    dana.check().sees("Only:")
    dana.follow("List the points in view")
    assert f"{many} point" in dana.text
    assert "theme=" in page.url


def test_by_keys_alone_a_point_is_found_and_opened(window: Window, mapped: int) -> None:
    dana = drawn(window(window.served.people.dana))
    page = dana.page
    page.locator("canvas").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("0")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    page.wait_for_selector("output q:not([hidden])")
    words = page.locator("output q").inner_text().rstrip(" …")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    dana.check()
    assert words in dana.text


def test_a_finger_scrolls_the_page_and_two_move_the_map(window: Window, mapped: int) -> None:
    ines = drawn(window(window.served.people.ines, wide=390, has_touch=True))
    canvas = ines.page.locator("canvas")
    assert canvas.evaluate("it => it.style.touchAction") == "pan-y"
    ines.page.get_by_label("Closer").click()
    expect(canvas).to_have_css("touch-action", "none")


def test_without_scripts_discs_and_a_table_say_the_same(window: Window, mapped: int) -> None:
    visitor = window(window.served.people.dana, scripts=False)
    visitor.open("analysis.map", slug=SLUG)
    assert visitor.page.locator("svg circle").count() == visitor.page.locator("tbody tr").count() > 0
    assert not visitor.page.locator(".map-drive").is_visible()
    visitor.page.locator("svg a").first.click()
    assert "/themes/" in visitor.page.url


def test_two_people_code_a_sample_by_keys(window: Window) -> None:
    people, sample = window.served.people, window.served.world.sample
    for person in (people.dana, people.ines):
        coder = window(person)
        coder.open("analysis.code", sample_id=sample.id).sees("0 of 1 coded")
        coder.page.keyboard.press("1")
        coder.page.keyboard.press("0")
        with coder.page.expect_navigation():
            coder.page.keyboard.press("Enter")
        coder.check().sees("You have coded every point of this sample.")
    coder.sees("Dana Novak: 1 of 1 coded", "Where people differ", "Nowhere in this sample.")
