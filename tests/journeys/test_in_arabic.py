"""Right to left, on a telephone: nothing sticks out, nothing stands the wrong way round."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Window
from tests.journeys.walker import Site, Walker

PHONE = 390


def in_arabic(window: Window, person: object = None) -> Walker:
    return window(person, wide=PHONE, locale="ar-EG", is_mobile=True, has_touch=True)


def pages(site: Site) -> dict[str, str]:
    """What most people read, by name."""
    world, slug = site.world, "smart-cities"
    return {
        "home": "/",
        "guideline": site.path("tracing.guideline", slug=slug),
        "contents": site.path("comments.read", slug=slug, number=2),
        "pillar": site.path("comments.read_pillar", slug=slug, number=2, code="HR"),
        "clause": site.clause("HR-L1"),
        "round": site.path("consultations.round", round_slug="open-online"),
        "rounds": site.path("consultations.rounds", slug=slug),
        "ballot": site.path("voting.ballot", ballot_id=world.ballots["open"].id),
        "result": site.path("voting.ballot", ballot_id=world.ballots["closed"].id),
        "answers": site.path("responses.table", slug=slug),
        "journey": site.path("tracing.comment", reference=world.comments["answered"].reference),
        "ledger": site.path("tracing.clause", uid=site.uids["HR-L1"]),
        "changes": site.path("publishing.changes", slug=slug, number=2),
        "compare": site.path("drafts.compare", slug=slug, old=1, new=2),
    }


NAMES = (
    *("home", "guideline", "contents", "pillar", "clause", "round", "rounds"),
    *("ballot", "result", "answers", "journey", "ledger", "changes", "compare"),
)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_reads_from_the_right_and_fits_a_telephone(window: Window, name: str) -> None:
    visitor = in_arabic(window).open(pages(window.served)[name])
    root = visitor.page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("ar", "rtl")
    # The first thing in the head of the page stands at its right.
    box = visitor.page.locator(".site-name").bounding_box()
    assert box is not None
    assert box["x"] > PHONE / 2


def test_the_same_pages_fit_a_telephone_in_english(window: Window) -> None:
    visitor = window(wide=320)
    for name in ("home", "contents", "clause", "ballot", "answers", "ledger"):
        visitor.open(pages(window.served)[name])


def test_an_expert_votes_on_a_telephone(window: Window) -> None:
    ines = in_arabic(window, window.served.people.ines)
    ines.open(pages(window.served)["ballot"])
    ines.page.locator("#vote [value=cannot_accept]").check()
    ines.page.locator("#vote [name=reason]").fill("لا يكفي")
    ines.page.locator("#vote [name=acceptable_wording]").fill("Its keeper is named in the annex.")
    with ines.page.expect_navigation():
        ines.page.locator("#vote button").click()
    ines.check().sees("لا يكفي")


def test_the_text_of_the_guideline_keeps_its_own_direction(window: Window) -> None:
    visitor = in_arabic(window).open(window.served.clause("HR-L1"))
    direction = "element => getComputedStyle(element).direction"
    assert visitor.page.locator(".clause-text").first.evaluate(direction) == "ltr"
    arabic = window().open(window.served.clause("HR-L1"))
    said = arabic.page.locator(".comment-text p", has_text="السجل")
    assert said.evaluate(direction) == "rtl"


def test_who_chooses_a_language_has_it_on_every_page(window: Window) -> None:
    visitor = window().open("tracing.home")
    visitor.unfold("Language of this site").press("العربية", within=".site-head .who")
    expect(visitor.page.locator("html")).to_have_attribute("dir", "rtl")
    visitor.open("accounts.sign_in")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "ar")


def test_choosing_a_language_keeps_what_was_typed(window: Window) -> None:
    visitor = window().open("accounts.sign_up")
    visitor.page.locator("main [name=email]").fill("half-typed@exam")
    visitor.unfold("Language of this site").press("العربية", within=".site-head .who")
    expect(visitor.page.locator("main [name=email]")).to_have_value("half-typed@exam")
    visitor.open("accounts.sign_up")  # once: another visit begins anew
    expect(visitor.page.locator("main [name=email]")).to_have_value("")


def test_choosing_a_language_keeps_what_a_list_was_narrowed_to(window: Window) -> None:
    visitor = window().open("/guidelines/smart-cities/drafts/2/comments?words=register")
    visitor.unfold("Language of this site").press("العربية", within=".site-head .who")
    assert visitor.page.url.endswith("?words=register")
