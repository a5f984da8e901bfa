"""What a form carries of what its reader read has one name and one check: `base_version`, `enforce_base_version`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What else a form carries unseen, and why that is no version of what was read.
CARRIED = {
    "at": "when a point was written down, by the clock of the device that kept it",
    "against": "number of the draft that an outline was compared with",
    "blocks": "a paper that was read, on its way through a second step",
    "content": "a file of findings that was read, on its way through a second step",
    "base": "the wording that a revision is to change: part of what is proposed",
    "do": "what is to be done: the name of the pressed button",
    "plan": "the digest of what a file of findings would do, shown before it is done",
    "next": "where to go on",
    "point": "the point whose stance is coded",
    "point_id": "the id of a point that was said in a room: sent again it is the same point",
    "remarks": "what was not read of a paper, told once more",
    "roles": "what the styles of a paper stand for, kept for its next version",
    "shown": "how many parts of a split the page has fields for",
    "title": "of the draft that a paper is to be, typed in the first step",
    "outline": "a file that was read, on its way through a second step",
    "sampled": "the point that is coded",
    "split": "the proposal that is decided on",
    "terms": "the rule printed with a ballot: a vote under another is refused, by the ballot itself",
}


def hidden_fields() -> Iterator[tuple[Path, str]]:
    for path in (ROOT / "consult").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            value = getattr(node, "value", None)
            if isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(value, ast.Call):
                target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                if getattr(value.func, "id", "") == "HiddenField" and isinstance(target, ast.Name):
                    yield path, target.id


def test_what_was_read_is_carried_under_one_name() -> None:
    others = {f"{path.relative_to(ROOT)}: {name}" for path, name in hidden_fields() if name not in CARRIED}
    assert {one for one in others if not one.endswith(": base_version")} == set()
    assert len(others) > 5


def test_versions_are_compared_in_one_place() -> None:
    by_hand = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "consult").rglob("*.py")
        if re.search(r"(base_version|was_version|started_from) (!=|==) ", path.read_text(encoding="utf-8"))
    ]
    # A cut that was made otherwise meanwhile is shown with what was chosen over it, not as an error.
    assert sorted(by_hand) == ["consult/analysis/segmentation/actions.py", "consult/core/locking.py"]
