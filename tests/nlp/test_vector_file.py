"""Vectors in a file: they survive a kill, what is half written is dropped, another file is refused in a sentence."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from nlp.io import UnreadableFile
from nlp.vector_file import VectorFile
from tests.nlp.conftest import DATA

KEYS = [f"{number:032x}" for number in range(6)]
VECTORS = {key: np.full(512, number, dtype=np.float32) for number, key in enumerate(KEYS)}


def test_what_was_put_is_there_when_it_is_opened_again(tmp_path):
    with VectorFile(tmp_path / "kept") as shelf:
        shelf.put_many({key: VECTORS[key] for key in KEYS[:2]})
        shelf.put_many({key: VECTORS[key] for key in KEYS[1:4]})
    with VectorFile(tmp_path / "kept") as shelf:
        shelf.put_many({KEYS[4]: VECTORS[KEYS[4]]})
        held = shelf.get_many(KEYS)

    assert sorted(held) == KEYS[:5]
    assert all(np.array_equal(held[key], VECTORS[key]) for key in held)


@pytest.mark.parametrize("cut", [1, 700, 2063])
def test_a_torn_end_is_dropped_and_written_over(tmp_path, cut):
    place = tmp_path / "kept"
    with VectorFile(place) as shelf:
        shelf.put_many(VECTORS)
    os.truncate(place, place.stat().st_size - cut)
    with VectorFile(place) as shelf:
        assert sorted(shelf.get_many(KEYS)) == KEYS[:5]
        shelf.put_many({KEYS[5]: VECTORS[KEYS[5]]})
    with VectorFile(place) as shelf:
        assert sorted(shelf.get_many(KEYS)) == KEYS


def test_a_head_that_was_half_written_is_begun_again(tmp_path):
    (tmp_path / "kept").write_bytes(b"vectors of")
    with VectorFile(tmp_path / "kept") as shelf:
        shelf.put_many(VECTORS)
        assert sorted(shelf.get_many(KEYS)) == KEYS


def test_another_file_is_refused_and_left_as_it_is(tmp_path):
    place = tmp_path / "comments.csv"
    place.write_text("text\n" + "Open the data of the city.\n" * 9)
    before = place.read_bytes()

    with pytest.raises(UnreadableFile, match=r"comments\.csv: this is not a file of kept vectors"):
        VectorFile(place)
    assert place.read_bytes() == before


def test_a_killed_reading_goes_on_and_ends_with_the_same_bytes(tmp_path):
    rows = [json.loads(line) for line in (DATA / "proposals.jsonl").read_text("utf-8").splitlines()]
    source, kept = tmp_path / "in.jsonl", tmp_path / "kept"
    said = [f"{row['text']} {number}." for number in range(5) for row in rows]
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in said), encoding="utf-8")

    def command(name: str, *more: object) -> list[str]:
        places = ["--out", tmp_path / f"{name}.jsonl", "--themes", tmp_path / f"{name}.json"]
        asked = [sys.executable, "-m", "nlp", source, "--text-field", "text", "--quiet", *places, *more]
        return [str(word) for word in asked]

    killed = subprocess.Popen(command("killed", "--vectors", kept))
    deadline = time.monotonic() + 120
    while not (kept.exists() and kept.stat().st_size > 1_000_000):
        assert killed.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline, "it never came to write a vector"
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    made = kept.stat().st_size // 2064
    subprocess.run(command("again", "--vectors", kept), check=True)
    subprocess.run(command("plain"), check=True)

    assert not (tmp_path / "killed.jsonl").exists()
    assert 500 <= made < kept.stat().st_size // 2064
    for ending in ("jsonl", "json"):
        assert (tmp_path / f"again.{ending}").read_bytes() == (tmp_path / f"plain.{ending}").read_bytes()
