"""Where a row belongs, from what it writes of its place: sure, or a doubt with candidates. Pure."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from consult.comments.formats.protocol import FormatContext

SURE = 0.9
WHOLE = {"", "general", "all", "whole document", "general comments", "general comment", "0", "-", "–", "n/a", "ge"}
PREFIX = re.compile(r"^(?:(?:sub)?clause|section|para(?:graph)?|article|annex|chapter|no)\b\.?\s*|^§\s*", re.IGNORECASE)
SHORTEST_QUOTE = 12  # letters that tell one clause from another


@dataclass(frozen=True)
class RowPlace:
    """A clause or a pillar of the draft, or neither: the whole text. `doubt` is empty where the place is sure."""

    clause: str = ""
    pillar: str = ""
    doubt: str = ""
    candidates: tuple[tuple[str, float], ...] = ()


def row_place(context: FormatContext, *cells: str) -> RowPlace:
    """From the cells that may name the place, the most exact first."""
    said = [" ".join(cell.split()) for cell in cells]
    filled = [cell for cell in said if cell.casefold().strip(" .:") not in WHOLE]
    for cell in filled:
        bare = PREFIX.sub("", cell).strip(" .:()")
        if found := _named(context, bare) or _named(context, cell):
            return found
    found_within = sorted({number for cell in filled for number in _numbers_in(context, cell)})
    if len(found_within) == 1:
        return RowPlace(clause=found_within[0])
    if not filled:
        return RowPlace()
    near = found_within or _near(context, filled[0])
    return RowPlace(doubt=" · ".join(filled)[:200], candidates=tuple((number, 0.5) for number in near[:5]))


def _named(context: FormatContext, cell: str) -> RowPlace | None:
    folded = cell.casefold()
    for number in context.clauses:
        if number.casefold() == folded:
            return RowPlace(clause=number)
    for code, title in context.pillars.items():
        if folded in {code.casefold(), title.casefold()}:
            return RowPlace(pillar=code)
    return None


def _numbers_in(context: FormatContext, cell: str) -> list[str]:
    return [
        number
        for number in context.clauses
        if number.casefold() in cell.casefold()
        and re.search(rf"(?<![\w.-]){re.escape(number)}(?![\w-]|\.\d)", cell, re.IGNORECASE)
    ]


def _near(context: FormatContext, cell: str) -> list[str]:
    scored = ((fuzz.ratio(cell.casefold(), number.casefold()), number) for number in context.clauses)
    return [number for score, number in sorted(scored, reverse=True) if score >= 60]


def place_of_words(context: FormatContext, words: str) -> RowPlace:
    """The clause whose text these words are, as they stood before changes; in doubt the likeliest three."""
    plain = _plain(words)
    if not plain:
        return RowPlace(doubt=words[:200] or "–")
    scored = sorted(
        (
            (max(_likeness(plain, _plain(f"{number} {text}"), _plain(text)) for text in texts), number)
            for number, texts in context.clauses.items()
        ),
        reverse=True,
    )
    if not scored:
        return RowPlace(doubt=words[:200])
    best, second = scored[0], scored[1] if len(scored) > 1 else (0.0, "")
    if best[0] >= SURE and best[0] - second[0] >= 0.05:
        return RowPlace(clause=best[1], candidates=((best[1], round(best[0], 2)),))
    likely = tuple((number, round(score, 2)) for score, number in scored[:3] if score >= 0.3)
    return RowPlace(doubt=words[:200], candidates=likely)


def _likeness(words: str, *texts: str) -> float:
    """1 where they are the same, or where enough of them stand in one another."""
    for text in texts:
        short, long = sorted((words, text), key=len)
        if words == text or (len(short) >= SHORTEST_QUOTE and len(short) * 2 > len(long) and short in long):
            return 1.0
    return max(fuzz.ratio(words, text) for text in texts) / 100


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))
