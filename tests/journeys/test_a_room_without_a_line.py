"""A rapporteur writes down what is said while the line is gone; it is sent when the line is back, each point once."""

from pathlib import Path

from playwright.sync_api import Route, expect

from consult.comments.models import Channel, Comment
from consult.core.database import db
from tests.journeys.conftest import Window
from tests.journeys.walker import Site, Walker


def said_in(site: Site) -> list[str]:
    with site.app.app_context():
        found = db.session.query(Comment.text).filter_by(channel=Channel.SESSION).order_by(Comment.id)
        return [text for (text,) in found]


def write(rapporteur: Walker, text: str, told: str) -> None:
    rapporteur.fill("What was said", text).page.get_by_role("button", name="Write it down").click()
    expect(rapporteur.page.locator(".save-state")).to_contain_text(told)


def test_what_is_said_without_a_line_is_sent_once_and_in_order(window: Window) -> None:
    site = window.served
    where = {"round_slug": site.parts["round_slug"], "session_id": site.parts["session_id"]}
    sara = window(site.people.sara)
    sara.open("comments.capture", **where)
    sara.page.get_by_label("Clause", exact=True).select_option("HR-P1")
    sara.fill("Table", "3").fill("Said by how many", "4").tick("Agreed")
    write(sara, "The first.", "0 waiting, 1 sent.")
    expect(sara.page.locator("#points h2")).to_have_text("1 point so far")

    sara.page.context.set_offline(True)
    for number, text in enumerate(("The second.", "الثالث", "第四点。"), start=1):
        write(sara, text, f"{number} waiting, 1 sent. No line.")
    assert said_in(site) == ["The first."]

    lost: list[str] = []

    def kept_but_not_told(route: Route) -> None:
        """The site keeps the point, and its answer is lost on the way."""
        if not lost and route.request.method == "POST":
            lost.append(route.fetch().json()["reference"])
            return route.abort()
        return route.continue_()

    sara.page.route("**/capture*", kept_but_not_told)
    sara.page.context.set_offline(False)
    expect(sara.page.locator(".save-state")).to_contain_text("0 waiting, 4 sent.")
    assert len(lost) == 1
    assert said_in(site) == ["The first.", "The second.", "الثالث", "第四点。"]

    wall = window()
    wall.open("tracing.wall", clause="HR-P1", **where).sees("HR-P1", "The first.", "said by 4")
    wall.page.keyboard.press("ArrowRight")
    expect(wall.page.locator("h1")).not_to_have_text("HR-P1")


def test_the_page_on_a_stick_gives_back_a_file_that_is_merged(window: Window, tmp_path: Path) -> None:
    site = window.served
    where = {"round_slug": site.parts["round_slug"], "session_id": site.parts["session_id"]}
    sara = window(site.people.sara)
    sara.open("comments.capture", **where)
    with sara.page.expect_download() as stick:
        sara.page.get_by_role("link", name="Download this page as one file").click()
    stick.value.save_as(tmp_path / "room.html")

    away = window.chromium.new_context(offline=True)
    page = away.new_page()
    page.goto((tmp_path / "room.html").as_uri())
    page.get_by_label("What was said").fill("From the island.")
    page.get_by_label("Said by how many").fill("12")
    page.get_by_role("button", name="Write it down").click()
    page.reload()  # what was written is there still
    expect(page.locator("#points")).to_contain_text("From the island.")
    with page.expect_download() as given_back:
        page.get_by_role("button", name="Save the file").click()
    given_back.value.save_as(tmp_path / "points.json")
    away.close()

    for told in ("1 point is new.", "0 points are new. 1 was there already."):
        sara.page.get_by_label("File from the room").set_input_files(tmp_path / "points.json")
        sara.press("Merge the file").sees(told)
    assert said_in(site).count("From the island.") == 1
