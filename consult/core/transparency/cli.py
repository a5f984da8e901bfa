"""`consult log`: the record's log, for who runs the site."""

from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.core.database import db
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.core.transparency.backfill import BACKFILL, GENERATION
from consult.core.transparency.jobs import seal_log
from consult.core.transparency.key_rotation import rotate
from consult.core.transparency.notes import LARGEST, MalformedNote, fingerprint_of
from consult.core.transparency.queries import log_keys
from consult.core.transparency.sealing import unsealed_logs
from consult.core.transparency.signing_key import KeyAway
from consult.core.transparency.witnessing import UnsoundCosignature, accept_cosignatures, note_refused


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
    job = queue.add(BACKFILL, GENERATION)
    db.session.commit()
    queue.run(job.id)
    click.echo("Everything that stands has its leaf. It is sealed with what comes next.")


@log.command()
@with_appcontext
def keys() -> None:
    """The keys that have signed, oldest first, each with its fingerprint and the note of the one before."""
    for key in log_keys():
        click.echo(f"{key.made_at:%Y-%m-%d %H:%M} UTC  {fingerprint_of(key.public)}\n{key.statement}")


@log.command("rotate-key")
@click.option("--to", type=click.Path(path_type=Path), help="File of the new key; else one is made in the home folder.")
@click.option("--lost", is_flag=True, help="The old key is gone: the new one begins without its signature.")
@with_appcontext
def rotate_key(to: Path | None, *, lost: bool) -> None:
    """Sign with a new key from now on. The old one signs a note on it; its checkpoints stay verifiable."""
    try:
        made = rotate(current_app.extensions["consult_settings"], to, lost=lost)
    except KeyAway as reason:
        raise click.ClickException(str(reason)) from reason
    db.session.commit()
    made.put_in_place()
    click.echo(f"{made.statement or 'No signature of the old key.'}\nFingerprint: {fingerprint_of(made.public)}")
    click.echo("Tell the witnesses: they take the new key by “consult witness trust”.")


@log.command("add-cosignature")
@click.argument("file", type=click.File("rb"))
@with_appcontext
def add_cosignature(file: Any) -> None:
    """Keep what a witness sent back: a checkpoint with its line."""
    try:
        kept = accept_cosignatures(file.read(LARGEST + 1))
    except UnsoundCosignature as unsound:
        db.session.rollback()
        note_refused(unsound)
        db.session.commit()
        raise click.ClickException(str(unsound)) from unsound
    except (MalformedNote, Refused) as refused:
        raise click.ClickException(str(refused)) from refused
    db.session.commit()
    click.echo(f"Kept: {', '.join(witness.name for witness in kept)}.")
