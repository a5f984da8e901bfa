"""What programs are answered: as it is described, for whatever they send, and nothing that is not for everyone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from consult.consultations.models import Visibility
from tests.net.doors import House

pytestmark = pytest.mark.xdist_group("doors")
FEW = settings(max_examples=3, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def read(house: House, address: str) -> Any:
    answer = house.knock("visitor", "GET", address)
    assert answer.status_code == 200, address
    return json.loads(answer.get_data())


def every(house: House, address: str) -> Iterator[Any]:
    """What a list holds, page by page, each named by the one before."""
    following: str | None = address
    while following:
        page = read(house, following)
        yield from page["items"]
        following = page["next"]


def test_whatever_is_asked_is_answered_as_it_is_described(house: House) -> None:
    """Schemathesis makes the requests, sound and unsound; each also with addresses of what is there."""
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", house.app)
    for found in described.get_all_operations():
        operation = found.ok()

        @FEW
        @given(operation.as_strategy())
        def answered(case: Any) -> None:
            for there in (False, True):
                if there:
                    case.path_parameters = {name: house.arguments[name] for name in case.path_parameters or {}}
                with house.undone():
                    case.validate_response(case.call(headers={"Accept-Encoding": "identity"}))

        answered()


def test_a_list_is_read_to_its_end_whatever_the_size_of_its_pages(house: House) -> None:
    for what in ("comments", "responses", "rounds", "drafts/2/clauses"):
        address = f"/api/v1/guidelines/smart-cities/{what}"
        whole = list(every(house, f"{address}?limit=200"))
        assert len(whole) > 2
        assert list(every(house, f"{address}?limit=2")) == whole


def test_comments_of_rounds_that_are_not_for_everyone_are_not_told(house: House) -> None:
    told = {comment["consultation"] for comment in every(house, "/api/v1/guidelines/smart-cities/comments")}
    assert house.rounds["open"] in told
    assert not told & {house.rounds[name] for name in (Visibility.NEVER, Visibility.EXPERTS_ONLY, "after_close")}
    for name in ("held", "unconfirmed"):
        assert house.knock("visitor", "GET", f"/api/v1/comments/{house.references[name]}").status_code == 404


def test_no_name_and_no_address_of_a_person_is_told(house: House) -> None:
    everything = " ".join(
        json.dumps(list(every(house, f"/api/v1/guidelines/smart-cities/{what}")), ensure_ascii=False)
        for what in ("comments", "responses", "rounds", "sessions")
    )
    assert not [name for name in ("Amina", "Bruno", "@example.org") if name in everything]


def test_a_secret_guideline_is_not_there_for_programs_whoever_asks(house: House) -> None:
    for persona in ("visitor", "quiet", "administrator"):
        assert house.knock(persona, "GET", "/api/v1/guidelines/quiet-code").status_code == 404


def test_what_did_not_change_is_not_sent_again(house: House) -> None:
    first = house.knock("visitor", "GET", "/api/v1/guidelines/smart-cities/comments")
    headers = {"If-None-Match": first.headers["ETag"]}
    assert house.knock("visitor", "GET", "/api/v1/guidelines/smart-cities/comments", headers=headers).status_code == 304
