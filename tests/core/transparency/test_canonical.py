"""One form for one value, as RFC 8785 has it: what a stranger computes is what was committed to."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.transparency.canonical import (
    NoCanonicalForm,
    canonical_json,
    canonical_time,
    commitment_to,
    leaf_bytes,
)

# RFC 8785, §3.2.2 and §3.2.3.
RFC_INPUT = {
    "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
    "literals": [None, True, False],
}
RFC_OUTPUT = (
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
    '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
)
NUMBERS = {-0.0: "0", 5e-324: "5e-324", 1e21: "1e+21", 999999999999999900000.0: "999999999999999900000"}
NUMBERS |= {1e-6: "0.000001", 1e-7: "1e-7", -1.5: "-1.5", 9007199254740992.0: "9007199254740992", 1.25e-7: "1.25e-7"}


class Colour(StrEnum):
    RED = "red"


def test_the_example_of_the_rfc() -> None:
    assert canonical_json(RFC_INPUT).decode() == RFC_OUTPUT


def test_numbers_are_written_as_ecmascript_writes_them() -> None:
    assert {number: canonical_json(number).decode() for number in NUMBERS} == NUMBERS


def test_keys_stand_in_the_order_of_utf_16() -> None:
    """RFC 8785 §3.2.3: a sign beyond the basic plane comes before U+FB33."""
    assert (
        canonical_json({"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3, "1": 4})
        == '{"1":4,"€":3,"😀":2,"\ufb33":1}'.encode()
    )


def test_what_a_database_gives_back_is_written_alike() -> None:
    before = {"choice": Colour.RED, "pair": (1, 2), 7: "seven", "at": datetime(2026, 3, 1, 12, tzinfo=UTC)}
    after = {"choice": "red", "pair": [1, 2], "7": "seven", "at": "2026-03-01T12:00:00.000000Z"}
    assert canonical_json(before) == canonical_json(after)


SIMPLE = st.none() | st.booleans() | st.integers() | st.text('aé😀\n"\\')


@given(st.recursive(SIMPLE, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner)))
def test_a_stranger_needs_nothing_but_a_json_library(value: object) -> None:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert canonical_json(value) == written
    assert commitment_to(value, b"salt") == hashlib.sha256(b"salt" + written).digest()


def nested(depth: int) -> object:
    return [nested(depth - 1)] if depth else []


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), "\ud800", {"\ud800": 1}, object(), {"a": b"bytes"}, nested(900)]
)
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(NoCanonicalForm):
        canonical_json(value)


def test_a_time_is_in_utc_whatever_zone_it_came_in() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=3)))
    assert canonical_time(noon) == "2026-03-01T09:00:00.000000Z"


def test_a_leaf_shows_that_something_was_said_and_not_what() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    shown = leaf_bytes(kind="comment", subject="comment_version:7", commitment=b"\x01" * 32, at=at)
    assert shown == (
        b'{"commitment":"' + b"01" * 32 + b'","kind":"comment","subject":"comment_version:7",'
        b'"time":"2026-03-01T12:00:00.000000Z"}'
    )
