"""`consult backup` and `consult restore`."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.core.backup import engines
from consult.core.backup.actions import make_backup, refuse_other_engine, restore_backup
from consult.core.backup.archive import manifest_of
from consult.core.backup.folder import remove_older
from consult.core.backup.manifest import KEYS, BackupFault, Manifest
from consult.settings import Settings, from_environment


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep", type=click.IntRange(min=1), help="Remove all but this many of the newest in FOLDER afterwards.")
@click.option("--without-keys", is_flag=True, help="Leave the secret key and the log's key out.")
@with_appcontext
def backup(folder: Path | None, *, keep: int | None, without_keys: bool) -> None:
    """Save the site into one file in FOLDER (or CONSULT_BACKUP_FOLDER), while it runs.

    The file holds the database, the secret key, the key that signs the record's log, and a manifest with a digest of
    each. Whoever has it can read everything and sign as this site: encrypt it where it is kept.
    """
    settings: Settings = current_app.extensions["consult_settings"]
    given = folder or (Path(settings.backup_folder) if settings.backup_folder else None)
    if given is None:
        raise click.UsageError("Name a folder to save into, or set CONSULT_BACKUP_FOLDER.")
    try:
        made = make_backup(settings, given, with_keys=not without_keys)
        gone = remove_older(given, keep=keep) if keep else ()
    except BackupFault as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(f"{made.path}: {made.path.stat().st_size / 1_000_000:,.1f} MB, {', '.join(made.manifest.files)}.")
    for log in made.manifest.logs:
        click.echo(f"The log {log.origin} holds at least {log.size} leaves in it.")
    if KEYS & set(made.manifest.files):
        click.echo("It holds keys: whoever has it can sign as this site. Encrypt it where it is kept.")
    for name in made.without:
        click.echo(f"Not in it: {name}. Keep that elsewhere.")
    for path in gone:
        click.echo(f"Removed: {path.name}.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--rehearse", is_flag=True, help="Restore into a place that is removed again, and verify: touches nothing."
)
def restore_command(file: Path, *, rehearse: bool) -> None:
    """Take the site back out of the backup FILE, into an empty home folder and an empty database; then verify it."""
    settings = from_environment(os.environ)
    try:
        manifest = manifest_of(file)
        with _place_for(settings, manifest) if rehearse else _here(settings) as (place, environment):
            restore_backup(place, file)
            click.echo(f"Restored: the state of {manifest.made_at:%Y-%m-%d %H:%M} UTC, by consult {manifest.program}.")
            _verify(environment)
    except BackupFault as fault:
        raise click.ClickException(str(fault)) from fault
    if rehearse:
        click.echo("This backup can be restored. The place where that was tried is removed again.")
    else:
        click.echo("Serve it: consult serve. What was sent after the backup was made is not in it.")


@contextmanager
def _here(settings: Settings) -> Iterator[tuple[Settings, Mapping[str, str]]]:
    yield settings, os.environ


@contextmanager
def _place_for(settings: Settings, manifest: Manifest) -> Iterator[tuple[Settings, Mapping[str, str]]]:
    """A home in a folder, and a database, that are gone afterwards; no mail leaves from there."""
    refuse_other_engine(settings, manifest)
    with tempfile.TemporaryDirectory(prefix="consult-rehearsal-") as made:
        home = Path(made) / "home"
        environment = {**os.environ, "CONSULT_HOME": str(home), "CONSULT_MAIL_URL": "outbox:"}
        place = replace(settings, home=home)
        if settings.on_sqlite:
            environment.pop("CONSULT_DATABASE_URL", None)
            yield replace(place, database_url=""), environment
            return
        with engines.passing_database(settings.database, f"consult_rehearsal_{secrets.token_hex(4)}") as database:
            yield replace(place, database_url=database), {**environment, "CONSULT_DATABASE_URL": database}


def _verify(environment: Mapping[str, str]) -> None:
    """As a start does: the newest shape first; then the record is computed again."""
    for words in (("db", "upgrade"), ("verify",)):
        command = [sys.executable, "-m", "consult.cli", *words]
        done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)  # noqa: S603
        click.echo(done.stdout, nl=False)
        if done.returncode:
            click.echo(done.stderr, nl=False, err=True)
            says = f"It is restored, but consult {' '.join(words)} ends with an error, as told above."
            raise BackupFault(f"{says} If it does so where the backup was made, too, the backup is not to blame.")
