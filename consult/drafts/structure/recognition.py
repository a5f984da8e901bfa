"""Blocks and what their styles stand for, made into an outline; whatever finds no place is listed. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from consult.drafts.outline import ClauseOutline, Outline, PartOutline, PillarOutline
from consult.drafts.structure.blocks import Block
from consult.drafts.structure.roles import BlockRole

R = BlockRole


@dataclass(frozen=True)
class Recognised:
    """`left_out` and what is in the outline are together all that was in the paper: `kept` counts blocks."""

    outline: Outline
    left_out: Sequence[Block]
    kept: int


@dataclass(frozen=True)
class _Over:
    """A heading over clauses to come: it begins a part, or within one stands before the headings of its clauses.

    `clauses`: how many there were before it; where no more come, it is left out.
    """

    block: Block
    clauses: int
    begins_part: bool = False
    depth: int = 0  # a heading as high ends it; 0: only the next part or pillar does


@dataclass
class _Recogniser:
    known: Mapping[str, str]  # codes of pillars that there are, by title
    parts_known: Mapping[str, str]
    pillars: dict[str, PillarOutline] = field(default_factory=dict)
    parts: dict[str, PartOutline] = field(default_factory=dict)
    clauses: list[ClauseOutline] = field(default_factory=list)
    left_out: list[Block] = field(default_factory=list)
    title: str = ""
    pillar: str = ""
    part: str = ""
    heading: Block | None = None
    over: list[_Over] = field(default_factory=list)
    open: bool = False  # whether text goes on with the last clause
    begun: Block | None = None  # the heading of the pillar
    said: list[Block] = field(default_factory=list)  # in the pillar, before its first clause

    def take(self, block: Block, role: BlockRole) -> None:
        deeds = {
            R.TITLE: self._title,
            R.PILLAR: self._begin_pillar,
            R.PART: self._begin_part,
            R.HEADING: self._head,
            R.CLAUSE: self._clause,
            R.TEXT: self._text,
            R.NOTHING: self.left_out.append,
        }
        deeds[role](block)

    def _title(self, block: Block) -> None:
        if self.title:
            self.left_out.append(block)
        self.title = self.title or block.text

    def _begin_pillar(self, block: Block) -> None:
        self._end_pillar()
        key = _plain(block.text)
        code = self.known.get(key) or _code(block) or str(len(self.pillars) + 1)
        same = self.pillars.get(code)
        if same is not None and _plain(same.title) != key:
            code = _free(code, self.pillars)
        self.pillars.setdefault(code, PillarOutline(code, block.text))
        self.pillar, self.part, self.open, self.begun, self.said = code, "", False, block, []

    def _end_pillar(self) -> None:
        """What was said in a pillar that has no clause is its clause; a pillar of which nothing is said is left out."""
        self._end_headings()
        if self.begun is None or any(clause.pillar == self.pillar for clause in self.clauses):
            return
        if not self.said:
            self.left_out.append(self.begun)
            return
        self.pillars[self.pillar] = replace(self.pillars[self.pillar], summary="")
        text = "\n".join(_printed(block) for block in self.said)
        self.clauses.append(ClauseOutline("", self.pillar, text))

    def _begin_part(self, block: Block, depth: int = 0) -> None:
        self._end_headings()
        key = _plain(block.text)
        code = self.parts_known.get(key) or next((c for c, one in self.parts.items() if _plain(one.title) == key), "")
        code = code or _free(_code(block) or str(len(self.parts) + 1), {*self.parts, *self.parts_known.values()})
        self.parts.setdefault(code, PartOutline(code, block.text))
        self.part, self.open = code, False
        self.over.append(_Over(block, len(self.clauses), begins_part=True, depth=depth))

    def _head(self, block: Block) -> None:
        above, depth = self.heading, _depth(block)
        if above is not None and 0 < _depth(above) < depth:
            self.heading = None
            self._stand_over(above)
        self._no_text_came()
        while self.over and 0 < depth <= self.over[-1].depth:
            self._end_one()
        self.heading, self.open = block, False

    def _stand_over(self, above: Block) -> None:
        """A heading without words of its own, over headings of clauses: a part, where there is none."""
        if self.part:
            self.over.append(_Over(above, len(self.clauses), depth=_depth(above)))
        else:
            self._begin_part(above, _depth(above))

    def _end_headings(self) -> None:
        self._no_text_came()
        while self.over:
            self._end_one()

    def _end_one(self) -> None:
        ended = self.over.pop()
        if ended.begins_part:
            self.part = ""
        if ended.clauses == len(self.clauses):
            self.left_out.append(ended.block)

    def _clause(self, block: Block) -> None:
        if not self.pillar:
            self.pillar = "1"
            self.pillars["1"] = PillarOutline("1", self.title or "1")
        head, self.heading = self.heading, None
        number = block.number or (head.number if head is not None else "")
        above = [one.block.text for one in self.over if not one.begins_part]
        heading = " – ".join([*above, head.text]) if head is not None else ""
        self.clauses.append(ClauseOutline(number, self.pillar, block.text, part=self.part, heading=heading))
        self.open = True

    def _text(self, block: Block) -> None:
        if self.heading is not None:
            self._clause(replace(block, number=""))
        elif self.open:
            last = self.clauses[-1]
            self.clauses[-1] = replace(last, text=f"{last.text}\n{_printed(block)}")
        elif self.pillar and not self.part and all(clause.pillar != self.pillar for clause in self.clauses):
            pillar = self.pillars[self.pillar]
            self.said.append(block)
            self.pillars[self.pillar] = replace(pillar, summary=f"{pillar.summary}\n{_printed(block)}".strip())
        else:
            self.left_out.append(block)

    def _no_text_came(self) -> None:
        if self.heading is not None:
            self.left_out.append(self.heading)
        self.heading = None


def recognise_outline(
    blocks: Sequence[Block],
    roles: Mapping[str, BlockRole],
    *,
    language: str,
    known: Sequence[PillarOutline] = (),
    known_parts: Sequence[PartOutline] = (),
) -> Recognised:
    """Pillars and parts that are there already (`known`) are told by their titles and keep their codes.

    A style without a role is text.
    """
    reading = _Recogniser(
        {_plain(one.title): one.code for one in known}, {_plain(one.title): one.code for one in known_parts}
    )
    for block in blocks:
        reading.take(block, roles.get(block.style, R.TEXT))
    reading._end_pillar()  # noqa: SLF001 - the end of the paper ends it, too
    clauses = _numbered(reading.clauses)
    used, parts = {clause.pillar for clause in clauses}, {clause.part for clause in clauses}
    outline = Outline(
        language=language,
        title=reading.title,
        pillars=tuple(one for one in reading.pillars.values() if one.code in used),
        parts=tuple(one for one in reading.parts.values() if one.code in parts),
        clauses=tuple(clauses),
    )
    return Recognised(outline, reading.left_out, len(blocks) - len(reading.left_out))


def _numbered(clauses: Sequence[ClauseOutline]) -> list[ClauseOutline]:
    """Each its own number: as printed where none comes twice, else with the pillar's code before it."""
    twice = any(n > 1 for number, n in Counter(clause.number for clause in clauses).items() if number)
    taken: set[str] = set()
    places, made = Counter[str](), []
    for clause in clauses:
        places[clause.pillar] += 1
        number = clause.number or str(places[clause.pillar])
        number = f"{clause.pillar}.{number}" if twice or not clause.number else number
        number = _free(number, taken)
        taken.add(number)
        made.append(replace(clause, number=number))
    return made


def _depth(block: Block) -> int:
    """1 of the highest heading; 0 of what is no heading by its style."""
    return int(block.style[-1]) if re.fullmatch(r"heading \d", block.style) else 0


def _free(wanted: str, taken: object) -> str:
    number, further = wanted, 2
    while number in taken:  # type: ignore[operator]
        number, further = f"{wanted}-{further}", further + 1
    return number


def _plain(title: str) -> str:
    return re.sub(r"\W+", " ", title).strip().casefold()


def _code(block: Block) -> str:
    """The last number in what is printed before a title: "Chapter 3" gives 3."""
    found = re.findall(r"[A-Z]{1,5}-?\d+|\d+(?:\.\d+)*", block.number)
    return found[-1] if found else ""


def _printed(block: Block) -> str:
    """A number that stands within a clause is part of its words."""
    return f"{block.number}. {block.text}" if block.number else block.text
