"""`consult brackets`: what is not agreed in a text file, and who stands where."""

import json
from pathlib import Path
from typing import Any

import click

from consult.drafts.brackets.parsing import Bracket, brackets_in
from consult.drafts.redline.text_files import text_in


@click.command("brackets")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the place of each bracket.")
def brackets_command(file: Path, *, as_json: bool) -> None:
    """The brackets in FILE (plain text, UTF-8): `[words] {USA+ FRA-} {RUS reserve}`."""
    text = text_in(file)
    found = brackets_in(text)
    if as_json:
        told = {
            "open": len(found.brackets),
            "brackets": [_facts(bracket, text) for bracket in found.brackets],
            "faults": [{"at": fault.at, "text": fault.says} for fault in found.faults],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        raise SystemExit(1 if found.faults else 0)
    click.echo(f"{len(found.brackets)} open brackets.")
    for bracket in found.brackets:
        sides = ", ".join(f"{one.who} {one.stance}" for one in bracket.positions)
        click.echo(f"{bracket.number}. [{bracket.words(text)}] {sides}")
    for fault in found.faults:
        click.echo(f"Character {fault.at + 1}: “{fault.says}” cannot be read.", err=True)
    if found.faults:
        raise SystemExit(1)


def _facts(bracket: Bracket, text: str) -> dict[str, Any]:
    return {
        "number": bracket.number,
        "within": bracket.within or None,
        "text": bracket.words(text),
        "span": [bracket.start, bracket.end],
        "positions": [{"who": one.who, "stance": one.stance.value} for one in bracket.positions],
    }
