"""Every page on the narrowest phone that is sold: nothing sticks out, and the head leaves the screen to the page."""

import re

import pytest
from playwright.sync_api import Error, Locator, expect

from tests.journeys.conftest import Window
from tests.journeys.walker import Site, Walker
from tests.net.access import GET
from tests.net.access import PERSONAS as EVERYONE
from tests.net.doors import House, doors

NARROW, HEAD = 320, 100
PERSONAS = {"visitor": None, "expert": "ines", "drafter": "dana", "secretariat": "sara", "administrator": "olga"}
# Parts of a page for its script, and a file without an ending.
NO_PAGES = {"tracing.take_away", "analysis.map_points", "analysis.point_words"}
FILE = re.compile(r"\.(csv|xlsx|jsonl|json|ics|zip)$")


def pages(site: Site, persona: str) -> list[str]:
    """The addresses that fall to this persona, of the site's own map: all that visitors get into are theirs, each
    other is the expert's where it is of voting, and else of the first in `PERSONAS` who gets into it."""

    def gets_into(who: str) -> set[str]:
        return {name for name, row in GET.items() if row[EVERYONE.index(who)] == "o"}

    mine = gets_into(persona) - NO_PAGES
    for other in PERSONAS:
        if other == persona:
            break
        voting = {name for name in gets_into("expert") if name.startswith("voting.")}
        mine -= gets_into(other) - (voting if persona == "expert" else set())
    with site.app.app_context():
        house = House(site.app, site.parts, {})
        every = [
            house.address(endpoint, rules[0])
            for (endpoint, method), rules in doors(site.app).items()
            if method == "GET" and endpoint in mine
        ]
    return [address for address in every if not FILE.search(address)]


def head_of(walker: Walker) -> float:
    return float(
        walker.page.evaluate(
            "Math.max(...[...document.querySelectorAll('.site-head, .guideline-nav')]"
            ".map(e => e.getBoundingClientRect().bottom))"
        )
    )


@pytest.mark.parametrize("persona", list(PERSONAS))
def test_no_page_is_wider_than_a_small_phone(window: Window, persona: str) -> None:
    site, name = window.served, PERSONAS[persona]
    phone = window(getattr(site.people, name) if name else None, wide=NARROW, is_mobile=True, has_touch=True)
    wrong = []
    for address in pages(site, persona):
        try:
            response = phone.page.goto(address)
        except Error as fault:
            if "Download is starting" in fault.message:
                continue  # a file to keep, not a page
            raise
        if response is None or response.status >= 300:
            continue
        if (over := phone.sticks_out()) > 0:
            wrong.append(f"{address} by {over}")
        if (high := head_of(phone)) > HEAD:
            wrong.append(f"the head of {address} takes {high}")
    assert not wrong


@pytest.mark.parametrize("language", ["en-GB", "ar-EG"])
def test_a_guest_says_what_they_think_in_five_taps_and_three_pages(window: Window, language: str) -> None:
    """From the first page to where the mail is waited for: a tap on each thing touched, a page for each opened. The
    mail's link and one press on the page that it opens come after it."""
    phone = window(wide=360, locale=language, timezone_id="Africa/Cairo", is_mobile=True, has_touch=True)
    page, pages, taps = phone.page, list[str](), list[str]()
    page.on("framenavigated", lambda frame: pages.append(frame.url))

    def tap(what: str) -> Locator:
        taps.append(what)
        found = page.locator(what).first
        found.tap()
        return found

    def type_in(name: str, words: str) -> None:
        tap(f"main [name={name}]").fill(words)

    phone.open("tracing.home")
    with page.expect_navigation():
        tap("#take-part ~ * a[href^='/rounds/'][href$='/comment']")
    type_in("text", "Say who pays for it.")
    type_in("name", "Noor")
    type_in("email", f"noor.{language[:2]}@example.org")
    expect(page.locator("[name=country]")).to_have_value("EG")
    with page.expect_navigation():
        tap(".comment-form [value=send]")
    assert page.url.endswith("/comments/check-mail"), phone.check().text
    assert (len(taps), len(pages)) == (5, 3)
    assert f"noor.{language[:2]}@example.org" in phone.check().text


@pytest.mark.parametrize("language", ["ar-EG", "ru-RU", "zh-CN"])
def test_the_head_is_as_low_in_every_script(window: Window, language: str) -> None:
    phone = window(window.served.people.sara, wide=NARROW, locale=language, is_mobile=True, has_touch=True)
    phone.open("comments.read", slug="smart-cities", number=2)
    assert head_of(phone) <= HEAD


def test_the_menus_of_a_phone_open_without_scripts(window: Window) -> None:
    phone = window(wide=NARROW, scripts=False)
    phone.open("comments.read", slug="smart-cities", number=2)
    phone.page.locator(".guideline-nav summary").click()
    phone.follow("Ballots", within=".guideline-nav .on-phone")
    assert "Ballots" in phone.heading or "Votes" in phone.heading
    phone.page.locator(".site-head .on-phone summary").click()
    phone.press("العربية", within=".site-head .on-phone")
    assert phone.page.locator("html").get_attribute("dir") == "rtl"


def test_at_most_seven_errands_and_the_present_place_is_marked(window: Window) -> None:
    for name in PERSONAS.values():
        walker = window(getattr(window.served.people, name) if name else None)
        walker.open("voting.ballots", slug="smart-cities")
        errands = walker.page.locator(".guideline-nav .on-wide > ul:first-child > li")
        assert errands.count() <= 7
        assert walker.page.locator(".guideline-nav .on-wide > ul:first-child [aria-current]").count() == 1
