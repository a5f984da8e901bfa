"""`python -m benchmarks.reuse`: is an answer offered for reuse the right one?

Gold: pairs of points coded by hand (`benchmarks/coded`, SOURCES.md there). Precision: of the pairs that are offered,
those where one answer does for both; with the lower end of Wilson's interval at 95 %. Found: of all coded pairs where
it does, those that are offered; pairs were drawn from what is near, so this is no recall over a whole consultation.
Pairs whose words hash to an even byte helped to choose the threshold; the others did not. Beside the rules stands
nearness alone: what vectors would offer without looking at stance, negation, numbers and the rest.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

import nlp
from consult.comments.models import CommentType, Stance
from consult.responses.memory.agreement import OFFERED_FROM, Asked, Difference, first_difference

CODED = Path(__file__).parent / "coded" / "reuse.jsonl"
LEVELS = (0.75, 0.8, 0.85, 0.88, 0.9, 0.95)
WANTED = 0.95


@dataclass(frozen=True)
class CodedPair:
    """Two points, whether one answer does for both, how near they are, and what the rules say is different."""

    kind: str
    same: bool
    likeness: float
    found: Difference | None
    held_out: bool


def asked(side: dict[str, Any]) -> Asked:
    place = (side["clause"], "") if side.get("clause") else None
    stance, type_ = Stance(side.get("stance", "neutral")), CommentType(side.get("type", "general"))
    return Asked(side["text"], side["language"], stance, type_, side.get("proposed", ""), place)


def coded_pairs() -> list[CodedPair]:
    rows = [json.loads(line) for line in CODED.read_text(encoding="utf-8").splitlines()]
    texts = [row[side]["text"] for row in rows for side in ("one", "other")]
    vectors = np.asarray(nlp.SentenceEncoder(workers=1).embed(texts))
    near = (vectors[0::2] * vectors[1::2]).sum(axis=1)
    return [
        CodedPair(
            kind=row["set"],
            same=row["same"],
            likeness=float(likeness),
            found=first_difference(asked(row["one"]), asked(row["other"])),
            held_out=hashlib.sha256(row["one"]["text"].encode()).digest()[0] % 2 == 1,
        )
        for row, likeness in zip(rows, near, strict=True)
    ]


def lower_end(right: int, of: int, z: float = 1.96) -> float:
    """Wilson (1927): the lower end of the interval for a share."""
    if not of:
        return 0.0
    share = right / of
    middle, width = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - width) / (1 + z * z / of)


def line(name: str, pairs: Sequence[CodedPair], offers: Callable[[CodedPair], bool]) -> str:
    offered = [pair for pair in pairs if offers(pair)]
    right, every = sum(pair.same for pair in offered), sum(pair.same for pair in pairs)
    precision = right / len(offered) if offered else 0.0
    low = lower_end(right, len(offered))
    return f"| {name} | {len(offered)} | {precision:.3f} | {low:.3f} | {right}/{every} |"


def main() -> None:
    pairs = coded_pairs()
    print(f"{len(pairs)} coded pairs, {sum(pair.same for pair in pairs)} of them the same; shown from {OFFERED_FROM}")
    print("| offered | pairs | precision | at least | found |\n|---|---|---|---|---|")
    for level in LEVELS:
        mark = " (shown)" if level == OFFERED_FROM else ""
        print(line(f"from {level}{mark}", pairs, lambda p, at=level: p.likeness >= at and p.found is None))
    print(line(f"nearness alone from {OFFERED_FROM}", pairs, lambda p: p.likeness >= OFFERED_FROM))

    def shown(pair: CodedPair) -> bool:
        return pair.likeness >= OFFERED_FROM and pair.found is None

    for name, part in (
        ("held out", [pair for pair in pairs if pair.held_out]),
        ("chosen by", [pair for pair in pairs if not pair.held_out]),
        *((kind, [pair for pair in pairs if pair.kind == kind]) for kind in sorted({pair.kind for pair in pairs})),
    ):
        print(line(name, part, shown))
    near = [pair for pair in pairs if pair.likeness >= OFFERED_FROM and pair.found is not None]
    refused = Counter((str(pair.found), pair.same) for pair in near)
    print("near, and not offered, by what was different (the same after all / not the same):")
    for what in sorted({what for what, _same in refused}):
        print(f"  {what}: {refused[what, True]} / {refused[what, False]}")


if __name__ == "__main__":
    main()
