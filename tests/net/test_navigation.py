"""No page leads anyone to a closed door: from the first page, every link that a person is shown is followed."""

import re
from collections import deque
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urlsplit

import pytest

from tests.net.doors import House

pytestmark = pytest.mark.xdist_group("ways")
ALIKE = 4  # addresses of one page that are tried: with other questions in them, or of other things


@pytest.mark.parametrize("persona", ["visitor", "stakeholder", "expert", "secretariat"])
def test_every_link_that_they_are_shown_opens(house: House, persona: str) -> None:
    closed: dict[str, str] = {}
    seen: dict[str, int] = {}
    shown_on = {"/": ""}
    left = deque(["/"])
    while left:
        address = left.popleft()
        answer = house.get(persona, address)
        if answer.status_code >= 400:
            closed[f"{answer.status_code} {address}"] = shown_on[address]
        if answer.mimetype != "text/html" or answer.status_code >= 300:
            continue
        for link in links_on(answer.get_data(as_text=True)):
            kind = kind_of(link)
            if link not in shown_on and seen.get(kind, 0) < ALIKE:
                seen[kind] = seen.get(kind, 0) + 1
                shown_on[link] = address
                left.append(link)
    assert not closed


def links_on(html: str) -> list[str]:
    found = [unescape(link) for link in re.findall(r'<a\b[^>]*?\shref="([^"]+)"', html)]
    inside = [urldefrag(link)[0] for link in found if link.startswith(("/", "?", "#"))]
    return [link for link in inside if link.startswith("/") and not link.startswith(("//", "/static/"))]


def kind_of(link: str) -> str:
    """Links that differ only in what they ask for are of a kind; so are two comments, two themes, and two addresses
    that ask several things of one page, as many: a search narrows by any of fifteen facets after any other."""
    parts = urlsplit(link)
    asked = sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return f"{re.sub(r'[^/]*[0-9][^/]*', '#', parts.path)} {asked if len(asked) < 2 else len(asked)}"
