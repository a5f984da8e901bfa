"""`python -m benchmarks.speed [SIZE …]`: seconds and memory of a cold `python -m nlp`, beside stock BERTopic."""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.rival import stock
from benchmarks.sets import DATA, answers, arguments, proposals
from nlp import Text
from nlp.vectors import SentenceEncoder

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def main() -> None:
    """Print a table; stock BERTopic is run up to --stock-limit comments, since it needs minutes there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument(
        "--stock", type=Path, metavar="PYTHON", help="an interpreter with bertopic, umap-learn, hdbscan"
    )
    parser.add_argument("--stock-limit", type=int, default=10_000)
    options = parser.parse_args()
    try:
        pool = sentence_pool(options.data)
    except OSError as fault:
        sys.exit(f"{fault.filename} cannot be read; name the folder with --data")
    print(
        f"{'comments':>9}{'seconds':>9}{'cpu s':>9}{'peak MB':>9}{'points':>9}{'themes':>8}{'stock s':>9}{'ratio':>7}"
    )
    for size in options.sizes:
        texts = comments(pool, size)
        seconds, cpu, memory, points, themes = cold_run(texts)
        rival = _stock_seconds(options.stock, texts) if size <= options.stock_limit else None
        ratio = f"{rival:9.1f}{rival / seconds:7.1f}" if rival else ""
        print(f"{size:9}{seconds:9.1f}{cpu:9.1f}{memory:9.0f}{points:9}{themes:8}{ratio}", flush=True)


def sentence_pool(data: Path) -> list[list[str]]:
    """Sentences of real comments in several languages, grouped by what they were filed under."""
    groups: dict[str, list[str]] = {}
    for given in (proposals(data), arguments(data), answers(data)):
        for text, heading in zip(given.texts, given.gold, strict=True):
            groups.setdefault(f"{given.name} {heading}", []).extend(_sentences(text))
    return [sentences for sentences in groups.values() if len(sentences) > 50]


def _sentences(text: Text) -> list[str]:
    return [part for part in _SENTENCE.split(text.text) if 5 <= len(part.split()) <= 60]


def comments(pool: Sequence[Sequence[str]], size: int) -> list[str]:
    """Comments of 40 to 60 words, put together from real sentences filed under one heading; seeded."""
    draw = random.Random(size)
    made = []
    while len(made) < size:
        group = draw.choice(pool)
        words: list[str] = []
        while len(words) < 40:
            words += draw.choice(group).split()
        made.append(" ".join(words[:60]))
    return made


def cold_run(texts: Sequence[str]) -> tuple[float, float, float, int, int]:
    """Wall and processor seconds, peak resident megabytes, points and themes of a cold `python -m nlp`."""
    with tempfile.TemporaryDirectory() as folder:
        given, out, themes = (Path(folder, name) for name in ("in.jsonl", "out.jsonl", "themes.json"))
        given.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
        command = [sys.executable, "-m", "nlp", given, "--text-field", "text", "--out", out, "--themes", themes]
        started = time.perf_counter()
        process = subprocess.Popen([*command, "--quiet"], env=os.environ | _ONE_CORE)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        if status:
            sys.exit("python -m nlp failed")
        with out.open(encoding="utf-8") as lines:
            points = sum(len(json.loads(line)["points"]) for line in lines)
        cpu = usage.ru_utime + usage.ru_stime
        found = len(json.loads(themes.read_text(encoding="utf-8")))
        return seconds, cpu, usage.ru_maxrss / 1024, points, found


def _stock_seconds(python: Path | None, texts: Sequence[str]) -> float | None:
    """Embedding with our encoder, then stock BERTopic's cold fit."""
    started = time.perf_counter()
    vectors = SentenceEncoder().embed(texts)
    embedding = time.perf_counter() - started
    rival = stock(python, texts, vectors)
    return embedding + rival.cold if rival is not None else None


if __name__ == "__main__":
    main()
