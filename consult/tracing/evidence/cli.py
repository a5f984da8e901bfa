"""`consult evidence`: a pack that anyone can check without the site."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.ruling import Refused
from consult.core.transparency.backfill import backfill_waits
from consult.core.transparency.jobs import seal_log
from consult.core.transparency.signing_key import KeyAway
from consult.drafts.models import Guideline
from consult.tracing.evidence.pack import write_pack


@click.command()
@click.argument("guideline")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--draft", type=int, help="Texts, comments and answers up to this draft only; the log is always whole.")
@with_appcontext
def evidence(guideline: str, out: Path, *, draft: int | None) -> None:
    """Write the evidence pack of GUIDELINE (its short name) to OUT, a zip file.

    What waits is sealed first. The pack holds the whole log, with the content of what everyone may read, and a
    program of one file that checks all of it off line. The same state gives the same file.
    """
    found = db.session.scalars(select(Guideline).where(Guideline.slug == guideline)).one_or_none()
    if found is None:
        raise click.ClickException(f"There is no guideline “{guideline}”.")
    if backfill_waits():
        raise click.ClickException(
            "Things of before the log wait to be committed to: run “consult log backfill”, or let the worker do it."
        )
    try:
        seal_log(found.id)
    except KeyAway as reason:
        click.echo(f"Nothing new is sealed: {reason}", err=True)
        db.session.rollback()
    part = out.with_name(f"{out.name}.part")
    try:
        with for_reading(), part.open("wb") as file:
            checkpoint = write_pack(found, file, clock.now(), draft=draft)
        part.replace(out)
    except (OSError, Refused) as error:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"{out} was not written. {error}") from error
    click.echo(f"{out}: {checkpoint.size} leaves, {out.stat().st_size} bytes.")
    click.echo("Check it: unzip it into an empty folder, and in that folder: python -I check.py .")
