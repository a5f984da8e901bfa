"""Whether two points that are near ask for the same, so that one answer does for both. Pure.

Nearness is of the matter, not of the wish: stance, kind, proposed wording, negation, direction, numbers and links are
compared beside it. Whatever may be different counts as different.
"""

from enum import StrEnum
from typing import NamedTuple

from consult.comments.models import CommentType, Stance
from consult.core.text import folded_for_search
from consult.responses.memory import polarity

OFFERED_FROM = 0.88  # how near a point is whose answer is offered: measured by `benchmarks.reuse`
ALONE = 12  # words that say by themselves what they are about; fewer are about the place where they were said
SHARE = 0.66  # of the longer one's words that the shorter one has
FOR_THE_TEXT = {Stance.SUPPORT, Stance.SUPPORT_WITH_CHANGES}


class Asked(NamedTuple):
    """What a point asks, as far as it decides whether an answer to it does for another."""

    text: str
    language: str
    stance: Stance
    type: CommentType
    proposed: str = ""  # wording that it asks for
    place: tuple[int, str] | None = None  # clause and quoted passage


class Difference(StrEnum):
    STANCE = "stance"
    KIND = "kind"
    WORDING = "wording"
    LANGUAGE = "language"
    NEGATION = "negation"
    DIRECTION = "direction"
    NUMBERS = "numbers"
    LINKS = "links"
    QUOTED = "quoted"
    LENGTH = "length"
    PLACE = "place"


def first_difference(one: Asked, other: Asked) -> Difference | None:
    """The first thing in which they differ; None: an answer to one does for the other."""
    if one.stance != other.stance:
        return Difference.STANCE
    if _kind(one) != _kind(other):
        return Difference.KIND
    if _plain(one.proposed) != _plain(other.proposed):
        return Difference.WORDING
    if not _same_place(one, other) and (_is_about_its_place(one) or _is_about_its_place(other)):
        return Difference.PLACE
    if _plain(one.text) == _plain(other.text):
        return None
    return _difference_of_words(one, other)


def difference_in_ask(one: Asked, other: Asked) -> Difference | None:
    """Of two points that the machine put in one ask, in whatever words: what still forbids one answer for both."""
    if Stance.OPPOSE in {one.stance, other.stance} and {one.stance, other.stance} & FOR_THE_TEXT:
        return Difference.STANCE
    if _kind(one) != _kind(other):
        return Difference.KIND
    if _plain(one.proposed) != _plain(other.proposed):
        return Difference.WORDING
    return Difference.DIRECTION if _opposite_directions(one, other) else None


def _difference_of_words(one: Asked, other: Asked) -> Difference | None:
    if not (polarity.is_known(one.language) and polarity.is_known(other.language)):
        return Difference.LANGUAGE
    if polarity.negations(one.text, one.language) != polarity.negations(other.text, other.language):
        return Difference.NEGATION
    if _opposite_directions(one, other):
        return Difference.DIRECTION
    if polarity.numbers_in(one.text) != polarity.numbers_in(other.text):
        return Difference.NUMBERS
    if polarity.links(one.text) != polarity.links(other.text):
        return Difference.LINKS
    quoted = [{_plain(words) for words in polarity.words_quoted(asked.text)} for asked in (one, other)]
    if all(quoted) and not quoted[0] & quoted[1]:
        return Difference.QUOTED
    shorter, longer = sorted((polarity.length(one.text), polarity.length(other.text)))
    return Difference.LENGTH if shorter < SHARE * longer else None


def _opposite_directions(one: Asked, other: Asked) -> bool:
    """Of languages that are known: one asks for more of what the other asks less of."""
    if not (polarity.is_known(one.language) and polarity.is_known(other.language)):
        return False
    mine, theirs = (polarity.directions_in(asked.text, asked.language) for asked in (one, other))
    return any(way * back < 0 for way, back in zip(mine, theirs, strict=True))


def _kind(asked: Asked) -> str:
    """Slips and translations are answered as such; what else is said is one kind, whatever its author called it."""
    return asked.type if asked.type in {CommentType.EDITORIAL, CommentType.TRANSLATION} else ""


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in folded_for_search(text)).split())


def _is_about_its_place(asked: Asked) -> bool:
    """Too short to say what it is about, or it says "this section"."""
    return polarity.length(asked.text) < ALONE or polarity.points_at_place(asked.text, asked.language)


def _same_place(one: Asked, other: Asked) -> bool:
    return one.place is not None and one.place == other.place
