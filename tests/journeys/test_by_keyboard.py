"""The main job without a mouse: what has the focus is always to be seen."""

from tests.journeys.conftest import Window
from tests.journeys.walker import Walker

FOCUSED = """() => {
    const it = document.activeElement;
    const style = getComputedStyle(it);
    const labels = it.labels ? [...it.labels].map((label) => label.innerText).join(' ') : '';
    const name = `${it.getAttribute('aria-label') ?? ''} ${labels} ${it.innerText ?? ''}`.replace(/\\s+/g, ' ').trim();
    const box = it.getBoundingClientRect();
    const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return {name, seen, tag: it.tagName, inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight};
}"""


def tab_to(walker: Walker, name: str, *, most: int = 90) -> None:
    for _press in range(most):
        walker.page.keyboard.press("Tab")
        focused = walker.page.evaluate(FOCUSED)
        if focused["tag"] == "BODY":
            continue
        assert focused["seen"], f"the focus on {focused} is not to be seen"
        assert focused["inside"], f"the focus is outside of the window: {focused}"
        if focused["name"].startswith(name):
            return
    raise AssertionError(f"{name} is not reached with {most} presses of Tab on {walker.page.url}")


def enter(walker: Walker) -> None:
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")
    walker.check()


def test_from_the_text_to_a_receipt_with_keys_alone(window: Window) -> None:
    bruno = window(window.served.people.bruno)
    bruno.open("comments.read_pillar", slug="smart-cities", number=2, code="DI")
    tab_to(bruno, "Skip to the content", most=1)
    bruno.page.keyboard.press("Enter")
    tab_to(bruno, "DI-P1")
    enter(bruno)
    tab_to(bruno, "Your comment")
    bruno.page.keyboard.type("Whose interest is the public interest?")
    tab_to(bruno, "In which round")
    bruno.page.keyboard.type("Open online")
    tab_to(bruno, "Send this comment")
    enter(bruno)
    bruno.sees("Your comment is recorded", "Whose interest is the public interest?", "Open online round")


def test_a_vote_with_keys_alone(window: Window) -> None:
    farid = window(window.served.people.farid)
    farid.open("voting.ballot", ballot_id=window.served.world.ballots["open"].id)
    tab_to(farid, "Go to your vote" if "Go to your vote" in farid.text else "Change your vote")
    farid.page.keyboard.press("Enter")
    tab_to(farid, "Approve")
    farid.page.keyboard.press("ArrowDown")
    tab_to(farid, "Your comment or reason")
    farid.page.keyboard.type("Name the keeper in the annex.")
    tab_to(farid, "Replace my vote")
    enter(farid)
    farid.sees("Your vote is recorded", "Approve, with a comment", "replaced")
