"""Someone in front of a browser: they open pages, press buttons, fill in fields, and every page is checked."""

from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask, url_for
from playwright.sync_api import Locator, Page, Response

from consult.core.database import db
from consult.core.mail.outbox import Message
from tests.people import People
from tests.signed_in import sign_in
from tests.world import World

# A document's kind (its address without numbers and names, its width, its language), and what it is made of.
KIND = """() => [location.pathname.replace(/[^/]*[0-9][^/]*/g, "#"), innerWidth,
    document.documentElement.lang].join(" ")"""
PARTS = """() => [...new Set([...document.querySelectorAll("*")].map(e =>
    [e.tagName, e.className.baseVal ?? e.className, e.getAttribute("role"), e.getAttribute("type")].join(" ")))]"""
seen_by_axe: dict[str, set[str]] = {}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@dataclass(frozen=True)
class Site:
    """A served site with a whole consultation in it."""

    app: Flask
    address: str
    world: World
    people: People
    uids: dict[str, str]  # clauses by the number printed in the draft in force
    parts: dict[str, Any]  # what parts of addresses stand for, by their names

    def clause(self, number: str) -> str:
        return self.path("comments.clause", slug="smart-cities", number=2, uid=self.uids[number])

    def path(self, endpoint: str, **values: Any) -> str:
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def session_of(self, person: Any) -> dict[str, str]:
        """The cookie of someone who has signed in."""
        client = self.app.test_client()
        sign_in(client, person)
        cookie = client.get_cookie("session")
        assert cookie is not None
        return {"name": "session", "value": cookie.value, "url": self.address}

    def last_mail_to(self, address: str) -> str:
        with self.app.app_context():
            newest = db.session.query(Message).filter_by(recipient=address).order_by(Message.id.desc()).first()
            assert newest is not None, f"no mail to {address}"
            body = newest.body
            db.session.rollback()
            return body

    def fresh(self, model: Any, **same: Any) -> Any:
        """A row as it stands now."""
        with self.app.app_context():
            found = db.session.query(model).filter_by(**same).order_by(model.id.desc()).first()
            db.session.expunge_all()
            db.session.rollback()
            return found


@dataclass
class Walker:
    page: Page
    site: Site
    scripts: bool = True  # axe is a script: it cannot run where there are none

    def open(self, endpoint: str, *, status: int = 200, **values: Any) -> "Walker":
        address = endpoint if endpoint.startswith("/") else self.site.path(endpoint, **values)
        response = self.page.goto(address)
        assert response is not None
        assert response.status == status, f"{address}: {response.status}"
        return self.check()

    def follow(self, name: str, *, within: str = "body", first: bool = False) -> "Walker":
        link = self.page.locator(within).get_by_role("link", name=name)
        return self._go(link.first if first else link)

    def press(self, name: str, *, within: str = "body", exact: bool = False) -> "Walker":
        return self._go(self.page.locator(within).get_by_role("button", name=name, exact=exact))

    def _go(self, what: Locator) -> "Walker":
        with self.page.expect_navigation():
            what.click()
        return self.check()

    def fill(self, label: str, text: str) -> "Walker":
        self.page.get_by_label(label, exact=True).fill(text)
        return self

    def unfold(self, summary: str) -> "Walker":
        self.page.locator("summary", has_text=summary).first.click()
        return self

    def check(self) -> "Walker":
        """No violation that axe can find, nothing that sticks out at the side.

        A document of a kind that axe has seen with all its parts, as wide and in the same language, is not asked again.
        """
        if not self.scripts:
            return self
        self.page.wait_for_load_state("load")
        seen = seen_by_axe.setdefault(self.page.evaluate(KIND), set())
        if not (parts := set(self.page.evaluate(PARTS))) <= seen:
            found = Axe().run(self.page, options=RULES)
            told = [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:160]})" for v in found.response["violations"]]
            assert not told, f"{self.page.url}: {told}"
            seen |= parts
        assert self.sticks_out() <= 0, f"{self.page.url} is wider than the window"
        return self

    def sticks_out(self) -> int:
        """How many pixels the page is wider than its window."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wide))

    @property
    def text(self) -> str:
        return " ".join(self.page.locator("body").inner_text().split())

    @property
    def heading(self) -> str:
        return " ".join(self.page.locator("h1").inner_text().split())

    def choose(self, label: str, option: str) -> "Walker":
        self.page.get_by_label(label, exact=True).select_option(label=option)
        return self

    def tick(self, label: str) -> "Walker":
        self.page.get_by_label(label, exact=True).check()
        return self

    def select_words(self, words: str) -> "Walker":
        """As a mouse that is drawn over words of the clause."""
        self.page.locator("[data-passage=source]").evaluate(
            """(clause, words) => {
                const range = document.createRange();
                const walk = document.createTreeWalker(clause, NodeFilter.SHOW_TEXT);
                for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                    const at = node.data.indexOf(words);
                    if (at < 0) continue;
                    range.setStart(node, at);
                    range.setEnd(node, at + words.length);
                }
                getSelection().removeAllRanges();
                getSelection().addRange(range);
            }""",
            words,
        )
        return self

    def sees(self, *words: str) -> "Walker":
        for those in words:
            assert those in self.text, f"{self.page.url}: not here: {those!r} in {self.text[:1500]!r}"
        return self

    def weight_of(self, address: str) -> dict[str, int]:
        """Bytes over the line for a first visit, by what was asked for (compressed as a browser asks for it)."""
        weights: dict[str, int] = {}

        def weigh(response: Response) -> None:
            if response.status == 200:
                weights[response.url.removeprefix(self.site.address)] = response.request.sizes()["responseBodySize"]

        self.page.on("requestfinished", lambda request: weigh(request.response()))  # type: ignore[arg-type]
        self.page.goto(address)
        self.page.wait_for_load_state("networkidle")
        return weights
