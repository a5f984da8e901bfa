"""A real browser on a real server: Debian's Chromium, driven by Playwright, checked by axe wherever it goes."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from werkzeug.serving import make_server

from consult.core.database import db
from consult.drafts.queries import wordings_of
from tests.conftest import closed, site
from tests.journeys.walker import Site, Walker
from tests.net.doors import arguments
from tests.people import People
from tests.world import World, build

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.path.name))


@dataclass(frozen=True)
class Built:
    """A world that was written once to `home`, and what of it journeys name."""

    home: Path
    world: World
    people: People
    uids: dict[str, str]
    parts: dict[str, Any]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    home = tmp_path_factory.mktemp("built")
    app = site(home)
    with app.app_context():
        people = People()
        world = build(people)
        uids = {w.number: w.clause.uid for w in wordings_of(world.second)}
        parts = arguments(world)
        for thing in list(db.session):  # journeys read what was written here, from outside of this session
            db.session.refresh(thing)
        db.session.expunge_all()
        db.session.rollback()
    closed(app)
    return Built(home, world, people, uids, parts)


@pytest.fixture(scope="module")
def served(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A copy of that world for the journeys of one file: what others changed in theirs is not seen."""
    home = tmp_path_factory.mktemp("served")
    shutil.copytree(built.home, home, dirs_exist_ok=True)
    app = site(home)
    app.config["WTF_CSRF_ENABLED"] = True  # a browser carries the token
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{server.port}", built.world, built.people, built.uids, built.parts)
    server.shutdown()
    thread.join()
    server.server_close()
    closed(app)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or CHROMIUM
    if not Path(found).exists():
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """What a browser must never be seen doing: asking another host, or finding a fault on a page."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home, self.strayed, self.faults = home, list[str](), list[str]()
        context.on("request", self.note)
        context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        context.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)

    def note(self, request: Request) -> None:
        if not request.url.startswith((f"{self.home}/", "data:", "blob:", "about:")):
            self.strayed.append(request.url)

    def check(self) -> None:
        assert not self.strayed, "a request left the site"
        # An answer that refuses is told in words on the page; the browser's own line about it is no fault.
        assert not [fault for fault in self.faults if "Failed to load resource" not in fault]


@pytest.fixture
def browsers(chromium: Browser, served: Site) -> Iterator[list[tuple[BrowserContext, Watch]]]:
    """Windows that were opened in a test; on closing each is asked what it saw."""
    opened: list[tuple[BrowserContext, Watch]] = []
    yield opened
    for context, watch in opened:
        context.close()
        watch.check()


@pytest.fixture
def window(chromium: Browser, served: Site, browsers: list[tuple[BrowserContext, Watch]]) -> "Window":
    return Window(chromium, served, browsers)


class Window:
    """`window(person)` is a person in front of a browser of their own; None is a visitor."""

    def __init__(self, chromium: Browser, served: Site, opened: list[tuple[BrowserContext, Watch]]) -> None:
        self.chromium, self.served, self.opened = chromium, served, opened

    def __call__(self, person: object = None, *, wide: int = 1280, scripts: bool = True, **options: Any) -> Walker:
        size = {"width": wide, "height": 900}
        options = {
            "locale": "en-GB",
            "base_url": self.served.address,
            "java_script_enabled": scripts,
            "reduced_motion": "reduce",
            **options,
        }
        context = self.chromium.new_context(viewport=size, **options)
        context.set_default_timeout(15_000)
        self.opened.append((context, Watch(context, self.served.address)))
        if person is not None:
            context.add_cookies([self.served.session_of(person)])
        page: Page = context.new_page()
        return Walker(page, self.served, scripts)
