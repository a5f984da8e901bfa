"""The same again: whatever the order of the texts, the processor, the threads, and where in a matrix a row stands."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from nlp import Category, PipelineSettings, Text, analyse
from nlp.embedding.shared_rows import SharedRows
from nlp.text.language_id import languages_of
from nlp.text.near_duplicates import folds_of
from nlp.topics.assignment import place_points
from nlp.topics.classification import pillars_of
from tests.nlp.conftest import DATA


@pytest.fixture(scope="module")
def doubled(texts):
    """Every fifth text said again, at another place, with other spaces."""
    again = [Text(f"again {text.id}", "  " + text.text.replace("\n", " \n")) for text in texts[::5]]
    return [*again, *texts]


@pytest.mark.parametrize("settings", [PipelineSettings(), PipelineSettings(embedded=60)], ids=["embedded", "foretold"])
def test_equal_texts_get_equal_answers_wherever_they_stand(doubled, frames, encoder, settings):
    result = analyse(doubled, frames, settings, embedder=encoder)
    said = defaultdict(list)
    rows = iter(range(len(result.vectors)))
    for given, read in zip(doubled, result.texts, strict=True):
        for point in read.points:
            words = " ".join(given.text[point.start : point.end].split())
            said[words].append((result.vectors[next(rows)].tobytes(), point.themes, point.nearest, point.pillar))

    assert sum(len(answers) > 1 for answers in said.values()) > 20
    assert all(answer == answers[0] for answers in said.values() for answer in answers)


def test_shared_rows_are_placed_and_guessed_once(encoder, result, frames):
    rows = SharedRows(encoder.embed(["Ouvrir les données.", "Protéger la vie privée."]), np.array([1, 0, 1, 1]))
    placed, guessed = place_points(rows, result.known), pillars_of(frames, encoder).guess(rows)

    assert placed[0] is placed[2] is placed[3]
    assert guessed[0] is guessed[2] is guessed[3]
    assert len(placed) == len(guessed) == len(list(rows)) == 4


def test_the_order_of_the_texts_changes_no_theme(texts, encoder, shelf, result, frames):
    mixed = [*texts[1::2], *texts[::2][::-1]]
    turned = analyse(mixed, frames, embedder=encoder, vectors=shelf)

    assert [(t.id, t.label, t.keywords, t.size, t.folded) for t in turned.themes] == [
        (t.id, t.label, t.keywords, t.size, t.folded) for t in result.themes
    ]
    assert np.array_equal(turned.centres, result.centres)
    known = {read.id: (read.themes, [(p.themes, p.pillar.code) for p in read.points]) for read in result.texts}
    assert {read.id: (read.themes, [(p.themes, p.pillar.code) for p in read.points]) for read in turned.texts} == known


def test_the_order_of_the_texts_changes_no_letter():
    letter = "We ask the council to keep the library open on Sundays, for many of us have no other day to go there."
    said = [f"Dear {name}, {letter} {name}" for name in ("council", "mayor", "all", "friends")] + [letter] * 3
    said += [f"Something else altogether about the number {number} of the street." for number in range(9)]
    folds, turned = folds_of(said), folds_of(said[::-1])

    assert folds.firsts[:7] == (0,) * 7
    assert folds.firsts[7:] == tuple(range(7, 16))
    assert {said[head] for head in folds.heads} == {said[::-1][head] for head in turned.heads}
    assert said[folds.heads[0]] == letter


def test_the_order_of_the_texts_changes_no_language():
    mixed = [Text("a", f"Les habitants demandent davantage de bancs dans le parc numéro {n}.") for n in range(2_100)]
    mixed += [Text("b", f"Die Anwohner wünschen sich mehr Bänke in dem Park Nummer {n}.") for n in range(60)]

    assert languages_of(mixed)[::-1] == languages_of(mixed[::-1])


def test_processors_and_threads_read_the_same(tmp_path, texts):
    said = [{"id": text.id, "text": text.text} for text in texts] + [{"id": "again", "text": texts[3].text}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in said), encoding="utf-8")
    frame = [
        Category("D", "Données", ("Ouvrir les données publiques.",)),
        Category("V", "Vie privée", ("La vie privée.",)),
    ]
    (tmp_path / "frame.json").write_text(json.dumps([{"code": f.code, "texts": f.texts} for f in frame]))

    readings = [_read(tmp_path, "Prescott", 1), _read(tmp_path, "Haswell", 2)]

    for lines, _themes in readings:
        assert lines[-1]["points"] == lines[3]["points"]
    (one, named), (other, named_too) = readings
    assert [_placed(line) for line in one] == [_placed(line) for line in other]
    assert [(t["label"], t["keywords"], t["size"]) for t in named] == [
        (t["label"], t["keywords"], t["size"]) for t in named_too
    ]


def _read(folder: Path, kernel: str, threads: int) -> tuple[list[dict], list[dict]]:
    """In a process of its own with the kernel of a processor; one that this processor lacks falls back by itself."""
    out, themes = folder / f"{kernel}.jsonl", folder / f"{kernel}.json"
    command = [sys.executable, "-m", "nlp", folder / "in.jsonl", "--text-field", "text", "--id-field", "id", "--quiet"]
    command += ["--pillars", folder / "frame.json", "--out", out, "--themes", themes, "--workers", threads]
    environment = os.environ | {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": str(threads)}
    subprocess.run([str(word) for word in command], env=environment, check=True, cwd=DATA.parents[2])
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()], json.loads(themes.read_text("utf-8"))


def _placed(line: dict) -> tuple[object, ...]:
    """All but the probabilities, whose last digit may hang on the processor."""
    points = [(p["start"], p["end"], p["themes"][:1] and p["themes"][0]["id"]) for p in line["points"]]
    pillars = [point["pillar"]["code"] for point in line["points"]]
    return line["id"], line["language"], line["campaign"], points, pillars
