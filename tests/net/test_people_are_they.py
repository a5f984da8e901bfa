"""A person is "they", or the role that they hold: in code, in comments, in tests and on every page."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORDS = re.compile(r"(?<![^\W_])(she|her|hers|herself)(?![^\W_])", re.IGNORECASE)
# What real people wrote, and what the demo's people say of each other, stands in data files, which are not read here.
ITSELF = {"tests/net/test_people_are_they.py"}


def said(path: Path) -> Iterator[tuple[int, str]]:
    """Lines in which a word of ours says so; of Python every name, comment and string, of others every line."""
    if path.suffix != ".py":
        yield from enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        return
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type in {tokenize.NAME, tokenize.COMMENT, tokenize.STRING}:
            yield token.start[0], token.string


def test_a_person_is_they() -> None:
    folders = ("consult", "nlp", "tests", "benchmarks", "migrations")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    files += [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    found = [
        f"{path.relative_to(ROOT)}:{line}: {found[0]}"
        for path in files
        if path.relative_to(ROOT).as_posix() not in ITSELF
        for line, text in said(path)
        if (found := WORDS.search(text))
    ]
    assert not found
