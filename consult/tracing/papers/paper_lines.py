"""A draft as the lines that every file of it prints: headings of pillars and parts, and clauses. Pure.

Two drafts are aligned line by line (longest matching blocks over lasting identities), so that taking every change
gives the new text line for line, and taking none the old one, also where a clause moved.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from consult.drafts.models import Wording
from consult.drafts.text_diff import Segment, difference
from consult.drafts.translations.labels import remark_on_text
from consult.drafts.translations.models import TextKind
from consult.drafts.translations.standing import ShownText, TranslationState

Said = Callable[[str, object, str, str], ShownText]  # kind, key, heading, text as they stand in the original


class LineKind(StrEnum):
    PILLAR = "pillar"
    PART = "part"
    CLAUSE = "clause"


@dataclass(frozen=True)
class PaperLine:
    """`key` is its lasting identity within a draft; `number` what is printed before a clause."""

    kind: LineKind
    key: str
    text: str
    number: str = ""
    heading: str = ""
    status: str = ""  # of its words: original, authentic, translated …
    language: str = ""  # of its words, where that is not the paper's
    remark: str = ""  # what a reader should know of its words

    @property
    def numbered(self) -> str:
        return f"{self.number}\t{self.text}" if self.number else self.text


@dataclass(frozen=True)
class LinePair:
    """A line before and after: one of them is None where it was added or taken out."""

    old: PaperLine | None
    new: PaperLine | None
    segments: Sequence[Segment]
    heading: Sequence[Segment] = ()
    stands_elsewhere: bool = False  # was taken out here, and put in at another place

    @property
    def line(self) -> PaperLine:
        line = self.new or self.old
        assert line is not None  # noqa: S101 - a pair has one of the two
        return line

    @property
    def change(self) -> str:
        if self.old is None:
            return "added"
        if self.new is None:
            return "deleted"
        if (self.old.text, self.old.heading) != (self.new.text, self.new.heading):
            return "reworded"
        return "same" if self.old.number == self.new.number else "renumbered"


def as_originally_written(_kind: str, _key: object, heading: str, text: str) -> ShownText:
    return ShownText(heading, text, "", TranslationState.ORIGINAL)


def paper_lines(wordings: Sequence[Wording], said: Said = as_originally_written) -> list[PaperLine]:
    """In reading order; a pillar or part that the text comes back to has its heading once more.

    `said` gives a text as it is read in another language; what is missing there is printed as it stands.
    """
    lines: list[PaperLine] = []
    for (turn, pillar), of_pillar in groupby(_turns(wordings), key=lambda pair: (pair[0], pair[1].pillar)):
        named = said(TextKind.PILLAR, pillar.code, pillar.title, pillar.summary)
        lines.append(_heading(LineKind.PILLAR, f"pillar-{pillar.code}-{turn}", named))
        for place, (part, of_part) in enumerate(groupby((w for _turn, w in of_pillar), key=lambda w: w.part)):
            if part is not None:
                named = said(TextKind.PART, part.code, part.title, part.addressee)
                lines.append(_heading(LineKind.PART, f"part-{pillar.code}-{turn}-{part.code}-{place}", named))
            lines += [_clause_line(wording, said) for wording in of_part]
    return lines


def _heading(kind: LineKind, key: str, shown: ShownText) -> PaperLine:
    return PaperLine(kind, key, shown.heading, language=_other_language(shown))


def _other_language(shown: ShownText) -> str:
    """Of words that could not be given in the language that was asked for."""
    return shown.language if shown.state == TranslationState.MISSING else ""


def _turns(wordings: Sequence[Wording]) -> Iterator[tuple[int, Wording]]:
    """Each wording with how often its pillar was begun before: a key must not occur twice."""
    begun: dict[int, int] = {}
    last = None
    for wording in wordings:
        if wording.pillar_id != last:
            begun[wording.pillar_id] = begun.get(wording.pillar_id, -1) + 1
            last = wording.pillar_id
        yield begun[wording.pillar_id], wording


def _clause_line(wording: Wording, said: Said) -> PaperLine:
    shown = said(TextKind.CLAUSE, wording.clause.uid, wording.heading, wording.text)
    original = shown.state == TranslationState.ORIGINAL
    return PaperLine(
        LineKind.CLAUSE,
        wording.clause.uid,
        shown.text,
        wording.number,
        shown.heading,
        str(wording.status if original else shown.state),
        _other_language(shown),
        "" if original else remark_on_text(shown),
    )


def aligned(old: Sequence[PaperLine], new: Sequence[PaperLine]) -> list[LinePair]:
    """All lines of both, in one order that keeps the order of each."""
    pairs: list[LinePair] = []
    keys = [line.key for line in old], [line.key for line in new]
    new_keys = set(keys[1])
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += [_pair(was, now) for was, now in zip(old[i1:i2], new[j1:j2], strict=True)]
            continue
        pairs += [_pair(was, None, elsewhere=was.key in new_keys) for was in old[i1:i2]]
        pairs += [_pair(None, now) for now in new[j1:j2]]
    return pairs


def _pair(was: PaperLine | None, now: PaperLine | None, *, elsewhere: bool = False) -> LinePair:
    def differ(name: str) -> list[Segment]:
        return difference(getattr(was, name, ""), getattr(now, name, ""))

    return LinePair(was, now, differ("text"), differ("heading"), elsewhere)


def as_markdown(title: str, lines: Sequence[PaperLine], notes: Sequence[str] = ()) -> str:
    """Headings by level; what Markdown would read as a sign of its own is escaped."""
    marks = {LineKind.PILLAR: "## ", LineKind.PART: "### "}
    out = [f"# {_escaped(title)}", *(f"*{_escaped(note)}*" for note in notes)]
    for line in lines:
        if line.kind == LineKind.CLAUSE:
            head = f" {_escaped(line.heading)}" if line.heading else ""
            out.append(f"**{_escaped(line.number)}**{head}\n\n{_escaped_block(line.text)}")
            out += [f"*{_escaped(line.remark)}*"] if line.remark else []
        else:
            out.append(marks[line.kind] + _escaped(line.text))
    return "\n\n".join(out) + "\n"


_SIGNS = "\\`*_[]<>|~"
_FIRST = "#+->="


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in " ".join(text.split()))


def _escaped_block(text: str) -> str:
    """Each line of its own paragraph; one that begins like a list or a heading keeps its sign as a sign."""
    rows = [_escaped(row) for row in text.splitlines() if row.strip()]
    return "\n\n".join(_not_a_list(row) for row in rows)


def _not_a_list(row: str) -> str:
    digits = row[: len(row) - len(row.lstrip("0123456789"))]
    if digits and row[len(digits) :][:1] in {".", ")"}:
        return f"{digits}\\{row[len(digits) :]}"
    return f"\\{row}" if row[:1] in _FIRST else row
