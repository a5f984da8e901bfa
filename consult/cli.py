"""The `consult` command: what an operator types."""

import os
import signal
import socket
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import FlaskGroup, with_appcontext
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import DatabaseError, OperationalError

import consult.accounts.cli
import consult.analysis.pipeline.cli
import consult.analysis.pipeline.lineage_cli
import consult.analysis.pipeline.meaning_jobs
import consult.analysis.pipeline.nearness_jobs
import consult.comments.capture.cli
import consult.comments.mail_in.cli
import consult.comments.register.cli
import consult.consultations.timezones.cli
import consult.consultations.translations.cli
import consult.core.backup.cli
import consult.core.derived.cli
import consult.core.observability.cli
import consult.core.search.cli
import consult.core.transparency.cli
import consult.core.transparency.witness_cli
import consult.demo.cli
import consult.drafts.brackets.cli
import consult.drafts.cli
import consult.drafts.people.cli
import consult.drafts.redline.cli
import consult.revisions.force.cli
import consult.tracing.background_jobs.cli
import consult.tracing.evidence.cli
import consult.tracing.papers.cli
import consult.tracing.privacy.cli
import consult.tracing.record.cli
from consult.app import create_app
from consult.core.carriers.procrastination import LostDatabase
from consult.core.database import db as database
from consult.core.mail.post_office import PostOffice, send_due
from consult.core.observability import metrics
from consult.core.observability.doctor import catalogues_compiled
from consult.core.queue import carrier, queue
from consult.core.resources import program_version, resource_folder
from consult.core.runtime import garbage, health, listening, maintenance
from consult.core.runtime.gateway import BodyLimits
from consult.core.runtime.instance_move import CannotMove, MovedTable, move_instance
from consult.core.runtime.jobs import HeartbeatSender
from consult.core.runtime.supervisor import Child, Supervisor, end_with_supervisor
from consult.core.transparency.jobs import Sealing
from consult.settings import SettingError, from_environment


def site() -> Flask:
    """The application that the environment describes; also what the server process loads."""
    try:
        return create_app(from_environment(os.environ))
    except SettingError as error:
        raise click.UsageError(str(error)) from error


class Commands(FlaskGroup):
    """What an operator can put right is said in a sentence, not in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (SettingError, LostDatabase) as error:
            raise click.ClickException(str(error)) from error
        except DatabaseError as error:
            if "no such table" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "42P01":
                says = "The database has not the tables of this program. Make them: consult db upgrade."
            elif type(error) in {DatabaseError, OperationalError}:
                says = f"The database cannot be used: {str(error.orig).strip()}."
            else:  # a mistake of ours, not of the place
                raise
            raise click.ClickException(f"{says} (CONSULT_HOME, CONSULT_DATABASE_URL)") from error


# Flask's own options (which application, which file of variables) would only mislead here.
main = Commands(
    create_app=site,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    help="Write a guideline together with the people it will touch.",
)
main.params = []
click.version_option(program_version(), prog_name="consult")(main)
main.add_command(consult.accounts.cli.user)
main.add_command(consult.demo.cli.demo)
main.add_command(consult.drafts.brackets.cli.brackets_command)
main.add_command(consult.drafts.cli.draft)
main.add_command(consult.drafts.people.cli.role)
main.add_command(consult.drafts.redline.cli.redline_command)
main.add_command(consult.comments.capture.cli.room)
main.add_command(consult.comments.mail_in.cli.mail_in)
main.add_command(consult.comments.register.cli.comments)
main.add_command(consult.consultations.timezones.cli.timezones)
main.add_command(consult.consultations.translations.cli.translations)
main.add_command(consult.analysis.pipeline.cli.analyse)
main.add_command(consult.analysis.pipeline.lineage_cli.lineage)
main.add_command(consult.revisions.force.cli.force_command)
main.add_command(consult.tracing.background_jobs.cli.jobs)
main.add_command(consult.tracing.evidence.cli.evidence)
main.add_command(consult.tracing.papers.cli.publish_pack)
main.add_command(consult.tracing.record.cli.verify)
main.add_command(consult.core.search.cli.search)
main.add_command(consult.tracing.privacy.cli.retention)
main.add_command(consult.core.derived.cli.tallies)
main.add_command(consult.core.transparency.cli.log)
main.add_command(consult.core.backup.cli.backup)
main.add_command(consult.core.backup.cli.restore_command)
main.add_command(consult.core.observability.cli.doctor)
main.add_command(consult.core.observability.cli.maintenance)
main.add_command(consult.core.transparency.witness_cli.witness)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--no-worker", is_flag=True, help="Pages alone: workers run elsewhere (consult work).")
@with_appcontext
def serve(host: str, port: int, *, no_worker: bool) -> None:
    """Bring the database up to date, then serve pages, with a worker beside. What dies is started again."""
    try:
        listener = listening.listen(host, port)
    except listening.CannotListen as error:
        raise click.ClickException(str(error)) from error
    upgrade()
    # Links in mail lead to where it is served, unless a setting says otherwise.
    os.environ.setdefault("CONSULT_BASE_URL", f"http://{host}:{port}")
    settings = current_app.extensions["consult_settings"]
    ours, handle = [sys.executable, "-m", "consult.cli"], listener.fileno()
    web = [*ours, "web", "--listener", str(handle)]
    children = [Child(f"web-{number}", web, handles=(handle,)) for number in range(1, max(1, settings.workers) + 1)]
    standing_still = partial(_is_announced, settings.home)
    if not no_worker:
        children.append(Child("worker", [*ours, "work", "--supervised"], paused=standing_still))
    metrics.make_folder(settings.home)
    database.engine.dispose()
    if (languages := catalogues_compiled(resource_folder("translations"))).status != "pass":
        click.echo(f"{languages.says} Compile them: {languages.do}", err=True)
    click.echo(f"Serving at http://{host}:{port}", err=True)
    Supervisor(children, settings.home / "processes.json").run()


def _is_announced(home: Path) -> bool:
    """Whether the worker stands still: maintenance is announced."""
    return maintenance.announced(home) is not None


@main.command(hidden=True)
@click.option("--listener", required=True, type=int, help="The open socket, as a number.")
@with_appcontext
def web(listener: int) -> None:
    """One web process, as `serve` starts it."""
    end_with_supervisor()
    app = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - Flask's proxy
    settings = current_app.extensions["consult_settings"]
    limits = BodyLimits(seconds=settings.body_seconds, most_bytes=settings.upload_megabytes * 1024 * 1024)
    listening.answer_requests(app, socket.socket(fileno=listener), limits)


@main.command()
@click.option("--once", is_flag=True, help="Do what is due, then stop.")
@click.option("--supervised", is_flag=True, hidden=True, help="End with the process that started this one.")
@with_appcontext
def work(*, once: bool, supervised: bool) -> None:
    """Do the jobs: mail, analysis, closing of rounds and ballots."""
    settings = current_app.extensions["consult_settings"]
    for reason in sorted(set(queue.left_waiting().values())):
        click.echo(f"{reason}. Until then its jobs wait.", err=True)
    if once:
        queue.run_sweeps()
        queue.run_all()
        send_due(settings)
        return
    if supervised:
        end_with_supervisor()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: queue.ending.set())
    garbage.freeze_loaded()
    app = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - Flask's proxy
    with HeartbeatSender(app), Sealing(app), PostOffice(app, settings):
        carrier().work(queue.ending)


@main.group()
def db() -> None:
    """The database's shape."""


@db.command("upgrade")
@click.argument("revision", default="head")
@with_appcontext
def upgrade_(revision: str) -> None:
    """Bring the database to the newest shape (or to REVISION)."""
    upgrade(revision=revision)


@db.command("downgrade")
@click.argument("revision", default="-1")
@with_appcontext
def downgrade_(revision: str) -> None:
    """Take the database one step back (or to REVISION)."""
    downgrade(revision=revision)


@db.command("move")
@click.option("--to", "address", required=True, metavar="POSTGRESQL", help="postgresql://… of an empty database.")
@with_appcontext
def move_(address: str) -> None:
    """Copy this instance from SQLite to PostgreSQL and compare both, row by row.

    All or nothing: what does not come to its end leaves the new database empty. Stop the site before; the home
    folder stays where it is.
    """
    if database.engine.dialect.name != "sqlite":
        raise click.ClickException("This instance is not on SQLite: it can be copied with pg_dump and pg_restore.")
    if health.workers().status != "fail":
        raise click.ClickException(
            "The site runs: what is written meanwhile would be lost. Stop it, and wait a minute."
        )
    database.session.rollback()

    def tell(table: MovedTable) -> None:
        if table.rows:
            click.echo(f"{table.rows:>9,}  {table.name}  {table.digest[:16]}", err=True)

    try:
        moved = move_instance(database.engine, address, tell)
    except CannotMove as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{sum(table.rows for table in moved):,} rows of {len(moved)} tables are the same in both.")
    click.echo("Set CONSULT_DATABASE_URL to the new address, check the record (consult verify), and start the site.")


if __name__ == "__main__":
    main()
