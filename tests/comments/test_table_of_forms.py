"""What docs/papers-and-mail.md says of each form is so: none is missing, what is written is, and tests show it."""

import re
from pathlib import Path

from consult.comments.formats.catalogue import FORMATS, NAMES_OF_FORMATS, REGISTER
from consult.drafts.structure.papers import ENDINGS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "papers-and-mail.md").read_text(encoding="utf-8").partition("## Form by form")[2]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("| ")][
    1:
]


def test_every_form_of_comments_is_told_and_whether_it_is_written() -> None:
    told = {re.findall(r"`(\w+)`", row[0])[0]: (row[1], row[2]) for row in ROWS if row[0].startswith("comments")}
    written = {name: name == REGISTER or FORMATS[name].write is not None for name in NAMES_OF_FORMATS}
    assert told == {name: ("yes", "yes" if is_written else "no") for name, is_written in written.items()}


def test_every_ending_of_a_draft_is_told() -> None:
    told = {ending for row in ROWS if row[0].startswith("draft") for ending in re.findall(r"`(\.\w+)`", row[0])}
    assert told == {*ENDINGS, ".csv", ".json"}


def test_what_is_said_to_come_back_whole_is_shown_by_a_test_that_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT)
    assert len(named) > 12
    assert [one for path, one in named if f"def {one}(" not in (ROOT / path).read_text(encoding="utf-8")] == []
    assert [row[0] for row in ROWS if row[1:3] == ["yes", "yes"] and "::" not in row[3]] == []
