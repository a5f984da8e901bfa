"""What a cell of a workbook shows: its number in its format, a date as such, a text without Excel's escapes. Pure.

What a person sees in the cell is what they meant: a clause that shows 1.10 is kept as 1.1 and a format with two
places.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

DATES = {*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)}  # ECMA-376, 18.8.30: formats that need no code
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    37: "#,##0",
    38: "#,##0",
}
BUILT_IN |= {39: "#,##0.00", 40: "#,##0.00", 48: "0.0E+0", 49: "@"}
LONGEST_FORMAT = 255

_ESCAPED = re.compile("(?:_x[0-9A-Fa-f]{4}_)+")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]', re.DOTALL)
_DIGITS = re.compile(r"([#0?,]*)(?:\.([#0?]*))?(%?)")


@dataclass
class Styles:
    """By the number of a cell's style: the format of its number, and whether it is struck through."""

    number_formats: list[str] = field(default_factory=list)
    struck: list[bool] = field(default_factory=list)
    from_1904: bool = False

    def number_format(self, style: int) -> str:
        return self.number_formats[style] if 0 <= style < len(self.number_formats) else ""

    def is_struck(self, style: int) -> bool:
        return 0 <= style < len(self.struck) and self.struck[style]


class NumberFormat(NamedTuple):
    """Digits as they are shown: what stands around them, how many at least, and of the fraction at most."""

    before: str
    after: str
    whole: int
    needed: int
    places: int
    percent: bool


def format_named(number: int, own: dict[int, str]) -> str:
    """The code of a number format by its number; "date" for those that have none."""
    return own.get(number) or ("date" if number in DATES else BUILT_IN.get(number, ""))


def unescaped(text: str) -> str:
    """With `_x000D_` and the like as the signs that they stand for; `_x005F_` is the low line itself."""

    def signs(found: re.Match[str]) -> str:
        codes = "".join(chr(int(code, 16)) for code in re.findall("_x([0-9A-Fa-f]{4})_", found[0]))
        return codes.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    return _ESCAPED.sub(signs, text) if "_x" in text else text


def shown(stored: str, pattern: str, *, from_1904: bool = False) -> str | None:
    """The number as the cell shows it, a date in ISO 8601; None where its format is none that we can follow."""
    try:
        number = Decimal(f"{float(stored):.15g}")
        if not number.is_finite():
            return None
        if _shows_a_date(pattern):
            return _date(float(stored), from_1904=from_1904)
        found = _parsed_format(pattern)
    except (ValueError, OverflowError, InvalidOperation):
        return None
    if found is None:
        return _plain(number) if pattern in {"", "@", "General", "GENERAL"} else None
    return _formatted(number, found)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f") if -20 < number.adjusted() < 20 else str(number)


@lru_cache(maxsize=512)
def _shows_a_date(pattern: str) -> bool:
    return pattern == "date" or bool(
        re.search("[ymdhs]", _LITERAL.sub("", pattern).replace("General", ""), re.IGNORECASE)
    )


@lru_cache(maxsize=512)
def _parsed_format(pattern: str) -> NumberFormat | None:
    if len(pattern) > LONGEST_FORMAT:
        return None
    literals: list[str] = []

    def kept(found: re.Match[str]) -> str:
        literals.append(found[1] or found[2] or "")
        return "\x00"

    bare = _LITERAL.sub(kept, pattern).partition(";")[0]
    digits = next((found for found in _DIGITS.finditer(bare) if re.search("[#0?]", found[0])), None)
    if digits is None:
        return None
    around = (bare[: digits.start()], bare[digits.end() :])
    if re.search(r"[0#?E/@.]", "".join(around)):
        return None
    before, after = (
        "".join(literals.pop(0) if sign == "\x00" and literals else sign for sign in part) for part in around
    )
    fraction = digits[2] or ""
    return NumberFormat(before, after, digits[1].count("0"), fraction.count("0"), len(fraction), bool(digits[3]))


def _formatted(number: Decimal, pattern: NumberFormat) -> str:
    scaled = (number * 100 if pattern.percent else number).quantize(Decimal(1).scaleb(-pattern.places), ROUND_HALF_UP)
    whole, _dot, fraction = format(abs(scaled), "f").partition(".")
    while len(fraction) > pattern.needed and fraction.endswith("0"):
        fraction = fraction[:-1]
    whole = (whole if whole != "0" or not pattern.places or pattern.whole else "").zfill(pattern.whole)
    minus = "-" if scaled < 0 else ""
    digits = f"{whole}.{fraction}" if fraction else whole
    return f"{minus}{pattern.before}{digits}{'%' if pattern.percent else ''}{pattern.after}"


def _date(serial: float, *, from_1904: bool) -> str | None:
    """A moment that Excel counts in days; without its time where that is midnight, and without its day where 0."""
    seconds = round((serial + (1462 if from_1904 else 0)) * 86_400)
    moment = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(seconds=seconds)
    if 0 <= serial < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if seconds % 86_400 == 0 else moment.replace(tzinfo=None).isoformat()
