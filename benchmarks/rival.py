"""Runs stock BERTopic beside us, if an interpreter with its parts was named."""

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.types import Vectors


@dataclass(frozen=True)
class Stock:
    """What stock BERTopic made of the texts: a label each (-1 unplaced), seconds of a cold and a warm fit.

    `own_labels` and `own` are the same with its default sentence-transformer, where the interpreter has that.
    """

    labels: list[int]
    cold: float
    warm: float
    own_labels: list[int] | None = None
    own: float = 0.0


def stock(python: Path | None, texts: Sequence[str], vectors: Vectors, *, own: bool = False) -> Stock | None:
    """None, and a word on why, where it cannot be run."""
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder, "given.npz"), Path(folder, "answer.json")
        np.savez(given, vectors=vectors, texts=np.array([text[:5_000] or " " for text in texts]))
        environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
        script = Path(__file__).parent / "stock.py"
        command = [python, script, given, answer, *(["own"] if own else [])]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if run.returncode:
            print(f"stock BERTopic did not run: {run.stderr.strip().splitlines()[-1:]}")
            return None
        return Stock(**json.loads(answer.read_text(encoding="utf-8")))
