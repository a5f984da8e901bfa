"""What a style of a paper stands for in a guideline: asked of a person, guessed first. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from consult.drafts.structure.blocks import AROUND, BESIDE, CELL, FOOTNOTE, LETTERED, PARAGRAPH, TITLE, Block
from consult.drafts.structure.clause_tables import ROW_STYLES


class BlockRole(StrEnum):
    TITLE = "title"
    PILLAR = "pillar"
    PART = "part"
    HEADING = "heading"  # of the clause that follows
    CLAUSE = "clause"
    TEXT = "text"  # goes on with the clause above
    NOTHING = "nothing"  # is left out, and listed


R = BlockRole
CAPTION = "caption"  # of a picture or a table; our own translations say in it what is not translated
FIXED = {
    ROW_STYLES["pillar"]: R.PILLAR,
    ROW_STYLES["heading"]: R.HEADING,
    ROW_STYLES["text"]: R.CLAUSE,
    FOOTNOTE: R.NOTHING,
    CAPTION: R.NOTHING,
    TITLE: R.TITLE,
    LETTERED: R.TEXT,
    CELL: R.TEXT,
    **dict.fromkeys([*AROUND, BESIDE], R.NOTHING),
}

CONTENTS = re.compile(r"(toc|tdm|tdc|verzeichnis|contents|table of figures|оглавление)\b", re.IGNORECASE)


def styles_in(blocks: Sequence[Block]) -> Sequence[str]:
    """In the order in which they first stand."""
    return list(dict.fromkeys(block.style for block in blocks))


def guessed_roles(blocks: Sequence[Block]) -> Mapping[str, BlockRole]:
    """A role for each style.

    The highest heading that stands more than once parts the text into pillars, the next names parts where its titles
    come again and else heads clauses; numbered paragraphs are clauses, or else paragraphs are.
    """
    counts = Counter(block.style for block in blocks)
    roles = {style: FIXED.get(style, R.NOTHING if CONTENTS.match(style) else R.TEXT) for style in counts}
    levels = sorted(style for style in counts if re.fullmatch(r"heading \d", style))
    if levels and counts[levels[0]] == 1 and (len(levels) > 1 or blocks[0].style == levels[0]):
        roles[levels.pop(0)] = R.TITLE
    for place, style in enumerate(levels):
        roles[style] = R.PILLAR if place == 0 else R.HEADING
    if len(levels) > 1 and _come_again(blocks, levels[1]):
        roles[levels[1]] = R.PART
    clauses = _styles_of_clauses(blocks, counts, headed=R.HEADING in roles.values())
    return {**roles, **dict.fromkeys(clauses, R.CLAUSE)}


def _come_again(blocks: Sequence[Block], style: str) -> bool:
    titles = Counter(block.text.casefold() for block in blocks if block.style == style)
    return titles.total() > 1 and sum(n for n in titles.values() if n > 1) * 2 >= titles.total()


def _styles_of_clauses(blocks: Sequence[Block], counts: Counter[str], *, headed: bool) -> list[str]:
    """Numbered paragraphs, where most sections have some, of the levels that stand about as often as the most frequent;
    else what stands under each heading is one clause, or each plain paragraph is."""
    if ROW_STYLES["text"] in counts:
        return []
    numbered = sorted(style for style in counts if re.fullmatch(r"numbered \d+", style))
    if numbered and _sections_with(blocks, set(numbered)) >= 0.5:
        most = max(counts[style] for style in numbered)
        return [style for style in numbered if counts[style] * 4 >= most]
    if headed:
        return []
    plain = [style for style in (PARAGRAPH, *sorted(counts)) if counts[style] and style not in FIXED]
    plain = [style for style in plain if not style.startswith(("heading ", "bullet ", "numbered "))]
    plain = [style for style in plain if not CONTENTS.match(style)]
    return plain[:1] or [style for style in counts if style.startswith(("bullet 1", "numbered 1"))]


def _sections_with(blocks: Sequence[Block], styles: set[str]) -> float:
    """Share of the stretches between headings, of those with any text, in which such a paragraph stands."""
    sections, found = list[bool](), False
    text = False
    for block in [*blocks, Block("heading 1", "")]:
        if not block.style.startswith("heading "):
            text, found = True, found or block.style in styles
        elif text:
            sections.append(found)
            text = found = False
    return sum(sections) / len(sections) if sections else 0.0
