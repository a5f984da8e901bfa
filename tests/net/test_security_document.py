"""What docs/security.md promises is tested: each threat names tests, and each of them is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows() -> list[str]:
    """Of the tables of threats: what stands before the chapters of the standard, without heads and rules."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").partition("## ASVS")[0]
    threats = text.partition("## Signing in")[2]
    return [line for line in threats.splitlines() if line.startswith("| ") and not line.startswith("| threat")]


def test_every_threat_names_a_test() -> None:
    assert len(rows()) > 40
    assert not [row for row in rows() if not NAMED.search(row)]


def test_every_test_that_is_named_is_there() -> None:
    named = {found for row in rows() for found in NAMED.findall(row)}
    gone = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not (ROOT / path).exists() or f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert not gone


def test_every_chapter_of_the_standard_is_told() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| V(\d+) ", text, re.MULTILINE) == [str(number) for number in range(1, 18)]
