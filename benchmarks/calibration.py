"""`python -m benchmarks.calibration`: does the confidence shown for a theme mean what it says? Reliability and ECE.

Each set is left out in turn, and the map from shares to confidence is fitted on the others. *Right* is a placement in
a theme most of whose other texts stand under the same heading, or one that a reader let pass (`nlp/coded`). `--write`
fits the map on all sets and writes what is shipped.
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
from nlp.topics.assignment import shares_of_nearest
from nlp.topics.calibration import PlattMap, log_odds
from nlp.vector_file import VectorFile

HELD = Path(__file__).parents[1] / "nlp" / "coded" / "placements.json"
LARGEST = 2_500  # texts of a set that are read
BANDS = (0.0, 0.3, 0.5, 0.7, 0.9, 0.97, 1.01)
Placements = tuple[NDArray[np.float64], NDArray[np.float64]]  # shares, and 1 where right


def main() -> None:
    """Print both tables; write the map if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--vectors", type=Path, required=True, metavar="FILE", help="keep vectors here between runs")
    parser.add_argument("--write", action="store_true", help="write the map that is shipped")
    options = parser.parse_args()
    held, store, encoder = json.loads(HELD.read_text("utf-8")), VectorFile(options.vectors), SentenceEncoder()
    sets = {
        given.name: placements(given, encoder, store)
        for given in labelled_sets(options.data)
        if not given.name.endswith("all")
    }
    for name, rows in held["read"].items():
        shares, right = zip(*rows, strict=True)
        sets[f"read by hand, {name}"] = np.array(shares), np.array(right, dtype=np.float64)
    held_out_table(sets)
    whole = fitted(sets)
    reliability_table(sets, whole)
    if options.write:
        held |= {"intercept": round(whole.intercept, 4), "slope": round(whole.slope, 4)}
        HELD.write_text(json.dumps(held) + "\n", "utf-8")


def placements(given: Labelled, encoder: SentenceEncoder, store: VectorFile) -> Placements:
    """Of each point that was placed in a theme with a subject: its share before any map, and whether it is right."""
    kept = sorted(random.Random(1).sample(range(len(given.texts)), min(LARGEST, len(given.texts))))
    gold = [given.gold[place] for place in kept]
    result = analyse([given.texts[place] for place in kept], embedder=encoder, vectors=store)
    loose = {theme.id for theme in result.themes if theme.loose}
    themes = [[point.themes[0].id if point.themes else None for point in text.points] for text in result.texts]
    of_theme: dict[int | None, Counter[str]] = defaultdict(Counter)
    for heading, mine in zip(gold, themes, strict=True):
        for theme in set(mine):
            of_theme[theme][heading] += 1
    shares = iter(shares_of_nearest(result.vectors, result.known))
    found = [
        (share, _like_the_others(of_theme[theme], heading))
        for heading, mine in zip(gold, themes, strict=True)
        for theme in mine
        for share in [next(shares)]
        if theme is not None and theme not in loose
    ]
    told = np.array(found, dtype=np.float64)
    return told[:, 0], told[:, 1]


def _like_the_others(theme: Counter[str], heading: str) -> bool:
    """Without this text itself, its heading is the most frequent one of the theme."""
    others = theme[heading] - 1
    return others > 0 and others >= max((many for name, many in theme.items() if name != heading), default=0)


def fitted(sets: Mapping[str, Placements]) -> PlattMap:
    """Each set weighs the same."""
    weight = np.concatenate([np.full(len(right), 1000 / len(right)) for _shares, right in sets.values()])
    shares = np.concatenate([shares for shares, _right in sets.values()])
    right = np.concatenate([right for _shares, right in sets.values()])
    model = LogisticRegression(C=1e6).fit(log_odds(shares)[:, None], right, sample_weight=weight)
    return PlattMap(float(model.intercept_[0]), float(model.coef_[0, 0]))


def calibration_error(said: NDArray[np.float64], right: NDArray[np.float64], bands: int = 10) -> float:
    """Expected calibration error: how far what is said lies from what is so, over ten bands."""
    band = np.minimum((said * bands).astype(int), bands - 1)
    here = [band == number for number in range(bands) if (band == number).any()]
    return float(sum(abs(said[some].mean() - right[some].mean()) * some.mean() for some in here))


def held_out_table(sets: Mapping[str, Placements]) -> None:
    print(f"{'set left out':40}{'points':>8}{'right':>8}{'ECE before':>12}{'after':>8}")
    for name, (shares, right) in sets.items():
        told = fitted({other: mine for other, mine in sets.items() if other != name})(shares)
        before, after = calibration_error(shares, right), calibration_error(told, right)
        print(f"{name:40}{len(right):8}{right.mean():8.2f}{before:12.3f}{after:8.3f}")
    print()


def reliability_table(sets: Mapping[str, Placements], platt: PlattMap) -> None:
    weight = np.concatenate([np.full(len(right), 1 / len(right)) for _shares, right in sets.values()])
    shares = np.concatenate([shares for shares, _right in sets.values()])
    right = np.concatenate([right for _shares, right in sets.values()])
    print(f"{'share':16}{'points':>8}{'said':>8}{'right':>8}")
    for low, high in pairwise(BANDS):
        some = (shares >= low) & (shares < high)
        said, so = (np.average(values[some], weights=weight[some]) for values in (platt(shares), right))
        print(f"{f'{low:.2f} to {min(high, 1):.2f}':16}{some.sum():8}{said:8.2f}{so:8.2f}")


if __name__ == "__main__":
    main()
