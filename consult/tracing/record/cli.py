"""`consult verify`: the record, recomputed."""

import json
import sys
from dataclasses import asdict

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from consult.core.database import db, for_reading
from consult.drafts.models import Guideline
from consult.tracing.record.checks import Check
from consult.tracing.record.verification import Report
from consult.tracing.record.verification import verify as recomputed


@click.command()
@click.argument("guideline", required=False)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON: guidelines, checks, faults, notes.")
@with_appcontext
def verify(guideline: str | None, *, as_json: bool) -> None:
    """Check the record of GUIDELINE (its short name), or of every guideline.

    Hashes of receipts, journal, counts of ballots and published words are computed again and compared with
    what is kept. Ends with status 1 if anything does not hold.
    """
    with for_reading():
        reports = [recomputed(each) for each in _wanted(guideline)]
    if as_json:
        told = [{**asdict(report), "faults": report.faults} for report in reports]
        click.echo(json.dumps({"guidelines": told}, ensure_ascii=False, indent=1))
    else:
        for report in reports:
            _say(report)
    if any(report.faults for report in reports):
        sys.exit(1)


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
        for fault in check.faults:
            click.echo(f"    FAULT {fault}")
        for note in check.notes:
            click.echo(f"    note  {note}")


def _outcome(check: Check) -> str:
    faults = len(check.faults)
    if not check.number and not faults:
        return "there are none"
    if not faults:
        return f"{check.number}, all hold"
    return f"{check.number}, 1 does not hold" if faults == 1 else f"{check.number}, {faults} do not hold"
