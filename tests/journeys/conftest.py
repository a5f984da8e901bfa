"""A real browser on a real server: Debian's Chromium, driven by Playwright, checked by axe."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, url_for
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from consult.accounts import links
from consult.accounts.models import Person
from consult.core.database import db
from tests.conftest import closed, site
from tests.people import People
from tests.world import World, build

CHROMIUM = "/usr/bin/chromium"


class Site:
    """A served site with a whole consultation in it."""

    def __init__(self, app: Flask, address: str, world: World, people: People) -> None:
        self.app, self.address, self.world, self.people = app, address, world, people

    def url(self, endpoint: str, **values: object) -> str:
        with self.app.test_request_context(base_url=self.address):
            return url_for(endpoint, _external=True, **values)

    def sign_in_address(self, person: Person) -> str:
        with self.app.app_context():
            fresh = db.session.get_one(Person, person.id)
            return self.url("accounts.reset", token=links.sign("reset", [fresh.id, fresh.session_key]))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    app = site(tmp_path_factory.mktemp("served"))
    app.config["WTF_CSRF_ENABLED"] = True  # a browser carries the token
    with app.app_context():
        people = People()
        world = build(people)
        db.session.commit()
        db.session.expunge_all()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{server.port}", world, people)
    server.shutdown()
    thread.join()
    server.server_close()
    closed(app)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if not Path(CHROMIUM).exists() and shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium") or CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def accessible(page: Page) -> None:
    """No violation that axe can find on the page as it stands."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    told = [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:160]})" for v in found.response["violations"]]
    assert not told, f"{page.url}: {told}"
