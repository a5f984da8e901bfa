"""The access matrix: complete by construction, true in every cell; reading changes nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, request_started
from sqlalchemy import event

from consult.app import create_app
from consult.core.database import Model, db
from consult.core.derived.row_cache import HELD, filling
from consult.core.derived.triggers import registry
from consult.core.security.headers import csrf
from consult.settings import Settings
from tests.net.access import GET, PERSONAS
from tests.net.access_of_posts import POST
from tests.net.doors import House, doors, letter_of

pytestmark = pytest.mark.xdist_group("doors")
TABLES = {"GET": GET, "POST": POST}
TABLES_READ = re.compile(r"\b(?:FROM|JOIN) (\w+)")
MOST_STATEMENTS = 12
# What is taken away, a pack and a report read all that is held; a ballot and a journey show what everyone did about one
# thing; who reads themes with comments of their own among them has counts that nobody else shares; and the team is told
# what came since.
BOUNDS = {
    "tracing.evidence_pack": 58,
    "tracing.synopsis": 13,
    "tracing.synopsis_in_word": 13,
    "tracing.write_in_report": 14,
    "tracing.comment": 20,
    "responses.answer_ask": 18,
    "tracing.journal": 19,
    "publishing.prepare": 18,
    "responses.answer_theme": 17,
    "analysis.theme": 16,
    "tracing.take_away": 16,
    "comments.clause": 16,
    "tracing.clause": 15,
    "tracing.mine": 15,
    "analysis.themes": 14,
    "api.vote_list": 14,
    "publishing.override": 14,
    "responses.answer_point": 15,
    "responses.clause_desk": 15,
    "voting.ballot": 13,
    "publishing.changes": 13,
    "responses.desk": 14,
    "responses.progress": 13,
    "tracing.home": 13,
}


def test_the_table_names_every_door_and_no_other(sqlite_app: Flask) -> None:
    found = set(doors(sqlite_app))
    told = {(endpoint, method) for method, table in TABLES.items() for endpoint in table}
    assert not found - told, "say in access.py who may"
    assert not told - found, "gone: take it out of access.py"


def test_every_row_says_one_letter_for_each_persona() -> None:
    rows = [row for table in TABLES.values() for row in table.values()]
    assert all(len(row) == len(PERSONAS) and set(row) <= set("osfn") for row in rows)


@pytest.mark.parametrize("endpoint", sorted(GET))
def test_who_may_read(house: House, endpoint: str) -> None:
    with nothing_written(house.app), few_statements(house.app, endpoint):
        assert letters(house, endpoint, "GET") == {GET[endpoint]}


@pytest.mark.parametrize("endpoint", sorted(POST))
def test_who_may_change(house: House, endpoint: str) -> None:
    assert letters(house, endpoint, "POST") == {POST[endpoint]}


def letters(house: House, endpoint: str, method: str) -> set[str]:
    """What the personas are answered, for each address that the endpoint has."""
    found = set()
    for rule in doors(house.app)[endpoint, method]:
        address = house.address(endpoint, rule)
        form = house.forms.get(endpoint, {}) if method == "POST" else None
        found.add("".join(letter_of(house.knock(persona, method, address, data=form)) for persona in PERSONAS))
    return found


@contextmanager
def nothing_written(app: Flask) -> Iterator[None]:
    """A page that is only read (by a person, a scanner of mail, a crawler) changes nothing."""
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "INTO personal_data_access" in statement:
            return  # that it was opened, where it holds personal data of others
        if "INTO read_point" in statement:
            return  # that a member of the drafting team has read it, so that colleagues find what nobody has
        if statement.split(maxsplit=1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
            written.append(statement)

    connection = db._app_engines[app][None]
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", note)
    assert not written


@contextmanager
def few_statements(app: Flask, endpoint: str) -> Iterator[None]:
    """What a page asks of the database is bounded, whoever opens it: nothing is asked once a row. What is read once
    and then held, or kept as a report, is not counted; what is held is of tables whose every change is noticed."""
    counts: list[int] = []
    held: set[str] = set()

    def begin(*_given: object, **_named: object) -> None:
        counts.append(0)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if filling.get() == HELD:
            held.update(TABLES_READ.findall(statement))
        elif not filling.get() and counts and statement.startswith(("SELECT", "WITH")):
            counts[-1] += 1

    connection = db._app_engines[app][None]
    event.listen(connection, "before_cursor_execute", note)
    with request_started.connected_to(begin, app):
        try:
            yield
        finally:
            event.remove(connection, "before_cursor_execute", note)
    assert max(counts, default=0) <= BOUNDS.get(endpoint, MOST_STATEMENTS)
    assert held & Model.metadata.tables.keys() <= changes_noticed(), "a change of these would go unnoticed"


def changes_noticed() -> set[str]:
    """Tables whose changes change the version under which a process holds rows."""
    kept = [one for one in registry.kept if one.table == "guideline_version"]
    return {trigger.table for one in kept for trigger in one.triggers}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_not_there_is_not_there_for_anyone(house: House, method: str) -> None:
    for persona in PERSONAS:
        for address in ("/guidelines/none", "/rounds/none", "/comments/none", "/themes/999999", "/ballots/999999"):
            answer = house.knock(persona, method, address)
            assert answer.status_code in {404, 405}, f"{persona} {address}"


def test_numbers_larger_than_a_database_holds_find_nothing(house: House) -> None:
    huge = 10**30
    for address in (
        f"/themes/{huge}",
        f"/ballots/{huge}",
        f"/points/{huge}",
        f"/guidelines/smart-cities/drafts/{huge}",
    ):
        assert house.get("administrator", address).status_code == 404


def test_only_what_reads_no_cookie_is_exempt_from_the_guard_against_forged_forms(sqlite_app: Flask) -> None:
    """A partner’s program shows its token in each request; a mail program a signed address."""
    assert csrf._exempt_views == {
        "consult.api.submission_views.submit_comment",
        "consult.tracing.following.views.unsubscribe",
    }
    assert not csrf._exempt_blueprints


def test_nothing_is_sent_without_the_token_of_its_form(sqlite_app: Flask) -> None:
    sqlite_app.config["WTF_CSRF_ENABLED"] = True
    try:
        client = sqlite_app.test_client()
        for (endpoint, method), rules in doors(sqlite_app).items():
            if method == "POST" and endpoint != "api.submit_comment":
                values = dict.fromkeys(rules[0].arguments, "1")
                with sqlite_app.test_request_context():
                    address = rules[0].rule if not values else None
                if address:
                    assert client.post(address).status_code == 400, endpoint
    finally:
        sqlite_app.config["WTF_CSRF_ENABLED"] = False


def test_without_a_demo_nobody_signs_in_without_a_password(tmp_path: object) -> None:
    app = create_app(Settings(home=tmp_path, secret_key="a key for tests alone"))  # type: ignore[arg-type]
    assert not [rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("demo.")]


def test_no_two_doors_stand_at_one_address(house: House) -> None:
    """The first of two would answer for both, and the other be shut without anybody noticing."""
    taken: dict[tuple[str, str], set[str]] = {}
    for rule in house.app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            taken.setdefault((rule.rule, method), set()).add(rule.endpoint)
    assert not {address: doors for address, doors in taken.items() if len(doors) > 1}
