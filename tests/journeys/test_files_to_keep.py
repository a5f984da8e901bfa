"""Every file that a page offers comes whole over the line: it is read after the view has ended."""

import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

from werkzeug.routing import Rule

from tests.journeys.walker import Site
from tests.net.access import GET, PERSONAS
from tests.net.doors import House, doors

FILE = re.compile(r"\.(csv|xlsx|jsonl|json|ics|zip)$")


def endings(rule: Rule) -> list[str]:
    return sorted(getattr(rule._converters.get("file_format"), "items", {"csv"}))


def addresses(site: Site) -> list[str]:
    """Of the secretariat's files, each with the endings that it has."""
    row = PERSONAS.index("secretariat")
    with site.app.app_context():
        house = House(site.app, site.parts, {})
        found = [
            house.address(endpoint, rule, {"file_format": ending})
            for (endpoint, method), rules in doors(site.app).items()
            if method == "GET" and GET[endpoint][row] == "o"
            for rule in rules
            for ending in endings(rule)
        ]
    return sorted({address for address in found if FILE.search(address) and "drafts/" not in address})


def test_every_file_of_the_secretariat_comes_whole(served: Site) -> None:
    place, cookie = urlsplit(served.address), served.session_of(served.people.sara)
    wrong = []
    for address in addresses(served):
        line = HTTPConnection(place.hostname or "", place.port, timeout=60)
        line.request("GET", address, headers={"Cookie": f"{cookie['name']}={cookie['value']}"})
        answer = line.getresponse()
        body = answer.read()
        line.close()
        if answer.status != 200 or not body:
            wrong.append(f"{answer.status} {address}")
    assert not wrong
