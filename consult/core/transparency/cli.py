"""`consult log`: the record's log, for who runs the site."""

import click
from flask.cli import with_appcontext

from consult.core.database import db
from consult.core.queue import queue
from consult.core.transparency.jobs import seal_log
from consult.core.transparency.sealing import unsealed_logs
from consult.core.transparency.signing_key import KeyAway


@click.group()
def log() -> None:
    """The record's log: sealed, signed, witnessed."""


@log.command()
@with_appcontext
def seal() -> None:
    """Seal now what waits, in every log. A worker does it every few seconds."""
    try:
        made = sum(seal_log(log_id) for log_id in unsealed_logs())
    except KeyAway as reason:
        raise click.ClickException(str(reason)) from reason
    click.echo(f"{made} checkpoints were signed." if made else "Nothing waits.")


@log.command()
@with_appcontext
def backfill() -> None:
    """Commit to what stood before there was a log, as it is found. Goes on where it ended; a worker does it, too."""
    job = queue.add("log.backfill", 0)
    db.session.commit()
    queue.run(job.id)
    click.echo("Everything that stands has its leaf. It is sealed with what comes next.")
