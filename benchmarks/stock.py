"""Stock BERTopic: its documented default pipeline (UMAP, HDBSCAN, CountVectorizer), on vectors that it is given.

Runs in an interpreter of its own (`--stock PYTHON`) that has umap-learn and hdbscan, which the project leaves out:
`python stock.py IN.npz OUT.json [REPEATS]`, where IN.npz holds `vectors` (n, d) and `texts` (n).
"""

import json
import sys
import time
from pathlib import Path

import numpy as np


def main(source: str, target: str) -> None:
    """Fit, and write labels (-1 is unplaced), seconds of the first fit and of a second one, warm."""
    started = time.perf_counter()
    from bertopic import BERTopic  # noqa: PLC0415 - its loading is part of what is measured

    with np.load(source, allow_pickle=False) as given:
        vectors, texts = given["vectors"], given["texts"].tolist()
    cold_labels, _ = BERTopic(embedding_model=None).fit_transform(texts, vectors)
    cold = time.perf_counter() - started
    started = time.perf_counter()
    BERTopic().fit_transform(texts, vectors)
    warm = time.perf_counter() - started
    answer = {"labels": [int(label) for label in cold_labels], "cold": cold, "warm": warm}
    Path(target).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
