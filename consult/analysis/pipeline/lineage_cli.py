"""`consult lineage`: which clauses of one text continue which of another, from two files; keeps nothing."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from consult.analysis.pipeline.nlp_adapter import encoder
from consult.drafts.lineage.clause_list import ClauseList, UnreadableClauses, read_clauses
from consult.drafts.lineage.links import LINKED
from consult.drafts.lineage.relations import Continuation, continuations
from nlp.installed import reason_not_installed

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def sentence_nearness(old: Sequence[str], new: Sequence[str]) -> Sequence[Sequence[float]]:
    """Cosines of sentence vectors, old by new."""
    vectors: Any = encoder()
    table: Sequence[Sequence[float]] = (vectors.embed(old) @ vectors.embed(new).T).tolist()
    return table


@click.command("lineage")
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list instead of a table.")
@click.option("--words-only", is_flag=True, help="Without sentence vectors, although the analysis is installed.")
@with_appcontext
def lineage(old: Path, new: Path, *, as_json: bool, words_only: bool) -> None:
    """Say what became of the clauses in OLD on the way to NEW: two CSV files with the columns id and text.

    The ids are labels and are not used as evidence. A confidence below 0.5 is a proposal, not a link.
    """
    before, after = _read(old), _read(new)
    nearness = None if words_only or reason_not_installed() else sentence_nearness
    found = continuations(before.texts, after.texts, nearness)
    if as_json:
        click.echo(json.dumps([_row(one, before, after) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        row = _row(one, before, after)
        stands = "" if one.confidence >= LINKED else "  (proposed)"
        sides = f"{' + '.join(row['old']) or '–'} → {' + '.join(row['new']) or '–'}"
        click.echo(f"{row['confidence']:.2f}  {row['relation']:<9}  {sides}{stands}")


def _read(file: Path) -> ClauseList:
    try:
        return read_clauses(file.read_bytes())
    except UnreadableClauses as unreadable:
        raise click.ClickException("\n".join(f"{file.name}: {fault}" for fault in unreadable.faults)) from unreadable
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error


def _row(one: Continuation, before: ClauseList, after: ClauseList) -> dict[str, Any]:
    """What scripts read; this form is kept."""
    return {
        "old": [before.ids[place] for place in one.old],
        "new": [after.ids[place] for place in one.new],
        "relation": str(one.relation),
        "confidence": round(one.confidence, 3),
    }
