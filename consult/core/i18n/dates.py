"""Dates as each language writes them: patterns of our own, and another where a language has another order."""

from datetime import date
from functools import lru_cache
from typing import Literal

from babel.dates import format_date
from flask_babel import get_locale

Pattern = Literal["d MMM", "d MMM y", "EEE d MMM y"]
_OTHERWISE = {"zh": {"d MMM": "M月d日", "d MMM y": "y年M月d日", "EEE d MMM y": "y年M月d日（EEE）"}}


def written(day: date, pattern: Pattern = "d MMM y") -> str:
    """The day in the language of the interface."""
    return _in_locale(date(day.year, day.month, day.day), pattern, str(get_locale() or "en"))


@lru_cache(maxsize=10_000)
def _in_locale(day: date, pattern: Pattern, locale: str) -> str:
    """A page has few days on it, and says each often."""
    return format_date(day, _OTHERWISE.get(locale.partition("_")[0], {}).get(pattern, pattern), locale=locale)
