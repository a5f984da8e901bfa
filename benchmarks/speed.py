"""`python -m benchmarks.speed [SIZE …]`: seconds by stage and memory of a cold `python -m nlp`, beside stock BERTopic.

Then, in a process that is warm: the same comments read again with the vectors kept, and five hundred new ones placed.
"""

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
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality import Memory
from benchmarks.rival import stock
from benchmarks.sets import DATA, answers, arguments, proposals
from nlp import Text, analyse, place
from nlp.embedding.encoder import SentenceEncoder

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_STAGE = re.compile(r"(\w+) 100%")
_NEW = 500


def main() -> None:
    """Print a table; stock BERTopic is run up to --stock-limit comments, since it needs minutes there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument(
        "--stock", type=Path, metavar="PYTHON", help="an interpreter with bertopic, umap-learn, hdbscan"
    )
    parser.add_argument("--stock-limit", type=int, default=10_000, help="comments above which stock is left out")
    parser.add_argument("--again-limit", type=int, default=20_000, help="and the second reading too")
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
        run = cold_run(texts)
        rival = _stock_seconds(options.stock, texts) if size <= options.stock_limit else None
        ratio = f"{rival:9.1f}{rival / run.seconds:7.1f}" if rival else ""
        print(f"{size:9}{run.seconds:9.1f}{run.cpu:9.1f}{run.memory:9.0f}{run.points:9}{run.themes:8}{ratio}")
        print("  " + ", ".join(f"{stage} {spent:.1f}" for stage, spent in run.stages.items()), flush=True)
        if size <= options.again_limit:
            again(texts)


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


@dataclass(frozen=True)
class Run:
    """Wall and processor seconds, peak resident megabytes, points and themes of a cold `python -m nlp`."""

    seconds: float
    cpu: float
    memory: float
    points: int
    themes: int
    stages: dict[str, float]


def cold_run(texts: Sequence[str]) -> Run:
    """From the start of the process to its end, files read and written; what no stage names is start and writing."""
    with tempfile.TemporaryDirectory() as folder:
        given, out, themes = (Path(folder, name) for name in ("in.jsonl", "out.jsonl", "themes.json"))
        given.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
        command = [sys.executable, "-m", "nlp", given, "--text-field", "text", "--out", out, "--themes", themes]
        started = time.perf_counter()
        process = subprocess.Popen(command, env=os.environ | _ONE_CORE, stderr=subprocess.PIPE, text=True)
        stages = _stages(process, started)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        if status:
            sys.exit("python -m nlp failed")
        with out.open(encoding="utf-8") as lines:
            points = sum(len(json.loads(line)["points"]) for line in lines)
        cpu = usage.ru_utime + usage.ru_stime
        found = len(json.loads(themes.read_text(encoding="utf-8")))
        stages["writing"] = seconds - sum(stages.values())
        return Run(seconds, cpu, usage.ru_maxrss / 1024, points, found, stages)


def _stages(process: subprocess.Popen[str], started: float) -> dict[str, float]:
    """Seconds between the words of progress that say that a stage is done; start and loading are with the first."""
    stages: dict[str, float] = {}
    before = started
    for line in process.stderr or ():
        if (done := _STAGE.search(line)) is not None:
            now = time.perf_counter()
            stages[done.group(1)], before = now - before, now
    return stages


def again(texts: Sequence[str]) -> None:
    """Seconds of a second reading with every vector kept, and of placing new comments whose vectors are not."""
    memory, encoder = Memory(), SentenceEncoder(workers=min(4, os.cpu_count() or 1))
    given = [Text(str(number), text) for number, text in enumerate(texts)]
    first = analyse(given, vectors=memory, embedder=encoder)
    started = time.perf_counter()
    analyse(given, vectors=memory, embedder=encoder, themes=first.known)
    second = time.perf_counter() - started
    new = [Text(f"new {text.id}", f"{text.text} {text.id}") for text in given[:_NEW]]
    started = time.perf_counter()
    place(new, first.known, embedder=encoder)
    print(
        f"  read again {second:.1f} s; {len(new)} new ones placed in {time.perf_counter() - started:.1f} s", flush=True
    )


def _stock_seconds(python: Path | None, texts: Sequence[str]) -> float | None:
    """Embedding with our encoder, then stock BERTopic's cold fit."""
    started = time.perf_counter()
    vectors = SentenceEncoder().embed(texts)
    embedding = time.perf_counter() - started
    rival = stock(python, texts, vectors)
    return embedding + rival.cold if rival is not None else None


if __name__ == "__main__":
    main()
