"""One way to write a value down, and the commitment to it: what a stranger recomputes. Pure.

The text is canonical JSON as RFC 8785 has it: keys in order, no blanks, UTF-8, numbers as ECMAScript writes them.
A time is text, in UTC and to the microsecond: 2026-11-28T09:30:00.000000Z; a day is 2026-11-28.
"""

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from json.encoder import encode_basestring as quoted_string
from typing import Any

SALT_BYTES = 16
DEEPEST = 100  # no content that is committed to is nested more than a few levels
_WORDS = {None: "null", True: "true", False: "false"}


class NoCanonicalForm(ValueError):
    """What has none: NaN, infinity, half of a surrogate pair, other types than JSON's, and what is nested too deep."""


def canonical_json(value: Any) -> bytes:
    """Raises NoCanonicalForm."""
    _enforce_depth(value)
    try:
        return _written(value).encode("utf-8")
    except NoCanonicalForm:
        raise
    except ValueError as error:
        raise NoCanonicalForm(str(error)) from error


def read_json(text: str | bytes) -> Any:
    """JSON from a stranger, of which everything has a canonical form. Raises NoCanonicalForm."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoCanonicalForm("This is no JSON.") from error
    canonical_json(value)
    return value


def _enforce_depth(value: Any) -> None:
    level = [value]
    for _deeper in range(DEEPEST):
        level = [part for whole in level if isinstance(whole, Mapping | list | tuple) for part in _parts(whole)]
        if not level:
            return
    raise NoCanonicalForm("This is nested too deep.")


def _parts(whole: Any) -> Any:
    return whole.values() if isinstance(whole, Mapping) else whole


def canonical_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def commitment_to(content: Any, salt: bytes) -> bytes:
    """SHA-256 of the salt and the canonical JSON: it tells nothing of the content to who lacks the salt."""
    return hashlib.sha256(salt + canonical_json(content)).digest()


def leaf_bytes(*, kind: str, subject: str, commitment: bytes, at: datetime) -> bytes:
    """What stands in the log for everyone to read: that something was said or done, not what."""
    shown = {"commitment": commitment.hex(), "kind": kind, "subject": subject, "time": canonical_time(at)}
    return canonical_json(shown)


def _written(value: Any) -> str:
    exact = _BY_TYPE.get(type(value))
    if exact is not None:
        return exact(value)
    for type_, write in _WRITERS:
        if isinstance(value, type_):
            return write(value)
    raise NoCanonicalForm(f"{type(value).__name__} has no canonical form.")


def _object(value: Mapping[Any, Any]) -> str:
    """In the order of UTF-16 code units, as RFC 8785 asks."""
    named = {key if isinstance(key, str) else _written(key): part for key, part in value.items()}
    ordered = sorted(named, key=None if all(map(str.isascii, named)) else _utf_16)
    return "{" + ",".join(f"{quoted_string(str(key))}:{_written(named[key])}" for key in ordered) + "}"


def _utf_16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _float(value: float) -> str:
    """ECMAScript's Number::toString: the shortest digits that read back as the same number, in its own notation."""
    if not math.isfinite(value):
        raise NoCanonicalForm("A number that is none has no canonical form.")
    if value == int(value) and abs(value) < 2**53:
        return str(int(value))
    sign, digits, exponent = ("-" if value < 0 else ""), *_digits_of(abs(value))
    point = len(digits) + exponent  # where the decimal point stands, counted from the first digit
    if len(digits) <= point <= 21:
        return f"{sign}{digits}{'0' * (point - len(digits))}"
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1:+d}"


def _digits_of(value: float) -> tuple[str, int]:
    """value = digits × 10^exponent, without zeroes at either end."""
    mantissa, _, power = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = fraction.rstrip("0")
    digits = (whole + fraction).lstrip("0")
    shorter = digits.rstrip("0")
    return shorter, int(power or 0) - len(fraction) + len(digits) - len(shorter)


# In this order: a truth is an int to Python, an enumeration's word is a string.
_WRITERS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    ((bool, type(None)), lambda value: _WORDS[value]),
    (str, lambda value: quoted_string(str(value))),
    (int, lambda value: str(int(value))),
    (float, _float),
    (datetime, lambda value: quoted_string(canonical_time(value))),
    (date, lambda value: quoted_string(value.isoformat())),
    (Mapping, _object),
    ((list, tuple), lambda value: "[" + ",".join(map(_written, value)) + "]"),
)
_BY_TYPE: dict[type, Callable[[Any], str]] = {
    str: quoted_string,
    int: str,
    bool: lambda value: _WORDS[value],
    type(None): lambda _value: "null",
    float: _float,
    dict: _object,
}
