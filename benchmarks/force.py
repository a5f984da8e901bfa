"""`python -m benchmarks.force`: the force-of-language watch against a standard whose requirements name their level.

Gold: ten versions of the Standard for Public Code give each requirement a level (MUST, MUST NOT, SHOULD, SHOULD NOT,
MAY, OPTIONAL). Requirements of one criterion in two versions are paired by likeness of their words, each once, without
the level; a pair whose level fell is weaker, one whose level rose is stronger, one that gained or lost a NOT is a
prohibition put or struck. Consecutive versions have few changes of level, so each later version is compared, too. The
word lists were written without looking at these pairs.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from benchmarks.lineage import RENAMED
from benchmarks.sets import DATA
from consult.drafts.text_diff import changed_share
from consult.revisions.force.normative_strength import StrengthChange, watch

LEVELS = {"MUST": 4, "MUST NOT": 4, "SHOULD": 3, "SHOULD NOT": 3, "MAY": 1, "OPTIONAL": 1}
LEVEL_WORDS = re.compile(r"\b(?:MUST|SHOULD|MAY|NOT|OPTIONAL)\b")
ALIKE = 0.45  # of the words may have changed
Row = Mapping[str, str]
NAMES = {
    StrengthChange.WEAKER: "weaker",
    StrengthChange.STRONGER: "stronger",
    StrengthChange.NEGATION_PUT: "prohibition put",
    StrengthChange.NEGATION_STRUCK: "prohibition struck",
}


def versions() -> dict[str, dict[str, list[Row]]]:
    """Rows by version and criterion, in the order of the file."""
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    with (DATA / "standard-for-public-code" / "requirements_by_version.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["version"]][RENAMED.get(row["criterion"], row["criterion"])].append(row)
    return found


def pairs_of(old: Sequence[Row], new: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """The likest first, each requirement once."""
    bare = {id(row): LEVEL_WORDS.sub("", row["text"]) for row in (*old, *new)}
    near = sorted(
        ((changed_share(bare[id(a)], bare[id(b)]), i, j) for i, a in enumerate(old) for j, b in enumerate(new)),
    )
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for share, i, j in near:
        if share <= ALIKE and i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            yield old[i], new[j]


def gold(old: Row, new: Row) -> set[str]:
    before, after = LEVELS[old["level"]], LEVELS[new["level"]]
    said = set() if before == after else {"weaker" if after < before else "stronger"}
    if _prohibits(old) != _prohibits(new):
        said.add("prohibition put" if _prohibits(new) else "prohibition struck")
    return said


def _prohibits(row: Row) -> bool:
    """Levels name capitals only; "MUST never" and "SHOULD not" prohibit as well."""
    return bool(re.search(r"\b(?:MUST|SHOULD) (?:not|never)\b", row["text"], re.IGNORECASE))


def main() -> None:
    every = versions()
    hits: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for one, other in combinations(every, 2):
        for criterion in every[one].keys() & every[other].keys():
            for old, new in pairs_of(every[one][criterion], every[other][criterion]):
                texts = (old["text"], new["text"])
                if texts in seen or texts[0] == texts[1]:
                    continue
                seen.add(texts)
                wanted = gold(old, new)
                said = {NAMES[r.force] for r in watch(*texts, "en") or () if r.force in NAMES}
                hits.update(wanted & said)
                missed.update(wanted - said)
                wrong.update(said - wanted)
    print(f"{len(seen)} pairs of requirements with other words")
    print(f"{'':20} {'gold':>5} {'precision':>10} {'recall':>7}")
    for name in sorted(set(NAMES.values())):
        said, there = hits[name] + wrong[name], hits[name] + missed[name]
        precision = hits[name] / said if said else 1.0
        print(f"{name:20} {there:5} {precision:10.2f} {hits[name] / there if there else 1.0:7.2f}")
    right = hits.total()
    print(f"all: precision {right / (right + wrong.total()):.2f}, recall {right / (right + missed.total()):.2f}")


if __name__ == "__main__":
    main()
