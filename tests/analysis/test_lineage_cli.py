"""`consult lineage`, as an operator or a script calls it."""

import json
from pathlib import Path

from flask import Flask

from consult.analysis.pipeline.lineage_cli import lineage

DATA = Path(__file__).parents[1] / "drafts" / "data" / "lineage"


def test_it_prints_what_became_of_each_clause_as_json(page_app: Flask, tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("id,text\na,Cities publish a register of sensors.\nb,Streets are lit.\n", encoding="utf-8")
    new.write_text("id,text\n7,Cities publish a register of sensors.\n", encoding="utf-8")
    called = page_app.test_cli_runner().invoke(lineage, [str(old), str(new), "--json", "--words-only"])
    assert called.exit_code == 0, called.output
    assert json.loads(called.stdout) == [
        {"old": ["a"], "new": ["7"], "relation": "unchanged", "confidence": 1.0},
        {"old": ["b"], "new": [], "relation": "deleted", "confidence": 1.0},
    ]


def test_ids_are_labels_and_no_evidence(page_app: Flask, tmp_path: Path) -> None:
    old, new = DATA / "strategy-old.csv", DATA / "strategy-new.csv"
    swapped = tmp_path / "new.csv"
    head, *lines = new.read_text("utf-8").splitlines()
    swapped.write_text("\n".join([head, *(f"x{line}" for line in lines)]), encoding="utf-8")
    run = page_app.test_cli_runner()
    one = run.invoke(lineage, [str(old), str(new), "--json", "--words-only"]).stdout
    other = run.invoke(lineage, [str(old), str(swapped), "--json", "--words-only"]).stdout
    plain = [{**row, "new": [f"x{label}" for label in row["new"]]} for row in json.loads(one)]
    assert plain == json.loads(other)


def test_every_fault_is_named_with_its_file(page_app: Flask, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("id,text\n1,a\n1,b\n", encoding="utf-8")
    called = page_app.test_cli_runner().invoke(lineage, [str(bad), str(DATA / "strategy-new.csv")])
    assert called.exit_code == 1
    assert "bad.csv: Line 3" in called.output


def test_sentence_vectors_are_heard_where_the_analysis_is_installed(page_app: Flask) -> None:
    files = [str(DATA / "strategy-old.csv"), str(DATA / "strategy-new.csv")]
    run = page_app.test_cli_runner()
    with_vectors = run.invoke(lineage, files)
    assert with_vectors.exit_code == 0, with_vectors.output
    assert "reworded   9 → 25" in with_vectors.stdout
    assert with_vectors.stdout != run.invoke(lineage, [*files, "--words-only"]).stdout
