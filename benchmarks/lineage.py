"""`python -m benchmarks.lineage`: links between versions of texts whose lineage is known, and whether confidences hold.

Gold: for the Federal Data Strategy its drafters' own table of revisions; for the Standard for Public Code and the
W3C process their own identifiers, a criterion or a section: their requirements and paragraphs are numbered anew in
each version, so a link is right when both ends are in one criterion or section, and an old clause is found when it is
linked to one in its own. A criterion that a version renamed keeps its name here (`RENAMED`); one that was split has two
(`SPLIT_FROM`). Identifiers are never
given to the engine. Weights were chosen while looking at v1 → v4 and at the first and last versions of the other two;
held out: v1 → v2 and v1 → v3, the principles, the versions in between, and texts with clauses taken away.
"""

import argparse
import csv
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.sets import DATA
from consult.analysis.pipeline.lineage_cli import sentence_nearness
from consult.drafts.lineage.likeness import Nearness
from consult.drafts.lineage.links import LINKED, links_between
from nlp.installed import reason_not_installed

RENAMED = {
    "advertise-maturity": "document-codebase-maturity",
    "bundle-policy-and-code": "bundle-policy-and-source-code",
    "coding-in-the-open": "code-in-the-open",
    "continuous-delivery": "use-continuous-integration",
    "continuous-integration": "use-continuous-integration",
    "create-reusable-and-portable-code": "make-the-codebase-reusable-and-portable",
    "document-maturity": "document-codebase-maturity",
    "document-objectives": "document-codebase-objectives",
    "documenting": "document-the-code",
    "findability": "make-the-codebase-findable",
    "maturity-levels": "maturity-stages",
    "open-licences": "publish-with-an-open-license",
    "open-licenses": "publish-with-an-open-license",
    "open-standards": "use-open-standards",
    "open-to-contributions": "welcome-contributors",
    "require-review": "require-review-of-contributions",
    "reusable-and-portable-codebases": "make-the-codebase-reusable-and-portable",
    "style": "use-a-coherent-style",
    "understandable-english-first": "use-plain-english",
    "version-control-and-history": "maintain-version-control",
}
SPLIT_FROM = {"make-contributing-easy": "welcome-contributors"}  # a criterion that was made of parts of another
PRINCIPLES = {"1": "2", "2": "1", "3": "3", "4": "6", "5": "4", "6": "5", "7": "7", "9": "8", "10": "10"}  # as we read
TAKEN_AWAY = 0.3  # share of the clauses of either version, where some are


@dataclass(frozen=True)
class VersionPair:
    """Two versions, by label, and which links are right."""

    name: str
    old: Mapping[str, str]
    new: Mapping[str, str]
    gold: frozenset[tuple[str, str]] | None = None  # None: right is what stays in one section
    seen: bool = False  # weights were chosen while looking at it

    def is_right(self, old: str, new: str) -> bool:
        if self.gold is not None:
            return (old, new) in self.gold
        return section(old) in {section(new), SPLIT_FROM.get(section(new))}

    def to_find(self) -> int:
        if self.gold is not None:
            return sum(old in self.old and new in self.new for old, new in self.gold)
        there = {section(label) for label in self.new}
        return sum(section(label) in there for label in self.old)


def section(label: str) -> str:
    name = label.partition("/")[0]
    return RENAMED.get(name, name)


def pairs(data: Path = DATA) -> Iterator[VersionPair]:
    """Every pair whose files are there; says which are not."""
    for make in (strategy, principles, public_code, w3c_process):
        try:
            yield from make(data)
        except OSError as fault:
            print(f"{make.__name__}: left out, {fault.filename} cannot be read")


def strategy(data: Path) -> Iterator[VersionPair]:
    folder = data / "federal-data-strategy"
    files = {"v1": "v1_draft_2018-10", "v2": "v2_2019-05-06", "v3": "v3_2019-05-31", "v4": "v4_final_2019-06-11"}
    texts = {name: _titled(folder / f"practices_{file}.csv") for name, file in files.items()}
    table = _rows(folder / "practice_revision_table.csv")
    gold = {(number, row["final_number"]) for row in table for number in row["draft_numbers"].split(";") if number}
    yield VersionPair("federal-data-strategy v1 → v4", texts["v1"], texts["v4"], frozenset(gold), seen=True)
    titles = {text.partition(":")[0]: label for label, text in texts["v4"].items()}
    for name in ("v2", "v3"):  # the table names the final text: by the titles that stand there already
        at = {titles[t]: label for label, text in texts[name].items() if (t := text.partition(":")[0]) in titles}
        found = frozenset((old, at[new]) for old, new in gold if new in at)
        yield VersionPair(f"federal-data-strategy v1 → {name}", texts["v1"], texts[name], found)


def principles(data: Path) -> Iterator[VersionPair]:
    folder = data / "federal-data-strategy"
    old, new = (_titled(folder / f"principles_{v}.csv") for v in ("v1_draft_2018-06", "v2_final_2018-10"))
    yield VersionPair("federal-data-strategy principles", old, new, frozenset(PRINCIPLES.items()))


def public_code(data: Path) -> Iterator[VersionPair]:
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(data / "standard-for-public-code" / "requirements_by_version.csv"):
        texts[row["version"]][f"{row['criterion']}/{row['n']}"] = row["text"]
    yield from _successive("standard-for-public-code", texts)


def w3c_process(data: Path) -> Iterator[VersionPair]:
    texts: dict[str, dict[str, str]] = {}
    for file in sorted((data / "w3c-process" / "versions").iterdir()):
        rows = _rows(file)
        texts[file.stem] = {f"{row['section_id']}/{place}": row["text"] for place, row in enumerate(rows)}
    yield from _successive("w3c-process", texts)


def _successive(name: str, texts: Mapping[str, Mapping[str, str]]) -> Iterator[VersionPair]:
    versions = list(texts)
    for old, new in pairwise(versions):
        yield VersionPair(f"{name} {old} → {new}", texts[old], texts[new])
    first, last = versions[0], versions[-1]
    yield VersionPair(f"{name} {first} → {last}", texts[first], texts[last], seen=True)


def thinned(pair: VersionPair) -> VersionPair:
    """With clauses taken away at random on either side: what is left over has nothing to be linked to."""
    chance = random.Random(pair.name)
    old, new = (
        {label: text for label, text in side.items() if chance.random() > TAKEN_AWAY} for side in (pair.old, pair.new)
    )
    return VersionPair(f"{pair.name}, thinned", old, new, pair.gold)


def _titled(file: Path) -> dict[str, str]:
    return {row["number"]: f"{row['title']}: {row['text']}" for row in _rows(file)}


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def measured(pair: VersionPair, nearness: Nearness | None) -> list[tuple[float, bool, str]]:
    """Every link and proposal: its confidence, whether it is right, and the old clause."""
    old, new = list(pair.old), list(pair.new)
    links = links_between(list(pair.old.values()), list(pair.new.values()), nearness)
    return [(link.confidence, pair.is_right(old[link.old], new[link.new]), old[link.old]) for link in links]


def line(pair: VersionPair, found: Sequence[tuple[float, bool, str]]) -> str:
    linked = [(right, old) for confidence, right, old in found if confidence >= LINKED]
    right = sum(right for right, _old in linked)
    hit = right if pair.gold is not None else len({old for right, old in linked if right})
    precision, recall = right / max(1, len(linked)), hit / max(1, pair.to_find())
    return f"{precision:9.3f} {recall:7.3f} {len(linked):6d}  {pair.name}{' (chosen by)' if pair.seen else ''}"


def calibration(found: Sequence[tuple[float, bool, str]]) -> Iterator[str]:
    for low, high in ((0.2, 0.35), (0.35, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.99), (0.99, 1.01)):
        rights = [right for confidence, right, _old in found if low <= confidence < high]
        if rights:
            yield f"   {low:.2f} to {min(high, 1):.2f}: {sum(rights) / len(rights):.2f} of {len(rights)} right"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="Folder with the sets.")
    parser.add_argument("--words-only", action="store_true", help="Without sentence vectors.")
    given = parser.parse_args()
    missing = reason_not_installed()
    nearness = None if given.words_only or missing else sentence_nearness
    print(f"By {'words and sentence vectors' if nearness else 'words alone'}. {missing or ''}")
    print(f"precision  recall  links  (at {LINKED})")
    held_out: list[tuple[float, bool, str]] = []
    for pair in pairs(given.data):
        found = measured(pair, nearness)
        print(line(pair, found))
        if pair.seen:
            continue
        thin = thinned(pair)
        also = measured(thin, nearness)
        print(line(thin, also))
        held_out += [*found, *also] if pair.gold is not None else also
    print("Calibration on what was held out, where the gold knows each link, and on thinned versions:")
    print("\n".join(calibration(held_out)) or "   nothing could be read")


if __name__ == "__main__":
    main()
