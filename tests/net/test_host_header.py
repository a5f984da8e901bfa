"""The Host header may be written by anyone: no page, file or redirect repeats it."""

import pytest

from consult.core.urls import absolute_url
from tests.net.doors import House, doors

pytestmark = pytest.mark.xdist_group("doors")
EVIL = "evil.example"


def test_nothing_that_is_read_names_the_host_that_was_asked_for(house: House) -> None:
    believed = []
    for (endpoint, method), rules in doors(house.app).items():
        for rule in rules if method == "GET" else ():
            for persona in ("visitor", "secretariat"):
                answer = house.get(persona, house.address(endpoint, rule), headers={"Host": EVIL})
                if EVIL.encode() in answer.data or EVIL in str(answer.headers):
                    believed.append(endpoint)
    assert not believed


def test_nor_does_a_redirect(house: House) -> None:
    for address in ("//guidelines//smart-cities", "/mine", "/drafts/1/"):
        answer = house.get("visitor", address, headers={"Host": EVIL})
        assert EVIL not in answer.headers.get("Location", ""), address


def test_a_calendar_leads_to_the_address_of_the_setting(house: House) -> None:
    calendar = house.get("visitor", f"/rounds/{house.rounds['open']}/calendar.ics", headers={"Host": EVIL})
    assert b"http://127.0.0.1:8000/rounds/" in calendar.data.replace(b"\r\n ", b"")


def test_a_whole_address_keeps_the_folder_that_the_site_stands_in(house: House) -> None:
    with house.app.app_context():
        assert absolute_url("accounts.sign_in", next="/mine") == "http://127.0.0.1:8000/sign-in?next=/mine"
