"""`consult force`: what a change of words does to how strongly a text binds, from two text files."""

import json
from pathlib import Path
from typing import Any

import click

from consult.drafts.redline.text_files import text_in
from consult.revisions.force.normative_strength import LEXICONS, Remark, watch

FILE = click.Path(path_type=Path)


@click.command("force")
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--language", default="en", show_default=True, help="Language of both texts: en, fr, es, ru, ar, zh.")
@click.option("--term", "terms", multiple=True, help="A defined term to watch; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the place of each remark in both texts.")
def force_command(old: Path, new: Path, language: str, terms: tuple[str, ...], *, as_json: bool) -> None:
    """What the force-of-language watch notices between OLD and NEW (plain text, UTF-8). A word list, no judgement."""
    remarks = watch(text_in(old), text_in(new), language, terms)
    if remarks is None:
        raise click.ClickException(f"The watch does not read “{language}”. It reads {', '.join(LEXICONS)}.")
    if as_json:
        told = {"old": old.name, "new": new.name, "language": language, "remarks": [_facts(one) for one in remarks]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for remark in remarks:
        click.echo(remark.says)
    if not remarks:
        click.echo("The watch noticed no change in how strongly the text binds.")


def _facts(remark: Remark) -> dict[str, Any]:
    """A span is [start, end) in signs of the file's text; null where nothing stands there."""
    return {
        "kind": remark.force.value,
        "old": {"text": remark.before, "span": list(remark.old_span) if remark.old_span else None},
        "new": {"text": remark.after, "span": list(remark.new_span) if remark.new_span else None},
        "says": remark.says,
    }
