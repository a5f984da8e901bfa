"""Fields of a template: names in braces, {clause}, that the case fills in. Pure.

Braces with anything but small letters, as the delegations of a bracket {USA+ FRA-} have, are plain words.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

_FIELD = re.compile(r"\{([a-z_]{2,30})\}")


class TemplateField(StrEnum):
    CLAUSE = "clause"
    TITLE = "title"
    THEME = "theme"
    POINTS = "points"
    PEOPLE = "people"
    ROUND = "round"
    REVISION = "revision"
    REDLINE = "redline"


class FilledIn(NamedTuple):
    """`missing`: fields for which the case has nothing; they stand in the text as they were."""

    text: str
    missing: tuple[str, ...]


def fields_in(text: str) -> list[str]:
    """Names in the order in which they stand first."""
    return list(dict.fromkeys(_FIELD.findall(text)))


def known_fields_in(text: str) -> list[TemplateField]:
    return [TemplateField(name) for name in fields_in(text) if name in set(TemplateField)]


def unknown_fields_in(text: str) -> list[str]:
    return [name for name in fields_in(text) if name not in set(TemplateField)]


def filled_in(text: str, values: Mapping[str, str]) -> FilledIn:
    """What a value says is put in as it is: braces in it are no fields."""
    missing = tuple(name for name in known_fields_in(text) if not values.get(name))
    return FilledIn(_FIELD.sub(lambda found: values.get(found[1]) or found[0], text), missing)
