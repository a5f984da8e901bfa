"""Brackets in a text, `[words] {USA+ FRA-} {RUS reserve}`: found, attributed, nested, settled. Pure.

The practice of UN drafting: square brackets hold words that are not agreed; after them, in braces, who supports them
(+), who wants them out (-), and who reserves their position. A link of Markdown and a number alone, as references to a
source have it, are no brackets. What cannot be read is told with its place; nothing is guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import regex

_ATTRIBUTION = regex.compile(r"\s*\{([^{}\[\]]*)\}")
_ENTRY = regex.compile(
    r"\s*([^\s,;+][^,;+]*?)\s*(\+|-(?=[\s,;]|$)|−|\s+reserves?(?=[\s,;]|$))[\s,;]*", regex.IGNORECASE
)
_NO_BRACKET = regex.compile(r"\[\s*[\d\s,;–-]*\s*\](?!\s*\{)|\[[^\[\]]*\]\(")
_BEFORE_SIGN = regex.compile(r"[^\S\n]+(?=[,.;:!?،؛。，；：、)\]])")
_BLANKS = regex.compile(r"(?<=\S)[^\S\n]{2,}")


class BracketStance(StrEnum):
    FOR = "for"
    AGAINST = "against"
    RESERVE = "reserve"


class BracketPosition(NamedTuple):
    """Who said what of bracketed words."""

    who: str
    stance: BracketStance


class Settlement(StrEnum):
    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True)
class Bracket:
    """Bracketed words; `start` and `end` take in brackets and attributions, `inside` is what stands between.

    `number` counts from 1 in reading order; `within` is the number of the bracket around it, 0 for none.
    """

    number: int
    start: int
    end: int
    inside: tuple[int, int]
    within: int
    positions: tuple[BracketPosition, ...]

    def words(self, text: str) -> str:
        return text[slice(*self.inside)]


@dataclass(frozen=True)
class BracketFault:
    """What cannot be read, and where."""

    at: int
    says: str


class BracketedText(NamedTuple):
    brackets: list[Bracket]
    faults: list[BracketFault]


def brackets_in(text: str) -> BracketedText:
    """Every bracket in reading order, and what cannot be read."""
    literal = {at for match in _NO_BRACKET.finditer(text) for at in (match.start(), text.index("]", match.start()))}
    opened: list[tuple[int, int]] = []  # number, place
    found: dict[int, Bracket] = {}
    faults: list[BracketFault] = []
    number = 0
    for at, sign in enumerate(text):
        if at in literal or sign not in "[]" or text[at - 1 : at] == "\\":
            continue
        if sign == "[":
            number += 1
            opened.append((number, at))
        elif not opened:
            faults.append(BracketFault(at, "]"))
        else:
            own, start = opened.pop()
            end, positions, unread = _attributed(text, at + 1)
            faults += unread
            found[own] = Bracket(own, start, end, (start + 1, at), opened[-1][0] if opened else 0, positions)
    faults += [BracketFault(at, "[") for _own, at in opened]
    return BracketedText([found[own] for own in sorted(found)], sorted(faults, key=lambda fault: fault.at))


def _attributed(text: str, at: int) -> tuple[int, tuple[BracketPosition, ...], list[BracketFault]]:
    """Where the attributions that follow end, what they say, and what of them cannot be read."""
    positions: list[BracketPosition] = []
    faults = []
    while match := _ATTRIBUTION.match(text, at):
        read = 0
        for entry in _ENTRY.finditer(match[1]):
            if entry.start() != read:
                break
            positions.append(BracketPosition(entry[1], _stance(entry[2])))
            read = entry.end()
        if match[1][read:].strip():
            faults.append(BracketFault(match.start(1) + read, match[1][read:].strip()))
        at = match.end()
    return at, tuple(positions), faults


def _stance(sign: str) -> BracketStance:
    return {"+": BracketStance.FOR, "-": BracketStance.AGAINST, "−": BracketStance.AGAINST}.get(
        sign.strip(), BracketStance.RESERVE
    )


def settled_text(text: str, settled: Mapping[int, Settlement]) -> str:
    """The words once some brackets are settled: kept words stand without brackets and attributions, dropped ones are
    gone with all that is in them, the others stand as they are."""
    brackets = brackets_in(text).brackets
    if not any(bracket.number in settled for bracket in brackets):
        return text
    words = _settled(text, brackets, settled, 0, (0, len(text)))
    return _BLANKS.sub(" ", _BEFORE_SIGN.sub("", words)).strip()


def _settled(
    text: str, brackets: Sequence[Bracket], settled: Mapping[int, Settlement], within: int, stretch: tuple[int, int]
) -> str:
    words, done = "", stretch[0]
    for bracket in (one for one in brackets if one.within == within):
        words += text[done : bracket.start]
        inside = _settled(text, brackets, settled, bracket.number, bracket.inside)
        choice = settled.get(bracket.number)
        if choice is None:
            words += f"[{inside}]{text[bracket.inside[1] + 1 : bracket.end]}"
        elif choice == Settlement.KEEP:
            words += inside.strip()
        done = bracket.end
    return words + text[done : stretch[1]]
