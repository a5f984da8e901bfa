"""A page of another site sends forms to ours, in a real browser: nothing is done, and nobody is signed out."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from consult.drafts.models import Appointment
from tests.journeys.walker import Site


@pytest.fixture
def evil(served: Site) -> Iterator[str]:
    """Another site (localhost is not 127.0.0.1), with two buttons that look like something else."""
    forms = "".join(
        f'<form method="post" action="{served.address}{path}"><input name="email" value="bruno@example.org">'
        f'<input name="role" value="secretariat"><button>Win {number}</button></form>'
        for number, path in enumerate(("/guidelines/smart-cities/people", "/sign-out"), start=1)
    )

    class Evil(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Win</title>{forms}".encode())

        def log_message(self, *_said: object) -> None: ...

    server = ThreadingHTTPServer(("localhost", 0), Evil)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def victim(chromium: Browser, served: Site) -> Iterator[Page]:
    """The secretary, signed in for as long as the browser is open."""
    context = chromium.new_context()
    context.add_cookies([served.session_of(served.people.sara)])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("button", ["Win 1", "Win 2"])
def test_a_form_of_another_site_does_nothing_and_is_not_offered_again(
    served: Site, evil: str, victim: Page, button: str
) -> None:
    before = served.fresh(Appointment).id
    victim.goto(evil)
    with victim.expect_navigation() as answered:
        victim.get_by_role("button", name=button).click()
    assert answered.value.status == 400
    assert "This did not come from our pages" in victim.inner_text("h1")
    assert victim.get_by_role("button", name="Send it again").count() == 0
    assert "bruno@example.org" not in victim.inner_text("main")
    victim.goto(f"{served.address}/mine")
    assert "/mine" in victim.url, "signed out by another site"
    assert served.fresh(Appointment).id == before


def test_a_page_of_ours_that_is_sent_without_its_token_is_offered_again(served: Site, victim: Page) -> None:
    victim.goto(f"{served.address}/profile")
    victim.locator("main input[name=csrf_token]").evaluate("field => { field.value = 'old' }")
    victim.get_by_role("button", name="Save the profile").click()
    assert "Please send this again" in victim.inner_text("h1")
    victim.get_by_role("button", name="Send it again").click()
    assert "Your profile is saved." in victim.inner_text("main")
