"""`python -m benchmarks.calibration`: does the confidence shown for a theme mean what it says? Reliability and ECE.

Each set is left out in turn, and the map from what speaks for a placement to confidence is fitted on the others.
*Right* is what a reader let pass (`nlp/coded`): those fit the map. Beside them stand sets with headings, where right is
a placement in a theme most of whose other texts stand under the same heading: narrower than what a reader asks, so
they are told and not learnt from. `--write` fits the map on what was read and writes what is shipped.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.sets import DATA, Labelled, labelled_sets
from nlp import analyse
from nlp.embedding.encoder import SentenceEncoder
from nlp.topics.calibration import PlattMap, shipped_map
from nlp.vector_file import VectorFile

HELD = Path(__file__).parents[1] / "nlp" / "coded" / "placements.json"
LARGEST = 2_500  # texts of a set that are read
BANDS = (0.0, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)
Placements = tuple[NDArray[np.float64], NDArray[np.float64]]  # what speaks for each, and 1 where right


def main() -> None:
    """Print both tables; write the map if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--vectors", type=Path, required=True, metavar="FILE", help="keep vectors here between runs")
    parser.add_argument("--write", action="store_true", help="write the map that is shipped")
    options = parser.parse_args()
    held, store, encoder = json.loads(HELD.read_text("utf-8")), VectorFile(options.vectors), SentenceEncoder()
    read = {name: (np.array(rows)[:, 0], np.array(rows)[:, 1]) for name, rows in held["read"].items()}
    whole = fitted(read)
    held_out_table(read)
    reliability_table("read by hand", read, whole)
    headed = {
        given.name: placements(given, encoder, store)
        for given in labelled_sets(options.data)
        if not given.name.endswith("all")
    }
    print(f"{'set with headings':40}{'points':>8}{'right':>8}{'ECE':>8}")
    for name, (told, right) in headed.items():
        print(f"{name:40}{len(right):8}{right.mean():8.2f}{calibration_error(whole(told), right):8.3f}")
    reliability_table("by headings", headed, whole)
    if options.write:
        held["evidence"] = {"intercept": round(whole.intercept, 4), "slope": round(whole.slope, 4)}
        HELD.write_text(json.dumps(held) + "\n", "utf-8")


def placements(given: Labelled, encoder: SentenceEncoder, store: VectorFile) -> Placements:
    """Of each point that was placed in a theme with a subject: what speaks for it, and whether it is right."""
    kept = sorted(random.Random(1).sample(range(len(given.texts)), min(LARGEST, len(given.texts))))
    gold = [given.gold[place] for place in kept]
    result = analyse([given.texts[place] for place in kept], embedder=encoder, vectors=store)
    loose = {theme.id for theme in result.themes if theme.loose}
    themes = [[point.themes[0].id if point.themes else None for point in text.points] for text in result.texts]
    of_theme: dict[int | None, Counter[str]] = defaultdict(Counter)
    for heading, mine in zip(gold, themes, strict=True):
        for theme in set(mine):
            of_theme[theme][heading] += 1
    found = np.array(
        [
            (point.themes[0].p, _like_the_others(of_theme[theme], heading))
            for heading, text, mine in zip(gold, result.texts, themes, strict=True)
            for point, theme in zip(text.points, mine, strict=True)
            if theme is not None and theme not in loose
        ],
        dtype=np.float64,
    )
    return shipped_map().before(found[:, 0]), found[:, 1]


def _like_the_others(theme: Counter[str], heading: str) -> bool:
    """Without this text itself, its heading is the most frequent one of the theme."""
    others = theme[heading] - 1
    return others > 0 and others >= max((many for name, many in theme.items() if name != heading), default=0)


def fitted(sets: Mapping[str, Placements]) -> PlattMap:
    """Each set weighs the same."""
    weight = np.concatenate([np.full(len(right), 1000 / len(right)) for _told, right in sets.values()])
    told = np.concatenate([told for told, _right in sets.values()])
    right = np.concatenate([right for _told, right in sets.values()])
    model = LogisticRegression(C=1e6).fit(told[:, None], right, sample_weight=weight)
    return PlattMap(float(model.intercept_[0]), float(model.coef_[0, 0]))


def calibration_error(said: NDArray[np.float64], right: NDArray[np.float64], bands: int = 10) -> float:
    """Expected calibration error: how far what is said lies from what is so, over ten bands."""
    band = np.minimum((said * bands).astype(int), bands - 1)
    here = [band == number for number in range(bands) if (band == number).any()]
    return float(sum(abs(said[some].mean() - right[some].mean()) * some.mean() for some in here))


def held_out_table(sets: Mapping[str, Placements]) -> None:
    print(f"{'set left out, read by hand':40}{'points':>8}{'right':>8}{'said':>8}{'ECE':>8}")
    for name, (told, right) in sets.items():
        said = fitted({other: mine for other, mine in sets.items() if other != name})(told)
        print(f"{name:40}{len(right):8}{right.mean():8.2f}{said.mean():8.2f}{calibration_error(said, right):8.3f}")
    print()


def reliability_table(name: str, sets: Mapping[str, Placements], platt: PlattMap) -> None:
    weight = np.concatenate([np.full(len(right), 1 / len(right)) for _told, right in sets.values()])
    said = platt(np.concatenate([told for told, _right in sets.values()]))
    right = np.concatenate([right for _told, right in sets.values()])
    print(f"{f'confidence, {name}':40}{'points':>8}{'said':>8}{'right':>8}")
    for low, high in pairwise(BANDS):
        some = (said >= low) & (said < high)
        if some.any():
            means = [np.average(values[some], weights=weight[some]) for values in (said, right)]
            print(f"{f'{low:.2f} to {min(high, 1):.2f}':40}{some.sum():8}{means[0]:8.2f}{means[1]:8.2f}")
    print()


if __name__ == "__main__":
    main()
