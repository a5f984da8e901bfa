"""`python -m benchmarks.points`: where points begin, against a gold set cut by hand, beside simpler ways to cut.

The gold set (tests/nlp/data/points.jsonl, SOURCES.md there) was cut before `nlp.text.segmentation` was worked on;
rules and cues were then chosen on the development half alone. The held-out half (by hash of the
id) says how well they hold.
"""

import argparse
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import spacy

from nlp.text.segmentation import proposed_wording, split

GOLD = Path(__file__).parents[1] / "tests" / "nlp" / "data" / "points.jsonl"
_NEAR = 5  # characters between a boundary found and one in the gold set that count as the same
_PARAGRAPH = re.compile(r"\n\s*\n\s*|\n(?=\S)")

Cutter = Callable[[str, str], list[int]]


@dataclass(frozen=True)
class Comment:
    """A comment cut by hand: `starts` are where its second and later points begin."""

    id: str
    language: str
    text: str
    starts: tuple[int, ...]
    proposed: tuple[tuple[int, int], ...]

    @property
    def held_out(self) -> bool:
        return hashlib.sha256(self.id.encode()).digest()[0] % 2 == 1


@dataclass
class Score:
    """Boundaries over some comments; `windows` are those of Pk (Beeferman and others, 1999)."""

    found: int = 0
    gold: int = 0
    same: int = 0
    windows: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        return self.same / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.same / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.same / (self.found + self.gold) if self.found + self.gold else 1.0

    @property
    def pk(self) -> float:
        return self.wrong / self.windows if self.windows else 0.0


def gold(path: Path = GOLD) -> list[Comment]:
    """The whole set, in its order."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Comment(row["id"], row["language"], row["text"], tuple(row["starts"]), tuple(map(tuple, row["proposed"])))
        for row in rows
    ]


def score(comments: Sequence[Comment], cut: Cutter) -> Score:
    """Precision, recall and Pk of one way to cut; the window of Pk is half the mean length of a point."""
    total = Score()
    length = sum(len(comment.text) for comment in comments)
    window = max(2, round(length / sum(len(comment.starts) + 1 for comment in comments) / 2))
    for comment in comments:
        found = cut(comment.text, comment.language)
        total.found += len(found)
        total.gold += len(comment.starts)
        total.same += matches(found, comment.starts)
        for place in range(len(comment.text) - window):
            one = any(place < start <= place + window for start in found)
            other = any(place < start <= place + window for start in comment.starts)
            total.wrong += one != other
            total.windows += 1
    return total


def matches(found: Iterable[int], wanted: Iterable[int]) -> int:
    """How many boundaries are the same within a few characters, each used once."""
    left = list(wanted)
    same = 0
    for place in found:
        near = [start for start in left if abs(start - place) <= _NEAR]
        if near:
            left.remove(min(near, key=lambda start: abs(start - place)))
            same += 1
    return same


def ours(text: str, language: str) -> list[int]:
    return [span.start for span in split(text, language)[1:]]


def whole(_text: str, _language: str) -> list[int]:
    return []


def paragraphs(text: str, _language: str) -> list[int]:
    return [match.end() for match in _PARAGRAPH.finditer(text) if text[match.end() :].strip()]


def sentences(text: str, language: str) -> list[int]:
    document = _sentencizer(language)(text)
    starts = [
        sentence.start_char + len(sentence.text) - len(sentence.text.lstrip())
        for sentence in document.sents
        if any(character.isalnum() for character in sentence.text)
    ]
    return starts[1:]


@cache
def _sentencizer(language: str) -> Any:
    pipeline = spacy.blank(language)
    pipeline.add_pipe("sentencizer")
    return pipeline


CUTTERS: dict[str, Cutter] = {"whole comment": whole, "paragraphs": paragraphs, "sentences": sentences, "ours": ours}


def proposed_kept(comments: Sequence[Comment]) -> tuple[int, int, int, int]:
    """Of the wordings proposed: how many there are, in one piece, known as such; and how many were known wrongly."""
    there = whole_ones = known = wrong = 0
    for comment in comments:
        spans = split(comment.text, comment.language)
        found = [proposed_wording(comment.text, span, comment.language) for span in spans]
        right = set()
        for start, end in comment.proposed:
            there += 1
            whole_ones += any(span.start <= start and end <= span.end for span in spans)
            meant = [
                place for place, one in enumerate(found) if one and overlap((one.start, one.end), (start, end)) > 0.6
            ]
            known += bool(meant)
            right.update(meant)
        wrong += sum(one is not None for one in found) - len(right)
    return there, whole_ones, known, wrong


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="print each comment of the development half cut otherwise")
    options = parser.parse_args()
    comments = gold()
    halves = {
        "development": [comment for comment in comments if not comment.held_out],
        "held out": [comment for comment in comments if comment.held_out],
    }
    for name, half in halves.items():
        print_half(name, half)
    print_speed(comments)
    if options.wrong:
        print_wrong(halves["development"])


def print_half(name: str, half: Sequence[Comment]) -> None:
    points = sum(len(comment.starts) + 1 for comment in half)
    print(f"\n{name}: {len(half)} comments, {points} points")
    print(f"{'':16}{'language':>9}{'precision':>10}{'recall':>8}{'F1':>7}{'Pk':>7}")
    languages = sorted({comment.language for comment in half})
    for way, cut in CUTTERS.items():
        for place, language in enumerate([*languages, "all"]):
            mine = [comment for comment in half if language in {comment.language, "all"}]
            got = score(mine, cut)
            print(
                f"{'' if place else way:16}{language:>9}{got.precision:10.2f}{got.recall:8.2f}"
                f"{got.f1:7.2f}{got.pk:7.2f}"
            )
    there, kept, known, wrong = proposed_kept(half)
    print(f"proposed wordings: {there}; in one piece {kept}, known as such {known}, taken for one wrongly {wrong}")


def print_speed(comments: Sequence[Comment]) -> None:
    words = sum(len(comment.text.split()) for comment in comments)
    for comment in comments:
        split(comment.text, comment.language)
    started = time.process_time()
    for _turn in range(20):
        for comment in comments:
            split(comment.text, comment.language)
    seconds = (time.process_time() - started) / 20
    print(f"\n{1e6 * seconds / len(comments):.0f} µs a comment of {words / len(comments):.0f} words on average")


def print_wrong(comments: Sequence[Comment]) -> None:
    for comment in comments:
        found = ours(comment.text, comment.language)
        if matches(found, comment.starts) < max(len(found), len(comment.starts)):
            print(f"\n{comment.id} [{comment.language}]\n{marked(comment.text, found, comment.starts)}")


def marked(text: str, found: Sequence[int], wanted: Sequence[int]) -> str:
    """The text with ⟦+⟧ where a cut is too many, ⟦-⟧ where one is missing, ⟦=⟧ where both agree."""
    signs = dict.fromkeys(found, "+")
    for start in wanted:
        near = next((place for place in found if abs(place - start) <= _NEAR), None)
        signs[start if near is None else near] = "-" if near is None else "="
    edges = [0, *sorted(signs), len(text)]
    return "".join(
        (f"⟦{signs[left]}⟧" if left in signs else "") + text[left:right].replace("\n", "⏎")
        for left, right in pairwise(edges)
    )


if __name__ == "__main__":
    main()
