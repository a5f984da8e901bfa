"""`consult verify`: the record, recomputed."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from consult.core.database import db, for_reading
from consult.core.transparency.models import SITE_LOG
from consult.drafts.models import Guideline
from consult.tracing.evidence.check import NotAPack, PackFiles
from consult.tracing.evidence.comparison import (
    KeptEvidence,
    LiveLog,
    LogThere,
    PackedLog,
    compared,
    log_id_of,
    read_kept,
)
from consult.tracing.record.checks import Check
from consult.tracing.record.verification import Report, verify_pack, verify_site_log
from consult.tracing.record.verification import verify as recomputed

MOST_OF_A_KIND, WORDS_OF_A_KIND = 20, 4


@click.command()
@click.argument("what", required=False, metavar="[GUIDELINE|PACK]")
@click.option("--against", type=click.Path(path_type=Path), help="A pack or a checkpoint that someone kept.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON: guidelines, checks, faults, notes.")
@with_appcontext
def verify(what: str | None, *, against: Path | None, as_json: bool) -> None:
    """Check the record of GUIDELINE (its short name), of every guideline and the site itself, or of an evidence PACK.

    Hashes of receipts, journal, counts of ballots, published words and the whole log are computed again and compared
    with what is kept. Who can write the database can make all of it agree; --against compares it with what they do
    not hold. Ends with status 1 if anything does not hold, and names it.
    """
    try:
        with for_reading():
            reports = _reports(what, read_kept(against) if against is not None else None)
    except NotAPack as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        told = [{**asdict(report), "faults": report.faults} for report in reports]
        click.echo(json.dumps({"guidelines": told}, ensure_ascii=False, indent=1))
    else:
        for report in reports:
            _say(report)
    if any(report.faults for report in reports):
        sys.exit(1)


def _reports(what: str | None, kept: KeptEvidence | None) -> list[Report]:
    if what is not None and Path(what).exists():
        return [_with_comparison(verify_pack(Path(what)), kept, PackedLog(PackFiles(Path(what))))]
    if kept is None:
        found = [recomputed(each) for each in _wanted(what)]
        return found if what is not None else [*found, verify_site_log()]
    log_id = log_id_of(kept.head.origin)
    if log_id == SITE_LOG and what is None:
        return [_with_comparison(verify_site_log(), kept, LiveLog(SITE_LOG))]
    wanted = [each for each in _wanted(what) if each.id == log_id]
    if log_id is None or not wanted:
        raise click.ClickException(f"What was kept is of the log {kept.head.origin}, which is not here.")
    return [_with_comparison(recomputed(each), kept, LiveLog(each.id)) for each in wanted]


def _with_comparison(report: Report, kept: KeptEvidence | None, log: LogThere) -> Report:
    return report if kept is None else replace(report, checks=(*report.checks, compared(kept, log)))


def _wanted(slug: str | None) -> list[Guideline]:
    query = select(Guideline).order_by(Guideline.id)
    found = list(db.session.scalars(query.where(Guideline.slug == slug) if slug else query))
    if slug and not found:
        raise click.ClickException(f"There is no guideline “{slug}”.")
    return found


def _say(report: Report) -> None:
    click.echo(f"{report.guideline}:")
    for check in report.checks:
        click.echo(f"  {check.what}: {_outcome(check)}.")
        for line in _shortened(check.faults):
            click.echo(f"    {line}")
        for note in check.notes:
            click.echo(f"    note  {note}")


def _shortened(faults: Sequence[str]) -> Iterator[str]:
    """Of each kind, which is how a sentence ends, the first ones, and how many more there are."""
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for fault in faults:
        kinds[" ".join(fault.split()[-WORDS_OF_A_KIND:])].append(fault)
    for alike in kinds.values():
        yield from (f"FAULT {fault}" for fault in alike[:MOST_OF_A_KIND])
        if len(alike) > MOST_OF_A_KIND:
            yield f"      and {len(alike) - MOST_OF_A_KIND:,} more like this; --json lists all"


def _outcome(check: Check) -> str:
    faults = len(check.faults)
    if not check.number and not faults:
        return "there are none"
    if not faults:
        return f"{check.number}, all hold"
    return f"{check.number}, 1 does not hold" if faults == 1 else f"{check.number}, {faults} do not hold"
