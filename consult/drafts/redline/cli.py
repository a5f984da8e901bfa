"""`consult redline`: what changed between two text files, word by word, in any script."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from consult.drafts.redline.exact import ExactSegment, exact_redline
from consult.drafts.redline.text_files import text_in
from consult.drafts.text_diff import diff_tokens

FILE = click.Path(path_type=Path)


@click.command("redline")
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the place of each change in both texts.")
def redline_command(old: Path, new: Path, *, as_json: bool) -> None:
    """What changes from OLD to NEW (plain text, UTF-8), word by word; words that only moved are said to have moved."""
    segments = exact_redline(text_in(old), text_in(new))
    if as_json:
        told = {"old": old.name, "new": new.name, **_facts(segments)}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo("".join(_marked(segment) for segment in segments), nl=False)


def _facts(segments: Sequence[ExactSegment]) -> dict[str, Any]:
    placed = list(_placed(segments))
    moves = {segment["move"] for segment in placed if "move" in segment}
    return {
        "words": dict(sorted(_words(segments).items())),
        "moves": [
            {
                "move": move,
                "text": next(s["text"] for s in placed if s.get("move") == move),
                "old": next(s["old"] for s in placed if s.get("move") == move and s["kind"] == "removed"),
                "new": next(s["new"] for s in placed if s.get("move") == move and s["kind"] == "added"),
            }
            for move in sorted(moves)
        ],
        "segments": placed,
    }


def _placed(segments: Sequence[ExactSegment]) -> Iterator[dict[str, Any]]:
    """`old` and `new` are [start, end) in signs of each text; `old_text` where a reader sees no difference."""
    at_old = at_new = 0
    for kind, old, new, move in segments:
        found: dict[str, Any] = {"kind": kind, "text": new or old}
        found["old"], found["new"] = [at_old, at_old + len(old)], [at_new, at_new + len(new)]
        if kind == "same" and old != new:
            found["old_text"] = old
        if move:
            found["move"] = move
        yield found
        at_old, at_new = at_old + len(old), at_new + len(new)


def _words(segments: Sequence[ExactSegment]) -> Counter[str]:
    counted: Counter[str] = Counter({"same": 0, "removed": 0, "added": 0, "moved": 0})
    for kind, old, new, move in segments:
        words = sum(not token.isspace() for token in diff_tokens(new or old))
        if move:
            counted["moved"] += words if kind == "added" else 0
        else:
            counted[kind] += words
    return counted


def _marked(segment: ExactSegment) -> str:
    """As plain text: [-struck-] {+put+}, with the number of a move."""
    if segment.kind == "same":
        return segment.new
    number = f"{segment.move}:" if segment.move else ""
    return f"[-{number}{segment.old}-]" if segment.kind == "removed" else f"{{+{number}{segment.new}+}}"
