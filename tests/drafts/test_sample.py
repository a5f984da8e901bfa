"""The README's way to one's own guideline, line by line, in an empty instance."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from consult.cli import main

ROOT = Path(__file__).resolve().parents[2]


def lines_of_the_readme() -> list[list[str]]:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Your own guideline")[2]
    block = re.search(r"```\n(.*?)```", section, re.DOTALL)
    assert block is not None
    return [shlex.split(line) for line in block[1].splitlines()]


def test_the_way_to_your_own_guideline_works_line_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    first, *between, last = lines_of_the_readme()
    assert first[0] == "export"
    monkeypatch.setenv("CONSULT_HOME", str(tmp_path / first[1].partition("=")[2]))
    said = []
    for command, *words in between:
        assert command.endswith("consult")
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
        said.append(done.output)
    clauses = len((ROOT / "docs" / "sample-guideline.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert f"{clauses} clauses, published" in said[1]
    assert "/reset/" in said[2]
    assert last[1:] == ["serve"]
