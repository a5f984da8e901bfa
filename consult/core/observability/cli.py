"""`consult doctor` and `consult maintenance`."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click
from flask.cli import ScriptInfo
from sqlalchemy.exc import SQLAlchemyError

from consult.core.backup.engines import sqlite_file
from consult.core.backup.manifest import BackupFault
from consult.core.database import for_reading
from consult.core.observability.doctor import Diagnosis, examine_home, examine_site
from consult.core.resources import program_version
from consult.core.runtime import maintenance as marker
from consult.settings import SettingError, Settings, from_environment

MARKS = {"pass": "ok  ", "warn": "look", "fail": "BAD "}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON: a list of findings.")
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Look at settings, keys, database, disk, mail, clock, worker, backups and record, and say what to do.

    Changes nothing and sends nothing. Ends with status 1 if anything is bad.
    """
    found = list(_findings(context))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            click.echo(f"{MARKS[one.status]}  {one.name}: {one.says}")
            if one.do and one.status != "pass":
                click.echo(f"      {one.do}")
    if any(one.status == "fail" for one in found):
        sys.exit(1)


def _findings(context: click.Context) -> Iterator[Diagnosis]:
    """First what needs no site; the site is put together only where it is there already, for that makes files."""
    try:
        settings = from_environment(os.environ)
    except SettingError as error:
        yield Diagnosis("settings", "fail", str(error), "The README lists every setting.")
        return
    yield Diagnosis("settings", "pass", f"consult {program_version()}, home {settings.home.resolve()}.")
    if not settings.home.is_dir():
        yield Diagnosis(
            "home", "fail", f"{settings.home} is not there.", "Set CONSULT_HOME; consult db upgrade makes it."
        )
        return
    yield from examine_home(settings)
    if not _is_begun(settings):
        yield Diagnosis("database", "fail", "There is none yet.", "Make it: consult db upgrade.")
        return
    try:
        with context.ensure_object(ScriptInfo).load_app().app_context(), for_reading():
            yield from examine_site(settings)
    except SettingError as error:
        yield Diagnosis("settings", "fail", str(error), "The README lists every setting.")
    except SQLAlchemyError as error:
        yield Diagnosis(
            "database", "fail", f"It broke off ({type(error).__name__}).", "Look at the database's own log."
        )


def _is_begun(settings: Settings) -> bool:
    """Whether there is a database to ask: a file of SQLite would be made by the question."""
    try:
        return not settings.on_sqlite or sqlite_file(settings.database).exists()
    except BackupFault:
        return True


@click.group()
def maintenance() -> None:
    """Announce that the site is being worked on: pages can be read, nothing is taken in, the worker stands still."""


@maintenance.command("on")
@click.argument("sentence")
@click.option("--minutes", default=15, show_default=True, type=click.IntRange(1, 7 * 24 * 60), help="How long, about.")
@click.option("--no-reading", is_flag=True, help="Shut the pages as well.")
def on(sentence: str, *, minutes: int, no_reading: bool) -> None:
    """Say SENTENCE on every page from now on. On several machines: say it on each."""
    settings = _with_home()
    if not sentence.strip() or len(sentence) > marker.LONGEST_SENTENCE:
        raise click.UsageError(
            f"Say in a sentence of at most {marker.LONGEST_SENTENCE} characters what people are to know."
        )
    told = marker.announce(settings.home, sentence.strip(), minutes=minutes, reading=not no_reading)
    read = (
        "Pages can be read; what is sent is refused with this sentence."
        if told.reading
        else "All pages say it instead."
    )
    click.echo(f"{read} The worker of consult serve ends what it does and waits. End it: consult maintenance off.")


@maintenance.command("off")
def off() -> None:
    """Let people write again."""
    click.echo("The site is open again." if marker.end(_with_home().home) else "No maintenance was announced.")


def _with_home() -> Settings:
    settings = from_environment(os.environ)
    if not settings.home.is_dir():
        raise click.ClickException(f"{settings.home} is not there. Set CONSULT_HOME as the site has it.")
    return settings
