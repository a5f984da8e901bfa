"""Odd values in every form, every address and every file: never a broken page, and what is refused keeps nothing.

A seeded walk, the same in every run: each field of each form is given some of the values below, the others being
as the page shows them; each page is asked with them in its address; each importer reads files made of them.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from zlib import crc32

import html5lib
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from consult.comments.models import Comment
from consult.comments.register.columns import NAMES
from consult.comments.register.file_reading import read_register
from consult.comments.register.importing import Faulty, import_rows
from consult.comments.register.validation import check_rows
from consult.consultations.models import Round
from consult.core.csv_files.safety import UTF_8, armed, defused
from consult.core.database import db
from consult.core.forms import BaseForm, _all_forms
from consult.drafts import import_export, outline
from tests.net.access import GET, PERSONAS
from tests.net.access_of_posts import POST
from tests.net.doors import House, doors

pytestmark = pytest.mark.xdist_group("doors")
ROOT = Path(__file__).resolve().parents[2]
ODD = (
    *("", " ", "\x00", "\u2028\u200b", "0", "-1", str(2**31), "9" * 4301, "1e999", "NaN", "x" * 20_001),
    *("https://[1", "http://[", "https://example.org:99999999", "javascript:alert(1)", "//example.org", "\\\\x"),
    *("2027-03-28T02:30", "0001-01-01T00:00", "9999-12-31T23:59", "2027-02-30T00:00", "Europe/Nowhere", "../../etc"),
    *(
        "a@b",
        "a@[1",
        "a\r\nBcc: b@example.org",
        "\u202eabc",
        "é\u0301" * 200,
        "{{ 7*7 }}",
        "%s%(n)s",
        "'\"<b>",
        "[" * 2000,
    ),
    *("[" * 2000, "\ud800", "{}", "null", "C-2222-2222", "\U000e0041", "💥" * 300),
)
EACH = 2  # values a field is given
# What a refused form may write all the same: that someone tried.
COUNTED = re.compile(r"\battempt\b", re.IGNORECASE)


def some_for(name: str, number: int) -> Iterator[str]:
    """Values for a field: other ones for each, the same in every run."""
    start = crc32(name.encode()) % len(ODD)
    return islice((*ODD[start:], *ODD[:start]), number)


def who_gets_in(table: dict[str, str], endpoint: str) -> str:
    return PERSONAS[max(table[endpoint].rfind("o"), 0)]


@contextmanager
def nothing_kept(app: Flask) -> Iterator[list[str]]:
    """Statements that were committed, but for what may be."""
    written: list[str] = []
    committed: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        writes = statement.split(maxsplit=1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}
        if writes and not COUNTED.search(statement[:60]):
            written.append(statement[:100])

    def keep(_session: object) -> None:
        committed.extend(written)
        written.clear()

    connection = db._app_engines[app][None]
    event.listen(connection, "before_cursor_execute", note)
    event.listen(db.session, "after_commit", keep)
    event.listen(db.session, "after_rollback", lambda _session: written.clear())
    try:
        yield committed
    finally:
        event.remove(connection, "before_cursor_execute", note)
        event.remove(db.session, "after_commit", keep)


def fields_shown(house: House, persona: str, address: str) -> dict[str, str]:
    """What the forms of a page would send if nobody typed anything."""
    answer = house.get(persona, address)
    tree = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)
    shown: dict[str, str] = {}
    for control in tree.iter():
        name = control.get("name") if control.tag in {"input", "textarea", "select", "button"} else ""
        if name and control.get("type") != "file":
            options = [o.get("value", "") for o in control.iter("option")]
            words = "".join(control.itertext()) if control.tag == "textarea" else control.get("value", "")
            shown.setdefault(name, next(filter(None, options), "") if options else words)
    return shown


@pytest.mark.parametrize("endpoint", sorted(POST))
def test_no_form_breaks_and_a_refused_one_keeps_nothing(house: House, endpoint: str) -> None:
    persona = who_gets_in(POST, endpoint)
    every = sorted({name for form in _all_forms(BaseForm) for name in form.fields_sent()})
    for rule in doors(house.app)[endpoint, "POST"]:
        address = house.address(endpoint, rule)
        shown = fields_shown(house, persona, address) if endpoint in GET else {}
        asked = [{name: odd} for name in sorted(shown) for odd in some_for(endpoint + name, EACH)]
        asked += [dict.fromkeys(every, odd) for odd in some_for(endpoint, EACH)]
        for odd in asked:
            with nothing_kept(house.app) as kept:
                answer = house.knock(persona, "POST", address, data={**shown, **as_sent(odd)})
            told = f"{endpoint} as {persona} with {str(odd)[:300]}"
            assert answer.status_code < 500, told
            assert answer.status_code < 400 or not kept, f"{told}: {answer.status_code}, and {kept}"


def as_sent(values: dict[str, str]) -> dict[str, bytes]:
    """A browser sends bytes; some send what is no UTF-8."""
    return {name: value.encode("utf-8", "surrogatepass") for name, value in values.items()}


ARGUMENTS = sorted(
    {
        name
        for path in (Path(__file__).parents[2] / "consult").rglob("*.py")
        for name in re.findall(
            r"request\.(?:args|values)(?:\.get|\.getlist)?[(\[]\s*\"(\w+)\"", path.read_text("utf-8")
        )
    }
)


@pytest.mark.parametrize("endpoint", sorted(GET))
def test_no_page_breaks_whatever_its_address_asks(house: House, endpoint: str) -> None:
    persona = who_gets_in(GET, endpoint)
    for rule in doors(house.app)[endpoint, "GET"]:
        address = house.address(endpoint, rule)
        for odd in some_for(endpoint, EACH):
            asked = {name: odd.encode("utf-8", "replace")[:2000] for name in ARGUMENTS}
            answer = house.get(persona, address, query_string=asked)
            assert answer.status_code < 500, f"{endpoint} as {persona} with {odd[:100]!r}"


def test_no_part_of_an_address_breaks_a_page(house: House) -> None:
    for endpoint in sorted(GET):
        for rule in doors(house.app)[endpoint, "GET"]:
            for name in rule.arguments & set(rule._converters):  # what a rule gives itself is no part of the address
                if rule._converters[name].__class__.__name__ == "UnicodeConverter":
                    odd = {name: next(iter(some_for(endpoint + name, 1))).encode("utf-8", "replace").decode()[:200]}
                    answer = house.get("administrator", house.address(endpoint, rule, odd or {name: "x"}))
                    assert answer.status_code < 500, f"{endpoint} with {odd}"


FILES = [
    *(value.encode("utf-8", "surrogatepass") for value in ODD),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"\xd0\xcf\x11\xe0", b"%PDF-1.7"),
    *(b'"', b"number,pillar,text\r\n", b'number,pillar,text\n1,A,"', b"comment\n\x00", b"," * 5000, b"\x00" * 5000),
    *(b"comment\n" + b"\n" * 5000, b'{"clauses": [{}]}', b'{"clauses": 1e999}', b'{"comment": "\\ud800"}'),
    *(b'{"comment": ' + b"9" * 4301 + b"}", b'{"comment": {"a": []}}', b'{"comment":"a","clause":"\\u0000"}'),
    *(b"[1]", b"{" * 3000, b'{"clauses":[{"number":"\\udfff"}]}'),
]


@pytest.mark.parametrize("name", ["text.csv", "text.json", "text.xlsx", "\ud800.csv", "", "a" * 300 + ".csv"])
def test_no_file_breaks_the_import_of_a_draft(house: House, name: str) -> None:
    rule = doors(house.app)["drafts.import_outline", "POST"][0]
    for content in FILES:
        form = {"title": "Odd", "file": (io.BytesIO(content), name.encode("utf-8", "replace").decode())}
        with nothing_kept(house.app) as kept:
            answer = house.knock("secretariat", "POST", house.address("drafts.import_outline", rule), data=form)
        assert answer.status_code < 500, (name, content[:80])
        assert not kept


def test_no_file_breaks_the_reading_of_a_register(house: House) -> None:
    rule = doors(house.app)["comments.register", "POST"][0]
    for content in FILES:
        reading = read_register(content)
        assert reading.rows or reading.faults or not content.strip(b"\r\n ,")
        form = {"round_slug": house.rounds["open"], "file": (io.BytesIO(content), "register.csv")}
        answer = house.knock("secretariat", "POST", house.address("comments.register", rule), data=form)
        assert answer.status_code < 500, content[:80]


VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(ODD), st.text(st.characters(), max_size=20)
)
ROW = st.dictionaries(st.sampled_from(NAMES), VALUE, max_size=8)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=3))
def test_rows_of_a_register_are_kept_or_have_faults(house: House, rows: list[dict[str, object]]) -> None:
    with house.undone():
        before = db.session.query(Comment).count()
        round_ = db.session.query(Round).filter_by(slug=house.rounds["open"]).one()
        reading = read_register("\n".join(json.dumps(row) for row in rows).encode())
        found = check_rows(round_, reading.rows)
        if found.faults:
            with pytest.raises(Faulty):
                import_rows(round_, reading.rows)
            assert db.session.query(Comment).count() == before
        else:
            import_rows(round_, reading.rows)
            assert db.session.query(Comment).count() == before + len(found.new)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.sampled_from(ODD) | st.text(max_size=5), max_size=5), max_size=5), st.sampled_from(",;\t"))
def test_whatever_table_comes_as_a_draft_it_is_read_or_refused(rows: list[list[str]], sign: str) -> None:
    head = sign.join(("number", "pillar", "text"))
    table = "\n".join([head, *(sign.join(row) for row in rows)])
    try:
        text = import_export.read_outline("a.csv", table.encode("utf-8", "replace"), language="en")
    except outline.UnreadableOutline as refused:
        text = None
        assert refused.faults  # noqa: PT017 - every refusal says why
    if text is not None:
        assert outline.from_csv(outline.to_csv(text)).clauses == text.clauses


def test_every_csv_opens_in_a_spreadsheet_runs_no_formula_and_dates_are_iso(house: House) -> None:
    """With the mark of UTF-8, as many cells in each row as names above them; a cell that would run is defused."""
    found = {}
    for (endpoint, method), rules in doors(house.app).items():
        of_csv = [rule for rule in rules if "csv" in rule.rule]
        for rule in of_csv if method == "GET" else ():
            answer = house.get("secretariat", house.address(endpoint, rule, {"file_format": "csv"}))
            if answer.content_type.startswith("text/csv"):
                found[endpoint] = answer.get_data(as_text=True)
    assert len(found) >= 14
    for endpoint, text in found.items():
        assert text.startswith(UTF_8), endpoint
        names, *rows = csv.reader(io.StringIO(text.removeprefix(UTF_8), newline=""))
        assert all(len(row) == len(names) for row in rows), endpoint
        assert all(names), endpoint
        cells = [cell for row in rows for cell in row]
        assert [cell for cell in cells if defused(armed(cell)) != cell] == [], endpoint
        assert [cell for cell in cells if re.fullmatch(r"\d{1,4}[./]\d{1,2}[./]\d{1,4}.{0,12}", cell)] == [], endpoint


def test_no_csv_is_written_but_by_the_one_that_defuses() -> None:
    written = {
        str(path.relative_to(ROOT)) for path in (ROOT / "consult").rglob("*.py") if "csv.writer" in path.read_text()
    }
    assert written == {"consult/core/csv_files/safety.py"}
